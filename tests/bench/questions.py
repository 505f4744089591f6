#!/usr/bin/env python3
"""How long top, series and counts take with a million articles in the store. By hand:

    READCOUNT_BUILD=build/release tests/bench/questions.py [articles] [questions]

Writes the keys itself as SCHEMA.md says, each day's lists with 10 000 articles, and asks over one
connection. Prints the quantiles of the answers' times, and what a question costs the daemon and
Redis in CPU, which does not depend on what else the machine does; all in milliseconds."""

import datetime
import http.client
import os
import pathlib
import random
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from by_hand import SITE, UTC, Books, pipe  # noqa: E402
from daemon import Daemon, Redis  # noqa: E402

DAYS = 31
LISTED = 10_000
HOURS_LISTED = 1_000


def path_of(number):
    return f"/section-{number % 20}/an-article-with-a-title-of-some-length-{number}"


def fill(redis, articles):
    books = Books(SITE)
    now = datetime.datetime.now(UTC)
    dice = random.Random(1)
    for begin in range(0, articles, 50_000):
        day = now.strftime("%Y%m%d")
        pipe(redis.socket, (
            ("HSET", books.key("a", path_of(number)), "v", 9, "v" + day, 3, "r" + day, 2, "title",
             f"A title of some length {number}", "section", "Section", "author", "Jane Doe")
            for number in range(begin, min(begin + 50_000, articles))))
    for offset in range(DAYS):
        at = now - datetime.timedelta(days=offset)
        fill_list(redis, books, at.strftime("%Y%m%d"), LISTED, articles, dice)
        fill_list(redis, books, at.strftime("%Y%m"), LISTED, articles, dice)
        for hour in range(24):
            slot = at.strftime("%Y%m%d") + f"{hour:02}"
            fill_list(redis, books, slot, HOURS_LISTED, articles, dice)


def fill_list(redis, books, slot, length, articles, dice):
    words = ["ZADD", books.key("t:v", "", slot)]
    for number in dice.sample(range(articles), min(length, articles)):
        words += [int(dice.paretovariate(0.8)), path_of(number)]
    pipe(redis.socket, [words])


def cpu(process):
    """Milliseconds of CPU that a process has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(daemon, redis, name, targets):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.admin_port, timeout=30)
    times = []
    used = [cpu(daemon.process), cpu(redis.process)]
    for target in targets:
        begin = time.perf_counter()
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - begin) * 1000)
        assert answer.status == 200, target
    used = [cpu(daemon.process) - used[0], cpu(redis.process) - used[1]]
    times.sort()
    quantile = lambda part: times[min(int(len(times) * part), len(times) - 1)]  # noqa: E731
    print(f"{name:28} {len(times):6}  p50 {quantile(0.5):7.2f}  p90 {quantile(0.9):7.2f}  "
          f"p99 {quantile(0.99):7.2f}  most {times[-1]:7.2f}  CPU {used[0] / len(times):6.2f} + "
          f"{used[1] / len(times):6.2f}", flush=True)


def main():
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    questions = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    dice = random.Random(2)
    with tempfile.TemporaryDirectory() as directory:
        redis = Redis(directory, "--appendonly", "no").start()
        daemon = Daemon("--site", SITE, state_dir=pathlib.Path(directory) / "state",
                        redis=redis.url)
        try:
            fill(redis, articles)
            daemon.start()
            for name, target in (
                    ("top 30d UTC", "/v1/top?period=30d"),
                    ("top 30d Europe/Berlin", "/v1/top?period=30d&tz=Europe/Berlin"),
                    ("top 30d readers", "/v1/top?period=30d&metric=readers"),
                    ("top of 29 lists of days", "/v1/top?" + days_only()),
                    ("top 24h", "/v1/top?period=24h"),
                    ("top 30m", "/v1/top?period=30m"),
                    ("series 90d by hour", "/v1/series?period=90d&step=hour")):
                measure(daemon, redis, name, [target] * questions)
            url = urllib.parse.quote(f"https://{SITE}{path_of(7)}", safe="")
            measure(daemon, redis, "count in memory", [f"/v1/count?url={url}"] * questions * 10)
            measure(daemon, redis, "counts of 100 cold articles", (
                "/v1/counts?" + urllib.parse.urlencode(
                    [("url", f"https://{SITE}{path_of(dice.randrange(articles))}")
                     for _ in range(100)]) for _ in range(questions)))
        finally:
            daemon.end()
            redis.end()


def days_only():
    """Thirty days of which none is in a whole month."""
    today = datetime.datetime.now(UTC).date()
    begin = today - datetime.timedelta(days=29)
    return f"from={begin}T01:00:00Z&to={today}T00:00:00Z"


if __name__ == "__main__":
    main()
