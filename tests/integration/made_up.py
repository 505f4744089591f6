"""Synthetic pings as lines of POST /v1/pings: readers who open articles over some weeks, reload,
read on, lie, and come by ways of all kinds; and crawlers. In the order in which they are sent."""

import dataclasses
import datetime
import heapq
import itertools
import random

SITE = "news.example"
SECTIONS = ["Politik", "Wirtschaft & Börse", "Sport", "Kültür", "Opinion", ""]
AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 Chrome/94.0 TV Safari/537.36",
]
CRAWLER = "Mozilla/5.0 (compatible; examplebot/2.1; +https://bot.example/about)"
LANGUAGES = ["de-DE,de;q=0.9,en;q=0.8", "en-GB,en", "tr-TR,tr;q=0.9", "fr", ""]
REFERRERS = ["", "", "https://www.google.com/", "https://www.google.de/search?q=x",
             "https://t.co/Ab1", "https://l.facebook.com/l.php", "https://mail.google.com/mail/u/0/",
             "android-app://com.google.android.gm/", f"https://www.{SITE}/", "http://blog.example:8080/"]
QUERIES = ["", "", "", "?utm_source=brief&utm_medium=email&utm_campaign=week+42",
           "?utm_source=shop&utm_medium=cpc", "?utm_campaign=spring", "utm_source=x&x=1",
           "?page=2&utm_medium=social&utm_source=b%C3%BCro"]
EVENTS = ["share", "print", "paywall"]


@dataclasses.dataclass
class Size:
    views: int
    articles: int
    readers: int
    authors: int = 300
    days: int = 40


def path_of(number):
    return f"/{('p', 'w', 's', 'k', 'o', 'n')[number % 6]}/article-{number}"


def page_of(number, authors):
    """What the article's page says of itself."""
    page = {"title": f"Article {number}"}
    if SECTIONS[number % 6]:
        page["section"] = SECTIONS[number % 6]
    if number % 7:
        page["author"] = f"Author {number % authors}"
    return page


class Sender:
    """Puts messages in the order in which they are sent, which is not that of their times."""

    def __init__(self, end):
        self.end = end
        self.waiting = []
        self.sequence = itertools.count()

    def send(self, message, at, sent_at):
        if at <= self.end:
            message["time"] = self.written(at)
            heapq.heappush(self.waiting, (sent_at, next(self.sequence), message))

    @staticmethod
    def written(at):
        """By turns as RFC 3339, with some offset, and in milliseconds."""
        if at % 3 == 0:
            return at * 1000
        zone = datetime.timezone(datetime.timedelta(hours=at % 5 - 2))
        return datetime.datetime.fromtimestamp(at, zone).isoformat()

    def due(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            yield heapq.heappop(self.waiting)[2]


class MadeUp:
    """The pings of `size`, that end at `end` (seconds since 1970)."""

    def __init__(self, size, end, seed=1):
        self.size = size
        self.end = end
        self.begin = end - size.days * 86400
        self.dice = random.Random(seed)
        self.sender = Sender(end)
        self.views = itertools.count()

    def lines(self):
        """Messages as they stand in the lines."""
        size, dice = self.size, self.dice
        times = sorted(dice.randrange(self.begin, self.end) for _ in range(size.views))
        weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(size.articles)))
        shuffled = list(range(size.articles))
        dice.shuffle(shuffled)
        for at in times:
            rank = dice.choices(range(size.articles), cum_weights=weights)[0]
            self.visit(shuffled[rank], int(size.readers * dice.random() ** 2), at)
            yield from self.sender.due(at)
        yield from self.sender.due(self.end + 10_000)

    def who(self, reader):
        """A reader's address and browser. Half have IPv6, whose last half changes all the time."""
        address = f"10.{reader >> 16}.{reader >> 8 & 255}.{reader & 255}"
        if reader % 2:
            low = self.dice.randrange(1, 65536)
            address = f"2001:db8:{reader >> 16:x}:{reader & 65535:x}::{low:x}"
        return {"ip": address, "user_agent": AGENTS[reader % len(AGENTS)]}

    def visit(self, number, reader, at):
        dice = self.dice
        view = self.view(number, reader)
        if dice.random() < 0.01:
            view["user_agent"] = CRAWLER
        self.sender.send(view, at, at)
        if dice.random() < 0.05:
            self.come_again(number, reader, view, at)
        chance = dice.random()
        if chance < 0.3:
            self.read_on(view, at)
        elif chance < 0.31:
            self.lie(view, at)
        elif chance < 0.32:
            self.send_event(view, at)
        elif chance < 0.325:
            self.read_on_unseen(number, at)

    def view(self, number, reader):
        dice = self.dice
        view = {"type": "view", "url": f"https://{dice.choice(['', 'www.'])}{SITE}{path_of(number)}",
                "view": f"view-{next(self.views)}", **self.who(reader),
                **page_of(number, self.size.authors)}
        query = dice.choice(QUERIES)
        if query.startswith("?") and dice.random() < 0.5:
            view["url"] += query + "#top"
        elif query:
            view["query"] = query
        for key, words in (("referrer", REFERRERS), ("language", LANGUAGES)):
            view[key] = dice.choice(words)
        if dice.random() < 0.1:
            view["referrer"] = f"https://site-{dice.randrange(300)}.example/links"
        return view

    def come_again(self, number, reader, view, at):
        """A reload, one that comes too late for a repeat, or the same message once more."""
        dice = self.dice
        later = at + dice.choice([dice.randrange(1, 1800), dice.randrange(1800, 4000), 1799, 1800])
        if dice.random() < 0.3:
            again = at + dice.randrange(0, 1500)
            self.sender.send(dict(view), again, again)
        else:
            reload = self.view(number, reader)
            self.sender.send(reload, later, later)
            self.read_on(reload, later)

    def engage(self, view, engaged, reported, scroll):
        return {"type": "engage", "url": view["url"], "view": view["view"], "engaged": engaged,
                "reported": reported, "scroll": scroll, "ip": view["ip"],
                "user_agent": view["user_agent"]}

    def read_on(self, view, at):
        """Running totals, some of them late, some of them twice."""
        dice = self.dice
        reported = scroll = 0
        for _ in range(dice.randrange(1, 5)):
            pause = dice.randrange(5, 40)
            at += pause
            engaged = reported + dice.randrange(0, pause + 1)
            scroll = min(100, scroll + dice.choice([0, 0, 25, 25, 50]))
            message = self.engage(view, engaged, reported, scroll)
            self.sender.send(message, at, at + dice.choice([0, 0, 0, 5, 12]))
            if dice.random() < 0.1:
                self.sender.send(dict(message), at, at + dice.randrange(0, 20))
            reported = engaged

    def lie(self, view, at):
        """More engaged time than has passed."""
        passed = self.dice.randrange(1, 60)
        self.sender.send(self.engage(view, 3000, 0, 100), at + passed, at + passed)

    def read_on_unseen(self, number, at):
        """Of a view that another daemon has seen, by a reader who reads nothing else."""
        dice = self.dice
        view = {"url": f"https://{SITE}{path_of(number)}", "view": f"unseen-{next(self.views)}",
                **self.who(self.size.readers + next(self.views))}
        reported = dice.choice([0, 10, 60])
        self.sender.send(self.engage(view, reported + dice.randrange(1, 300), reported, 50), at, at)

    def send_event(self, view, at):
        event = {"type": "event", "name": self.dice.choice(EVENTS)}
        for key in ("url", "view", "ip", "user_agent"):
            event[key] = view[key]
        self.sender.send(event, at + 3, at + 3)
