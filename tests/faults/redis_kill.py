"""Redis is killed: the daemon's private one, which it starts again, and an operator's."""

import os
import signal

from campaign import Campaign, wait_for


class PrivateRedisKill(Campaign):
    name = "private-redis-kill"
    fault = "private Redis kill -9 under load"
    rounds, short_rounds = 30, 2

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(1000))
            pid = wait_for(self.daemon.redis_pid, "the private Redis")
            os.kill(pid, signal.SIGKILL)
            self.repaired()  # by the daemon
            wait_for(lambda: self.daemon.redis_pid() not in (None, pid), "a new private Redis")
            load.finish()


class RedisKill(Campaign):
    name = "redis-kill"
    fault = "operator's Redis kill -9 under load"
    rounds, short_rounds = 60, 2
    operators_redis = True

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(800))
            self.redis.kill()
            wait_for(lambda: self.daemon.metric("readcount_redis_up") == 0, "the daemon to notice")
            if number % 3 == 2:  # and it is started while Redis is away
                self.kill_daemon()
                self.start_daemon()
            load.finish()
            self.start_redis()
            self.repaired()


CAMPAIGNS = [PrivateRedisKill, RedisKill]
