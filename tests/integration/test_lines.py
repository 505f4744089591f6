"""POST /v1/pings: many pings in one body, for servers and for what happened before."""

import datetime
import json
import time

import pytest
from daemon import BROWSER

SITE = "news.example"
UTC = datetime.timezone.utc
OLD = "2026-09-01T12:00:00Z"


def line(path="/a", **fields):
    return json.dumps({"type": "view", "url": f"https://{SITE}{path}", **fields})


def post(daemon, lines, admin=True, **headers):
    return daemon.request("POST", "/v1/pings", "\n".join(lines).encode(), headers, admin=admin)


def told(daemon, *lines):
    answer = post(daemon, lines)
    assert answer.status == 200, answer.body
    return answer.json()


def test_each_line_is_a_ping_of_the_reader_that_it_names(daemon):
    answer = told(daemon, line(ip="192.0.2.1"), line(ip="192.0.2.2"), "", line(ip="192.0.2.1"),
                  line(ip="192.0.2.3", user_agent="examplebot/1.0"), line(ip="2001:db8::1") + "\r")
    assert answer == {"counted": 3, "repeat": 1, "bot": 1, "refused": 0, "errors": []}
    daemon.wait_until_applied()
    count = daemon.count(f"https://{SITE}/a")
    assert (count["views"], count["readers"]) == (3, 3)


def test_a_broken_line_is_named_and_stops_no_other(daemon):
    broken = {2: ("{", "bad-json"), 3: (line(ip="192.0.2"), "bad-parameter"),
              5: (line(time=(time.time() + 120) * 1000), "bad-parameter"),
              6: (line(time="2025-12-31T23:59:59Z"), "bad-parameter"),
              7: (line(time="at noon"), "bad-parameter"),
              8: (json.dumps({"type": "view", "url": "https://elsewhere.example/"}), "unknown-site"),
              9: (line(title="x" * 9000), "body-too-large"), 10: ("[]", "bad-json")}
    good = {1: line(), 4: line("/b"), 11: line("/c", time=OLD)}
    before = daemon.metrics()
    answer = told(daemon, *(broken[n][0] if n in broken else good[n] for n in range(1, 12)))
    assert [(error["line"], error["code"]) for error in answer["errors"]] == [
        (number, code) for number, (_, code) in broken.items()]
    assert all(error["detail"] for error in answer["errors"])
    assert answer["counted"] == 3 and answer["refused"] == len(broken)

    metrics = daemon.metrics()

    def grown(part):
        return sum(value - before.get(name, 0) for name, value in metrics.items() if part in name)

    assert grown("readcount_pings_total") == 11
    assert grown('outcome="refused"') == grown("readcount_refusals_total") == len(broken)


def test_of_many_errors_the_first_hundred_are_told(daemon):
    answer = told(daemon, *["x"] * 150, line())
    assert answer["refused"] == 150 and answer["counted"] == 1
    assert [error["line"] for error in answer["errors"]] == list(range(1, 101))


@pytest.mark.parametrize("body, status, code", [
    ([line()] * 10_001, 400, "too-many-lines"), (["x" * (8 << 20), ""], 413, "body-too-large")],
    ids=["too many lines", "too many bytes"])
def test_too_much_at_once_is_refused_whole(daemon, body, status, code):
    answer = post(daemon, body)
    assert (answer.status, answer.json()["code"]) == (status, code)
    assert daemon.views(f"https://{SITE}/a") == 0


def test_as_much_as_is_taken_at_once_counts(daemon):
    lines = [line(ip=f"10.0.{n // 250}.{n % 250}") for n in range(10_000)]
    assert told(daemon, *lines)["counted"] == 10_000
    assert daemon.views(f"https://{SITE}/a") == 10_000
    assert told(daemon) == {"counted": 0, "repeat": 0, "bot": 0, "refused": 0, "errors": []}


def test_it_is_private(new_daemon, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length-0123456789\n")
    token.chmod(0o600)
    daemon = new_daemon("--site", SITE, "--token-file", str(token)).start()
    assert post(daemon, [line()], admin=False).status == 401
    bearer = {"Authorization": f"Bearer {token.read_text().strip()}"}
    assert post(daemon, [line()], admin=False, **bearer).json()["counted"] == 1
    assert post(daemon, ["x" * (1 << 20), ""], admin=False).status == 413


def test_what_happened_before_counts_then_and_is_not_live(daemon):
    view = {"view": "v1", "ip": "192.0.2.1"}
    answer = told(daemon, line(time=OLD, section="Politik", **view),
                  line(type="engage", time="2026-09-01T12:00:20Z", engaged=18, scroll=75, **view),
                  line(time="2026-09-01T12:29:59Z", ip="192.0.2.1"),
                  line(time="2026-09-01T12:30:00Z", ip="192.0.2.1"))
    assert (answer["counted"], answer["repeat"]) == (3, 1)
    daemon.wait_until_applied()
    asked = {"site": SITE, "section": "Politik", "from": "2026-09-01", "to": "2026-09-01"}
    days = {metric: daemon.ask("series", metric=metric, step="day", **asked)["rows"][0]["value"]
            for metric in ("views", "reads", "engaged")}
    assert days == {"views": 2, "reads": 1, "engaged": 18}
    assert daemon.ask("series", site=SITE, step="hour", **{"from": OLD, "to": "2026-09-01T13:00:00Z"}
                      )["rows"][0]["value"] == 2
    assert daemon.ask("live", site=SITE)["live"] == 0
    assert daemon.metric("readcount_flush_lag_seconds") < 60


def test_what_happens_now_is_live_though_it_comes_in_lines(daemon):
    told(daemon, line(view="v1", ip="192.0.2.1"), line(view="v2", ip="192.0.2.2"))
    assert daemon.ask("live", site=SITE)["live"] == 2


def test_the_same_lines_after_a_restart_change_nothing(daemon):
    lines = [line(time=f"2026-09-{day:02}T12:00:00Z", view=f"v{day}") for day in range(1, 10)]
    lines.insert(1, line(type="engage", time="2026-09-01T12:01:00Z", view="v1", engaged=30))
    assert told(daemon, *lines)["counted"] == 10
    daemon.kill()
    daemon.start()
    assert told(daemon, *lines)["repeat"] == 10
    daemon.wait_until_applied()
    count = daemon.count(f"https://{SITE}/a")
    assert (count["views"], count["reads"], count["engaged_seconds"]) == (9, 1, 30)


def test_the_keys_of_lines_mean_nothing_in_a_ping_of_a_page(daemon):
    for address in ("192.0.2.1", "192.0.2.2"):
        answer = daemon.request("POST", "/v1/ping", line(ip=address, time=OLD,
                                                         user_agent="examplebot/1.0"))
        assert answer.json()["views"] == 1, BROWSER
