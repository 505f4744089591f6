"""Redis comes back with less than it had confirmed. The journal still holds all of it, so nothing
is lost."""

import shutil
import subprocess

from campaign import Campaign, needs, wait_for


class Rollback(Campaign):
    """One round: pings, then lose(), then pings on every article. The daemon must have replayed
    something: a rollback that loses nothing proves nothing."""

    rounds, short_rounds = 10, 2
    operators_redis = True
    pings = 800

    @property
    def aof(self):
        return self.redis.directory / "appendonlydir"

    lost = False

    def round(self, number):
        self.lost = False
        self.remember()
        with self.load() as load:
            load.finish()
            if number % 2:  # what earlier runs counted is lost as well
                self.kill_daemon()
                self.start_daemon()
        self.settle()  # only what was confirmed can be rolled back
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(self.pings))
            self.replayed_before = self.replayed()
            self.lose()
            self.lost = True
            self.repaired()
            load.finish()

    def settled(self):
        """Not before it was noticed: nothing may wait for Redis at the moment of the loss."""
        noticed = not self.lost or self.replayed() > self.replayed_before
        return noticed and super().settled()

    def confirm(self):
        assert self.replayed() > self.replayed_before, "nothing was rolled back"

    def replayed(self):
        return self.daemon.metric("readcount_replayed_records_total")

    def remember(self):
        pass

    def lose(self):
        raise NotImplementedError


class OldAof(Rollback):
    name = "redis-old-aof"
    fault = "Redis killed, an older AOF copied back"

    def remember(self):
        self.copy = self.directory / "older"
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.aof, self.copy)

    def lose(self):
        self.redis.kill()
        shutil.rmtree(self.aof)
        shutil.copytree(self.copy, self.aof)
        self.start_redis()


class CutAof(Rollback):
    """What Redis 7.0 makes of a cut AOF must be put right before it is loaded a second time. It
    drops the torn last command and leaves the MULTI in front of it open; the next load runs that
    half of a transaction. redis-check-aof takes the MULTI away, a rewrite the whole file."""

    name = "redis-cut-aof"
    fault = "Redis killed, its AOF cut and repaired"

    @classmethod
    def obstacle(cls):
        return needs("redis-check-aof")

    def lose(self):
        self.redis.kill()
        cut(self.aof, self.random)
        rewritten = self.random.random() < 0.5
        if not rewritten:
            subprocess.run(
                ["redis-check-aof", "--fix", str(max(self.aof.glob("*.manifest")))],
                input="y\n", text=True, check=True, capture_output=True, timeout=30)
        self.start_redis()
        if rewritten:
            self.redis_cli("BGREWRITEAOF")
            wait_for(self.is_rewritten, "the AOF to be rewritten")

    def is_rewritten(self):
        state = self.redis_cli("INFO", "persistence")
        return ("aof_rewrite_in_progress:0" in state and "aof_rewrite_scheduled:0" in state
                and "aof_last_bgrewrite_status:ok" in state)


class PrivateCutAof(Campaign):
    """The daemon starts its private Redis, so it is the daemon that has to put a cut AOF right:
    each round loads what the one before has cut and continued. Every third round the end is zeros,
    as a file system may leave it, which redis-server does not load."""

    name = "private-redis-cut-aof"
    fault = "both killed, private Redis' AOF cut"
    rounds, short_rounds = 30, 2

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(200, 1200))
            redis = self.daemon.redis_pid()
            self.kill_daemon()
            wait_for(lambda: self.daemon.redis_pid() is None, f"the private Redis {redis} to end")
        aof = self.daemon.state_dir / "redis" / "appendonlydir"
        cut(aof, self.random)
        if number % 3 == 2:
            with open(newest_part(aof), "ab") as part:
                part.write(bytes(self.random.randrange(1, 4096)))
        self.repaired()
        self.start_daemon()


def newest_part(aof):
    return max(aof.glob("*.incr.aof"), key=lambda path: int(path.name.split(".")[2]))


def cut(aof, random):
    """Takes a random number of bytes off the end of the newest part, the last transaction among
    them: behind it stands what is no count, such as who is reading now."""
    file = newest_part(aof)
    content = file.read_bytes()
    last = max(content.rfind(b"\r\nEXEC\r\n"), 1)
    with open(file, "r+b") as incremental:
        incremental.truncate(random.randrange(max(last - 200_000, 0), last))


class FlushAll(Rollback):
    name = "redis-flushall"
    fault = "FLUSHALL under load"

    def lose(self):
        assert self.redis_cli("FLUSHALL") == "OK"


class QuietFlushAll(Rollback):
    name = "redis-flushall-quiet"
    fault = "FLUSHALL with all applied"

    def lose(self):
        self.settle()
        assert self.redis_cli("FLUSHALL") == "OK"


CAMPAIGNS = [OldAof, CutAof, PrivateCutAof, FlushAll, QuietFlushAll]
