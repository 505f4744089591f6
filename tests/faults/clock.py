"""The clock of the daemon's machine jumps, or passes midnight, a month's end, a leap day, a change
of summer time: every ping counts once, and the buckets of time add up to the totals."""

import datetime
import pathlib
import re
import time

from campaign import needs
from daemon import Daemon, redis_cli, wait_for
from pings import PingCampaign
from schema import partition_of, totals_key

DAY = datetime.timedelta(days=1)
UTC = datetime.timezone.utc
OTHER_SITE = "other.example"


def library():
    """libfaketime for programs with threads."""
    return next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


class ClockCampaign(PingCampaign):
    """The daemon's clock, not that of Redis, is what a file says."""

    rounds = short_rounds = 1
    operators_redis = True
    articles = 20
    pause = 0.01
    zone = "UTC"

    @classmethod
    def obstacle(cls):
        return needs("redis-server") or (None if library() else "needs libfaketime")

    def set_up(self):
        self.clock = self.directory / "clock"
        self.set_clock(self.start())
        super().set_up()

    def start(self):
        """The daemon's time at its start; None: what it is."""
        return None

    def set_clock(self, moment):
        """From now on it is that moment and goes on from there; a timedelta is from the real time
        on."""
        self.began = time.monotonic()
        offset = datetime.timedelta()
        if isinstance(moment, datetime.datetime):
            offset = moment - datetime.datetime.now(UTC)
        elif moment is not None:
            offset = moment
        whole = self.clock.with_suffix(".new")
        whole.write_text(f"{offset.total_seconds():+.3f}\n")
        whole.rename(self.clock)
        self.offset = offset

    def now(self):
        return datetime.datetime.now(UTC) + self.offset

    def new_daemon(self, *flags):
        environment = {
            "LD_PRELOAD": str(library()), "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": self.zone,
        }
        return Daemon("--site", self.site, "--site", OTHER_SITE, *flags, redis=self.redis_url(),
                      state_dir=self.directory / "state", environment=environment)

    def check(self):
        verdict = super().check()
        for path in ["", *(f"/{number}" for number in range(self.articles))]:
            verdict.problems += self.bucket_problems(path)
        verdict.problems += self.salt_problems()
        return verdict

    def bucket_problems(self, path):
        """The buckets of a hash sum up to its total. The readers of hours do not: each hour's is an
        estimate of its own, and who comes in two hours is in both."""
        fields = self.fields(totals_key(self.site, path))
        problems = []
        for letter in "lvr":
            total = fields.get(letter, 0)
            sums = {"months": sum_of(fields, rf"{letter}\d{{6}}"),
                    "days": sum_of(fields, rf"{letter}\d{{8}}")}
            if letter != "r":
                sums["hours"] = sum(
                    sum_of(self.fields(self.hours_key(path, day)), rf"{letter}\d\d")
                    for day in day_names(fields))
            problems += [f"{path or 'the site'}: {letter} is {total}, its {what} sum up to {found}"
                         for what, found in sums.items() if found != total]
        return problems

    def hours_key(self, path, day):
        return f"rc:{{{partition_of(self.site, path)}}}:h:{self.site}{path}:{day}"

    def fields(self, key):
        words = redis_cli(self.redis.socket, "HGETALL", key).split()
        return {name: int(value) for name, value in zip(words[::2], words[1::2])}

    def days(self):
        """The days on which the site was read."""
        return sorted(day_names(self.fields(totals_key(self.site))))

    def salt_problems(self):
        """One salt a day, and it stays the same while the day lasts."""
        keys = set(redis_cli(self.redis.socket, "--scan", "--pattern", "rc:salt:*").split())
        missing = {f"rc:salt:{day}" for day in self.days()} - keys
        return [f"no salt of {key[-8:]}" for key in sorted(missing)]

    def salt(self, day):
        return redis_cli(self.redis.socket, "GET", f"rc:salt:{day:%Y%m%d}")

    def wait_until(self, moment):
        wait_for(lambda: self.now() >= moment, f"{moment}", 60)


def day_names(fields):
    return {name[1:] for name in fields if re.fullmatch(r"l\d{8}", name)}


def sum_of(fields, pattern):
    return sum(value for name, value in fields.items() if re.fullmatch(pattern, name))


