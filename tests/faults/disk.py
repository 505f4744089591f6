"""The journal's disk is full, broken, read-only or slow: pings that cannot be kept are refused and
not counted, what was acknowledged is, and the daemon goes on by itself once the disk does."""

import contextlib
import re
import time

from campaign import needs
from daemon import wait_for
from disks import DiskCampaign, Memory, read_only
from injection import files_limited_to, injected

FAILURES = "readcount_journal_failures_total"


class JournalFault(DiskCampaign):
    """A fault that lasts until it is repaired, under `syncs` in turn. At the end of each round the
    daemon is killed and Redis emptied, so that the journal alone tells what counts."""

    rounds, short_rounds = 10, 1
    pause = 0.002
    code = "journal-unavailable"
    syncs = ("always", "interval")
    journal_has_all = True  # at the end of a round; else Redis is not emptied
    most_log_lines = 4  # of a fault; not one a ping

    def start_daemon(self, *flags, **options):
        sync = self.syncs[self.starts % len(self.syncs)]
        self.starts += 1
        return super().start_daemon("--journal-sync", sync, *flags, **options)

    def set_up(self):
        self.starts = 0
        super().set_up()

    @classmethod
    def obstacle(cls):
        return needs("mkfs.ext4", "losetup", "strace", root=True)

    def broken(self):
        """A context in which the journal cannot be written."""
        raise NotImplementedError

    def round(self, number):
        begin = len(self.ledger.pings)
        log_begin = len(self.daemon.log_text())
        failures = self.daemon.metric(FAILURES)
        with self.load() as load:
            load.wait_for_more()
            with self.broken():
                self.expect_refusals(begin)
                self.expect_alarm(failures)
            self.repaired()
            load.wait_for_more()
            wait_for(lambda: self.daemon.get("/readyz").status == 200, "readiness", 10)
        self.expect_words(begin, log_begin)
        self.rebuild()

    def refusals(self, begin):
        return [ping for ping in self.ledger.pings[begin:] if ping.status not in (0, 200)]

    def expect_refusals(self, begin):
        wait_for(lambda: len(self.refusals(begin)) >= 20, "refusals")

    def expect_alarm(self, failures):
        """Within 10 s the metric tells it, and /readyz that pings are not kept."""
        wait_for(lambda: self.daemon.metric(FAILURES) > failures, "the metric", 10)
        wait_for(lambda: self.daemon.get("/readyz").status == 503, "/readyz to tell", 10)
        # It stays so: a moment of readiness would have a load balancer send pings here.
        until = time.monotonic() + 2
        while time.monotonic() < until:
            assert self.daemon.get("/readyz").status == 503, "ready while no ping can be kept"

    def expect_words(self, begin, log_begin):
        for ping in self.refusals(begin):
            assert (ping.status, ping.code) == (503, self.code), ping
            assert ping.retry_after.isdigit(), ping
        lines = re.findall(r"^.*(?:warning|error) .*journal.*$", self.daemon.log_text()[log_begin:],
                           re.MULTILINE)
        assert 1 <= len(lines) <= self.most_log_lines, f"{len(lines)} lines: {lines[:6]}"

    def rebuild(self):
        self.daemon.wait_until_applied()
        self.kill_daemon()
        if self.journal_has_all:
            self.redis_cli("FLUSHALL")
        self.start_daemon()

    def newest_segment(self):
        segments = (self.daemon.state_dir / "journal").iterdir()
        return max(segments, key=lambda path: path.stat().st_mtime_ns)


class DiskFull(JournalFault):
    name = "disk-full"
    fault = "disk full (tmpfs)"

    def make_disk(self):
        return Memory(self.directory, 16)

    @contextlib.contextmanager
    def broken(self):
        try:
            self.disk.fill()
            yield
        finally:
            self.disk.empty()


class Ext4Full(DiskFull):
    name = "disk-full-ext4"
    fault = "disk full (ext4)"

    def make_disk(self):
        return DiskCampaign.make_disk(self)


class ReadOnly(JournalFault):
    name = "read-only"
    fault = "read-only directory, segment lost to EIO"

    @contextlib.contextmanager
    def broken(self):
        journal = self.daemon.state_dir / "journal"
        segment = self.newest_segment()
        with read_only(journal), injected(self.daemon.process, "write", "error=EIO", segment):
            yield


class ReadOnlyAfterAbort(JournalFault):
    name = "read-only-abort"
    fault = "ext4 gives up and is read-only, then a restart"
    syncs = ("always",)

    @contextlib.contextmanager
    def broken(self):
        self.disk.abort()
        yield
        self.daemon.wait_until_applied()  # Redis keeps what the disk does not
        self.kill_daemon()
        self.disk.restore_power()
        self.start_daemon()

    def expect_words(self, begin, log_begin):
        """The log is another run's by now. What was under way when the disk went was refused, but
        may be on the disk, and could not be cut off it: it may count."""
        refused = self.refusals(begin)
        first = min(ping.answered for ping in refused)
        for ping in refused:
            if ping.sent < first:
                self.ledger.unhear(ping)


