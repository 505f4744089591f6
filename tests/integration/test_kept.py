"""Answered is kept, kept is counted once: the daemon or its Redis die in the middle."""

import os
import signal
import threading

import pytest
from daemon import wait_for
from load import Ledger, send
from schema import totals_key

ARTICLES = 100


def check(daemon, ledger):
    """acknowledged <= count <= attempted for every article; returns lost and doubled."""
    lost = doubled = 0
    for url, attempted in ledger.attempted.items():
        views = daemon.views(url)
        lost += max(0, ledger.acknowledged[url] - views)
        doubled += max(0, views - attempted)
    assert (lost, doubled) == (0, 0)
    site = int(daemon.redis_cli("HGET", totals_key("localhost"), "v"))
    total = sum(daemon.views(url) for url in ledger.attempted)
    assert site == total, "the site's views are the sum of its articles'"


@pytest.mark.parametrize("sync", ["interval", "always"])
def test_kill_9_of_daemon_and_redis_in_the_middle_of_10_000_pings(new_daemon, sync):
    daemon = new_daemon("--journal-sync", sync).start()
    ledger = Ledger()
    redis = daemon.redis_pid()

    def kill_both():
        wait_for(lambda: sum(ledger.acknowledged.values()) >= 4000, "4 000 answers", 60)
        os.kill(redis, signal.SIGKILL)
        daemon.kill()

    killer = threading.Thread(target=kill_both)
    killer.start()
    send(daemon.port, 0, 10_000, ledger)
    killer.join()
    sent = sum(ledger.attempted.values())
    assert 4000 <= sent < 10_000

    daemon.start()
    send(daemon.port, sent, 10_000 - sent, ledger)
    daemon.wait_until_applied()
    check(daemon, ledger)
    print(f"{sync}: {sum(ledger.acknowledged.values())} acknowledged, "
          f"{ledger.unanswered()} unanswered")


def test_kill_9_of_the_daemon_again_and_again(new_daemon):
    daemon = new_daemon().start()
    ledger = Ledger()
    for round_ in range(5):
        first = sum(ledger.attempted.values())
        goal = sum(ledger.acknowledged.values()) + 500

        def kill_it():
            wait_for(lambda: sum(ledger.acknowledged.values()) >= goal, "500 answers", 60)
            daemon.kill()

        killer = threading.Thread(target=kill_it)
        killer.start()
        send(daemon.port, first, 3000, ledger)
        killer.join()
        daemon.start()
        assert daemon.get("/readyz").status == 200, round_
    daemon.wait_until_applied()
    check(daemon, ledger)


def test_kill_9_of_the_private_redis_under_load(new_daemon):
    daemon = new_daemon().start()
    ledger = Ledger()
    killed = []

    def kill_redis():
        for goal in (1000, 3000, 5000):
            wait_for(lambda: sum(ledger.acknowledged.values()) >= goal, "answers", 60)
            pid = wait_for(daemon.redis_pid, "the private Redis")
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda: daemon.redis_pid() not in (None, pid), "a new private Redis")
            killed.append(pid)

    killer = threading.Thread(target=kill_redis)
    killer.start()
    send(daemon.port, 0, 10_000, ledger)
    killer.join()
    assert len(killed) == 3
    assert ledger.unanswered() == 0, "pings go on being taken"
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store")
    daemon.wait_until_applied()
    check(daemon, ledger)
    assert daemon.process.poll() is None


def test_no_private_redis_outlives_its_daemon(new_daemon):
    daemon = new_daemon().start()
    daemon.ping("http://localhost/a")
    daemon.kill()
    wait_for(lambda: daemon.redis_pid() is None, "the private Redis to end")
    daemon.start()
    assert daemon.views("http://localhost/a") == 1


def test_sigterm_stops_it_with_everything_applied(new_daemon):
    daemon = new_daemon("--flush-interval", "1m").start()
    for number in range(50):
        daemon.ping("http://localhost/a", {"User-Agent": f"reader {number}"})
    assert daemon.metric("readcount_journal_unapplied_records") == 50
    assert daemon.stop() == 0
    assert daemon.redis_pid() is None
    assert "stopped" in daemon.log_text()

    daemon.start()
    assert daemon.views("http://localhost/a") == 50
    assert daemon.metric("readcount_replayed_records_total") == 0


