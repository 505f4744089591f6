"""A steady load of pings in the background, and what became of each single one."""

import asyncio
import dataclasses
import itertools
import json
import threading
import time

from campaign import Campaign
from checker import Verdict
from daemon import wait_for
from load import Ledger, request


@dataclasses.dataclass
class Ping:
    """One ping: written down before it is sent, its answer as soon as it is read."""

    number: int
    url: str
    sent: float
    status: int = 0  # 0: no answer
    answered: float = 0.0
    code: str = ""
    retry_after: str = ""

    @property
    def acknowledged(self):
        return self.status == 200


class Load:
    """Sends pings over several connections until stopped, each by another reader. Connections that
    break are opened anew. A context: leaving it stops it.

    `port` is a function, for a daemon that is started again has another one; None: not now."""

    def __init__(self, port, ledger, urls, connections, pause):
        self.port = port
        self.ledger = ledger
        self.urls = urls
        self.connections = connections
        self.pause = pause
        self.stopping = threading.Event()
        self.acknowledged_before = ledger.acknowledged.total()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.stopping.set()
        self.thread.join(60)
        assert not self.thread.is_alive(), "the load does not end"

    def answers(self):
        """Acknowledged pings since it began."""
        return self.ledger.acknowledged.total() - self.acknowledged_before

    def wait_for_answers(self, number, seconds=60):
        wait_for(lambda: self.answers() >= number, f"{number} answers", seconds)

    def wait_for_more(self, number=50, seconds=60):
        self.wait_for_answers(self.answers() + number, seconds)

    async def run(self):
        await asyncio.gather(*(self.connection() for _ in range(self.connections)))

    async def connection(self):
        while not self.stopping.is_set():
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port())
            except (OSError, TypeError):
                await asyncio.sleep(0.02)
                continue
            try:
                while not self.stopping.is_set():
                    await self.ping(reader, writer)
                    await asyncio.sleep(self.pause)
            except (OSError, IndexError, ValueError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

    async def ping(self, reader, writer):
        ping = self.ledger.send(next(self.urls))
        writer.write(request(ping.url, ping.number))
        # A ping without an answer must not keep the load from ending.
        status, headers, body = await asyncio.wait_for(read_answer(reader), 30)
        self.ledger.answer(ping, status)
        if status != 200:
            ping.code = json.loads(body)["code"]
            ping.retry_after = headers.get(b"retry-after", b"").decode()
            await asyncio.sleep(0.005)


class PingLedger(Ledger):
    """Beside the sums per article, every single ping."""

    def __init__(self):
        super().__init__()
        self.pings = []

    def send(self, url):
        ping = Ping(len(self.pings), url, time.monotonic())
        self.pings.append(ping)
        self.attempted[url] += 1
        return ping

    def answer(self, ping, status):
        ping.answered = time.monotonic()
        ping.status = status
        (self.acknowledged if status == 200 else self.refused)[ping.url] += 1

    def unhear(self, ping):
        """The answer was not heard after all."""
        (self.acknowledged if ping.status == 200 else self.refused)[ping.url] -= 1
        ping.status = 0

    def of(self, pings):
        """A ledger of some pings."""
        ledger = PingLedger()
        for ping in pings:
            ledger.pings.append(ping)
            ledger.attempted[ping.url] += 1
            if ping.status:
                (ledger.acknowledged if ping.status == 200 else ledger.refused)[ping.url] += 1
        return ledger


async def read_answer(reader):
    status = int((await reader.readline()).split()[1])
    headers = {}
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get(b"content-length", 0)))
    return status, headers, body


class PingCampaign(Campaign):
    """A campaign that knows of every ping when it was answered and how. With `separate` each
    ping is for an article of its own, so that the counts tell which ones were lost."""

    separate = False
    pause = 0.0  # seconds between an answer and the connection's next ping
    connections = 16

    def set_up(self):
        self.ledger = PingLedger()
        self.round_begins = self.site_before = 0
        self.url_numbers = itertools.count()
        super().set_up()

    def new_daemon(self, *flags):
        """A daemon that is not started yet."""
        raise NotImplementedError

    def start_daemon(self, *flags, under=(), wait=True):
        self.daemon = self.new_daemon(*flags)
        self.daemon.arguments = [*under, *self.daemon.arguments]
        return self.daemon.start(60) if wait else self.daemon.launch()

    def load(self, pings=None, connections=None):
        def port():
            process = self.daemon.process
            return self.daemon.port if process and process.poll() is None else None

        return Load(port, self.ledger, self.addresses(), connections or self.connections,
                    self.pause)

    def addresses(self):
        while True:
            number = next(self.url_numbers)
            yield f"http://{self.site}/{number if self.separate else number % self.articles}"

    def settled(self):
        return not self.unsettled()

    def check(self):
        """acknowledged <= views <= acknowledged and unanswered, for every article: a refused ping
        may not count. What the site gained is what its articles show."""
        ledger = self.ledger
        if self.separate:
            ledger = ledger.of(ledger.pings[self.round_begins:])
            self.round_begins = len(self.ledger.pings)
        views = self.views_of(ledger.attempted)
        verdict = self.judge(ledger, views)
        site_total = self.site_total()
        total = sum(views.values()) + (self.site_before if self.separate else 0)
        if abs(site_total - total) > self.site_slack(ledger):
            verdict.problems.append(f"the site has {site_total} views, its articles {total}")
        self.site_before = site_total
        return verdict

    def site_slack(self, ledger):
        """How far the site's total may be from the sum of its articles'."""
        return 0

    def judge(self, ledger, views):
        verdict = Verdict()
        for url, counted in views.items():
            least = ledger.acknowledged[url]
            most = ledger.attempted[url] - ledger.refused[url]
            if least <= counted <= most:
                continue
            verdict.lost += max(0, least - counted)
            verdict.doubled += max(0, counted - most)
            verdict.problems.append(
                f"{url}: {least} acknowledged, {counted} views, {most - least} unanswered, "
                f"{ledger.refused[url]} refused")
        return verdict

    def views_of(self, urls):
        """The views of many articles, as the daemon shows them."""
        views = {}
        for part in parts(list(urls), 1000):
            answer = self.daemon.request("POST", "/v1/counts", json.dumps(part))
            assert answer.status == 200, answer.body
            for url, row in zip(part, answer.json()["counts"]):
                views[url] = row["views"]
        return views


def parts(items, size):
    return [items[first:first + size] for first in range(0, len(items), size)]
