"""Page loads by the class of who made them: kept, counted once, and of nothing but their site."""

import json
import shutil
import urllib.parse

import pytest
from daemon import BROWSER, wait_for

SITE = "news.example"
BOT = {"User-Agent": "examplebot/1.0"}
PREFETCH = {"Sec-Purpose": "prefetch"}


def url(path="/a"):
    return f"https://{SITE}{path}"


def classes(daemon, **asked):
    answer = daemon.ask("sources", site=SITE, by="class", **asked)
    return [(row["name"], row["value"]) for row in answer["rows"]]


def send_all(daemon):
    """Three loads by readers, one of them a reload; four by crawlers; one that was prefetched."""
    assert daemon.ping(url()).json()["outcome"] == "counted"
    assert daemon.ping(url()).json()["outcome"] == "repeat"
    daemon.ping(url("/b"))
    for path in ("/a", "/never-read", "/never-read"):
        assert daemon.ping(url(path), BOT, view="v1", section="S").json()["outcome"] == "bot"
    pixel = "/v1/ping.gif?url=" + urllib.parse.quote(url("/in-mail"), safe="")
    assert daemon.get(pixel, headers=BOT).status == 200
    assert daemon.ping(url(), PREFETCH).json()["outcome"] == "prefetch"


ALL = [("bot", 4), ("reader", 3), ("prefetch", 1)]


def line(**fields):
    return json.dumps({"type": "view", "url": url(), **fields})


def post(daemon, lines):
    answer = daemon.request("POST", "/v1/pings", "\n".join(lines).encode(), admin=True)
    assert answer.status == 200, answer.body
    return answer.json()


def test_page_loads_are_told_by_class_the_most_first(daemon):
    send_all(daemon)
    daemon.wait_until_applied()
    assert classes(daemon) == classes(daemon, period="today") == ALL
    assert classes(daemon, limit=2) == ALL[:2]
    assert daemon.ask("engagement", site=SITE)["loads"] == 3


def test_nothing_is_kept_of_the_articles_that_crawlers_come_to(daemon):
    send_all(daemon)
    daemon.wait_until_applied()
    keys = daemon.redis_cli("KEYS", "rc:{*").split()
    assert [key for key in keys if "never-read" in key or f":{SITE}s:" in key] == []
    assert not any(key.startswith("rc:{") and ":o:" in key and f"{SITE}/" in key
                   and "k:bot" in daemon.redis_cli("HKEYS", key).split() for key in keys)
    assert daemon.ask("live", site=SITE)["live"] == 0
    assert [row["path"] for row in daemon.ask("top", site=SITE)["rows"]] == ["/a", "/b"]
    assert daemon.metric(f'readcount_new_articles_total{{site="{SITE}"}}') == 2
    assert daemon.metric(f'readcount_beyond_budget_total{{site="{SITE}"}}') == 0


def test_what_goes_on_in_a_crawlers_view_is_no_load(daemon):
    for fields in ({"type": "engage", "view": "v1", "engaged": 20},
                   {"type": "event", "name": "share"}):
        body = json.dumps({"url": url(), **fields})
        assert daemon.request("POST", "/v1/ping", body, BOT).status == 204
    told = post(daemon, [line(type="event", name="share", user_agent=BOT["User-Agent"])])
    assert told["bot"] == 1
    daemon.wait_until_applied()
    assert classes(daemon) == []


def test_it_is_kept_when_it_is_answered(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    redis.kill()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
    send_all(daemon)
    assert daemon.metric("readcount_journal_unapplied_records") == 8
    daemon.kill()
    redis.start()
    daemon.start()
    daemon.wait_until_applied()
    assert classes(daemon) == ALL
    assert daemon.metric("readcount_unrecoverable_records_total") == 0


def test_what_redis_lost_comes_back_from_the_journal(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    send_all(daemon)
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    wait_for(lambda: daemon.metric("readcount_replayed_records_total") == 8, "the loss to be seen")
    daemon.wait_until_applied()
    assert classes(daemon) == ALL


def test_each_counts_once_though_redis_dies_under_its_batches(new_daemon, redis):
    daemon = new_daemon("--site", SITE, "--flush-interval", "10ms", redis=redis.url).start()
    lines = [line(user_agent=BOT["User-Agent"])] * 2000
    for _ in range(5):
        assert post(daemon, lines)["bot"] == 2000
        redis.kill()
        assert post(daemon, lines)["bot"] == 2000
        redis.start()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store")
    daemon.wait_until_applied()
    assert classes(daemon) == [("bot", 20_000)]


def test_one_that_is_told_afterwards_counts_on_its_day(daemon):
    told = post(daemon, [line(time="2026-09-01T12:00:00Z", ip="192.0.2.1"),
                         line(time="2026-09-01T12:00:01Z", user_agent="examplebot/1.0"),
                         line(time="2026-09-01T23:59:59Z", user_agent="examplebot/1.0"),
                         line(time="2026-09-02T00:00:00Z", user_agent="examplebot/1.0"),
                         line(user_agent="examplebot/1.0")])
    assert (told["counted"], told["bot"]) == (1, 4)
    daemon.wait_until_applied()
    asked = {"from": "2026-09-01", "to": "2026-09-01"}
    assert classes(daemon, **asked) == [("bot", 2), ("reader", 1)]
    assert classes(daemon, **{"from": "2026-09-02", "to": "2026-09-02"}) == [("bot", 1)]
    assert classes(daemon) == [("bot", 1)]
    assert classes(daemon, period="all") == [("bot", 4), ("reader", 1)]


def test_one_that_cannot_be_kept_is_refused_and_has_no_other_outcome(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    assert daemon.ping(url(), BOT).status == 200
    shutil.rmtree(daemon.state_dir / "journal")
    wait_for(lambda: daemon.get("/readyz").status == 503, "/readyz to tell")
    refused = daemon.ping(url(), BOT)
    assert (refused.status, refused.json()["code"]) == (503, "journal-unavailable")
    told = post(daemon, [line(user_agent="examplebot/1.0")])
    assert (told["bot"], told["refused"]) == (0, 1)
    outcomes = {name: value for name, value in daemon.metrics().items()
                if name.startswith("readcount_pings_total") and value}
    assert outcomes == {f'readcount_pings_total{{outcome="bot",site="{SITE}",type="view"}}': 1,
                        'readcount_pings_total{outcome="refused",site="(none)",type="view"}': 2}


@pytest.mark.parametrize("narrowed, said", [
    ({"url": url()}, "by=class is kept of sites"), ({"section": "S"}, "articles and sites")])
def test_it_is_of_sites_alone(daemon, narrowed, said):
    query = urllib.parse.urlencode({"by": "class", **narrowed})
    answer = daemon.get(f"/v1/sources?{query}", admin=True)
    assert (answer.status, answer.json()["code"]) == (400, "bad-parameter")
    assert said in answer.json()["detail"]


def test_crawlers_wait_for_no_budget_and_take_none_from_readers(new_daemon):
    daemon = new_daemon("--site", SITE, "--new-articles-per-hour", "1").start()
    for number in range(5):
        daemon.ping(url(f"/{number}"), BOT)
    assert daemon.ping(url("/new"), {"User-Agent": BROWSER}).json()["views"] == 1
    assert daemon.metric(f'readcount_beyond_budget_total{{site="{SITE}"}}') == 0
