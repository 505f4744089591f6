"""Redis answers with errors, or late, for a while; all under load."""

import asyncio
import re
import subprocess
import threading

from campaign import Campaign, wait_for
from redis_link import RedisLink


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
        if self.shows:  # some of it only after the fault is over
            wait_for(lambda: self.daemon.log_text().count(self.shows) > logged,
                     f"{self.shows} in its log", 10)

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


FIRST_BY_NAME = re.compile(rb"\*\d+\r\n\$7\r\nEVALSHA\r\n\$40\r\n(\w{40})\r\n")
BY_SOURCE = b"$4\r\nEVAL\r\n"


class ScriptFlush(RedisLink):
    """Between the first call of a flush, which brings the script, and the others, which name it.
    Redis takes both in one go, mostly, so the proxy holds the others back."""

    name = "redis-script-flush"
    fault = "SCRIPT FLUSH between two calls of a flush"
    rounds, short_rounds = 30, 2

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(500))
            before = self.met()
            wanted = self.random.randint(1, self.breaks)
            self.proxy.request_fault = self.flush_between
            wait_for(lambda: self.met() >= before + wanted, "the daemon to meet NOSCRIPT", 30)
            if number % 4 == 3:  # with a flush of which only the first call is in
                self.kill_daemon()
                self.start_daemon()
            self.proxy.heal()
            self.repaired()
            load.wait_for_answers(load.answers() + 100)

    def met(self):
        return self.daemon.metric('readcount_store_failures_total{class="noscript"}')

    async def flush_between(self, link, data):
        by_name = FIRST_BY_NAME.search(data)
        if by_name is None or BY_SOURCE not in data[:by_name.start()]:
            return data
        await self.ask("SCRIPT FLUSH")  # so that the script is there only once the first call is in
        server = link.writers[1]
        server.write(data[:by_name.start()])
        await server.drain()
        while await self.ask(f"SCRIPT EXISTS {by_name[1].decode()}") != b"*1\r\n:1\r\n":
            await asyncio.sleep(0.001)
        await self.ask("SCRIPT FLUSH")
        self.proxy.broken += 1
        return data[by_name.start():]

    async def ask(self, command):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.redis.port)
        try:
            writer.write(command.encode() + b"\r\n")
            writer.write_eof()
            return await reader.read()
        finally:
            writer.close()


class ClientKill(Repeated):
    name = "redis-client-kill"
    fault = "CLIENT KILL TYPE normal every 100 ms"
    shows = "the store is back"
    command = ("CLIENT", "KILL", "TYPE", "normal")
    seconds = 0


CAMPAIGNS = [ReadOnly, OutOfMemory, ClientPause, Asleep, ScriptFlush, ClientKill]
