"""Redis answers with errors, or late, for a while; all under load."""

import subprocess
import threading

from campaign import Campaign, wait_for


class RedisErrors(Campaign):
    """One round: break_it(), a second of pings, mend(). `shows` is what the daemon then logs: a
    fault that it does not meet proves nothing."""

    operators_redis = True
    rounds, short_rounds = 5, 1
    pings = 1500
    seconds = 1.0
    shows = ""

    def round(self, number):
        with self.load(pings=100_000, connections=16) as load:
            load.wait_for_answers(self.random.randrange(100, 400))
            logged = self.daemon.log_text().count(self.shows)
            self.break_it()
            try:
                threading.Event().wait(self.seconds)  # as long as the fault is to last
            finally:
                self.mend()
            self.repaired()
            load.wait_for_answers(load.answers() + 200)
        if self.shows:
            assert self.daemon.log_text().count(self.shows) > logged, f"no {self.shows} in its log"

    def break_it(self):
        raise NotImplementedError

    def mend(self):
        pass

    def ordered(self, *words):
        answer = self.redis_cli(*words)
        assert answer == "OK", f"{words}: {answer}"


class ReadOnly(RedisErrors):
    name = "redis-readonly"
    fault = "REPLICAOF on the live master, and back"
    shows = "READONLY"

    def break_it(self):
        self.ordered("REPLICAOF", "127.0.0.1", 1)  # nobody listens there: it keeps its data

    def mend(self):
        self.ordered("REPLICAOF", "NO", "ONE")


class OutOfMemory(RedisErrors):
    name = "redis-oom"
    fault = "maxmemory reached, and raised"
    shows = "OOM"

    def break_it(self):
        self.ordered("CONFIG", "SET", "maxmemory", "1mb")

    def mend(self):
        self.ordered("CONFIG", "SET", "maxmemory", 0)


class ClientPause(RedisErrors):
    name = "redis-pause"
    fault = "CLIENT PAUSE 2 s"
    seconds = 2.0

    def break_it(self):
        self.ordered("CLIENT", "PAUSE", int(self.seconds * 1000))


class Asleep(RedisErrors):
    name = "redis-sleep"
    fault = "DEBUG SLEEP beyond the reply time-out"
    shows = "the store is back"

    def break_it(self):
        self.sleeping = subprocess.Popen(
            ["redis-cli", "-s", str(self.redis.socket), "DEBUG", "SLEEP", "7"],
            stdout=subprocess.DEVNULL)

    def mend(self):
        self.sleeping.wait(30)


class Repeated(RedisErrors):
    """A command every 100 ms for a second, and on until the daemon has met it."""

    command = ()
    longest = 20  # seconds

    def break_it(self):
        logged = self.daemon.log_text().count(self.shows)
        pause = threading.Event()
        for beat in range(self.longest * 10):
            if beat >= 10 and self.daemon.log_text().count(self.shows) > logged:
                break
            answer = self.redis_cli(*self.command)
            assert "ERR" not in answer, answer
            pause.wait(0.1)


class ScriptFlush(RedisErrors):
    """As fast as one client can: Redis takes most flushes of the daemon in one go, with no room for
    another client's command between their first call and the others."""

    name = "redis-script-flush"
    fault = "SCRIPT FLUSH again and again"
    seconds = 0

    def break_it(self):
        before = self.met()
        self.flushing = subprocess.Popen(
            ["redis-cli", "-s", str(self.redis.socket), "-r", "-1", "SCRIPT", "FLUSH"],
            stdout=subprocess.DEVNULL)
        try:
            wait_for(lambda: self.met() > before, "the daemon to meet NOSCRIPT", 30)
        finally:
            self.flushing.kill()
            self.flushing.wait(10)

    def met(self):
        return self.daemon.metric('readcount_store_failures_total{class="noscript"}')


class ClientKill(Repeated):
    name = "redis-client-kill"
    fault = "CLIENT KILL TYPE normal every 100 ms"
    shows = "the store is back"
    command = ("CLIENT", "KILL", "TYPE", "normal")
    seconds = 0


CAMPAIGNS = [ReadOnly, OutOfMemory, ClientPause, Asleep, ScriptFlush, ClientKill]
