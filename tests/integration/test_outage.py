"""What an outage costs, and what a restart and a loss of data leave."""

import os
import pathlib
import re
import shutil

import pytest
from daemon import wait_for
from load import flood
from schema import totals_key


def resident_mib(daemon):
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def site_views(redis):
    return int(redis.cli("HGET", totals_key("localhost"), "v") or 0)


def total(daemon, articles):
    return sum(daemon.views(f"http://localhost/{number}") for number in range(articles))


# An hour at 1 000 a second is 3 600 000; memory stops growing long before these.
OUTAGE_PINGS = int(os.environ.get("READCOUNT_OUTAGE_PINGS", "600000"))


def test_a_long_outage_costs_disk_and_not_memory(new_daemon, redis):
    daemon = new_daemon("--repeat-window", "1s", redis=redis.url).start()
    flood(daemon.port, 0, 20_000, articles=100)
    daemon.wait_until_applied()
    before = resident_mib(daemon)
    redis.kill()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
    flood(daemon.port, 20_000, OUTAGE_PINGS, articles=100)
    assert "is read from the journal later" in daemon.log_text()
    grown = resident_mib(daemon) - before
    redis.start()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store", 30)
    daemon.wait_until_applied(300)
    assert total(daemon, 100) == 20_000 + OUTAGE_PINGS
    assert daemon.metric("readcount_unrecoverable_records_total") == 0
    if not os.environ.get("READCOUNT_SANITIZE"):  # whose shadow grows with what is touched
        assert grown < 32, "MiB more than before the outage"


def test_a_backlog_of_an_earlier_run_is_settled_while_pings_are_taken(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    redis.kill()
    wait_for(lambda: daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
    flood(daemon.port, 0, 100_000)
    daemon.kill()
    redis.start()
    daemon.start()
    flood(daemon.port, 100_000, 1000)
    daemon.wait_until_applied(60)
    assert daemon.metric("readcount_replayed_records_total") == 100_000
    assert daemon.views("http://localhost/7") == 101


def test_a_ping_that_is_sent_again_after_a_crash_is_a_repeat(new_daemon):
    daemon = new_daemon().start()
    ping = {"url": "http://localhost/a", "view": "4dd4b4f2"}
    assert daemon.ping(**ping).json()["outcome"] == "counted"
    daemon.kill()
    daemon.start()
    again = daemon.ping(**ping).json()
    assert (again["outcome"], again["views"]) == ("repeat", 1)


def test_what_redis_lost_and_the_journal_no_longer_holds_is_counted(new_daemon, redis):
    daemon = new_daemon("--journal-retain", "1s", "--journal-max-bytes", "1MiB",
                        redis=redis.url).start()
    flood(daemon.port, 0, 5000, articles=10)
    daemon.wait_until_applied()
    journal = daemon.state_dir / "journal"
    segments = len(list(journal.iterdir()))
    wait_for(lambda: len(list(journal.iterdir())) < segments, "a segment to be removed", 30)
    redis.cli("FLUSHALL")
    wait_for(lambda: daemon.metric("readcount_replayed_records_total") > 0, "the loss to be seen")
    daemon.wait_until_applied()
    lost = daemon.metric("readcount_unrecoverable_records_total")
    assert lost > 0
    assert total(daemon, 10) == 5000 - lost
    assert daemon.log_text().count("are no longer in the journal") == 1


def test_an_emptied_redis_is_noticed_though_nobody_pings(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    flood(daemon.port, 0, 100, articles=10)
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    wait_for(lambda: site_views(redis) == 100, "the counts to be back")
    assert daemon.metric("readcount_store_rollbacks_total") > 0
    assert daemon.metric('readcount_store_failures_total{class="away"}') > 0


def test_a_journal_directory_that_is_deleted_is_noticed_without_a_ping(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    assert daemon.ping("http://localhost/a").status == 200
    shutil.rmtree(daemon.state_dir / "journal")
    wait_for(lambda: daemon.get("/readyz").status == 503, "/readyz to tell", 5)
    refused = daemon.ping("http://localhost/a")
    assert refused.status == 503
    assert refused.json()["code"] == "journal-unavailable"
    assert str(daemon.state_dir / "journal") in daemon.log_text()

    (daemon.state_dir / "journal").mkdir(mode=0o700)
    wait_for(lambda: daemon.get("/readyz").status == 200, "readiness", 5)
    assert daemon.ping("http://localhost/b").status == 200
    daemon.wait_until_applied()
    redis.cli("FLUSHALL")
    daemon.kill()
    daemon.start()
    daemon.wait_until_applied()
    assert daemon.views("http://localhost/b") == 1, "it is in the new journal"


@pytest.mark.parametrize("moved", [False, True])
def test_no_ping_is_answered_from_a_journal_that_is_gone(new_daemon, redis, moved):
    """With a sync before each answer not even in the moment before it is noticed."""
    daemon = new_daemon("--journal-sync", "always", redis=redis.url).start()
    assert daemon.ping("http://localhost/a").status == 200
    journal = daemon.state_dir / "journal"
    if moved:
        journal.rename(journal.with_name("elsewhere"))
    else:
        shutil.rmtree(journal)
    assert daemon.ping("http://localhost/a").status == 503
    assert daemon.get("/readyz").status == 503
    daemon.wait_until_applied()
    assert daemon.views("http://localhost/a") == 1
