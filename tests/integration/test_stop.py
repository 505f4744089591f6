"""SIGTERM: what a stop waits for, and what it does not."""

import http.client
import signal
import socket
import time

import pytest
from daemon import wait_for

DRAIN = 5  # seconds, for requests under way


class Idle:
    """A connection that has been answered and asks for nothing more."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.request("GET", "/healthz")
        assert self.connection.getresponse().read() is not None

    def wait_for_the_end(self):
        assert self.connection.sock.recv(1) == b""
        self.connection.close()


@pytest.mark.parametrize("slow, idle, threads", [("public", "admin", 1), ("admin", "public", 4)],
                         ids=["of one worker", "of many"])
def test_a_slow_client_keeps_no_other_listener_from_stopping(new_daemon, redis, slow, idle,
                                                             threads):
    daemon = new_daemon("--threads", str(threads), redis=redis.url).start()
    ports = {"public": daemon.port, "admin": daemon.admin_port}
    others = [Idle(ports[idle]) for _ in range(16)]  # each worker has some
    with socket.create_connection(("127.0.0.1", ports[slow])) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /healthz HTTP/1.1\r\n")
        wait_for(lambda: daemon.metric("readcount_http_connections") >= 17, "all to be taken")
        began = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        for each in others:
            each.wait_for_the_end()
        assert time.monotonic() - began < DRAIN / 2
        client.sendall(b"Host: a\r\n\r\n")  # it has had its time
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
    assert daemon.process.wait(30) == 0
