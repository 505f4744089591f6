"""Counts the lines of POST /v1/pings by the definitions of what is counted, and shares no code with
the daemon: plain dictionaries in memory, all of the past at once."""

import collections
import datetime
import ipaddress
import urllib.parse

HOUR, DAY = 3600, 86400
WINDOW = 1800
READ = 15
GRACE = 2
UNSEEN_MOST = 120  # engaged seconds believed of a view that nobody saw begin
QUARTERS = (25, 50, 75, 100)
UTC = datetime.timezone.utc

# What the made-up hosts, media and browsers are, said once more by hand.
SOCIAL = {"t.co", "l.facebook.com"}
SEARCH = {"google.com", "google.de"}
MAIL = {"mail.google.com", "com.google.android.gm"}
MEDIA = {"email": "mail", "cpc": "campaign", "social": "social"}
TAGGED_SOURCES = {"x": "social"}
DEVICES = (("iPhone", "phone"), ("iPad", "tablet"), ("SMART-TV", "tv"), ("Android", "phone"),
           ("Windows", "desktop"), ("Linux", "desktop"))


def seconds_of(time):
    if isinstance(time, str):
        return datetime.datetime.fromisoformat(time).timestamp()
    return time / 1000


def article_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname.removeprefix("www."), parts.path


def reader_of(message):
    """A reader is an address, of IPv6 its first half, and a browser."""
    address = ipaddress.ip_address(message["ip"])
    network = address.packed[:8] if address.version == 6 else address.packed
    return hash((network, message["user_agent"]))


def sources_of(message, site):
    """[(kind, value)] of a view."""
    url = urllib.parse.urlsplit(message["url"])
    query = message.get("query") or url.query
    tags = {key[4:]: value for key, value in urllib.parse.parse_qsl(query.lstrip("?"))
            if key in ("utm_source", "utm_medium", "utm_campaign")}
    referrer = message.get("referrer", "")
    host = (urllib.parse.urlsplit(referrer).hostname or "").removeprefix("www.")
    by_tags = MEDIA.get(tags.get("medium")) or TAGGED_SOURCES.get(tags.get("source"))
    by_host = ("social" if host in SOCIAL else "search" if host in SEARCH else
               "mail" if host in MAIL else "internal" if host == site else None)
    channel = by_tags or by_host or ("other" if referrer or tags else "direct")
    found = [("channel", channel),
             ("device", next(name for mark, name in DEVICES if mark in message["user_agent"]))]
    if host and host != site:
        found.append(("referrer", host))
    if tags:
        found.append(("campaign", " / ".join(tags.get(name, "-")
                                             for name in ("source", "medium", "campaign"))))
    if message.get("language"):
        found.append(("language", message["language"][:2]))
    return found


class PageView:
    def __init__(self, began, counts, subjects):
        self.began = began
        self.counts = counts  # False: of a repeat
        self.subjects = subjects
        self.seconds = set()  # of its running total, those that were counted
        self.scroll = 0
        self.is_complete = False


