"""Many pings over many connections, and a ledger of what was answered."""

import asyncio
import collections
import json
import socket
import threading

from daemon import BROWSER, wait_for

PAUSE = 0.01  # seconds after a refusal, and before the next connection
LAST_ANSWERS = 20  # seconds that are waited for answers to what was sent


class Ledger:
    """Per article: pings sent, pings answered with 200, and pings answered with anything else."""

    def __init__(self):
        self.attempted = collections.Counter()
        self.acknowledged = collections.Counter()
        self.refused = collections.Counter()

    def unanswered(self):
        """Pings of which nobody knows whether they were kept."""
        return (self.attempted.total() - self.acknowledged.total() - self.refused.total())


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


async def connection(port, numbers, articles, ledger, site="localhost"):
    """Sends pings until the numbers are used up or the daemon dies; each by another reader."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    try:
        for number in numbers:
            url = f"http://{site}/{number % articles}"
            ledger.attempted[url] += 1
            writer.write(request(url, number))
            status = await read_status(reader)
            if status == 200:
                ledger.acknowledged[url] += 1
            else:
                ledger.refused[url] += 1
                await asyncio.sleep(PAUSE)
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


class Load:
    """Keeps pings coming from a thread of its own, until `pings` are sent or it is told to stop.
    A connection that fails is followed by the next one. A context: leaving it stops it.

    `port` is a function, for a daemon that is started again has another one; None: not now."""

    def __init__(self, port, ledger, pings, *, site="localhost", articles=100, connections=48):
        self.port, self.ledger, self.left = port, ledger, pings
        self.site, self.articles, self.connections = site, articles, connections
        self.first = ledger.attempted.total()
        self.acknowledged_before = ledger.acknowledged.total()
        self.stopping = self.used_up = False
        self.numbers = self.take_numbers()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def answers(self):
        """Acknowledged pings since it began."""
        return self.ledger.acknowledged.total() - self.acknowledged_before

    def wait_for_answers(self, number, seconds=60):
        wait_for(lambda: self.answers() >= number or not self.thread.is_alive(),
                 f"{number} answers", seconds)

    def finish(self, seconds=120):
        """Waits until all pings are sent and answered."""
        self.thread.join(seconds)
        assert not self.thread.is_alive(), f"pings still under way after {seconds} s"

    def stop(self):
        """Sends nothing more; waits for the answers that are owed, but not for ever."""
        self.stopping = True
        self.thread.join()

    def take_numbers(self):
        number = self.first
        while self.left > 0 and not self.stopping:
            self.left -= 1
            yield number
            number += 1
        self.used_up = True

    async def keep_sending(self):
        while not self.used_up and not self.stopping:
            port = self.port()
            if port is not None:
                await connection(port, self.numbers, self.articles, self.ledger, self.site)
            await asyncio.sleep(PAUSE)

    async def run(self):
        pending = [asyncio.create_task(self.keep_sending()) for _ in range(self.connections)]
        while pending and not self.stopping:
            _, pending = await asyncio.wait(pending, timeout=0.05)
        if pending:
            _, pending = await asyncio.wait(pending, timeout=LAST_ANSWERS)
        for task in pending:
            task.cancel()


def flood(port, first, count, articles=1000, batch=100):
    """Sends `count` pings, each by another reader, pipelined over one connection, and returns when
    all are answered with 200."""
    answered = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        answers = connection.makefile("rb")
        for begin in range(first, first + count, batch):
            numbers = range(begin, min(begin + batch, first + count))
            connection.sendall(b"".join(
                request(f"http://localhost/{number % articles}", number) for number in numbers))
            for _ in numbers:
                answered += read_answer(answers) == 200
    assert answered == count, f"{answered} of {count} pings were taken"


def read_answer(answers):
    """The status of one answer; its body is skipped."""
    status = int(answers.readline().split()[1])
    length = 0
    while (line := answers.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    answers.read(length)
    return status
