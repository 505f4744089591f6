"""The daemon is killed: under load, with its Redis, and again and again while it starts."""

import os
import signal
import time

from campaign import Campaign

SYNCS = ("interval", "always")


class DaemonKill(Campaign):
    name = "daemon-kill"
    fault = "daemon kill -9 under load"
    rounds, short_rounds = 200, 3

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(1200))
            time.sleep(self.random.uniform(0, 0.02))
            self.kill_daemon()
            self.repaired()
            self.start_daemon("--journal-sync", SYNCS[number % 2])
            load.wait_for_answers(load.answers() + 100)


class KillOfBoth(DaemonKill):
    name = "daemon-and-redis-kill"
    fault = "daemon and its Redis kill -9 at once"
    rounds, short_rounds = 50, 2

    def kill_daemon(self):
        redis = self.daemon.redis_pid()
        self.daemon.process.kill()
        os.kill(redis, signal.SIGKILL)
        self.daemon.process.wait(30)


class CrashLoop(Campaign):
    name = "crash-loop"
    fault = "daemon kill -9 within 500 ms of its start"
    rounds, short_rounds = 200, 6

    def round(self, number):
        """Unapplied records are there in the first of ten rounds; the others find them as the kill
        before left them."""
        if number % 10 == 0:
            with self.load(1000) as load:
                load.wait_for_answers(600)
                self.kill_daemon()
        else:
            self.kill_daemon()
        self.start_daemon(wait=False)
        time.sleep(self.random.uniform(0, self.random.choice((0.05, 0.5))))  # mostly not ready
        self.kill_daemon()
        self.repaired()
        self.start_daemon()


CAMPAIGNS = [DaemonKill, KillOfBoth, CrashLoop]