def test_a_redis_that_goes_and_comes_back(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    known = "http://localhost/known"
    daemon.ping(known)
    daemon.wait_until_applied()

    redis.kill()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
    for number in range(20):
        answer = daemon.ping(known, {"User-Agent": f"reader {number}"})
        assert (answer.status, answer.json()["views"]) == (200, 2 + number)
    assert daemon.views(known) == 21, "counts are answered from memory"
    unknown = daemon.ping("http://localhost/unknown")
    assert (unknown.status, unknown.json()["views"]) == (200, None), "it never guesses"
    assert daemon.get("/v1/count?url=http://localhost/never").json()["code"] == "store-unavailable"
    assert daemon.get("/readyz").status == 200, "pings can still be kept"

    redis.start()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store", 30)
    daemon.wait_until_applied()
    assert daemon.views(known) == 21
    assert daemon.views("http://localhost/unknown") == 1


def test_a_redis_that_is_away_at_the_start(new_daemon, redis):
    redis.kill()
    daemon = new_daemon(redis=redis.url).start()
    assert daemon.ping("http://localhost/a").status == 200
    redis.start()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store", 30)
    daemon.wait_until_applied()
    assert daemon.views("http://localhost/a") == 1


def test_a_store_that_was_emptied_gets_back_what_the_journal_holds(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    for number in range(20):
        daemon.ping("http://localhost/a", {"User-Agent": f"reader {number}"})
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    daemon.ping("http://localhost/a", {"User-Agent": "one more"})
    wait_for(lambda: daemon.metric("readcount_store_rollbacks_total") > 0, "the rollback")
    daemon.wait_until_applied()
    assert daemon.views("http://localhost/a") == 21


def test_two_daemons_on_one_redis_count_together(new_daemon, redis, tmp_path):
    first = new_daemon(redis=redis.url, state_dir=tmp_path / "first").start()
    second = new_daemon(redis=redis.url, state_dir=tmp_path / "second").start()
    for number in range(10):
        (first if number % 2 else second).ping(
            "http://localhost/a", {"User-Agent": f"reader {number}"})
    for daemon in (first, second):
        wait_for(lambda: daemon.count("http://localhost/a")["views"] == 10, "both to show 10", 5)
        assert daemon.count("http://localhost/a")["readers"] == 10
    # One reader, seen by both on the same day: the salt is shared.
    first.ping("http://localhost/b", {"User-Agent": "both"})
    second.ping("http://localhost/b", {"User-Agent": "both"})
    for daemon in (first, second):
        daemon.wait_until_applied()
        wait_for(lambda: daemon.count("http://localhost/b")["views"] == 2, "both views", 5)
        assert daemon.count("http://localhost/b")["readers"] == 1


def test_an_article_unknown_to_the_daemon_costs_one_read(new_daemon, redis):
    # No flush meanwhile: the script reads totals as well.
    daemon = new_daemon("--flush-interval", "1m", redis=redis.url).start()
    ledger = Ledger()
    before = reads(redis)
    send(daemon.port, 0, 640, ledger, articles=1, connections=64)
    assert reads(redis) - before == 1, "64 readers at once wait for the same read"
    assert ledger.acknowledged["http://localhost/0"] == 640


def reads(redis):
    """HMGETs of articles so far; the totals are read by nothing else."""
    for line in redis.cli("INFO", "commandstats").splitlines():
        if line.startswith("cmdstat_hmget:"):
            return int(line.split("calls=")[1].split(",")[0])
    return 0


def test_a_ping_in_the_moment_in_which_redis_dies_is_kept(new_daemon, redis):
    """For a new article the store is asked first; it may fail before the asking has returned."""
    daemon = new_daemon(redis=redis.url).start()
    redis.kill()
    urls = [f"http://localhost/{number}" for number in range(5)]
    assert {daemon.ping(url).json()["outcome"] for url in urls} == {"counted"}
    redis.start()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store", 30)
    daemon.wait_until_applied()
    assert [daemon.views(url) for url in urls] == [1] * 5


def test_a_broken_key_is_named_too_where_an_earlier_run_is_applied(new_daemon, redis):
    daemon = new_daemon("--flush-interval", "1m", redis=redis.url).start()
    daemon.ping("http://localhost/a")
    daemon.kill()
    redis.cli("SET", totals_key("localhost", "/a"), "no hash")
    daemon.start()
    wait_for(lambda: daemon.metric("readcount_replayed_records_total") == 1, "the earlier run")
    assert daemon.metric("readcount_store_damaged_increments_total") > 0
    assert f"broken key: HINCRBY {totals_key('localhost', '/a')}" in daemon.log_text()
    assert redis.cli("HGET", totals_key("localhost"), "v").strip() == "1", "all else is counted"
