"""A TCP proxy that breaks what it carries. It runs in a thread of its own."""

import asyncio
import socket
import struct
import threading


class Proxy:
    """From a port of its own to `target`. `fault` is what happens to the target's bytes (replies)
    on each connection from now on, `request_fault` to the other side's; None: nothing.

    A fault is an async function (link, data): it returns the bytes to pass on, or ends the link."""

    def __init__(self, target):
        self.target = target
        self.fault = self.request_fault = None
        self.broken = 0  # how often a fault did harm, not: was there
        self.links = set()
        self.loop = asyncio.new_event_loop()
        self.listening = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        self.listening.wait(10)

    def run(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(
            asyncio.start_server(self.accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.listening.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0.01))
        self.loop.close()

    def end(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def heal(self):
        """Nothing is broken any more; connections that a fault has stalled are ended."""
        self.fault = self.request_fault = None
        self.loop.call_soon_threadsafe(
            lambda: [link.reset() for link in list(self.links) if link.stalled and not link.closed])

    async def accept(self, reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        link = Link(self, writer, there[1])
        self.links.add(link)
        try:
            await asyncio.gather(self.carry(link, reader, there[1], False),
                                 self.carry(link, there[0], writer, True))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            link.close()
            self.links.discard(link)

    async def carry(self, link, reader, writer, is_reply):
        while data := await reader.read(65536):
            fault = self.fault if is_reply else self.request_fault
            if fault is not None:
                data = await fault(link, data)
            if link.closed:
                return
            writer.write(data)
            await writer.drain()
        link.close()


class Link:
    """Both halves of one connection through the proxy."""

    def __init__(self, proxy, here, there):
        self.proxy = proxy
        self.writers = (here, there)
        self.replied = 0  # bytes that a counting fault has let through
        self.limit = None
        self.closed = self.stalled = False
        here.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self.closed = True
        for writer in self.writers:
            writer.close()

    def reset(self):
        """RST instead of FIN."""
        for writer in self.writers:
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        self.closed = True


def after_bytes(random, most, then):
    """Passes a random number of bytes on, up to `most`, and then calls then(link)."""
    async def fault(link, data):
        if link.limit is None:
            link.limit = random.randrange(most)
        room = link.limit - link.replied
        if len(data) < room:
            link.replied += len(data)
            return data
        link.writers[0].write(data[:room])
        await link.writers[0].drain()
        then(link)
        link.proxy.broken += 1
        return b""
    return fault


async def stall(link, _):
    """Says nothing more, until the proxy heals."""
    link.stalled = True
    link.proxy.broken += 1
    while not link.closed:
        await asyncio.sleep(0.05)
    return b""


async def slice_up(link, data):
    """Each byte is a segment of its own, for the first of them; the rest follows at once."""
    for at in range(min(len(data), 300)):
        link.writers[0].write(data[at:at + 1])
        await asyncio.sleep(0)
    link.proxy.broken += 1
    return data[300:]


def delay(random, longest):
    async def fault(link, data):
        await asyncio.sleep(random.uniform(0, longest))
        link.proxy.broken += 1
        return data
    return fault
