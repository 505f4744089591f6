"""What was acknowledged and attempted, against what was counted."""

import dataclasses


@dataclasses.dataclass
class Verdict:
    lost: int = 0
    doubled: int = 0
    problems: list = dataclasses.field(default_factory=list)


def check(ledger, views, site_total):
    """For every article acknowledged <= views <= attempted. Over all of them no more views than
    there are acknowledged and unanswered pings: a refused one does not count. The site's total is
    the sum of its articles'."""
    verdict = Verdict()
    for url, counted in views.items():
        lost = max(0, ledger.acknowledged[url] - counted)
        doubled = max(0, counted - ledger.attempted[url])
        verdict.lost += lost
        verdict.doubled += doubled
        if lost or doubled:
            verdict.problems.append(
                f"{url}: {ledger.acknowledged[url]} acknowledged, {counted} views, "
                f"{ledger.attempted[url]} attempted")
    total = sum(views.values())
    overshoot = total - ledger.acknowledged.total()
    if overshoot > ledger.unanswered():
        verdict.doubled = max(verdict.doubled, overshoot - ledger.unanswered())
        verdict.problems.append(
            f"{overshoot} more views than acknowledged pings, {ledger.unanswered()} unanswered")
    if site_total != total:
        verdict.lost += max(0, total - site_total)
        verdict.doubled += max(0, site_total - total)
        verdict.problems.append(f"the site has {site_total} views, its articles {total}")
    return verdict


def write_off(ledger, views):
    """Takes what is lost off the ledger, so that it is not found again in the next round."""
    for url, counted in views.items():
        lost = max(0, ledger.acknowledged[url] - counted)
        ledger.acknowledged[url] -= lost
        ledger.refused[url] += lost  # not unanswered: no later view may stand in for it
