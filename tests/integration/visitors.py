"""Pings over connections of both kinds, and a ledger of what became of either."""

import asyncio
import collections
import threading
import time

from load import Ledger, read_status, request

ARTICLES = 50


class Visitors:
    """Pings from a thread of its own: some over connections that are kept, some over a new one
    each. What becomes of connections is counted."""

    def __init__(self, port, kept=8, fresh=8):
        self.port, self.kept, self.fresh = port, kept, fresh
        self.ledger = Ledger()
        self.ends = collections.Counter()
        self.number = 0
        self.longest = 0.0
        self.stopping = False
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping = True
        self.thread.join()

    def acknowledged(self):
        return self.ledger.acknowledged.total()

    async def run(self):
        await asyncio.gather(*(self.visit(is_kept) for is_kept in
                               [True] * self.kept + [False] * self.fresh))

    async def visit(self, is_kept):
        while not self.stopping:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as error:
                self.ends[f"not connected: {type(error).__name__}"] += 1
                await asyncio.sleep(0.01)
                continue
            asked = 0
            try:
                while not self.stopping and (is_kept or asked == 0):
                    await self.ping(reader, writer)
                    asked += 1
            except (OSError, IndexError, ValueError, asyncio.IncompleteReadError) as error:
                when = "kept" if asked else "new"
                self.ends[f"{when}: {type(error).__name__}"] += 1
            finally:
                writer.close()

    async def ping(self, reader, writer):
        number = self.number
        self.number += 1
        url = f"http://localhost/{number % ARTICLES}"
        self.ledger.attempted[url] += 1
        begun = time.monotonic()
        writer.write(request(url, number))
        status = await read_status(reader)
        self.longest = max(self.longest, time.monotonic() - begun)
        (self.ledger.acknowledged if status == 200 else self.ledger.refused)[url] += 1
        await asyncio.sleep(0.002)

    def report(self):
        ledger = self.ledger
        return (f"{ledger.attempted.total()} pings sent, "
                f"{ledger.acknowledged.total()} acknowledged, {ledger.refused.total()} refused, "
                f"{ledger.unanswered()} unanswered; connections that ended: {dict(self.ends)}; "
                f"longest answer {self.longest:.2f} s")
