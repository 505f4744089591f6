"""What a daemon answers against a recount of the same lines, as a table."""

import collections
import datetime
import json
import math
import time
import zoneinfo

from made_up import SITE
from recount import DAY, HOUR, UTC

LETTERS = {"views": "v", "reads": "d", "engaged": "e"}
ZONES = ("UTC", "Europe/Berlin")
KINDS = ("referrer", "channel", "campaign", "device", "language", "event")
LIMIT = 1000


def text(at):
    return datetime.datetime.fromtimestamp(at, UTC).isoformat()


def seconds(text_of_time):
    return int(datetime.datetime.fromisoformat(text_of_time.replace("Z", "+00:00")).timestamp())


def parameters_of(subject):
    if subject.startswith("/"):
        return {"url": f"https://{SITE}{subject}"}
    name = {"s": "section", "a": "author"}.get(subject[:1])
    return {name: subject[2:]} if name else {}


def begins(begin, end, step, zone):
    """The local hours, days or months that touch [begin, end)."""
    at = datetime.datetime.fromtimestamp(begin, zone).replace(minute=0, second=0)
    if step == "hour":
        return list(range(int(at.timestamp()), end, HOUR))
    date, found = at.date().replace(day=1 if step == "month" else at.day), []
    while True:
        first = datetime.datetime.combine(date, datetime.time(), zone).timestamp()
        if first >= end:
            return found
        found.append(int(first))
        days = 31 if step == "month" else 1
        date += datetime.timedelta(days)
        date = date.replace(day=1) if step == "month" else date


class Table:
    """How many values were compared, how many were equal, and the first that was not."""

    def __init__(self):
        self.rows = collections.defaultdict(lambda: [0, 0, 0.0, ""])

    def add(self, what, real, expected, within=0.0, least=0.0):
        """`within` is the part, and `least` the amount, that a value may be off."""
        row = self.rows[what]
        row[0] += 1
        numbers = isinstance(real, (int, float)) and isinstance(expected, (int, float))
        if numbers and expected:
            row[2] = max(row[2], abs(real - expected) / expected)
        if real == expected or (numbers and abs(real - expected) <=
                                max(within * abs(expected), least)):
            row[1] += 1
        elif not row[3]:
            row[3] = f"{real} instead of {expected}"

    def add_all(self, what, real, expected, name):
        """Mappings, value by value."""
        for key in {**real, **expected}:
            self.add(what, real.get(key, 0), expected.get(key, 0))
        if real != expected and not self.rows[what][3].startswith("in "):
            self.rows[what][3] = f"in {name}: {self.rows[what][3]}"

    def off(self):
        return sum(row[0] - row[1] for row in self.rows.values())

    def __str__(self):
        lines = [f"{'what':38} {'compared':>9} {'right':>9} {'off':>5}  most off"]
        for what, (compared, right, most, first) in self.rows.items():
            lines.append(f"{what:38} {compared:9} {right:9} {compared - right:5}  "
                         f"{100 * most:.2f} % {first}".rstrip())
        return "\n".join(lines)


