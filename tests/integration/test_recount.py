"""Every list, series and total equals a recount of the same lines that shares no code with it."""

import time

from comparison import Comparison, send
from made_up import SITE, MadeUp, Size
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