class Recount:
    """Subjects are paths, "" (the site), "s:" + section, "a:" + author."""

    def __init__(self, site):
        self.site = site
        self.outcomes = collections.Counter()
        self.hours = collections.defaultdict(collections.Counter)  # (subject, hour) -> letters
        self.minutes = collections.Counter()  # of the site: (letter, minute)
        self.lists = collections.defaultdict(collections.Counter)  # (subject, letter, hour) -> paths
        self.readers = set()  # (subject, day, reader), hashed
        self.daily_readers = collections.Counter()  # (subject, day)
        self.hourly_readers = collections.Counter()  # (subject, hour), but of articles
        self.sources = collections.defaultdict(collections.Counter)  # subject -> (day, kind, value)
        self.spread = collections.defaultdict(collections.Counter)  # subject -> (day, engaged)
        self.scrolled = collections.defaultdict(collections.Counter)  # subject -> (day, quarter)
        self.weights = collections.defaultdict(list)  # subject -> (path, time) of late views
        self.opened = {}  # (reader, path) -> when its window was opened
        self.views = {}
        self.filed = {}  # path -> its subjects

    def add(self, message):
        if "bot" in message["user_agent"]:
            self.outcomes["bot"] += 1
            if message["type"] == "view":
                self.count_load("bot", seconds_of(message["time"]))
            return
        kind = message["type"]
        took = {"view": self.add_view, "engage": self.add_engage, "event": self.add_event}[kind]
        path = article_of(message["url"])[1]
        counted = took(message, path, seconds_of(message["time"]))
        self.outcomes["counted" if counted else "repeat"] += 1

    def add_view(self, message, path, at):
        if message["view"] in self.views:
            return False
        names = [path, ""]
        names += ["s:" + message["section"]] if "section" in message else []
        names += ["a:" + message["author"]] if "author" in message else []
        self.filed[path] = tuple(names)
        reader = reader_of(message)
        opened = self.opened.get((reader, path))
        counts = opened is None or at - opened >= WINDOW
        self.views[message["view"]] = PageView(at, counts, names)
        hour = int(at // HOUR)
        self.count_load("reader", at)
        for subject in names:
            self.hours[subject, hour]["l"] += 1
        if counts:
            self.opened[reader, path] = at
            self.count_view(message, names, at, reader)
        return counts

    def count_load(self, its_class, at):
        self.sources[""][int(at // DAY), "class", its_class] += 1

    def count_view(self, message, names, at, reader):
        hour, day, path = int(at // HOUR), int(at // DAY), names[0]
        for subject in names:
            self.hours[subject, hour]["v"] += 1
            self.add_reader(self.daily_readers, subject, day, reader)
            if subject != path:
                self.add_reader(self.hourly_readers, subject, hour, reader)
                self.lists[subject, "v", hour][path] += 1
                self.weights[subject].append((path, at))
        self.minutes["v", int(at // 60)] += 1
        for kind, value in sources_of(message, self.site):
            for subject in (path, ""):
                self.sources[subject][day, kind, value] += 1

    def add_reader(self, counts, subject, time, reader):
        key = hash((subject, time, reader, counts is self.daily_readers))
        if key not in self.readers:
            self.readers.add(key)
            counts[subject, time] += 1

    def add_engage(self, message, path, at):
        """The seconds that are told and were not reported before, each of them once."""
        view = self.views.get(message["view"])
        engaged, reported, scroll = message["engaged"], message["reported"], message["scroll"]
        if view is None:
            engaged = min(engaged, reported + UNSEEN_MOST)
            view = self.views[message["view"]] = PageView(
                at - engaged, True, self.filed.get(path, (path, "")))
            view.seconds.update(range(1, reported + 1))
            view.scroll = scroll if reported else 0
        most = min(engaged, int(at - view.began) + GRACE)
        seconds = set(range(reported + 1, most + 1)) - view.seconds
        scroll_before = view.scroll
        view.seconds |= seconds
        if view.counts:
            view.scroll = max(view.scroll, scroll)
        if not seconds and view.scroll == scroll_before:
            return False
        self.count_progress(path, view, seconds, scroll_before)
        return True

    def count_progress(self, path, view, seconds, scroll_before):
        hour, day = int(view.began // HOUR), int(view.began // DAY)
        amounts = {"e": len(seconds)}
        if view.counts:
            completes = max(view.seconds, default=0) >= READ and view.scroll == 100
            amounts["d"] = int(READ in seconds)
            amounts["c"] = int(completes and not view.is_complete)
            view.is_complete = completes
        for subject in view.subjects:
            for letter, amount in amounts.items():
                self.hours[subject, hour][letter] += amount
                if letter != "c" and subject != path and amount:
                    self.lists[subject, letter, hour][path] += amount
            if view.counts:
                if seconds:
                    self.spread[subject][day, min(seconds) - 1] -= 1
                    self.spread[subject][day, max(seconds)] += 1
                for quarter in QUARTERS:
                    if scroll_before < quarter <= view.scroll:
                        self.scrolled[subject][day, quarter] += 1
        for letter in ("d", "e"):
            self.minutes[letter, int(view.began // 60)] += amounts.get(letter, 0)

    def add_event(self, message, path, at):
        for subject in (path, ""):
            self.sources[subject][int(at // DAY), "event", message["name"]] += 1
        return True

    # Answers, for hours or days [begin, end)

    def total(self, subject, letter, begin, end):
        return sum(self.hours[subject, hour][letter]
                   for hour in range(begin, end) if (subject, hour) in self.hours)

    def readers_in(self, subject, begin, end):
        """Each day's, added up."""
        return sum(self.daily_readers[subject, day] for day in range(begin, end))

    def top(self, subject, letter, begin, end, limit):
        sums = collections.Counter()
        for hour in range(begin, end):
            sums.update(self.lists.get((subject, letter, hour), {}))
        rows = ((path, value) for path, value in sums.items() if value)
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]

    def by_source(self, subject, kind, begin, end):
        sums = collections.Counter()
        for (day, its_kind, value), amount in self.sources[subject].items():
            if its_kind == kind and begin <= day < end:
                sums[value] += amount
        return sums

    def scroll(self, subject, begin, end):
        sums = dict.fromkeys(map(str, QUARTERS), 0)
        for (day, quarter), amount in self.scrolled[subject].items():
            if begin <= day < end:
                sums[str(quarter)] += amount
        return sums

    def trending(self, subject, now):
        """Weights by path, of the last two days of UTC."""
        begin = (now // DAY - 1) * DAY
        weights = collections.Counter()
        for path, at in self.weights[subject]:
            if at >= begin:
                weights[path] += 2 ** ((at - now) / HOUR)
        return weights

    def quantiles(self, subject, begin, end):
        """By nearest rank, each as the least and the most; views without a message were engaged for
        0 s. A view whose first messages nobody counted leaves where it was not, which takes one too
        many from there: by as many the rank is uncertain."""
        spread = collections.Counter()
        uncounted = 0
        for (day, engaged), amount in self.spread[subject].items():
            if begin <= day < end and engaged:
                spread[engaged] += amount
                uncounted += max(-amount, 0)
        views = max(self.total(subject, "v", begin * 24, end * 24), sum(spread.values()))
        ranked = [0] * (views - sum(spread.values()))
        for engaged in sorted(spread):
            ranked += [engaged] * spread[engaged]

        def at(rank):
            return ranked[min(max(rank, 1), len(ranked)) - 1] if ranked else 0

        ranks = {f"p{part}": -(-views * part // 100) for part in (25, 50, 75, 90)}
        return {name: (at(rank - uncounted), at(rank + uncounted)) for name, rank in ranks.items()}
