"""Many pings over many connections, and a ledger of what was answered."""

import asyncio
import collections
import json

from daemon import BROWSER


class Ledger:
    """Per article: pings sent, and pings answered with 200."""

    def __init__(self):
        self.attempted = collections.Counter()
        self.acknowledged = collections.Counter()

    def unanswered(self):
        return sum(self.attempted.values()) - sum(self.acknowledged.values())


def request(url, reader):
    body = json.dumps({"type": "view", "url": url}).encode()
    head = (f"POST /v1/ping HTTP/1.1\r\nHost: count.example\r\nUser-Agent: {BROWSER} {reader}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


async def read_status(reader):
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    await reader.readexactly(length)
    return status


async def connection(port, numbers, articles, ledger):
    """Sends pings until the numbers are used up or the daemon dies; each by another reader."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    try:
        for number in numbers:
            url = f"http://localhost/{number % articles}"
            ledger.attempted[url] += 1
            writer.write(request(url, number))
            status = await read_status(reader)
            if status == 200:
                ledger.acknowledged[url] += 1
    except (OSError, IndexError, ValueError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()


async def run(port, numbers, articles, connections, ledger):
    await asyncio.gather(
        *(connection(port, numbers, articles, ledger) for _ in range(connections)))


def send(port, first, count, ledger, articles=100, connections=64):
    """Sends `count` pings from number `first` on; returns when all are answered or the daemon is
    gone."""
    asyncio.run(run(port, iter(range(first, first + count)), articles, connections, ledger))
