"""What editors ask over time and of readers: series, sources, engagement, against a recount of
views written by hand."""

import collections
import datetime
import random
import zoneinfo

import pytest
from by_hand import SITE, UTC, View, now, recount, time_of

ARTICLE = f"https://{SITE}/x"
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
METRICS = ("views", "readers", "reads", "engaged")


def last_change_of_clocks(zone):
    """The date of the zone's last change, and the hours of that day."""
    day = now().astimezone(zone).date()
    while True:
        midnight = datetime.datetime.combine(day, datetime.time(), zone)
        following = datetime.datetime.combine(day + datetime.timedelta(1), datetime.time(), zone)
        hours = (following.astimezone(UTC) - midnight.astimezone(UTC)).total_seconds() / 3600
        if hours != 24:
            return day, int(hours)
        day -= datetime.timedelta(1)


def views_between(begin, end, count, seed, path=None):
    dice = random.Random(seed)
    length = (end - begin).total_seconds()
    return [View(path or f"/{dice.randrange(9)}", begin + datetime.timedelta(
                     seconds=int(dice.uniform(0, length))),
                 engaged=dice.choice([0, 7, 15, 90]), section=dice.choice(["", "Politik"]),
                 author=dice.choice(["", "Jane Doe"]))
            for _ in range(count)]


def check_rows(answer, views, metric):
    """Each row is the recount of its time; none of the time is left out."""
    begins = [time_of(row["time"]) for row in answer["rows"]]
    ends = [*begins[1:], time_of(answer["to"])]
    assert begins[0] == time_of(answer["from"])
    for row, begin, end in zip(answer["rows"], begins, ends):
        assert begin < end
        assert row["value"] == recount(views, metric, begin, end), (row, metric)


def test_days_over_a_change_of_clocks_equal_a_recount(editor, redis, books):
    changed, hours = last_change_of_clocks(BERLIN)
    first, last = changed - datetime.timedelta(2), changed + datetime.timedelta(2)
    begin = datetime.datetime.combine(first, datetime.time(), BERLIN).astimezone(UTC)
    end = min(now(), begin + datetime.timedelta(days=6))
    views = views_between(begin - datetime.timedelta(hours=5), end, 500, seed=1)
    books.write(redis, views)
    for metric in METRICS:
        for section in ("", "Politik"):
            own = [view for view in views if section in ("", view.section)]
            period = {"from": first, "to": last, "tz": "Europe/Berlin", "metric": metric}
            narrowed = {"section": section} if section else {}
            days = editor.ask("series", step="day", **period, **narrowed)
            check_rows(days, own, metric)
            assert [row["time"][:19] for row in days["rows"]] == [
                f"{first + datetime.timedelta(n)}T00:00:00" for n in range(len(days["rows"]))]
            check_rows(editor.ask("series", step="hour", **period, **narrowed), own, metric)
    alone = editor.ask("series", **{"from": changed, "to": changed, "tz": "Europe/Berlin"})
    assert alone["step"] == "hour"
    assert len(alone["rows"]) == hours
    assert len({row["time"] for row in alone["rows"]}) == hours


def test_months_days_and_hours_of_an_article_equal_a_recount(editor, redis, books):
    views = views_between(now() - datetime.timedelta(days=80), now(), 400, seed=2, path="/x")
    books.write(redis, views)
    for zone in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"):
        for period, step in [("24h", "hour"), ("7d", "day"), ("90d", "day"), ("90d", "hour"),
                             ("60d", "month"), ("today", "hour")]:
            for metric in METRICS:
                answer = editor.ask("series", url=ARTICLE, period=period, step=step, tz=zone,
                             metric=metric)
                check_rows(answer, views, metric)


def test_minutes_equal_a_recount(editor, redis, books):
    views = views_between(now() - datetime.timedelta(hours=40), now(), 300, seed=3, path="/x")
    books.write(redis, views)
    for metric in ("views", "reads", "engaged"):
        for period in ("30m", "47h"):
            answer = editor.ask("series", url=ARTICLE, period=period, step="minute", metric=metric)
            check_rows(answer, views, metric)
    assert len(editor.ask("series", period="30m")["rows"]) == 30


def test_a_zone_of_half_hours_has_its_hours_written_so(editor, redis, books):
    views = views_between(now() - datetime.timedelta(days=3), now(), 100, seed=4)
    books.write(redis, views)
    hours = editor.ask("series", tz="Asia/Kolkata", period="48h")
    assert {row["time"][13:] for row in hours["rows"]} == {":30:00+05:30"}
    check_rows(hours, views, "views")
    days = editor.ask("series", tz="Asia/Kolkata", period="5d")
    assert {row["time"][10:] for row in days["rows"]} == {"T00:00:00+05:30"}
    assert sum(row["value"] for row in days["rows"]) == len(views)


