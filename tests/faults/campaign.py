"""What a fault campaign is made of.

A campaign is a subclass of Campaign, in the list CAMPAIGNS of a module of this folder; run.py finds
it there. One object lives through all rounds, with one daemon, one state directory and one ledger:

    class DaemonKill(Campaign):
        name = "daemon-kill"              # on the command line, and of its directory
        fault = "daemon kill -9"          # in the table
        rounds, short_rounds = 200, 2

        def round(self, number):          # from 0; provokes one fault
            with self.load() as load:     # pings come from another thread, into self.ledger
                load.wait_for_answers(self.random.randrange(500))
                self.kill_daemon()
            self.repaired()               # recovery is timed from here until all is settled
            self.start_daemon()

What a subclass may set or override, each with a default below:

    pings, connections, articles, patience, may_lose, operators_redis, redis_arguments
    obstacle()    class method: why it cannot run here ("needs root"), or None
    set_up()      starts the daemon; self.directory is empty then
    tear_down()   ends everything, also after a failure, also when set_up() failed half-way
    round()       must leave the daemon running and the fault repaired
    confirm()     after the check: fails if the fault did not strike. What was not provoked must not
                  pass; a round() that knows may fail by itself
    settled()     whether all is applied; asked again and again after each round, for `patience` s

After each round the harness settles and checks (checker.py). A round that fails (lost more than
may_lose, doubled, not settled, an AssertionError or an OSError in it) keeps its directory; the next
one begins with tear_down() and set_up() in a new one. What may be lost, and was, is reported and
then written off, so that it is not reported again.

At hand in a round: self.daemon, self.redis (an operator's, or None), self.ledger, self.site,
self.random (of the seed), self.start_daemon(*flags, under=command), self.kill_daemon(),
self.load(), self.redis_cli(*words), self.repaired(). wait_for() of daemon.py waits for a condition.
"""

import functools
import http.client
import json
import os
import pathlib
import random
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

# pylint: disable=wrong-import-position
import checker
from daemon import Daemon, Redis, redis_cli, wait_for
from load import Ledger, Load
from schema import totals_key

# Rounds with an article a ping ask for more new ones in an hour than a site has by default.
ROOM = ("--new-articles-per-hour", "1000000")


class Campaign:
    name = fault = ""
    rounds = short_rounds = 1
    pings, connections, articles = 2000, 48, 100  # of one load(), unless it says otherwise
    patience = 60  # seconds until all must be settled
    may_lose = 0  # acknowledged pings a round
    operators_redis = False  # the daemon's private one, if not
    redis_arguments = ()

    def __init__(self, directory, seed):
        self.base = pathlib.Path(directory)
        self.directory = None
        self.random = random.Random(f"{seed} {self.name}")
        # Nobody else's: a daemon that got the port of one of ours that died refuses our pings.
        self.site = f"faults-{os.getpid()}.example"
        self.urls = [f"http://{self.site}/{number}" for number in range(self.articles)]
        self.ledger = self.daemon = self.redis = self.repaired_at = None
        self.epoch = 0

    @classmethod
    def obstacle(cls):
        return None

    # What the harness calls

    def begin(self):
        """An empty directory, a new ledger, and the daemon."""
        self.epoch += 1
        self.directory = self.base / f"{self.name}-{self.epoch}"
        self.directory.mkdir()
        self.ledger = Ledger()
        self.daemon = self.redis = None
        self.set_up()

    def set_up(self):
        if self.operators_redis:
            self.start_redis()
        self.start_daemon()

    def round(self, number):
        raise NotImplementedError

    def confirm(self):
        pass

    def tear_down(self):
        for server in (self.daemon, self.redis):
            if server is not None:
                server.end()

    def settle(self):
        """Waits until everything is applied; the seconds since repaired()."""
        began = self.repaired_at or time.monotonic()
        try:
            wait_for(self.settled, "all to be applied", self.patience)
        except AssertionError as error:
            why = self.unsettled() or "Redis has not what the daemon shows"
            raise AssertionError(f"{error}: {why}") from None
        return time.monotonic() - began

    def check(self):
        return checker.check(self.ledger, self.shown(), self.site_total())

    def settled(self):
        """Redis is up, nothing waits for it, and it has what the daemon shows."""
        try:
            if self.unsettled():
                return False
            stored = self.stored([f"/{number}" for number in range(self.articles)])
            return stored == list(self.shown().values())
        except (OSError, http.client.HTTPException, AssertionError):
            return False

    def unsettled(self):
        """What of the metrics says that something is still to be done."""
        if self.daemon.process.poll() is not None:
            return f"the daemon ended with {self.daemon.process.returncode}"
        try:
            metrics = self.daemon.metrics()
        except (OSError, http.client.HTTPException) as error:
            return f"no metrics: {error!r}"
        wanted = {"redis_up": 1, "journal_unapplied_records": 0, "flush_lag_seconds": 0}
        return ", ".join(
            f"{name} {metrics.get('readcount_' + name)}" for name, value in wanted.items()
            if metrics.get("readcount_" + name) != value)

    # What rounds are written with

    def repaired(self):
        self.repaired_at = time.monotonic()

    def start_daemon(self, *flags, under=(), wait=True):
        """Starts it, or starts it again: another process in the same state directory. `under` is
        a command that runs it, such as strace."""
        redis = self.redis_url() if self.operators_redis else None
        self.daemon = Daemon("--site", self.site, *ROOM, *flags, redis=redis,
                             state_dir=self.directory / "state")
        self.daemon.arguments = [*under, *self.daemon.arguments]
        return self.daemon.start() if wait else self.daemon.launch()

    def kill_daemon(self):
        self.daemon.kill()

    def start_redis(self):
        """An operator's Redis; again, in the same directory and on the same port."""
        if self.redis is None:
            directory = self.directory / "redis"
            directory.mkdir()
            self.redis = Redis(directory, *self.redis_arguments)
        self.redis.start()

    def redis_url(self):
        return self.redis.url

    def redis_cli(self, *words):
        return self.redis.cli(*words) if self.redis else self.daemon.redis_cli(*words)

    def load(self, pings=None, connections=None):
        def port():
            process = self.daemon.process
            return self.daemon.port if process and process.poll() is None else None

        return Load(port, self.ledger, pings or self.pings, site=self.site,
                    articles=self.articles, connections=connections or self.connections)

    # What the checker needs

    def shown(self):
        """Each article's views, as the daemon tells them."""
        answer = self.daemon.request("POST", "/v1/counts", json.dumps(self.urls))
        assert answer.status == 200, f"/v1/counts answers {answer.status}: {answer.body}"
        return {url: row["views"] for url, row in zip(self.urls, answer.json()["counts"])}

    def site_total(self):
        return self.stored([""])[0]

    def stored(self, paths):
        """Their views as they stand in Redis."""
        socket = self.redis.socket if self.redis else self.daemon.state_dir / "redis" / "redis.sock"
        keys = [key_of(self.site, path) for path in paths]
        return [int(value or 0) for value in redis_lines(socket, keys)]


key_of = functools.lru_cache(totals_key)


def redis_lines(socket, keys):
    """The views of many articles in one call of redis-cli."""
    script = "return {" + ",".join(
        f"redis.call('HGET','{key}','v') or '0'" for key in keys) + "}"
    return redis_cli(socket, "EVAL", script, 0).splitlines()


def needs(*programs, root=False):
    """Why a campaign that needs them cannot run here, or None."""
    if root and os.geteuid() != 0:
        return "needs root"
    for program in programs:
        if shutil.which(program) is None:
            return f"needs {program}"
    return None
