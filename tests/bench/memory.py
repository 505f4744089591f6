#!/usr/bin/env python3
"""What articles, readers and page views cost in memory. By hand, needs wrk; takes some minutes:

    READCOUNT_BUILD=build/release tests/bench/memory.py [number]

Warms a daemon up, then asks it for the counts of a `number` (1 000 000) of articles, which makes it
hold them and nothing else; then sends as many views by other readers of a thousand articles, which
adds pairs of an article and a reader; then as many page views with an id. Prints what each added to
the daemon's own resident memory (files that it has mapped are not counted).

With `--redis` it sends one view each of so many articles instead, removes from Redis what expires
and cuts lists as the daemon does, and prints what a cold article costs there, and what it is."""

import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import cold  # noqa: E402
from daemon import Daemon, wait_for  # noqa: E402

SITE = "news.example"
SCRIPT = """
local n = 0
function request()
  n = n + 1
  local article = n % ARTICLES
  local view = VIEWS and string.format('"view":"%d-%d",', ROUND, n) or ''
  return wrk.format("POST", "/v1/ping", {["User-Agent"] = "Mozilla/5.0 " .. ROUND .. " " .. n},
    string.format('{"type":"view",%s"url":"https://news.example/section-%d/an-article-with-a-title-' ..
      'of-some-length-%d","title":"A title of some length %d","section":"Section %d",' ..
      '"author":"Jane Doe %d","published":"2026-11-01"}',
      view, article % 20, article, article, article % 20, article % 100))
end
"""


def resident(daemon):
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) * 1024


def ask_for(daemon, number):
    """Counts of articles that nobody has viewed."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    for first in range(0, number, 1000):
        urls = [f"https://{SITE}/section-{i % 20}/an-article-with-a-title-of-some-length-{i}-asked"
                for i in range(first, min(first + 1000, number))]
        connection.request("POST", "/v1/counts", json.dumps(urls))
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
    connection.close()


def send(daemon, number, articles, views, label):
    """wrk counts time, not requests: several short runs, until as many are there."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.replace("ARTICLES", str(articles)).replace("ROUND", str(label))
                     .replace("VIEWS", str(views).lower()))
        script.flush()
        counted = 'readcount_pings_total{outcome="counted",site="news.example",type="view"}'
        before = daemon.metric(counted) or 0
        process = subprocess.Popen(
            ["wrk", "-t1", "-c32", "-d600s", "-s", script.name, f"http://127.0.0.1:{daemon.port}"],
            stdout=subprocess.DEVNULL)
        try:
            wait_for(lambda: (daemon.metric(counted) or 0) - before >= number, "the pings", 600)
        finally:
            process.terminate()
            process.wait(10)
    wait_for(lambda: daemon.metric("readcount_journal_unapplied_records") == 0, "the flush", 120)
    return (daemon.metric(counted) or 0) - before


def measure(daemon, number):
    """Prints what a thing costs, one kind after the other."""
    send(daemon, 50_000, 1000, False, 0)
    send(daemon, 50_000, 1000, True, 1)
    last = resident(daemon)
    print(f"{last >> 20} MiB after a warm-up", flush=True)

    def tell(what, added):
        nonlocal last
        now = resident(daemon)
        print(f"{(now - last) / added:7.1f} bytes: {what} ({added:.0f})", flush=True)
        last = now

    before = daemon.metric("readcount_articles_in_memory")
    ask_for(daemon, number)
    tell("an article", wait_for(
        lambda: daemon.metric("readcount_articles_in_memory") - before >= number and number,
        "the articles", 10))
    tell("a pair of an article and a reader", send(daemon, number, 1000, False, 2))
    tell("a page view, with its pair", send(daemon, number, 1000, True, 3))


def view_once(daemon, first, number):
    """One view each of so many articles, told as a server tells them."""
    for begin in range(first, first + number, 5000):
        lines = [json.dumps({
            "type": "view",
            "url": f"https://{SITE}/section-{i % 20}/an-article-with-a-title-of-some-length-{i}",
            "title": f"A title of some length {i}", "section": f"Section {i % 20}",
            "author": f"Jane Doe {i % 100}", "published": "2026-11-01"})
            for i in range(begin, min(begin + 5000, first + number))]
        answer = daemon.request("POST", "/v1/pings", "\n".join(lines).encode(), admin=True).json()
        assert answer["counted"] == len(lines), answer
    daemon.wait_until_applied(600)


def measure_redis(daemon, number):
    """Articles come a part at a time, and of each part all expires before the next one comes: as
    in life, Redis holds little else at any time."""
    view_once(daemon, 0, 1000)
    daemon.redis_cli("CONFIG", "SET", "save", "")
    cold.let_expire(daemon)
    empty = cold.used(daemon)
    part = number // 10
    for first in range(1000, 1000 + 10 * part, part):
        view_once(daemon, first, part)
        cold.let_expire(daemon)
        print(f"{first - 1000 + part:9} articles", flush=True)
    cold.table(daemon, 10 * part, empty)


def main():
    arguments = [word for word in sys.argv[1:] if word != "--redis"]
    number = int(arguments[0]) if arguments else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        daemon = Daemon("--site", SITE, "--max-articles", str(3 * number),
                        "--new-articles-per-hour", str(3 * number),
                        state_dir=pathlib.Path(directory) / "state").start()
        try:
            if "--redis" in sys.argv:
                measure_redis(daemon, number)
                return
            measure(daemon, number)
            print(f"{resident(daemon) >> 20} MiB resident in all")
        finally:
            daemon.end()


if __name__ == "__main__":
    main()