def test_all_of_a_series_begins_with_the_first_view(editor, redis, books):
    assert editor.ask("series", period="all")["rows"] == []
    books.write(redis, [View("/x", now())])
    answer = editor.ask("series", period="all", step="day")
    assert len(answer["rows"]) == 1
    assert answer["rows"][0]["value"] == 1


@pytest.mark.parametrize("query, code, remedy", [
    ("period=3d&step=minute", "not-kept", "step=hour"),
    (f"url={ARTICLE}&period=100d&step=hour", "not-kept", "step=day with tz=UTC"),
    (f"url={ARTICLE}&period=100d&tz=Europe/Berlin", "not-kept", "step=day with tz=UTC"),
    ("period=90000h", "too-many-rows", "step=day"),
    ("step=week", "bad-parameter", "month"),
    ("url=https://elsewhere.example/x", "unknown-site", "alias"),
    ("period=1d&from=2026-11-01", "bad-parameter", "not both"),
    ("to=2026-11-01", "missing-parameter", "from"),
])
def test_a_series_that_cannot_be_told_is_refused_with_a_remedy(editor, query, code, remedy):
    answer = editor.get(f"/v1/series?{query}", admin=True).json()
    if code == "too-many-rows" and answer.get("rows"):
        pytest.skip("there are not so many hours yet")
    assert answer["code"] == code
    assert remedy in answer["detail"]


def test_sources_are_added_up_over_days(editor, redis, books):
    dice = random.Random(5)
    referrers = ["google.com", "t.co", "", "news.example.org"]
    views = []
    for _ in range(200):
        at = now() - datetime.timedelta(days=dice.uniform(0, 20))
        name = dice.choice(referrers)
        sources = ("h:search", f"r:{name}") if name else ("h:direct",)
        views.append(View(dice.choice(["/x", "/y"]), at, sources=(*sources, "c:DE", "n:share")))
    books.write(redis, views)

    def expected(letter, begin, path=None):
        sums = collections.Counter(
            source[2:] for view in views for source in view.sources
            if source[0] == letter and view.at >= begin and path in (None, view.path))
        return [{"name": name, "value": value}
                for name, value in sorted(sums.items(), key=lambda row: (-row[1], row[0]))]

    for by, letter in [("referrer", "r"), ("channel", "h"), ("country", "c"), ("event", "n")]:
        site = editor.ask("sources", by=by, period="14d")
        assert site["rows"] == expected(letter, time_of(site["from"]))
        article = editor.ask("sources", by=by, url=ARTICLE)
        assert article["period"] == "7d"
        assert article["rows"] == expected(letter, time_of(article["from"]), "/x")
    assert len(editor.ask("sources", limit=1)["rows"]) == 1
    assert editor.ask("sources", by="campaign")["rows"] == []
    zoned = editor.ask("sources", tz="Europe/Berlin")
    assert zoned["tz"] == "UTC"
    refused = editor.get("/v1/sources?section=Politik", admin=True)
    assert refused.json()["code"] == "bad-parameter"


def test_engagement_tells_the_funnel_the_quartiles_and_the_age(editor, redis, books):
    today = now().date()
    books.describe("/x", published=(today - datetime.timedelta(2)).isoformat() + "T08:00:00+02:00")
    times = [0] * 25 + [4] * 25 + [20] * 25 + [60] * 15 + [300] * 10
    views = [View("/x", now() - datetime.timedelta(days=n % 2), engaged=seconds,
                  scroll=(0, 25, 50, 75, 100)[n % 5]) for n, seconds in enumerate(times)]
    books.write(redis, views)
    for parameters in ({}, {"period": "3d"}):
        answer = editor.ask("engagement", url=ARTICLE, **parameters)
        assert [answer[name] for name in ("loads", "views", "readers", "reads")] == [
            100, 100, 100, 50]
        assert answer["engaged_seconds"] == sum(times)
        assert answer["completions"] == sum(
            1 for view in views if view.is_read and view.scroll == 100)
        assert answer["scroll"] == {"25": 80, "50": 60, "75": 40, "100": 20}
        engaged = answer["engaged"]
        assert engaged["p25"] == 0
        for name, seconds in (("p50", 4), ("p75", 20), ("p90", 60)):
            assert abs(engaged[name] - seconds) <= 0.075 * seconds, engaged
        assert answer["age"] == [
            {"day": 0, "value": 0},
            {"day": 1, "value": recount(views, "views", day(today, -1), day(today, 0))},
            {"day": 2, "value": recount(views, "views", day(today, 0), day(today, 1))}]
    assert editor.ask("engagement", url=f"https://{SITE}/never")["views"] == 0
    assert editor.ask("engagement", url=f"https://{SITE}/never")["age"] == []
    assert editor.ask("engagement")["views"] == 100
    old = editor.get(f"/v1/engagement?url={ARTICLE}&period=100d", admin=True)
    assert old.json()["code"] == "not-kept"


def day(today, offset):
    return datetime.datetime.combine(today + datetime.timedelta(offset), datetime.time(), UTC)