class Jump(ClockCampaign):
    """Forth or back in load, and to the right time again."""

    by = datetime.timedelta()

    def round(self, number):
        with self.load() as load:
            load.wait_for_more(200)
            today = self.now()
            salt = wait_for(lambda: self.salt(today), "the day's salt")
            self.visit()
            self.set_clock(self.by)
            load.wait_for_more(400)
            self.daemon.wait_until_applied()
            assert self.daemon.get("/readyz").status == 200
            self.set_clock(None)
            self.repaired()
            self.visit()
            load.wait_for_more(200)
        self.daemon.wait_until_applied()
        assert self.salt(today) == salt, "the day's salt was made anew"
        readers = self.fields(totals_key(OTHER_SITE, "/")).get(f"r{today:%Y%m%d}")
        assert readers == 1, f"one reader, back after the jump, is {readers}"

    def visit(self):
        """Of the same reader each time; elsewhere, for the ledger's pings count once each."""
        answer = self.daemon.ping(f"http://{OTHER_SITE}/")
        assert answer.status == 200, answer.body


class Back(Jump):
    name = "clock-back"
    fault = "clock 2 h back and forth again"
    by = datetime.timedelta(hours=-2)
    rounds = 3


class Forward(Jump):
    name = "clock-forward"
    fault = "clock 400 days forth and back again"
    by = 400 * DAY
    rounds = 3


class Passing(ClockCampaign):
    """The clock passes a moment in load."""

    def moment(self):
        raise NotImplementedError

    def start(self):
        return self.moment() - datetime.timedelta(seconds=3)

    def round(self, number):
        moment = self.moment()
        self.set_clock(self.start())
        with self.load() as load:
            load.wait_for_more(100)
            assert self.now() < moment, "too slow to see the moment pass"
            self.wait_until(moment + datetime.timedelta(seconds=1))
            load.wait_for_more(100)
            self.repaired()
        self.daemon.wait_until_applied()
        for day in {moment.date(), (moment - datetime.timedelta(seconds=1)).date()}:
            assert f"{day:%Y%m%d}" in self.days(), f"nothing was counted on {day}"


def tomorrow():
    return (datetime.datetime.now(UTC) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)


class Midnight(Passing):
    name = "clock-midnight"
    fault = "midnight"

    def moment(self):
        return tomorrow()


class MonthEnd(Passing):
    name = "clock-month-end"
    fault = "a month's end"

    def moment(self):
        return (tomorrow().replace(day=1) + 40 * DAY).replace(day=1)


class YearEnd(Passing):
    name = "clock-year-end"
    fault = "a year's end"

    def moment(self):
        return datetime.datetime(tomorrow().year + 1, 1, 1, tzinfo=UTC)


class LeapDay(Passing):
    name = "clock-leap-day"
    fault = "the end of 29 February"

    def moment(self):
        year = tomorrow().year + 1
        year += -year % 4
        return datetime.datetime(year, 3, 1, tzinfo=UTC)


class SummerTime(Passing):
    name = "clock-summer-time"
    fault = "summer time begins (Europe/Berlin)"
    zone = "Europe/Berlin"
    month = 3

    def moment(self):
        """01:00 UTC on the last Sunday of the month, in the next year: Redis does not keep what is
        long past by its own clock."""
        last = datetime.datetime(tomorrow().year + 1, self.month, 31, 1, tzinfo=UTC)
        return last - (last.isoweekday() % 7) * DAY


class WinterTime(SummerTime):
    name = "clock-winter-time"
    fault = "summer time ends (Europe/Berlin)"
    month = 10


class Epoch(ClockCampaign):
    name = "clock-1970"
    fault = "clock of 1970 at the start"

    def round(self, number):
        """It refuses to start, and counts once the clock is right."""
        self.daemon.stop()
        self.set_clock(datetime.datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        self.start_daemon(wait=False)
        try:
            code = wait_for(lambda: self.daemon.process.poll() is not None, "it to refuse", 10)
            assert code and self.daemon.process.returncode > 0
            assert "clock" in self.daemon.log_text(), self.daemon.log_text()
        finally:
            self.daemon.end()
        self.set_clock(None)
        self.repaired()
        self.start_daemon()
        with self.load() as load:
            load.wait_for_more(100)


CAMPAIGNS = [Back, Forward, Midnight, MonthEnd, YearEnd, LeapDay, SummerTime, WinterTime, Epoch]
