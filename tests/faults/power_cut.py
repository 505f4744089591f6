"""The power goes: what was not synced is gone, from the journal and, in some, from the private
Redis as well."""

import functools
import re
import subprocess
import time

from daemon import READCOUNTD, wait_for
from disks import DiskCampaign

CALM = "1m"  # a flush interval at which the journal alone has the newest pings


class PowerCut(DiskCampaign):
    """The disk loses power under load. The Redis, an operator's, is elsewhere and keeps its own."""

    name = "power-cut-always"
    fault = "power cut, always"
    sync, flush = "always", CALM
    rounds, short_rounds = 50, 2
    separate = True
    longest_load = 1.4  # seconds: a cut may come at any moment of the second between two syncs

    @property
    def flags(self):
        flags = ["--journal-sync", self.sync, "--flush-interval", self.flush]
        return flags + (sync_interval()[0] if self.sync == "interval" else [])

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(1)
            time.sleep(self.random.uniform(0, self.longest_load))
            self.cut_power()
        self.start_again()

    def cut_power(self):
        self.daemon.redis_pid()  # can be read now
        self.cut_at = time.monotonic()
        self.disk.cut_power()

    def start_again(self):
        self.kill_daemon()
        wait_for(lambda: self.daemon.redis_pid() is None, "the private Redis to end")
        self.disk.restore_power()
        self.repaired()
        self.start_daemon()

    def check(self):
        for ping in self.ledger.pings[self.round_begins:]:
            if ping.answered > self.cut_at:
                self.ledger.unhear(ping)  # a machine without power tells nobody anything
        return super().check()


class PowerCutFlushing(PowerCut):
    name = "power-cut-always-flushing"
    fault = "power cut between flushes, always"
    rounds, short_rounds = 20, 1
    flush = "200ms"


class PowerCutPrivateRedis(PowerCutFlushing):
    name = "power-cut-always-private-redis"
    fault = "power cut, always, Redis on the same disk"
    rounds, short_rounds = 50, 2
    operators_redis = False


class PowerCutAtStart(PowerCut):
    name = "power-cut-always-first-segment"
    fault = "power cut after a segment is made, always"
    rounds, short_rounds = 50, 2

    def round(self, number):
        """A new run makes its segment; the power goes before or within its first pings."""
        self.kill_daemon()
        wait_for(lambda: self.daemon.redis_pid() is None, "the private Redis to end")
        journal = self.daemon.state_dir / "journal"
        before = names(journal)
        self.start_daemon(wait=False)
        wait_for(lambda: names(journal) - before, "a new segment")
        if self.random.random() < 0.2:
            self.cut_power()
        else:
            self.daemon.port = wait_until_listening(self.daemon)
            with self.load(connections=4) as load:
                load.wait_for_answers(self.random.randint(1, 20))
                self.cut_power()
        self.start_again()


class Interval:
    """At most one sync interval of answered pings is gone, and they are the newest."""

    # Only in the long form: how much is lost depends on how long the disk takes to sync, and others
    # may be using it.
    short_rounds = 0

    sync = "interval"

    def judge(self, ledger, views):
        verdict = super().judge(ledger, views)
        lost = {url for url, counted in views.items() if counted < ledger.acknowledged[url]}
        if not verdict.doubled:
            verdict.problems = []
        answered = [ping for ping in ledger.pings if ping.acknowledged]
        oldest = min((ping.answered for ping in answered if ping.url in lost),
                     default=self.cut_at)
        bound = sync_interval()[1]
        if self.cut_at - oldest > bound:
            verdict.problems.append(
                f"lost what was answered {self.cut_at - oldest:.3f} s before the cut, "
                f"which is more than {bound} s")
        gap = [ping for ping in answered if ping.sent > oldest and ping.url not in lost]
        # A flush goes from partition to partition, so Redis has some newer pings than others.
        if gap and self.flush == CALM:
            verdict.problems.append(
                f"{len(gap)} pings are kept that were sent after a lost one had been answered")
        return verdict

    def site_slack(self, ledger):
        """A flush that was cut off had applied some records to their article and not yet to the
        site, or the other way round; where the journal lost them it stays so."""
        if self.flush == CALM:
            return 0
        since = self.cut_at - sync_interval()[1]
        return sum(ping.status == 0 or ping.answered > since for ping in ledger.pings)


class PowerCutInterval(Interval, PowerCut):
    name = "power-cut-interval"
    fault = "power cut, interval"


class PowerCutIntervalFlushing(Interval, PowerCutFlushing):
    name = "power-cut-interval-flushing"
    fault = "power cut between flushes, interval"


class PowerCutIntervalPrivateRedis(Interval, PowerCutPrivateRedis):
    name = "power-cut-interval-private-redis"
    fault = "power cut, interval, Redis on the same disk"


class PowerCutIntervalAtStart(Interval, PowerCutAtStart):
    name = "power-cut-interval-first-segment"
    fault = "power cut after a segment is made, interval"


@functools.cache
def sync_interval():
    """The shortest sync interval that this daemon offers, as arguments, and how old in seconds a
    lost ping may be."""
    offered = subprocess.run([READCOUNTD, "--help"], capture_output=True, text=True, check=True)
    if "--journal-sync-interval" in offered.stdout:
        return ["--journal-sync-interval", "100ms"], 0.150
    return [], 1.5


def names(directory):
    return {path.name for path in directory.iterdir()} if directory.is_dir() else set()


def wait_until_listening(daemon):
    pattern = r"listening on http://127\.0\.0\.1:(\d+)"
    return int(wait_for(lambda: re.search(pattern, daemon.log_text()), "the daemon to listen")[1])


CAMPAIGNS = [PowerCut, PowerCutFlushing, PowerCutPrivateRedis, PowerCutAtStart, PowerCutInterval,
             PowerCutIntervalFlushing, PowerCutIntervalPrivateRedis, PowerCutIntervalAtStart]
