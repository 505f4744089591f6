"""What is bounded, what happens at the bound, and the metric that says so."""

import json
import socket
import time

from daemon import wait_for

SITE = "https://news.example"


def of_site(name):
    return f'{name}{{site="news.example"}}'


def within_one_hour():
    """A budget is an hour's: waits where the turn of one is near."""
    wait_for(lambda: time.time() % 3600 < 3570, "the turn of the hour")


def tops(daemon):
    rows = daemon.ask("top", period="24h", limit=100)["rows"]
    return {row["path"]: (row["value"], row["url"]) for row in rows}


def views_of(daemon, section):
    rows = daemon.ask("series", section=section, period="24h", step="day")["rows"]
    return sum(row["value"] for row in rows)


def test_new_articles_beyond_the_budget_count_under_other(new_daemon, redis):
    within_one_hour()
    arguments = ["--site", "news.example"]
    first = new_daemon(*arguments, redis=redis.url).start()
    for i in range(5):
        first.ping(f"{SITE}/old/{i}")
    first.wait_until_applied()
    first.stop()

    # One that knows nothing: another state directory, on the same Redis.
    daemon = new_daemon(*arguments, "--new-articles-per-hour", "3", redis=redis.url,
                        state_dir=first.state_dir.with_name("other")).start()
    for i in range(6):
        answer = daemon.ping(f"{SITE}/new/{i}", title="A title").json()
        assert answer["outcome"] == "counted"
        assert answer["views"] == (1 if i < 3 else 0), i
    for i in range(5):
        assert daemon.ping(f"{SITE}/old/{i}").json()["outcome"] == "counted", i
    engage = {"type": "engage", "url": f"{SITE}/old/4", "view": "v", "engaged": 2, "reported": 1}
    assert daemon.request("POST", "/v1/ping", json.dumps(engage)).status == 204
    daemon.wait_until_applied()

    assert daemon.views(f"{SITE}/new/2") == 1
    assert daemon.count(f"{SITE}/new/5")["views"] == 0
    assert redis.cli("--scan", "--pattern", "*/new/*").count(":a:") == 3
    lists = tops(daemon)
    assert lists["(other)"] == (3, SITE)
    assert len(lists) == 3 + 5 + 1
    assert daemon.metric(of_site("readcount_new_articles_total")) == 3
    assert daemon.metric(of_site("readcount_beyond_budget_total")) == 3


def test_a_restart_gives_no_new_budget_and_a_store_that_is_away_no_way_around_it(
        new_daemon, redis):
    within_one_hour()
    daemon = new_daemon("--site", "news.example", "--new-articles-per-hour", "3",
                        redis=redis.url).start()
    for i in range(2):
        daemon.ping(f"{SITE}/new/{i}")
    daemon.kill()
    redis.kill()
    daemon.launch().wait_until_ready()
    for i in range(6):
        assert daemon.ping(f"{SITE}/new/{i}", {"User-Agent": "another"}).status == 200
    redis.start()
    daemon.wait_until_applied()
    assert tops(daemon)["(other)"][0] == 3
    assert daemon.views(f"{SITE}/new/0") == daemon.views(f"{SITE}/new/1") == 2
    assert daemon.views(f"{SITE}/new/2") == 1


def test_beyond_the_budget_a_ping_that_is_sent_again_after_a_crash_is_known(new_daemon, redis):
    within_one_hour()
    daemon = new_daemon("--site", "news.example", "--new-articles-per-hour", "1",
                        redis=redis.url).start()
    engage = {"type": "engage", "url": f"{SITE}/b", "view": "v1", "engaged": 1, "reported": 0}

    def ping(view, path="/b"):
        return daemon.ping(f"{SITE}{path}", view=view).json()["outcome"]

    def engaged():
        daemon.wait_until_applied()
        return daemon.ask("engagement", period="24h")

    assert ping("v0", "/a") == ping("v1") == "counted"
    assert daemon.request("POST", "/v1/ping", json.dumps(engage)).status == 204
    daemon.wait_until_applied()
    daemon.kill()
    daemon.start()

    assert ping("v1") == "repeat"                 # the same ping once more
    assert engaged()["loads"] == 2
    assert ping("v2") == "repeat"                 # a reload
    assert ping("v3", "/c") == "counted"          # another article
    # Its view is known: what it tells is believed without what was reported, and counts once.
    assert daemon.request("POST", "/v1/ping", json.dumps({**engage, "engaged": 2})).status == 204
    found = engaged()
    assert (found["loads"], found["views"], found["engaged_seconds"]) == (4, 3, 2)
    assert tops(daemon) == {"/a": (1, f"{SITE}/a"), "(other)": (2, SITE)}


def test_what_is_sent_afterwards_needs_no_budget(new_daemon):
    daemon = new_daemon("--site", "news.example", "--new-articles-per-hour", "3").start()
    lines = "\n".join(json.dumps({"type": "view", "url": f"{SITE}/past/{i}", "time": "2026-01-02T03:04:05Z"})
                      for i in range(50))
    answer = daemon.request("POST", "/v1/pings", lines, admin=True).json()
    assert answer["counted"] == 50
    daemon.wait_until_applied()
    assert daemon.metric(of_site("readcount_beyond_budget_total")) == 0
    assert daemon.views(f"{SITE}/past/49") == 1