class Comparison:
    """`subjects` are asked for one by one; the recount's first and last line were at `begin` and
    before `end`."""

    def __init__(self, daemon, recount, begin, end, subjects):
        self.daemon = daemon
        self.recount = recount
        self.begin, self.end = begin // DAY * DAY, (end // DAY + 1) * DAY
        self.last = end
        self.days = self.begin // DAY, self.end // DAY
        self.hours = self.begin // HOUR, self.end // HOUR
        self.subjects = subjects
        self.table = Table()

    def run(self, answers):
        for outcome in ("counted", "repeat", "bot", "refused"):
            self.table.add("outcomes", answers[outcome], self.recount.outcomes[outcome])
        self.compare_counts()
        for subject in self.subjects:
            if not subject.startswith("/"):
                self.compare_lists(subject)
            self.compare_series(subject)
            self.compare_engagement(subject)
            if subject.startswith("/") or not subject:
                self.compare_sources(subject)
        self.compare_minutes()
        self.compare_trending()
        return self.table

    def ask(self, route, subject, **parameters):
        return self.daemon.ask(route, **parameters_of(subject), **parameters)

    def asked_days(self):
        """All days, by name: as `to` a date is included."""
        return {"from": text(self.begin)[:10], "to": text(self.end - DAY)[:10]}

    def compare_counts(self):
        """Each article's totals."""
        paths = sorted({subject for subject, _ in self.recount.hours if subject.startswith("/")})
        readers = [0, 0]
        for first in range(0, len(paths), LIMIT):
            part = paths[first:first + LIMIT]
            body = json.dumps([f"https://{SITE}{path}" for path in part])
            answer = self.daemon.request("POST", "/v1/counts", body).json()["counts"]
            for path, real in zip(part, answer):
                for name, letter in (*LETTERS.items(), ("completions", "c")):
                    name = "engaged_seconds" if name == "engaged" else name
                    self.table.add(f"articles: {name}", real[name],
                                   self.recount.total(path, letter, *self.hours))
                own = self.recount.readers_in(path, *self.days)
                self.table.add("articles: readers", real["readers"], own, 0.02, 2)
                readers = [readers[0] + real["readers"], readers[1] + own]
        self.table.add("articles: readers, all together", *readers, 0.02)

    def compare_lists(self, subject):
        berlin = zoneinfo.ZoneInfo("Europe/Berlin")
        late = (self.last // HOUR - 30 * 24) * HOUR
        today = datetime.datetime.fromtimestamp(self.last, berlin).date()
        week = datetime.datetime.combine(today - datetime.timedelta(6), datetime.time(), berlin)
        spans = {"40 days": (self.asked_days(), self.begin, self.end),
                 "30 days by hours": ({"from": text(late), "to": text(late + 700 * HOUR)}, late,
                                      late + 700 * HOUR),
                 "a week in Berlin": ({"from": str(week.date()), "to": str(today),
                                       "tz": "Europe/Berlin"}, int(week.timestamp()), self.end)}
        for name, (asked, begin, end) in spans.items():
            for metric, letter in LETTERS.items():
                answer = self.ask("top", subject, metric=metric, limit=LIMIT, **asked)
                real = [(row["path"], row["value"]) for row in answer["rows"]]
                expected = self.recount.top(subject, letter, begin // HOUR, end // HOUR, LIMIT)
                for at in range(max(len(real), len(expected))):
                    self.table.add(f"top by {metric}, {name}", (real[at:at + 1] or [None])[0],
                                   (expected[at:at + 1] or [None])[0])
        self.compare_top_readers(subject)

    def compare_top_readers(self, subject):
        """Which articles stand there is up to estimates; what each has is compared."""
        if subject:
            return
        answer = self.ask("top", subject, metric="readers", limit=100, **self.asked_days())
        for row in answer["rows"]:
            self.table.add("top by readers: each within 4 %", row["value"],
                           self.recount.readers_in(row["path"], *self.days), 0.04, 2)
        self.table.add("top by readers: all within 2 %", sum(row["value"] for row in answer["rows"]),
                       sum(self.recount.readers_in(row["path"], *self.days)
                           for row in answer["rows"]), 0.02)

    def compare_series(self, subject):
        for zone in ZONES:
            for step in ("hour", "day", "month"):
                asked = {"from": text(self.begin), "to": text(self.last), "step": step, "tz": zone}
                firsts = begins(self.begin, self.last, step, zoneinfo.ZoneInfo(zone))
                for metric, letter in LETTERS.items():
                    answer = self.ask("series", subject, metric=metric, **asked)
                    real = {seconds(row["time"]): row["value"] for row in answer["rows"]}
                    ends = [*firsts[1:], seconds(answer["to"])]
                    expected = {begin: self.recount.total(subject, letter, begin // HOUR,
                                                          end // HOUR)
                                for begin, end in zip(firsts, ends)}
                    self.table.add_all(f"series of {metric} by {step}, {zone}", real, expected,
                                       subject)
        self.compare_readers(subject)

    def compare_readers(self, subject):
        asked = {"metric": "readers", "from": text(self.begin), "to": text(self.last)}
        rows = self.ask("series", subject, step="day", **asked)["rows"]
        expected = [self.recount.daily_readers[subject, seconds(row["time"]) // DAY]
                    for row in rows]
        for row, own in zip(rows, expected):
            self.table.add("series of readers: days within 4 %", row["value"], own, 0.04, 2)
        self.table.add("series of readers: sum within 2 %", sum(row["value"] for row in rows),
                       sum(expected), 0.02, 2)
        if subject.startswith("/"):
            return
        for row in self.ask("series", subject, step="hour", **asked)["rows"]:
            own = self.recount.hourly_readers[subject, seconds(row["time"]) // HOUR]
            self.table.add("series of readers: hours within 4 % or 4", row["value"], own, 0.04, 4)

    def compare_engagement(self, subject):
        for asked in ({"period": "all"}, self.asked_days()):
            real = self.ask("engagement", subject, **asked)
            for name, letter in (("loads", "l"), ("views", "v"), ("reads", "d"),
                                 ("completions", "c"), ("engaged_seconds", "e")):
                self.table.add(f"engagement: {name}", real[name],
                               self.recount.total(subject, letter, *self.hours))
            for quarter, amount in self.recount.scroll(subject, *self.days).items():
                self.table.add("engagement: scroll", real["scroll"][quarter], amount)
            for name, (least, most) in self.recount.quantiles(subject, *self.days).items():
                value = real["engaged"][name]
                self.table.add("engagement: quantiles within 7.5 %", value,
                               min(max(value, least), most), 0.075, 0.1)

    def compare_sources(self, subject):
        for kind in KINDS if subject else (*KINDS, "class"):
            answer = self.ask("sources", subject, by=kind, limit=LIMIT, **self.asked_days())
            real = {row["name"]: row["value"] for row in answer["rows"]}
            expected = dict(self.recount.by_source(subject, kind, *self.days))
            self.table.add_all(f"sources by {kind}", real, expected, subject)

    def compare_minutes(self):
        begin = (self.last // 60 - 24 * 60) * 60
        for metric, letter in LETTERS.items():
            answer = self.ask("series", "", metric=metric, step="minute",
                              **{"from": text(begin), "to": text(self.last)})
            for row in answer["rows"]:
                self.table.add("series by minute, a day", row["value"],
                               self.recount.minutes[letter, seconds(row["time"]) // 60])

    def compare_trending(self):
        """What an article weighs falls by the second, and is told to a hundredth."""
        answer = self.ask("trending", "", limit=20)
        weights = self.recount.trending("", time.time())
        greatest = sorted(weights.values(), reverse=True)[:20]
        for row, value in zip(answer["rows"], greatest):
            self.table.add("trending", row["value"], weights[row["path"]], 0.002, 0.0101)
            self.table.add("trending: the order", row["value"], value, 0.002, 0.0101)
        self.table.add("trending: rows", len(answer["rows"]),
                       min(20, sum(math.floor(100 * value + 0.5) > 0 for value in greatest)))


def send(daemon, lines, recount, most=5000):
    """Sends lines and recounts them. Returns the sum of the answers."""
    sums = collections.Counter()
    part = []

    def flush():
        answer = daemon.request("POST", "/v1/pings", "\n".join(part).encode(), admin=True)
        assert answer.status == 200, answer.body
        told = answer.json()
        assert not told["errors"], told["errors"][:3]
        sums.update({name: told[name] for name in ("counted", "repeat", "bot", "refused")})
        part.clear()

    for message in lines:
        recount.add(message)
        part.append(json.dumps(message, ensure_ascii=False))
        if len(part) == most:
            flush()
    flush()
    return sums
