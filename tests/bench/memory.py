#!/usr/bin/env python3
"""What articles, readers and page views cost in memory. By hand, needs wrk; takes some minutes:

    READCOUNT_BUILD=build/release tests/bench/memory.py [number]

Warms a daemon up, then asks it for the counts of a `number` (1 000 000) of articles, which makes it
hold them and nothing else; then sends as many views by other readers of a thousand articles, which
adds pairs of an article and a reader; then as many page views with an id. Prints what each added to
the daemon's own resident memory (files that it has mapped are not counted). With `--redis` it then
sends views of as many articles, removes from Redis what has expired of an article that was read
once a long time ago, and prints what is left of it there."""

import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from daemon import Daemon, wait_for  # noqa: E402

SITE = "news.example"
SCRIPT = """
local n = 0
function request()
  n = n + 1
  local article = ARTICLES > 0 and n % ARTICLES or n
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


def redis_memory(daemon):
    info = daemon.redis_cli("INFO", "memory")
    return int(re.search(r"used_memory:(\d+)", info)[1])


def remove_expired(daemon):
    """What an article has a hundred days later: its own hash and its line in the month's list."""
    kinds = ["h", "m", "d", "u", "e", "o", "w", "t:v"]
    for kind in kinds:
        for slot in ("??????????", "????????"):
            daemon.redis_cli("EVAL", """
                local cursor = '0'
                repeat
                  local found = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 10000)
                  cursor = found[1]
                  for _, key in ipairs(found[2]) do redis.call('DEL', key) end
                until cursor == '0'""", 0, f"rc:{{*}}:{kind}:{SITE}*:{slot}")


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


def measure_redis(daemon, number):
    empty = redis_memory(daemon)
    sent = send(daemon, number, 0, False, 4)
    daemon.redis_cli("CONFIG", "SET", "save", "")
    remove_expired(daemon)
    left = redis_memory(daemon) - empty
    print(f"{left / sent:7.1f} bytes of Redis: a cold article ({sent:.0f}, {left >> 20} MiB)")
    key = daemon.redis_cli("--scan", "--pattern", "rc:{*}:a:*length-7777").split()[0]
    print(f"{daemon.redis_cli('MEMORY', 'USAGE', key)} bytes of them: the hash {key}")
    print(daemon.redis_cli("HGETALL", key))


def main():
    arguments = [word for word in sys.argv[1:] if word != "--redis"]
    number = int(arguments[0]) if arguments else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        daemon = Daemon("--site", SITE, "--max-articles", str(3 * number),
                        "--new-articles-per-hour", str(3 * number),
                        state_dir=pathlib.Path(directory) / "state").start()
        try:
            measure(daemon, number)
            print(f"{resident(daemon) >> 20} MiB resident in all")
            if "--redis" in sys.argv:
                measure_redis(daemon, number)
        finally:
            daemon.end()


if __name__ == "__main__":
    main()
