"""An article's old address counts for its new one: once, over crashes, and on every daemon."""

import contextlib
import http.client
import json
import signal
import subprocess
import threading
import time

from daemon import BROWSER, READCOUNT, wait_for

SITE = "news.example"
OLD = f"https://{SITE}/old"
NEW = f"https://{SITE}/new"
THIRD = f"https://{SITE}/third"


def view(daemon, url, *readers, **fields):
    for reader in readers:
        daemon.ping(url, {"User-Agent": f"{BROWSER} {reader}"}, **fields)


def ask(daemon, **body):
    return daemon.request("POST", "/v1/merge", json.dumps(body), admin=True)


def merge(daemon, old=OLD, new=NEW, **more):
    answer = ask(daemon, **{"from": old, "to": new, **more})
    assert answer.status == 200, answer.body
    return answer.json()


def code(answer):
    return answer.status, answer.json()["code"]


def left_of(redis, path="/old"):
    """The keys and the lists in which the path still stands."""
    keys = [key for key in redis.cli("KEYS", "rc:{*").splitlines() if f":{SITE}{path}" in key]
    lists = [key for key in redis.cli("KEYS", "rc:*:[tw]:*").splitlines()
             if redis.cli("ZSCORE", key, path) != ""]
    return keys + lists + redis.cli("KEYS", "rc:{*}:p:*").splitlines()


def test_everything_that_was_counted_goes_to_the_new_article(new_daemon, redis):
    daemon = new_daemon("--site", SITE, "--read-seconds", "1", redis=redis.url).start()
    view(daemon, OLD, 1, 2, title="Old", section="Politics", author="Jane Doe",
         referrer="https://www.google.com/")
    view(daemon, OLD, 3, view="v", section="Politics", author="Jane Doe")
    body = json.dumps({"type": "engage", "url": OLD, "view": "v", "engaged": 2, "scroll": 100})
    daemon.request("POST", "/v1/ping", body, {"User-Agent": f"{BROWSER} 3"})
    view(daemon, NEW, 3, 4, title="New", section="World")
    daemon.wait_until_applied()
    before = daemon.count(OLD)
    assert before["views"] == 3

    assert merge(daemon, dry_run=True)["merged"]["views"] == 3
    assert daemon.views(NEW) == 2 and daemon.views(OLD) == 3
    answer = merge(daemon)
    assert answer["applied"] is True and answer["count"]["views"] == 5
    for url in (OLD, NEW):
        count = daemon.count(url)
        assert (count["views"], count["readers"], count["path"]) == (5, 5, "/new")
        assert count["reads"] == before["reads"]
        assert count["engaged_seconds"] == before["engaged_seconds"]
    assert left_of(redis) == []
    for step in ("minute", "hour", "day"):
        rows = daemon.ask("series", url=OLD, step=step, period="30m" if step == "minute" else "1d")
        assert sum(row["value"] for row in rows["rows"]) == 5, step
    assert daemon.ask("engagement", url=OLD, period="today")["scroll"]["100"] == 1
    assert {row["name"]: row["value"] for row in daemon.ask("sources", url=OLD)["rows"]} == {
        "google.com": 2}
    assert redis.cli("HGET", "rc:{%s}:a:%s" % (partition(redis, SITE), SITE), "v") == "5"
    view(daemon, NEW, 1)  # a reader of the old one is no new one
    daemon.wait_until_applied()
    assert daemon.count(NEW)["readers"] == 5


def partition(redis, subject):
    key, = [key for key in redis.cli("KEYS", f"rc:*:a:{subject}").splitlines()]
    return key[key.index("{") + 1:key.index("}")]


def test_it_is_once_however_often_it_is_said(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1, 2)
    view(daemon, NEW, 3)
    for _ in range(3):
        assert merge(daemon)["count"]["views"] == 3
    view(daemon, OLD, 7)
    daemon.wait_until_applied()
    assert daemon.views(NEW) == 4 and left_of(redis) == []


def test_a_merge_that_could_not_arrive_does_so_later(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1, 2, 3)
    view(daemon, NEW, 4)
    daemon.wait_until_applied()
    markers = f"rc:{{{partition(redis, f'{SITE}/new')}}}:applied"
    redis.cli("RENAME", markers, "aside")
    redis.cli("SET", markers, "of a wrong type")
    answer = ask(daemon, **{"from": OLD, "to": NEW})
    assert answer.status == 503 or not answer.json()["applied"]
    daemon.kill()
    assert redis.cli("KEYS", "rc:{*}:moves") != ""
    redis.cli("RENAME", "aside", markers)
    daemon.start()
    wait_for(lambda: left_of(redis) == [] and daemon.views(NEW) == 4, "the merge to end")
    assert merge(daemon)["count"]["views"] == 4


