"""What pages send, editors see: pings through the daemon and Redis into every answer."""

import json

from daemon import BROWSER, wait_for

SITE = "news.example"
POLITICS, SPORT = f"https://{SITE}/politics/x", f"https://{SITE}/sport/y"


def read(daemon, url, reader, **fields):
    return daemon.ping(url, {"User-Agent": f"{BROWSER} {reader}"}, view=f"view-{reader}", **fields)


def engage(daemon, url, reader, **fields):
    body = json.dumps({"type": "engage", "url": url, "view": f"view-{reader}", **fields})
    answer = daemon.request("POST", "/v1/ping", body, {"User-Agent": f"{BROWSER} {reader}"})
    assert answer.status == 204, answer.body


def rows(answer, name="path"):
    return [(row[name], row["value"]) for row in answer["rows"]]


def test_what_pages_send_is_in_every_answer(new_daemon):
    daemon = new_daemon("--site", SITE, "--read-seconds", "1").start()
    about = {"title": "A title", "section": "Politics", "author": "Jane Doe"}
    for reader in range(3):
        read(daemon, POLITICS, reader, referrer="https://www.google.com/", **about)
    read(daemon, SPORT, 9, section="Sport")
    engage(daemon, POLITICS, 0, engaged=2, reported=0, scroll=50)
    engage(daemon, POLITICS, 0, engaged=2, reported=0, scroll=50)
    daemon.wait_until_applied()
    wait_for(lambda: rows(daemon.ask("top", metric="reads")), "the read")

    top = daemon.ask("top", period="30m")
    assert rows(top) == [("/politics/x", 3), ("/sport/y", 1)]
    assert {name: top["rows"][0][name] for name in about} == about
    for period in ("24h", "today", "7d", "all"):
        assert rows(daemon.ask("top", period=period)) == rows(top), period
        assert rows(daemon.ask("top", period=period, metric="readers")) == rows(top), period
        assert rows(daemon.ask("top", period=period, metric="reads")) == [("/politics/x", 1)]
        assert rows(daemon.ask("top", period=period, metric="engaged")) == [("/politics/x", 2)]
    assert rows(daemon.ask("top", section="Politics")) == [("/politics/x", 3)]
    assert rows(daemon.ask("top", author="Jane Doe")) == [("/politics/x", 3)]
    assert rows(daemon.ask("top", section="Sport")) == [("/sport/y", 1)]

    trending = rows(daemon.ask("trending"))
    assert [path for path, _ in trending] == ["/politics/x", "/sport/y"]
    assert 2.8 < trending[0][1] <= 3

    for parameters, views in [({}, 4), ({"url": POLITICS}, 3), ({"section": "Sport"}, 1)]:
        for step in ("minute", "hour", "day", "month"):
            series = daemon.ask("series", period="1h", step=step, **parameters)
            assert sum(row["value"] for row in series["rows"]) == views, (step, parameters)

    assert rows(daemon.ask("sources", by="channel"), "name") == [("search", 3), ("direct", 1)]
    assert rows(daemon.ask("sources", url=POLITICS), "name") == [("google.com", 3)]

    for parameters in ({}, {"period": "1d"}):
        engagement = daemon.ask("engagement", url=POLITICS, **parameters)
        told = {name: engagement[name] for name in ("loads", "views", "readers", "reads",
                                                    "completions", "engaged_seconds", "scroll")}
        assert told == {"loads": 3, "views": 3, "readers": 3, "reads": 1, "completions": 0,
                        "engaged_seconds": 2, "scroll": {"25": 1, "50": 1, "75": 0, "100": 0}}
        assert engagement["engaged"]["p50"] == 0
        assert abs(engagement["engaged"]["p90"] - 2) <= 0.15
