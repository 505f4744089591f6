#!/usr/bin/env python3
"""What articles, readers and page views cost in memory. By hand, needs wrk; takes some minutes:

    READCOUNT_BUILD=build/release tests/bench/memory.py [number]

Sends a `number` (1 000 000) of views of as many articles, then as many by other readers of a
thousand of them, then as many page views with an id, and prints what each added to the daemon's
resident memory. Then it removes from Redis what has expired of an article that was read once a long
time ago, and prints what is left of it there."""

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
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


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


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        daemon = Daemon("--site", SITE, "--max-articles", str(2 * number),
                        state_dir=pathlib.Path(directory) / "state").start()
        try:
            last, empty = resident(daemon), redis_memory(daemon)
            for label, (articles, views, what) in enumerate([
                    (0, False, "an article, with a pair of it and a reader"),
                    (1000, False, "a pair of an article and a reader"),
                    (1000, True, "a page view, with its pair")]):
                sent = send(daemon, number, articles, views, label)
                now = resident(daemon)
                print(f"{(now - last) / sent:7.1f} bytes: {what} ({sent:.0f})", flush=True)
                last = now
            print(f"{resident(daemon) >> 20} MiB resident in all")
            daemon.redis_cli("CONFIG", "SET", "save", "")
            remove_expired(daemon)
            articles = int(daemon.metric("readcount_articles_in_memory"))
            left = redis_memory(daemon) - empty
            print(f"{left / articles:7.1f} bytes of Redis: a cold article ({articles}, "
                  f"{left >> 20} MiB)")
            key = daemon.redis_cli("--scan", "--pattern", "rc:{*}:a:*length-77").split()[0]
            print(f"{daemon.redis_cli('MEMORY', 'USAGE', key)} bytes of them: the hash {key}")
            print(daemon.redis_cli("HGETALL", key))
        finally:
            daemon.end()


if __name__ == "__main__":
    main()