def test_a_daemon_that_is_killed_in_between_ends_it_once(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    for round_ in range(8):
        old, new = f"https://{SITE}/old-{round_}", f"https://{SITE}/new-{round_}"
        view(daemon, old, 1, 2, 3)
        view(daemon, new, 4)
        asked = threading.Thread(target=ask_in_vain, args=(daemon, old, new))
        asked.start()
        time.sleep(round_ * 0.002)  # each time a little further; any moment will do
        daemon.kill()
        asked.join()
        daemon.start()
        assert merge(daemon, old, new)["merged"]["views"] in (0, 3)
        daemon.wait_until_applied()
        wait_for(lambda new=new: daemon.views(new) == 4, f"round {round_}", 30)
        wait_for(lambda n=round_: left_of(redis, f"/old-{n}") == [], f"the end of round {round_}")
        assert daemon.views(old) == 4
    assert daemon.ask("series", step="day", period="1d")["rows"][-1]["value"] == 8 * 4


def ask_in_vain(daemon, old, new):
    with contextlib.suppress(OSError, http.client.HTTPException):
        ask(daemon, **{"from": old, "to": new})


def test_the_journal_is_applied_again_with_it(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1, 2)
    view(daemon, NEW, 3)
    merge(daemon)
    view(daemon, OLD, 4)
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    wait_for(lambda: daemon.views(NEW) == 4 and left_of(redis) == [],
             "the journal to be applied again", 30)


def test_all_daemons_know_it_and_what_came_late_is_moved(new_daemon, redis, tmp_path):
    one = new_daemon("--site", SITE, redis=redis.url).start()
    two = new_daemon("--site", SITE, redis=redis.url, state_dir=tmp_path / "two").start()
    view(two, OLD, 1, 2)
    view(one, NEW, 3)
    two.wait_until_applied()
    merge(one)
    view(two, OLD, 4)  # which it may count under the old path
    wait_for(lambda: two.count(OLD)["path"] == "/new", "the other daemon to know", 5)
    view(two, OLD, 5)
    wait_for(lambda: one.views(NEW) == 5 and left_of(redis) == [], "what came late", 30)
    assert two.views(OLD) == 5


def test_an_old_address_leads_on_and_never_to_itself(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    view(daemon, NEW, 2)
    view(daemon, THIRD, 3)
    merge(daemon)
    assert code(ask(daemon, **{"from": NEW, "to": OLD})) == (409, "cannot-merge")
    assert code(ask(daemon, **{"from": OLD, "to": THIRD})) == (409, "cannot-merge")
    assert merge(daemon, NEW, THIRD)["count"]["views"] == 3
    assert daemon.count(OLD)["path"] == "/third"


def test_what_arrives_where_an_article_was_merged_on_goes_on_with_it(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1, 2)
    view(daemon, NEW, 3)
    view(daemon, THIRD, 4)
    daemon.wait_until_applied()
    tag = f"rc:{{{partition(redis, f'{SITE}/old')}}}"
    assert merge(daemon, NEW, THIRD)["count"]["views"] == 2
    # As a daemon leaves it that is killed when it has put the old one's counts aside for the new.
    redis.cli("RENAME", f"{tag}:a:{SITE}/old", f"{tag}:p:killed-1:1")
    redis.cli("HSET", f"{tag}:p:killed-1", "1", "a")
    redis.cli("HSET", f"{tag}:moves", "killed-1", f"{SITE}\n/old\n/new")
    wait_for(lambda: daemon.views(THIRD) == 4, "all of it to be where it leads", 40)
    wait_for(lambda: left_of(redis, "/new") == [], "nothing to be left", 30)


def test_many_merges_hold_up_nothing_else(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    daemon.wait_until_applied()
    moves = f"rc:{{{partition(redis, f'{SITE}/old')}}}:moves"
    redis.cli("EVAL", "for i = 1, 20000 do redis.call('HSET', KEYS[1], 'killed-' .. i, ARGV[1]) end",
              "1", moves, f"{SITE}\n/old\n/new")

    def left():
        return int(redis.cli("HLEN", moves))

    wait_for(lambda: left() < 20000, "the first of them to end", 30)
    before = daemon.metric("readcount_articles_in_memory")
    view(daemon, THIRD, 1)
    wait_for(lambda: daemon.metric("readcount_articles_in_memory") > before, "the gauges", 30)
    assert left() > 0


def test_an_import_from_before_a_merge_counts_for_the_new_article(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1, 2, section="Politics")
    daemon.wait_until_applied()
    before = daemon.get("/v1/export", admin=True).body
    moves = f"rc:{{{partition(redis, f'{SITE}/old')}}}:moves"
    assert merge(daemon)["count"]["views"] == 2
    # Once this is gone the daemon has looked whether anything came late, and will not do so again.
    redis.cli("HSET", moves, "killed-1", f"{SITE}\n/old\n/new")
    wait_for(lambda: left_of(redis) == [] and redis.cli("EXISTS", moves) == "0", "the late look", 30)
    assert daemon.request("POST", "/v1/import", before, admin=True).status == 200
    wait_for(lambda: daemon.views(NEW) == 4 and left_of(redis) == [], "the import to be moved", 40)
    rows = daemon.ask("top", section="Politics")["rows"]
    assert [(row["path"], row["value"]) for row in rows] == [("/new", 4)]


def test_nobody_changes_an_article_by_its_old_address(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    merge(daemon)
    said = json.dumps({"url": OLD, "views": 1200})
    assert code(daemon.request("PUT", "/v1/count", said, admin=True)) == (409, "was-merged")
    erased = daemon.request("DELETE", f"/v1/articles?url={OLD}", admin=True)
    assert code(erased) == (409, "was-merged")
    assert daemon.views(NEW) == 1


def test_several_merges_at_once_do_not_mix(new_daemon, redis):
    daemon = new_daemon("--site", SITE, "--flush-interval", "1s", redis=redis.url).start()
    olds = [f"{OLD}{number}" for number in range(8)]
    for url in olds:
        view(daemon, url, 1)
    daemon.wait_until_applied()
    threads = [threading.Thread(target=merge, args=(daemon, url)) for url in olds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert daemon.views(NEW) == 8
    assert [left_of(redis, f"/old{number}") for number in range(8)] == [[]] * 8


def test_a_store_that_lost_a_redirect_gets_it_back(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    merge(daemon)
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    wait_for(lambda: redis.cli("HGET", f"rc:{{redirects}}:of:{SITE}", "/old") == "/new",
             "the redirect", 30)
    view(daemon, THIRD, 1)
    wait_for(lambda: ask(daemon, **{"from": THIRD, "to": NEW}).status == 200, "the store", 30)
    wait_for(lambda: daemon.views(NEW) == 2, "all of it to be applied again", 30)


def test_redirects_of_before_and_after_a_loss_are_known_to_all(new_daemon, redis, tmp_path):
    one = new_daemon("--site", SITE, redis=redis.url).start()
    two = new_daemon("--site", SITE, redis=redis.url, state_dir=tmp_path / "two").start()
    view(one, OLD, 1)
    merge(one)
    wait_for(lambda: two.count(OLD)["path"] == "/new", "the other daemon to know", 10)
    # While nobody looks the store loses the redirect, and gets another one.
    two.process.send_signal(signal.SIGSTOP)
    one.kill()
    redis.cli("DEL", "rc:{redirects}:versions", f"rc:{{redirects}}:of:{SITE}")
    one.start()
    view(one, THIRD, 1)
    merge(one, THIRD, NEW)
    two.process.send_signal(signal.SIGCONT)
    for daemon in (one, two):
        for url in (OLD, THIRD):
            wait_for(lambda d=daemon, u=url: d.count(u)["path"] == "/new", "all of them", 20)


def redirects_in(redis):
    told = redis.cli("HGETALL", f"rc:{{redirects}}:of:{SITE}").splitlines()
    return dict(zip(told[::2], told[1::2], strict=True))


def lead(redis, version, **redirects):
    """As a daemon leaves it that merges; or as a store has it that went back."""
    redis.cli("DEL", f"rc:{{redirects}}:of:{SITE}")
    for old, into in redirects.items():
        redis.cli("HSET", f"rc:{{redirects}}:of:{SITE}", f"/{old}", f"/{into}")
    redis.cli("HSET", "rc:{redirects}:versions", SITE, version)


def test_an_article_and_the_one_it_was_merged_into_never_lead_to_each_other(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    view(daemon, NEW, 2)
    merge(daemon)
    # While it does not look the store loses the merge, and somebody merges the other way round:
    # of a lower version, as it began anew.
    for turned in ({"new": "old"}, {"new": "old", "x": "new"}):
        daemon.process.send_signal(signal.SIGSTOP)
        lead(redis, str(len(turned)), **turned)
        daemon.process.send_signal(signal.SIGCONT)
        for url in (OLD, *(f"https://{SITE}/{path}" for path in turned)):
            wait_for(lambda u=url: daemon.count(u)["path"] == "/old", "it to know", 20)
        assert redirects_in(redis) == {f"/{path}": "/old" for path in turned}
    wait_for(lambda: daemon.views(OLD) == 2 and left_of(redis, "/new") == [], "all of it", 30)


def test_an_article_is_never_merged_into_itself(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)
    daemon.wait_until_applied()
    moves = f"rc:{{{partition(redis, f'{SITE}/old')}}}:moves"

    def next_turn():
        redis.cli("HSET", moves, "killed-1", f"{SITE}\n/old\n/y")
        wait_for(lambda: redis.cli("EXISTS", moves) == "0", "the turn of merges", 30)

    def written():
        return sum(file.stat().st_size for file in (daemon.state_dir / "journal").iterdir())

    next_turn()  # the one after is ten seconds away
    before = written()
    # It learns that this is an old one, of which it counted; and then that it is the new one.
    for version, redirects in (("5", {"old": "new"}), ("7", {"new": "old"})):
        lead(redis, version, **redirects)
        into, = redirects.values()
        for url in (OLD, NEW):
            wait_for(lambda u=url, i=into: daemon.count(u)["path"] == f"/{i}", "it to know", 20)
    next_turn()
    assert written() == before
    assert daemon.views(OLD) == 1


def test_redirects_that_lead_in_a_round_are_not_followed_for_ever(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    lead(redis, "7", a="b", b="c", c="a", d="c")
    wait_for(lambda: daemon.count(f"https://{SITE}/d")["path"] == "/a", "it to know", 20)
    for path in ("/a", "/b", "/c"):
        assert daemon.count(f"https://{SITE}{path}")["path"] == "/a"
    # Whoever merges the one that is left has mended it.
    view(daemon, f"https://{SITE}/b", 1)
    assert merge(daemon, f"https://{SITE}/a", NEW)["count"]["views"] == 1
    assert redirects_in(redis) == dict.fromkeys(("/a", "/b", "/c", "/d"), "/new")


def test_a_page_of_another_site_merges_nothing(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    body = json.dumps({"from": OLD, "to": NEW})

    def answer(**headers):
        return daemon.request("POST", "/v1/merge", body, headers, admin=True)

    assert code(answer(Origin="https://evil.example")) == (403, "unknown-origin")
    assert code(answer(Origin="null")) == (403, "unknown-origin")
    assert code(answer(**{"Sec-Fetch-Site": "cross-site"})) == (403, "unknown-origin")
    assert answer(Origin=f"http://127.0.0.1:{daemon.admin_port}").status == 200


def test_what_cannot_be_merged_is_refused(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    assert code(ask(daemon, **{"from": OLD, "to": OLD})) == (400, "bad-parameter")
    assert code(ask(daemon, **{"from": OLD})) == (400, "missing-parameter")
    assert code(ask(daemon, **{"from": OLD, "to": 7})) == (400, "wrong-type")
    assert code(ask(daemon, **{"from": OLD, "to": NEW, "now": True})) == (400, "bad-parameter")
    assert code(ask(daemon, **{"from": OLD, "to": "https://other.example/x"})) == (
        403, "unknown-site")
    assert daemon.request("POST", "/v1/merge", "{}").status == 401


def test_the_command_line(new_daemon, redis):
    daemon = new_daemon("--site", SITE, redis=redis.url).start()
    view(daemon, OLD, 1)

    def run(*arguments):
        return subprocess.run([READCOUNT, "--server", f"http://127.0.0.1:{daemon.admin_port}",
                               "--output", "plain", "merge", OLD, NEW, *arguments],
                              capture_output=True, text=True, check=False, timeout=30)

    assert run("--dry-run").stdout == "0\n"
    assert run().stdout == "1\n"
    assert run("https://news.example/more").returncode == 2
