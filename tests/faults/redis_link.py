"""What is between the daemon and Redis breaks: replies are cut, reset, stalled, sliced, delayed.

Cut or reset, a reply leaves the daemon not knowing whether its batch is in."""

import proxy
from campaign import Campaign, wait_for
from proxy import Link, Proxy

REPLY_TIMEOUT = 5  # the daemon's, in seconds


class RedisLink(Campaign):
    operators_redis = True
    pings = 100_000  # it is stopped at the end of the round
    connections = 16
    short_rounds = 2
    breaks = 3  # a round has one to so many

    def begin(self):
        self.proxy = None
        super().begin()

    def tear_down(self):
        super().tear_down()
        if self.proxy is not None:
            self.proxy.end()
            self.proxy = None

    def redis_url(self):
        if self.proxy is None:
            self.proxy = Proxy(self.redis.port)
        return f"redis://127.0.0.1:{self.proxy.port}/0"

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(500))
            goal = self.proxy.broken + self.random.randint(1, self.breaks)
            self.proxy.fault = self.make_fault()
            wait_for(lambda: self.proxy.broken >= goal, "replies to be broken", 30)
            if number % 4 == 3:  # with a batch whose result it does not know
                self.kill_daemon()
                self.start_daemon()
            self.while_broken()
            self.proxy.heal()
            self.repaired()
            load.wait_for_answers(load.answers() + 100)

    def while_broken(self):
        pass

    def make_fault(self):
        raise NotImplementedError


class CutReplies(RedisLink):
    name = "redis-reply-cut"
    fault = "replies cut after n bytes"
    rounds = 70

    def make_fault(self):
        return proxy.after_bytes(self.random, 4000, Link.close)


class ResetReplies(RedisLink):
    name = "redis-reply-reset"
    fault = "connection reset after n bytes of replies"
    rounds = 70

    def make_fault(self):
        return proxy.after_bytes(self.random, 4000, Link.reset)


class SlicedReplies(RedisLink):
    name = "redis-reply-sliced"
    fault = "replies a byte a segment"
    rounds, short_rounds = 25, 1

    def make_fault(self):
        return proxy.slice_up


class DelayedReplies(RedisLink):
    name = "redis-reply-delayed"
    fault = "replies delayed by up to 300 ms"
    rounds, short_rounds = 25, 1

    def make_fault(self):
        return proxy.delay(self.random, 0.3)


class StalledReplies(RedisLink):
    name = "redis-reply-stalled"
    fault = "replies stalled beyond the reply time-out"
    rounds, short_rounds = 10, 1
    breaks = 1

    def make_fault(self):
        return proxy.stall

    def while_broken(self):
        wait_for(lambda: self.daemon.metric("readcount_redis_up") == 0,
                 "the daemon to give the connection up", 3 * REPLY_TIMEOUT)


CAMPAIGNS = [CutReplies, ResetReplies, SlicedReplies, DelayedReplies, StalledReplies]
