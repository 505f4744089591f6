#!/usr/bin/env python3
"""Breaks readcountd, Redis, and what is between and below them, and checks that nothing that was
acknowledged is lost and nothing is counted twice.

    tests/faults/run.py [--short|--long] [--seed N] [--rounds N] [--list] [NAME…]

READCOUNT_BUILD names the build to test (build/release). The table goes to stdout, progress to
stderr. Exit code 1: something was lost or doubled beyond what its campaign allows, or a round
failed; its directory is kept. Campaigns are what campaign.py says, in the modules of this folder.
"""

import argparse
import dataclasses
import http.client
import importlib
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# pylint: disable=wrong-import-position
import checker
from campaign import Campaign
from daemon import READCOUNTD

MOST_FAILURES = 3  # of one campaign; then it is given up
EXPECTED = (AssertionError, OSError, http.client.HTTPException, subprocess.SubprocessError)


@dataclasses.dataclass
class Result:
    campaign: type
    rounds: int = 0
    pings: int = 0
    lost: int = 0
    doubled: int = 0
    recoveries: list = dataclasses.field(default_factory=list)
    failures: list = dataclasses.field(default_factory=list)
    obstacle: str | None = None
    seconds: float = 0

    def outcome(self):
        if self.obstacle:
            return f"not run: {self.obstacle}"
        return f"FAILED ({len(self.failures)})" if self.failures else "passed"

    def row(self):
        if self.obstacle:
            return [self.campaign.name, self.campaign.fault, *["–"] * 6, self.outcome()]
        recovery = ["–", "–"]
        if self.recoveries:
            recovery = [f"{statistics.median(self.recoveries):.2f}", f"{max(self.recoveries):.2f}"]
        return [self.campaign.name, self.campaign.fault, str(self.rounds), str(self.pings),
                str(self.lost), str(self.doubled), *recovery, self.outcome()]


HEAD = ["campaign", "fault", "rounds", "pings", "lost", "doubled", "recovery s", "max s", ""]


def say(text):
    print(text, file=sys.stderr, flush=True)


def find_campaigns():
    found = []
    for path in sorted(pathlib.Path(__file__).resolve().parent.glob("*.py")):
        if path.stem != "run":
            found += getattr(importlib.import_module(path.stem), "CAMPAIGNS", [])
    assert all(issubclass(campaign, Campaign) for campaign in found)
    return found


def run_round(campaign, number, result):
    """One fault, settled and checked."""
    campaign.repaired_at = None
    campaign.round(number)
    recovery = campaign.settle()
    verdict = campaign.check()
    result.lost += verdict.lost
    result.doubled += verdict.doubled
    if verdict.lost <= campaign.may_lose and verdict.lost:
        verdict.problems = [text for text in verdict.problems if "acknowledged, " not in text]
        checker.write_off(campaign.ledger, campaign.shown())
    result.recoveries.append(recovery)
    assert not verdict.problems, (
        f"lost {verdict.lost}, doubled {verdict.doubled}: " + "; ".join(verdict.problems[:5]))
    campaign.confirm()


def run_campaign(cls, rounds, seed, directory):
    result = Result(cls, obstacle=cls.obstacle() if rounds else "only in the long form")
    if result.obstacle:
        return result
    began = time.monotonic()
    campaign = cls(directory, seed)
    running = False
    try:
        for number in range(rounds):
            try:
                if not running:
                    campaign.begin()
                    running = True
                before = campaign.ledger.attempted.total()
                run_round(campaign, number, result)
                outcome = f"{result.recoveries[-1]:.2f} s"
            except EXPECTED as error:
                outcome = f"FAILED: {error or repr(error)}\n  kept in {campaign.directory}"
                result.failures.append(outcome)
                campaign.tear_down()
                result.pings += campaign.ledger.attempted.total() - (before if running else 0)
                running = False
                say(f"  {cls.name} {number + 1}/{rounds}: {outcome}")
                if len(result.failures) == MOST_FAILURES:
                    break
                continue
            finally:
                result.rounds += 1
            result.pings += campaign.ledger.attempted.total() - before
            say(f"  {cls.name} {number + 1}/{rounds}: {outcome}")
    finally:
        campaign.tear_down()
        result.seconds = time.monotonic() - began
        if not result.failures and campaign.directory is not None:
            shutil.rmtree(campaign.directory, ignore_errors=True)
    return result


def print_table(results):
    rows = [HEAD, *(result.row() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        cells = [cell.rjust(width) if 2 <= column <= 7 else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())
    sys.stdout.flush()


def parse_arguments(campaigns):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--short", action="store_true", help="a few rounds of each (the default)")
    form.add_argument("--long", action="store_true", help="all rounds, for a release")
    parser.add_argument("--rounds", type=int, help="so many rounds of each")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--list", action="store_true", help="name the campaigns")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a campaign; none: all")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {campaign.name for campaign in campaigns}
    if unknown:
        parser.error(f"no campaign is named {', '.join(sorted(unknown))}; see --list")
    return arguments


def main():
    campaigns = find_campaigns()
    arguments = parse_arguments(campaigns)
    if arguments.list:
        for campaign in campaigns:
            print(f"{campaign.name}: {campaign.fault}")
        return 0
    chosen = [c for c in campaigns if not arguments.names or c.name in arguments.names]
    if not READCOUNTD.exists():
        sys.exit(f"there is no {READCOUNTD}: build it, or name another build by READCOUNT_BUILD")
    directory = pathlib.Path(tempfile.mkdtemp(prefix="rcfaults-"))
    say(f"seed {arguments.seed}, in {directory}")
    results = []
    for campaign in chosen:
        rounds = arguments.rounds or (
            campaign.rounds if arguments.long else campaign.short_rounds)
        results.append(run_campaign(campaign, rounds, arguments.seed, directory))
        say(f"{campaign.name}: {results[-1].outcome()}, {results[-1].seconds:.1f} s")
    print_table(results)
    failed = any(result.failures for result in results)
    if not failed:
        shutil.rmtree(directory, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