class ReadOnlyAfterAbortInterval(ReadOnlyAfterAbort):
    name = "read-only-abort-interval"
    fault = "the same, interval"
    syncs = ("interval",)
    journal_has_all = False  # Redis has what was not synced


class SyncsFail(JournalFault):
    name = "fdatasync-eio-lasting"
    fault = "every fdatasync fails with EIO"
    syncs = ("always",)

    def broken(self):
        return injected(self.daemon.process, "fdatasync", "error=EIO")


class OneFailure(JournalFault):
    """One call fails; the journal goes on in a new segment."""

    short_rounds = 2

    def expect_refusals(self, begin):
        """A batch, at most."""

    def expect_alarm(self, failures):
        wait_for(lambda: self.daemon.metric(FAILURES) == failures + 1, "the metric", 10)


class SyncFails(OneFailure):
    name = "fdatasync-eio"
    fault = "one fdatasync fails with EIO"

    def broken(self):
        when = self.random.randint(1, 3)
        return injected(self.daemon.process, "fdatasync", f"error=EIO:when={when}")


class WriteFails(OneFailure):
    name = "write-eio"
    fault = "one write to the journal fails with EIO"

    def broken(self):
        when = self.random.randint(1, 20)
        return injected(self.daemon.process, "write", f"error=EIO:when={when}",
                        self.newest_segment())


class ShortWrite(OneFailure):
    name = "short-write"
    fault = "a write is cut short, the next fails with EFBIG"

    # The limit is on the daemon's log as well: what it says of the fault must fit.

    def new_daemon(self, *flags):
        daemon = super().new_daemon(*flags)
        daemon.log = self.directory / f"readcountd-{self.starts}.log"
        return daemon

    def broken(self):
        def longer_than_log():
            return self.newest_segment().stat().st_size > self.daemon.log.stat().st_size + 1000

        wait_for(longer_than_log, "a segment that is longer than the log")
        size = self.newest_segment().stat().st_size + self.random.randint(100, 400)
        return files_limited_to(self.daemon.process, size)


class SlowSync(DiskCampaign):
    name = "fdatasync-slow"
    fault = "fdatasync takes 5 s"
    rounds, short_rounds = 10, 1
    flags = ["--journal-sync", "always"]
    connections = 200

    @classmethod
    def obstacle(cls):
        return needs("mkfs.ext4", "losetup", "strace", root=True)

    def round(self, number):
        with self.load() as load:
            load.wait_for_more()
            memory = self.resident_memory()
            with injected(self.daemon.process, "fdatasync", "delay_enter=5000000:when=1"):
                begin = time.monotonic()
                while time.monotonic() - begin < 4.5:
                    for target in ("/healthz", f"/v1/count?url={self.urls[0]}"):
                        asked = time.monotonic()
                        assert self.daemon.get(target).status == 200
                        assert time.monotonic() - asked < 1, f"{target} waits for the disk"
                    assert self.resident_memory() - memory < 32 << 20
                self.repaired()
                load.wait_for_more()

    def resident_memory(self):
        return self.daemon.metric("process_resident_memory_bytes")


class JournalFull(JournalFault):
    name = "journal-full"
    fault = "journal at its bound, Redis away"
    code = "journal-full"
    journal_has_all = False  # for room, applied segments go before their time

    flags = ["--journal-max-bytes", "1MiB"]
    syncs = ("interval",)
    pause = 0

    @contextlib.contextmanager
    def broken(self):
        self.redis.kill()
        wait_for(lambda: self.daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
        try:
            yield
        finally:
            self.start_redis()

    def expect_refusals(self, begin):
        wait_for(lambda: len(self.refusals(begin)) >= 20, "refusals", 60)

    def expect_alarm(self, failures):
        """The refusals have their own code; the journal itself is sound."""
        wait_for(lambda: self.daemon.metric(
            'readcount_refusals_total{reason="journal-full"}') >= 20, "the metric", 10)

    def expect_words(self, begin, log_begin):
        for ping in self.refusals(begin):
            assert (ping.status, ping.code) == (503, self.code), ping
            assert ping.retry_after.isdigit(), ping


CAMPAIGNS = [DiskFull, Ext4Full, ReadOnly, ReadOnlyAfterAbort, ReadOnlyAfterAbortInterval,
             SyncFails, SyncsFail, WriteFails, ShortWrite, SlowSync, JournalFull]
