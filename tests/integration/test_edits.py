"""Changes by hand: shown at once, once over crashes and losses of Redis."""

import json
import urllib.parse

from daemon import BROWSER, wait_for

SITE = "news.example"
ARTICLE, OTHER = f"https://{SITE}/a", f"https://{SITE}/b"


def put(daemon, query="", **start):
    return daemon.request("PUT", "/v1/count" + query, json.dumps(start), admin=True)


def say(daemon, url, **start):
    answer = put(daemon, url=url, **start)
    assert answer.status == 200, answer.body
    assert answer.json()["applied"] is True
    return answer.json()["count"]


def ping(daemon, url, *readers):
    for reader in readers:
        daemon.ping(url, {"User-Agent": f"{BROWSER} {reader}"})


def views_of_site(redis):
    keys = redis.cli("KEYS", f"rc:*:a:{SITE}").splitlines()
    return redis.cli("HGET", keys[0], "v") if keys else None


def test_a_start_value_is_added_and_replaced(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    ping(daemon, ARTICLE, 1, 2)
    ping(daemon, OTHER, 1)
    assert put(daemon, "?dry_run=1", url=ARTICLE, views=1).json()["count"]["views"] == 2
    assert say(daemon, ARTICLE, views=1200, readers=900)["views"] == 1202
    assert daemon.count(ARTICLE)["readers"] == 902
    assert say(daemon, OTHER, views=10)["views"] == 11
    assert views_of_site(redis) == "1213"

    assert say(daemon, ARTICLE, views=100, reads=40, completions=7, engaged_seconds=99) == {
        "url": ARTICLE, "site": SITE, "path": "/a", "views": 102, "readers": 2, "reads": 40,
        "completions": 7, "engaged_seconds": 99, "live": 0}
    assert views_of_site(redis) == "113"
    today = daemon.ask("series", period="today", url=ARTICLE)
    assert sum(row["value"] for row in today["rows"]) == 2
    ping(daemon, ARTICLE, 3)
    assert daemon.views(ARTICLE) == 103
    assert say(daemon, ARTICLE, views=0)["views"] == 3
    assert put(daemon, url="https://other.example/", views=1).status == 403
    assert put(daemon, url=ARTICLE, views=1, readers=2).status == 400
    assert daemon.request("PUT", "/v1/count", "{}").status == 401


def test_a_start_value_is_in_once_over_a_crash_and_a_loss(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    ping(daemon, ARTICLE, 1)
    say(daemon, ARTICLE, views=50)
    say(daemon, ARTICLE, views=70)
    daemon.kill()
    daemon.start()
    assert daemon.views(ARTICLE) == 71
    redis.cli("FLUSHALL")
    wait_for(lambda: daemon.views(ARTICLE) == 71 and views_of_site(redis) == "71",
             "the journal to be applied again")


def test_a_start_value_that_redis_has_not_seen_is_kept(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    ping(daemon, ARTICLE, 1)
    daemon.wait_until_applied()
    redis.kill()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 0, "Redis to be missed")
    answer = put(daemon, url=ARTICLE, views=7)
    assert answer.status == 200 and answer.json()["applied"] is False
    daemon.kill()
    redis.start()
    daemon.start()
    wait_for(lambda: daemon.views(ARTICLE) == 8, "the start value")
    assert views_of_site(redis) == "8"


def test_two_daemons_agree_and_an_import_takes_start_values_along(new_daemon, redis, tmp_path):
    one = new_daemon("--site", SITE, state_dir=tmp_path / "one", redis=redis.url).start()
    two = new_daemon("--site", SITE, state_dir=tmp_path / "two", redis=redis.url).start()
    say(one, ARTICLE, views=5)
    wait_for(lambda: two.views(ARTICLE) == 5, "the other daemon to hear of it")
    assert say(two, ARTICLE, views=9)["views"] == 9
    wait_for(lambda: one.views(ARTICLE) == 9, "the other daemon to hear of it")

    fresh = new_daemon("--site", SITE, state_dir=tmp_path / "fresh").start()
    text = one.get("/v1/export", admin=True).body
    assert fresh.request("POST", "/v1/import", text, admin=True).status == 200
    wait_for(lambda: fresh.views(ARTICLE) == 9, "the import to show")
    assert say(fresh, ARTICLE, views=2)["views"] == 2
    wait_for(lambda: fresh.ask("live")["views"] == 2, "the site's total")


def erase(daemon, url, query=""):
    target = "/v1/articles?url=" + urllib.parse.quote(url, safe="") + query
    answer = daemon.request("DELETE", target, admin=True)
    assert answer.status == 200, answer.body
    return answer.json()


def paths(daemon, **parameters):
    return [row["path"] for row in daemon.ask("top", **parameters)["rows"]]


def test_an_erased_article_is_gone_and_counts_anew(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    for url in (ARTICLE, OTHER):
        for reader in (1, 2):
            daemon.ping(url, {"User-Agent": f"{BROWSER} {reader}"}, title="T", section="Politics",
                        author="Jane Doe")
    daemon.wait_until_applied()
    assert erase(daemon, ARTICLE, "&dry_run=1")["erased"]["views"] == 2
    assert daemon.views(ARTICLE) == 2

    answer = erase(daemon, ARTICLE)
    assert answer["applied"] is True and answer["erased"]["views"] == 2
    assert daemon.count(ARTICLE)["views"] == 0
    left = [key for key in redis.cli("KEYS", "rc:{*").splitlines() if f"{SITE}/a" in key]
    assert left == []
    for section in ({}, {"section": "Politics"}, {"author": "Jane Doe"}):
        for period in ("today", "all"):
            assert paths(daemon, period=period, **section) in (["/b"], ["/a", "/b"])
    for key in redis.cli("KEYS", "rc:*:[tw]:*").splitlines():
        assert redis.cli("ZSCORE", key, "/a") == "" and redis.cli("ZSCORE", key, "/b") != ""
    assert views_of_site(redis) == "4"

    ping(daemon, ARTICLE, 7)
    daemon.wait_until_applied()
    assert daemon.views(ARTICLE) == 1
    assert daemon.request("DELETE", "/v1/articles", admin=True).status == 400
    assert daemon.request("DELETE", "/v1/articles?url=" + ARTICLE).status == 401


def test_an_erasure_keeps_its_place_when_the_journal_is_applied_again(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    ping(daemon, ARTICLE, 1, 2, 3)
    ping(daemon, OTHER, 1)
    say(daemon, ARTICLE, views=100)
    erase(daemon, ARTICLE)
    ping(daemon, ARTICLE, 4, 5)
    daemon.wait_until_applied()
    assert daemon.views(ARTICLE) == 2
    daemon.kill()
    daemon.start()
    assert daemon.views(ARTICLE) == 2
    redis.cli("FLUSHALL")
    wait_for(lambda: daemon.views(ARTICLE) == 2 and daemon.views(OTHER) == 1
             and views_of_site(redis) == "106", "the journal to be applied again")