def test_new_names_beyond_the_budget_count_as_other(new_daemon, redis):
    wait_for(lambda: time.time() % 86400 < 86370, "the turn of the day")
    arguments = ["--site", "news.example"]
    first = new_daemon(*arguments, redis=redis.url).start()
    for i in range(3):
        first.ping(f"{SITE}/{i}", section=f"Old {i}", author="Jane Doe")
    first.wait_until_applied()
    first.stop()

    # One that knows nothing: another state directory, on the same Redis.
    daemon = new_daemon(*arguments, "--new-names-per-day", "3", redis=redis.url,
                        state_dir=first.state_dir.with_name("other")).start()
    for i in range(5):
        assert daemon.ping(f"{SITE}/{i}", section=f"New {i}").json()["outcome"] == "counted"
    for i in range(3):
        daemon.ping(f"{SITE}/{i}", section=f"Old {i}", author="Jane Doe")
    daemon.wait_until_applied()

    assert [views_of(daemon, f"New {i}") for i in range(5)] == [1, 1, 1, 0, 0]
    assert views_of(daemon, "(other)") == 2
    assert sum(views_of(daemon, f"Old {i}") for i in range(3)) == 3
    assert redis.cli("--scan", "--pattern", "*s:New*").count(":a:") == 3

    def of_kind(name):
        return daemon.metric(f'{name}{{kind="section"}}')

    wait_for(lambda: of_kind("readcount_names_beyond_budget_total") == 2, "the metric")
    assert of_kind("readcount_new_names_total") == 3
    assert daemon.metric('readcount_new_names_total{kind="author"}') == 0


def test_old_names_need_no_room_while_the_store_cannot_be_asked(new_daemon, redis):
    arguments = ["--site", "news.example", "--new-names-per-day", "2"]
    first = new_daemon("--site", "news.example", redis=redis.url).start()
    for i in range(6):
        first.ping(f"{SITE}/{i}", section=f"Old {i}")
    first.wait_until_applied()
    first.stop()
    redis.kill()
    daemon = new_daemon(*arguments, redis=redis.url,
                        state_dir=first.state_dir.with_name("other")).launch()
    daemon.wait_until_ready()
    for i in range(6):
        daemon.ping(f"{SITE}/{i}", section=f"Old {i}")
    redis.start()
    daemon.wait_until_applied()
    assert views_of(daemon, "(other)") == 0
    for i in range(6):
        assert views_of(daemon, f"Old {i}") == 2
    assert daemon.metric('readcount_new_names_total{kind="section"}') == 0


def test_names_beyond_the_bound_of_a_day_have_a_metric(new_daemon):
    daemon = new_daemon("--site", "news.example", "--new-names-per-day", "1000").start()
    lines = "\n".join(json.dumps({"type": "view", "url": f"{SITE}/a", "ip": f"192.0.2.{i}",
                                  "section": f"Section {i}"}) for i in range(203))
    assert daemon.request("POST", "/v1/pings", lines, admin=True).json()["counted"] == 203
    wait_for(lambda: daemon.metric('readcount_names_beyond_bound_total{kind="section"}') == 3,
             "the metric")
    assert daemon.metric('readcount_names_beyond_bound_total{kind="author"}') == 0


def test_one_address_is_limited_and_others_and_servers_are_not(new_daemon):
    daemon = new_daemon("--site", "news.example", "--rate-limit", "5",
                        "--trusted-proxy", "127.0.0.1").start()

    def ping(address):
        return daemon.ping(f"{SITE}/a", {"X-Forwarded-For": address})

    statuses = [ping("192.0.2.1").status for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    refused = ping("192.0.2.1")
    assert refused.json()["code"] == "rate-limit"
    assert 1 <= int(refused.headers["Retry-After"]) <= 12
    gif = daemon.get(f"/v1/ping.gif?url={SITE}/a", headers={"X-Forwarded-For": "192.0.2.1"})
    assert gif.status == 429
    assert ping("192.0.2.2").status == 200
    assert [ping(f"2001:db8::{i}").status for i in range(6)] == [200] * 5 + [429]
    lines = "\n".join([json.dumps({"type": "view", "url": f"{SITE}/a", "ip": "192.0.2.1"})] * 9)
    headers = {"X-Forwarded-For": "192.0.2.1"}
    answer = daemon.request("POST", "/v1/pings", lines, headers, admin=True).json()
    assert answer["refused"] == 0
    assert daemon.metric('readcount_refusals_total{reason="rate-limit"}') == 6
    name = 'readcount_pings_total{outcome="refused",site="(none)",type="view"}'
    assert daemon.metric(name) == 6


def test_an_opener_of_connections_cannot_take_them_all(new_daemon):
    daemon = new_daemon("--site", "news.example", "--max-connections-per-address", "20").start()
    sockets = [socket.create_connection(("127.0.0.1", daemon.port), 10) for _ in range(300)]
    try:
        wait_for(lambda: daemon.metric("readcount_http_connections") <= 21, "the bound to hold")
        assert daemon.ping(f"{SITE}/a").status == 200
        assert daemon.metric("readcount_http_connections_made_room_total") >= 280
    finally:
        for each in sockets:
            each.close()
