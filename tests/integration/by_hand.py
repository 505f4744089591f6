"""Views written into Redis by hand, key by key as SCHEMA.md says, without the daemon; and counted
again from the list of views, without Redis."""

import collections
import dataclasses
import datetime
import subprocess

from schema import partition_of

UTC = datetime.timezone.utc
SITE = "news.example"
READ = 15  # engaged seconds that make a read


def now():
    return datetime.datetime.now(UTC)


@dataclasses.dataclass(frozen=True)
class View:
    """One view, by a reader of its own."""
    path: str
    at: datetime.datetime  # UTC
    engaged: int = 0
    section: str = ""
    author: str = ""
    sources: tuple = ()  # "r:google.com", …
    scroll: int = 0

    @property
    def is_read(self):
        return self.engaged >= READ

    def value(self, metric):
        return {"views": 1, "readers": 1, "reads": int(self.is_read),
                "engaged": self.engaged}[metric]


def bucket_of(seconds):
    bucket = 0
    while bucket < 63 and 1.15 ** (bucket + 1) <= seconds:
        bucket += 1
    return bucket


class Books:
    """Adds views up in the keys of the store."""

    def __init__(self, site=SITE):
        self.site = site
        self.hashes = collections.Counter()  # (key, field) -> amount
        self.texts = {}  # (key, field) -> text
        self.lists = collections.Counter()  # (key, path) -> score

    def key(self, kind, path, time=""):
        tag = f"rc:{{{partition_of(self.site, path)}}}"
        return f"{tag}:{kind}:{self.site}{path}" + (f":{time}" if time else "")

    def describe(self, path, **texts):
        for name, text in texts.items():
            self.texts[self.key("a", path), name] = text

    def add(self, view):
        subjects = [view.path, ""]
        subjects += [f"s:{view.section}"] if view.section else []
        subjects += [f"a:{view.author}"] if view.author else []
        for subject in subjects:
            self.add_counts(subject, view)
            if not subject.startswith("/"):
                self.add_lists(subject, view)

    def add_counts(self, subject, view):
        month, day, hour = (view.at.strftime(form) for form in ("%Y%m", "%Y%m%d", "%Y%m%d%H"))
        amounts = {"l": 1, "v": 1, "r": 1, "d": int(view.is_read),
                   "c": int(view.is_read and view.scroll == 100), "e": view.engaged}
        for letter, amount in amounts.items():
            for time in ("", month, day):
                self.hashes[self.key("a", subject), letter + time] += amount
            self.hashes[self.key("h", subject, day), letter + view.at.strftime("%H")] += amount
            if letter in "vde":
                minute = letter + view.at.strftime("%M")
                self.hashes[self.key("m", subject, hour), minute] += amount
        for key in (self.key("a", subject), self.key("e", subject, day)):
            if view.engaged:
                self.hashes[key, f"b{bucket_of(view.engaged)}"] += 1
            for quarter in (25, 50, 75, 100):
                self.hashes[key, f"s{quarter}"] += int(view.scroll >= quarter)
        if subject in ("", view.path):
            for source in view.sources:
                self.hashes[self.key("o", subject, day), source] += 1

    def add_lists(self, subject, view):
        for letter, metric in (("v", "views"), ("d", "reads"), ("e", "engaged")):
            for form in ("%Y%m", "%Y%m%d", "%Y%m%d%H"):
                key = self.key(f"t:{letter}", subject, view.at.strftime(form))
                self.lists[key, view.path] += view.value(metric)
        midnight = view.at.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = (view.at - midnight).total_seconds() / 3600
        self.lists[self.key("w", subject, view.at.strftime("%Y%m%d")), view.path] += 2 ** hours

    def write(self, redis, views=()):
        for view in views:
            self.add(view)
        words = [("HSET", key, field, amount) for (key, field), amount in self.hashes.items()
                 if amount]
        words += [("HSET", key, field, text) for (key, field), text in self.texts.items()]
        words += [("ZADD", key, repr(score), path) for (key, path), score in self.lists.items()
                  if score]
        pipe(redis.socket, words)


def pipe(socket, commands):
    """Runs commands by redis-cli, all of which must go well."""
    text = bytearray()
    for command in commands:
        text += b"*%d\r\n" % len(command)
        for word in command:
            word = str(word).encode()
            text += b"$%d\r\n%b\r\n" % (len(word), word)
    result = subprocess.run(["redis-cli", "-s", str(socket), "--pipe"], input=bytes(text),
                            capture_output=True, check=False, timeout=60)
    assert b"errors: 0" in result.stdout, result.stdout + result.stderr


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def recount(views, metric, begin, end):
    return sum(view.value(metric) for view in views if begin <= view.at < end)


def ranked(views, metric, begin, end, limit):
    """[(path, value)], the greatest first, equal ones by their paths."""
    sums = collections.Counter()
    for view in views:
        if begin <= view.at < end:
            sums[view.path] += view.value(metric)
    rows = [row for row in sums.items() if row[1]]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]
