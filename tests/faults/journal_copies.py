"""There are two of a state directory: a copy is started beside the original, or an older one takes
its place. Each run counts under its own id, and what a run left is applied once, by whoever."""

import collections
import shutil
import subprocess

from campaign import Campaign
from daemon import Daemon, wait_for
from load import Ledger, Load

READERS_APART = 10_000_000  # the twin's pings come from other readers


def copy_of(directory, target):
    """As a backup or a clone takes it: while it is written."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(directory), str(target)], check=True)
    return target


class Clone(Campaign):
    name = "journal-cloned"
    fault = "state directory cloned live, both run"
    rounds, short_rounds = 20, 1
    operators_redis = True
    pings = 1500
    twin = None
    twin_flags = ()

    def round(self, number):
        """In every other round Redis is away, so that both find the same records to apply."""
        away = number % 2 == 0
        with self.load() as load:
            load.wait_for_answers(100)
            if away:
                self.redis.kill()
            load.wait_for_answers(load.answers() + self.random.randrange(100, 600))
            self.start_twin()
            with self.twin_load(number) as twin_load:
                twin_load.wait_for_answers(50)
                if away:
                    self.start_redis()
                self.repaired()
                twin_load.finish()
            load.finish()
        self.end_twin()
        with self.load() as load:
            load.finish()

    def start_twin(self):
        copy = copy_of(self.daemon.state_dir, self.directory / "twin")
        self.twin = Daemon("--site", self.site, *self.twin_flags, redis=self.redis_url(),
                           state_dir=copy).start(30)

    def twin_load(self, number):
        self.twin_ledger = Ledger()
        load = Load(lambda: self.twin.port, self.twin_ledger, self.pings // 2, site=self.site,
                    articles=self.articles, connections=self.connections)
        load.first += (number + 1) * READERS_APART
        return load

    def end_twin(self):
        """It applies what it has; from now on its pings are in the one ledger."""
        wait_for(lambda: self.twin.metric("readcount_redis_up") == 1, "the twin's store", 30)
        self.twin.wait_until_applied(60)
        assert self.twin.stop() == 0, self.twin.log_text()
        for mine, its in zip(counters(self.ledger), counters(self.twin_ledger)):
            mine.update(its)

    def confirm(self):
        """Both have counted, and each of the runs under its own id."""
        assert self.twin_ledger.acknowledged.total() > 0
        assert "another writer" not in self.daemon.get("/readyz").body.decode()

    def tear_down(self):
        if self.twin is not None:
            self.twin.end()
        super().tear_down()


class CloneForgets(Clone):
    name = "journal-cloned-retention"
    fault = "the clone removes its copy of the original's journal"
    rounds, short_rounds = 5, 1
    twin_flags = ("--journal-retain", "1s")

    def end_twin(self):
        journal = self.twin.state_dir / "journal"
        original = names(self.daemon.state_dir / "journal")
        wait_for(lambda: not original & names(journal), "the clone to tidy up", 60)
        super().end_twin()


class Older(Campaign):
    name = "journal-older"
    fault = "an older state directory is put back"
    rounds, short_rounds = 20, 1
    operators_redis = True
    pings = 800

    def round(self, number):
        """All records of the copy are in Redis, or some when it was taken under load."""
        older = self.directory / "older"
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(100, 600))
            copy_of(self.daemon.state_dir, older)
            load.finish()
        with self.load() as load:
            load.finish()
        self.settle()
        self.let_time_pass()
        assert self.daemon.stop() == 0
        shutil.rmtree(self.daemon.state_dir)
        older.rename(self.daemon.state_dir)
        self.repaired()
        self.start_daemon()
        with self.load() as load:
            load.finish()

    def let_time_pass(self):
        pass

    def confirm(self):
        assert self.daemon.metric("readcount_replayed_records_total") == 0, "some were applied again"
        assert self.daemon.metric("readcount_unrecoverable_records_total") == 0


class OlderThanRetention(Older):
    name = "journal-older-retention"
    fault = "the same, once its segments were removed"
    rounds, short_rounds = 5, 1

    def start_daemon(self, *flags, **options):
        return super().start_daemon("--journal-retain", "1s", *flags, **options)

    def let_time_pass(self):
        """Another run removes the journal of the one that was copied."""
        assert self.daemon.stop() == 0
        self.start_daemon()
        copied = names(self.directory / "older" / "journal")
        wait_for(lambda: not copied & names(self.daemon.state_dir / "journal"), "the tidying", 60)
        wait_for(lambda: self.redis.cli("HLEN", "rc:retired") != "0", "the run to be retired")


def names(directory):
    return {path.name for path in directory.iterdir()}


def counters(ledger):
    return [counter for counter in vars(ledger).values()
            if isinstance(counter, collections.Counter)]


CAMPAIGNS = [Clone, CloneForgets, Older, OlderThanRetention]
