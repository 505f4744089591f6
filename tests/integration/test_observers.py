"""Whoever watches the daemon, or has ceased to, is in nobody's way."""

import os
import socket
import time

from daemon import wait_for

ARTICLE = "http://localhost/a"


def test_scrapers_that_do_not_read_hold_nobody_up(daemon):
    scrapers = []
    for _ in range(100):
        scraper = socket.create_connection(("127.0.0.1", daemon.admin_port))
        scraper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        scraper.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        scrapers.append(scraper)
    # Who is held up by them gets no answer within the client's time.
    for _ in range(20):
        assert daemon.ping(ARTICLE).status == 200
    assert daemon.get("/metrics", admin=True).status == 200
    for scraper in scrapers:
        scraper.close()


def test_no_label_is_a_clients_choice(daemon):
    word = "unheard-of"
    daemon.get(f"/{word}")
    daemon.request("X" + word.upper(), "/v1/ping")
    daemon.ping(f"http://localhost/{word}", {"User-Agent": word, "Referer": f"http://{word}/"})
    daemon.ping(f"http://{word}.example/", {"Origin": f"http://{word}.example"})
    daemon.get(f"/v1/count?url=http://localhost/{word}&{word}={word}")
    # But for the articles that are viewed most, whose number is bounded.
    named = "readcount_top_article_views_total{"
    lines = daemon.get("/metrics", admin=True).body.decode().splitlines()
    assert not [line for line in lines if word in line.lower() and not line.startswith(named)]


def full_pipe():
    """A pipe with no room left: its end to read, and the one to write."""
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    try:
        while True:
            os.write(ends[1], b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(ends[1], True)
    return ends


def test_a_log_that_nobody_reads_holds_nobody_up(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    daemon.stop()
    reading, writing = full_pipe()
    deaf = new_daemon(redis=redis.url)
    deaf.port, deaf.admin_port = daemon.port, daemon.admin_port  # it cannot say which ones it took
    deaf.arguments[2:5:2] = f"127.0.0.1:{deaf.port}", f"127.0.0.1:{deaf.admin_port}"
    deaf.launch(stderr=writing)
    os.close(writing)
    wait_for(deaf.is_ready, "readiness")
    assert deaf.metric("readcount_log_lines_dropped_total") > 0
    redis.kill()
    wait_for(lambda: deaf.metric("readcount_redis_up") == 0, "the daemon to notice")
    assert deaf.ping(ARTICLE).status == 200
    redis.start()
    deaf.wait_until_applied()
    while b"lines were dropped" not in os.read(reading, 1 << 20):
        redis.cli("CLIENT", "KILL", "TYPE", "normal")  # that is worth a line
    assert deaf.stop() == 0
    os.close(reading)
