#!/usr/bin/env python3
"""How fast a journal is applied to an empty Redis, and what that costs. By hand, some minutes:

    tests/bench/recovery.py [--articles N] [--views N] [--hours N] [--rounds N] BUILD...

Makes up the pings of some hours (few articles are read much, a third of the readers read on) and has
the first build's daemon keep them while no Redis is there. Then, for each round and each build in
turn, starts a Redis with an append-only file that is not rewritten, and a daemon on a copy of that
journal, and waits until all of it is applied. Prints the records a second from its start until then,
what a record cost Redis and the daemon in microseconds of CPU time and the append-only file in
bytes, and the machine's load; at the end the medians. On a machine that has other work compare the
builds of one run only."""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from daemon import Daemon, Redis, wait_for  # noqa: E402
from made_up import SITE, MadeUp, Size  # noqa: E402

APPLIED = re.compile(r"(\S+)Z info +run \w+: (\d+) records were applied from the journal")
COLUMNS = ["records/s", "Redis us", "daemon us", "AOF bytes", "load"]


def daemon_of(build, state_dir, redis):
    daemon = Daemon("--site", SITE, state_dir=state_dir, redis=redis)
    daemon.arguments[0] = str(pathlib.Path(build).resolve() / "daemon" / "readcountd")
    return daemon


def keep(options, state_dir):
    """Has a daemon journal the pings; it never sees a Redis."""
    made_up = MadeUp(Size(options.views, options.articles, options.views // 3), int(time.time()) - 60)
    made_up.begin = made_up.end - 3600 * options.hours
    daemon = daemon_of(options.builds[0], state_dir, f"unix://{state_dir.parent}/none.sock").start()
    try:
        lines = [json.dumps(message) for message in made_up.lines()]
        for first in range(0, len(lines), 10_000):
            body = "\n".join(lines[first:first + 10_000]).encode()
            answer = daemon.request("POST", "/v1/pings", body, admin=True)
            assert answer.status == 200, answer.body
        daemon.stop()
    finally:
        daemon.end()


def cpu_of(pid):
    """Seconds that a process has worked."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_since(begin, line):
    """From a time since 1970 to that of a line of the log."""
    at = datetime.datetime.fromisoformat(line[1]).replace(tzinfo=datetime.timezone.utc)
    return at.timestamp() - begin


def recover(build, journal, directory, stats):
    """One recovery; the values of COLUMNS."""
    shutil.copytree(journal, directory / "state")
    redis = Redis(directory, "--hash-max-listpack-entries", "512",
                  "--auto-aof-rewrite-percentage", "0").start()
    daemon = daemon_of(build, directory / "state", f"unix://{redis.socket}")
    try:
        redis_before = cpu_of(redis.process.pid)
        begin = time.time()
        daemon.start()
        applied = wait_for(lambda: APPLIED.search(daemon.log_text()), "the journal's end", 600)
        daemon_used = cpu_of(daemon.process.pid)
        redis_used = cpu_of(redis.process.pid) - redis_before
        load = os.getloadavg()[0]
        records = int(applied[2])
        took = seconds_since(begin, applied)
        assert "broken key" not in daemon.log_text()
        if stats:
            print(f"{records} records\n" + redis.cli("INFO", "commandstats"))
        written = sum(file.stat().st_size for file in (directory / "appendonlydir").iterdir())
        return [records / took, redis_used / records * 1e6, daemon_used / records * 1e6,
                written / records, load]
    finally:
        daemon.end()
        redis.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--views", type=int, default=250_000)
    parser.add_argument("--hours", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stats", action="store_true", help="and Redis' commands")
    parser.add_argument("--journal", type=pathlib.Path, help="kept here, and taken from here again")
    parser.add_argument("builds", nargs="+", metavar="BUILD")
    options = parser.parse_args()
    rows = {build: [] for build in options.builds}
    print(f"{'':30}" + "".join(f"{column:>11}" for column in COLUMNS))
    with tempfile.TemporaryDirectory(prefix="recovery-") as directory:
        journal = options.journal or pathlib.Path(directory) / "kept"
        if not journal.exists():
            keep(options, journal)
        for _ in range(options.rounds):
            for build, row in rows.items():
                with tempfile.TemporaryDirectory(prefix="recovery-") as part:
                    row.append(recover(build, journal, pathlib.Path(part), options.stats))
                print(f"{build[-30:]:30}" + "".join(f"{value:11.1f}" for value in row[-1]), flush=True)
    for build, row in rows.items():
        medians = map(statistics.median, zip(*row))
        print(f"{'median of ' + build[-20:]:30}" + "".join(f"{value:11.1f}" for value in medians))


if __name__ == "__main__":
    main()
