"""Reloads in a row, broken files among them, under load: no ping fails, and nothing of what a
broken file says is ever seen.

READCOUNT_RELOADS says how many (60; a long run 1000); three in a hundred, or five, are broken."""

import os
import pathlib
import re
import signal
import threading
import time

import pytest
from daemon import wait_for
from reloading import SettingsFile
from test_reload import BROKEN, RESTART
from visitors import Visitors

RELOADS = int(os.environ.get("READCOUNT_RELOADS", "60"))
BROKEN_ONES = max(5, RELOADS * 3 // 100)

# Both count what the visitors send; they differ in all that a reload changes.
GOOD = ['site = ["localhost", "even.example"]\nmetrics-top = 5\nnew-articles-per-hour = 5000\n',
        'site = ["localhost"]\nlog-level = "debug"\nrate-limit = 1000000\nmax-streams = 7\n'
        'max-connections = 500\ntrusted-proxy = ["10.0.0.0/8"]\n[sites."odd.example"]\n']
EVIL = 'site = ["evil.example"]\nrate-limit = 1\nmax-connections = 1\n'


def broken_files():
    """For ever: texts that say what must not be, and one thing that is wrong."""
    wrong = [text for text, _ in BROKEN.values() if not text.startswith("site")]
    wrong += [f"{name} = {value}\n" for name, value in RESTART.items()
              if name not in ("listen", "admin-listen", "state-dir", "redis", "threads")]
    while True:
        for each in wrong:
            yield EVIL + each


class Prober:
    """Asks for what a broken file would have counted."""

    def __init__(self, daemon):
        self.daemon, self.asked, self.wrong = daemon, 0, []
        self.stopping = False
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.stopping:
            status = self.daemon.ping("http://evil.example/a").status
            self.asked += 1
            if status != 403:
                self.wrong.append(status)
            time.sleep(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping = True
        self.thread.join()


def resident(daemon):
    """KiB."""
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


@pytest.mark.parametrize("threads", [3])
def test_a_storm_of_reloads(new_daemon, redis, tmp_path, threads):
    file = SettingsFile(new_daemon, tmp_path / "readcountd.toml")
    daemon = file.start(GOOD[0], "--threads", str(threads), redis=redis.url)
    broken, taken, refused = broken_files(), 0, 0
    began = time.monotonic()
    with Visitors(daemon.port) as visitors, Prober(daemon) as prober:
        wait_for(lambda: visitors.acknowledged() > 100, "pings to be answered")
        before = resident(daemon)
        for i in range(RELOADS):
            # Spread over the whole run.
            if i * BROKEN_ONES // RELOADS != (i + 1) * BROKEN_ONES // RELOADS:
                file.refuse(next(broken))
                refused += 1
            else:
                file.take(GOOD[i % 2])
                taken += 1
                other = ("even.example", "odd.example")
                assert daemon.ping(f"http://{other[i % 2]}/a").status == 200
                assert daemon.ping(f"http://{other[1 - i % 2]}/a").status == 403
        after = resident(daemon)
    took = time.monotonic() - began
    print(f"{taken} reloads taken, {refused} refused in {took:.1f} s; {visitors.report()}; "
          f"{prober.asked} asked for what a broken file says; memory {before} to {after} KiB")
    assert refused == BROKEN_ONES > 0
    assert prober.asked > 0 and not prober.wrong
    assert not visitors.ends, visitors.report()
    assert visitors.ledger.refused.total() == visitors.ledger.unanswered() == 0, visitors.report()
    daemon.wait_until_applied()
    for url, acknowledged in visitors.ledger.acknowledged.items():
        assert daemon.views(url) == acknowledged, url
    if not os.environ.get("READCOUNT_SANITIZE"):  # which keeps what was freed for a while
        assert after < before + 32 * 1024


def test_signals_faster_than_they_are_answered(new_daemon, tmp_path):
    file = SettingsFile(new_daemon, tmp_path / "readcountd.toml")
    daemon = file.start(GOOD[0])
    with Visitors(daemon.port, kept=2, fresh=2) as visitors:
        last = 'site = ["localhost", "last.example"]\n'
        for text in [*(GOOD[i % 2] for i in range(RELOADS)), last]:
            (tmp_path / "next").write_text(text)
            (tmp_path / "next").rename(file.path)
            daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.ping("http://last.example/a").status == 200, "the last file")
        for gone in ("odd", "even"):
            assert daemon.ping(f"http://{gone}.example/a").status == 403
    assert not visitors.ends and visitors.ledger.refused.total() == 0, visitors.report()
