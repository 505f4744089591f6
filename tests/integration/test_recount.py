"""Every list, series and total equals a recount of the same lines that shares no code with it."""

import time
import urllib.parse

import pytest

from comparison import Comparison, send
from made_up import SITE, MadeUp, Size, path_of
from recount import Recount


def test_what_was_sent_afterwards_equals_a_recount(new_daemon, tmp_path):
    daemon = new_daemon("--site", SITE, "--journal-sync", "interval").start()
    made_up = MadeUp(Size(views=10_000, articles=500, readers=3_000, authors=40),
                     int(time.time()) - 60)
    recount = Recount(SITE)
    answers = send(daemon, made_up.lines(), recount)
    daemon.wait_until_applied()
    most_read = [path for path, _ in recount.top("", "v", made_up.begin // 3600,
                                                 made_up.end // 3600 + 1, 40)]
    subjects = ["", "s:Wirtschaft & Börse", "a:Author 4", most_read[0], most_read[39]]
    table = Comparison(daemon, recount, made_up.begin, made_up.end, subjects).run(answers)
    print(sum(recount.outcomes.values()), "lines\n" + str(table))
    assert table.off() == 0, str(table)


@pytest.mark.parametrize("restart", ["none", "before the erasure", "behind the erasure"])
def test_a_wrong_backfill_that_is_erased_can_be_told_anew(new_daemon, restart):
    daemon = new_daemon("--site", SITE).start()
    # Of days whose readers have the same keys both times, which a daemon keeps of three old ones;
    # and so few that an estimate of them is hardly ever off by more than one.
    size, end = Size(views=300, articles=4, readers=60, days=1), int(time.time()) - 10 * 86400

    def restart_if(when):
        if restart == when:
            daemon.kill()
            daemon.start()

    # Wrong by an hour, as by the zone; readers and page views have the same names both times.
    wrong = send(daemon, MadeUp(size, end - 3600).lines(), Recount(SITE))
    daemon.wait_until_applied()
    restart_if("before the erasure")
    for number in range(size.articles):
        url = urllib.parse.quote(f"https://{SITE}{path_of(number)}", safe="")
        answer = daemon.request("DELETE", f"/v1/articles?url={url}", admin=True)
        assert answer.json()["applied"] and answer.json()["erased"]["views"] > 0
    restart_if("behind the erasure")

    made_up, recount = MadeUp(size, end), Recount(SITE)
    answers = send(daemon, made_up.lines(), recount)
    assert answers == recount.outcomes and answers["counted"] > 0.99 * wrong["counted"]
    daemon.wait_until_applied()

    # Of the site the wrong numbers stay, but its lists are those of the right ones.
    paths = [path_of(number) for number in range(size.articles)]
    comparison = Comparison(daemon, recount, made_up.begin, made_up.end, paths)
    comparison.compare_counts()
    comparison.compare_lists("")
    for path in paths:
        comparison.compare_series(path)
        comparison.compare_engagement(path)
        comparison.compare_sources(path)
    print(comparison.table)
    assert comparison.table.off() == 0, str(comparison.table)
