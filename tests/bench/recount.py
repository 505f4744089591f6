#!/usr/bin/env python3
"""Sends many made-up pings through a daemon and compares every answer with a recount. By hand:

    READCOUNT_BUILD=build/release tests/bench/recount.py [views] [articles] [readers]

By default a million views of 20 000 articles by 300 000 readers over 40 days, and about as many
messages of how they went on. Takes some minutes and 4 GB. Prints what was compared, and how much of
it was off; ends with 1 if anything was."""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from comparison import Comparison, send  # noqa: E402
from daemon import Daemon  # noqa: E402
from made_up import SITE, MadeUp, Size  # noqa: E402
from recount import HOUR, Recount  # noqa: E402


def main(views=1_000_000, articles=20_000, readers=300_000):
    made_up = MadeUp(Size(views, articles, readers), int(time.time()) - 60)
    recount = Recount(SITE)
    with tempfile.TemporaryDirectory(prefix="recount-") as directory:
        daemon = Daemon("--site", SITE, state_dir=pathlib.Path(directory) / "state").start()
        try:
            begin = time.monotonic()
            answers = send(daemon, made_up.lines(), recount, most=10_000)
            sent = time.monotonic()
            daemon.wait_until_applied(3600)
            applied = time.monotonic()
            print(f"{sum(recount.outcomes.values())} lines sent and recounted in "
                  f"{sent - begin:.0f} s, applied {applied - sent:.0f} s later", flush=True)
            top = recount.top("", "v", made_up.begin // HOUR, made_up.end // HOUR + 1, articles)
            some = [top[rank][0] for rank in (0, 9, 99, len(top) // 2, len(top) - 1)]
            subjects = ["", "s:Politik", "s:Wirtschaft & Börse", "a:Author 4", "a:Author 33", *some]
            table = Comparison(daemon, recount, made_up.begin, made_up.end, subjects).run(answers)
            print(f"compared in {time.monotonic() - applied:.0f} s")
            print(table)
            return 1 if table.off() else 0
        finally:
            daemon.end()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
