"""What editors ask of lists: top and trending, against a recount of views written by hand."""

import concurrent.futures
import datetime
import math
import random

import pytest
from by_hand import SITE, View, now, ranked, time_of
from daemon import wait_for

SECTIONS = ["Politik", "Wirtschaft & Börse", "Sport"]


def some_views(count, days, seed):
    """Views over the last `days`, of articles of which few are read much."""
    dice = random.Random(seed)
    views = []
    for _ in range(count):
        number = int(dice.paretovariate(0.7)) % 40
        at = now() - datetime.timedelta(seconds=dice.uniform(1, days * 86400))
        views.append(View(f"/{SECTIONS[number % 3][:5].lower()}/{number}", at,
                          engaged=dice.choice([0, 3, 14, 15, 40, 200]),
                          section=SECTIONS[number % 3], author=f"Author {number % 2}"))
    return views


def rows(answer):
    return [(row["path"], row["value"]) for row in answer["rows"]]


def test_top_equals_a_recount_for_every_metric_and_period(editor, redis, books):
    views = some_views(600, 33, seed=1)
    books.write(redis, views)
    for period in ("24h", "7d", "30d", "60d", "150d", "today", "yesterday", "all"):
        for metric in ("views", "readers", "reads", "engaged"):
            for zone in ("UTC", "Europe/Berlin", "America/New_York"):
                answer = editor.ask("top", period=period, metric=metric, tz=zone, limit=15)
                begin, end = time_of(answer["from"]), time_of(answer["to"])
                assert rows(answer) == ranked(views, metric, begin, end, 15), answer
                assert end > begin
    everything = editor.ask("top", period="all", limit=1000)
    assert sum(value for _, value in rows(everything)) == len(views)


def test_top_of_the_last_minutes_is_exact_to_the_minute(editor, redis, books):
    views = some_views(300, 3 / 24, seed=2)
    books.write(redis, views)
    for metric in ("views", "reads", "engaged"):
        answer = editor.ask("top", period="30m", metric=metric, limit=20)
        begin, end = time_of(answer["from"]), time_of(answer["to"])
        assert end - begin == datetime.timedelta(minutes=30)
        assert rows(answer) == ranked(views, metric, begin, end, 20)


def test_top_by_section_and_author(editor, redis, books):
    views = some_views(300, 6, seed=3)
    books.write(redis, views)
    for name, value in [("section", SECTIONS[1]), ("author", "Author 1")]:
        answer = editor.ask("top", period="7d", limit=50, **{name: value})
        own = [view for view in views if getattr(view, name) == value]
        assert answer[name] == value
        assert rows(answer) == ranked(own, "views", time_of(answer["from"]), now(), 50)
    assert editor.ask("top", section="Nobody's")["rows"] == []


def test_a_row_says_what_the_page_says_of_itself(editor, redis, books):
    books.describe("/x", title='A "title" – ü', section="Politik", author="Jane Doe")
    books.write(redis, [View("/x", now()), View("/y", now()), View("/y", now())])
    answer = editor.ask("top")
    assert {key: answer[key] for key in ("site", "metric", "period", "tz", "limit")} == {
        "site": SITE, "metric": "views", "period": "24h", "tz": "UTC", "limit": 10}
    assert answer["rows"] == [
        {"path": "/y", "url": f"https://{SITE}/y", "title": "", "section": "", "author": "",
         "value": 2},
        {"path": "/x", "url": f"https://{SITE}/x", "title": 'A "title" – ü',
         "section": "Politik", "author": "Jane Doe", "value": 1}]


def test_a_new_view_shows_within_a_second_or_so(editor, redis, books):
    books.write(redis, [View("/x", now())])
    assert rows(editor.ask("top")) == [("/x", 1)]
    books.write(redis, [View("/x", now())])

    def shown():
        return rows(editor.ask("top")) == [("/x", 2)]

    wait_for(shown, "the second view", 3)


def test_a_rising_article_trends_over_a_big_old_one(editor, redis, books):
    began = now()
    old = [View("/old", began - datetime.timedelta(hours=8)) for _ in range(400)]
    new = [View("/new", began - datetime.timedelta(minutes=5)) for _ in range(5)]
    books.write(redis, old + new)
    answer = editor.ask("trending")
    assert [path for path, _ in rows(answer)] == ["/new", "/old"]
    assert math.isclose(rows(answer)[0][1], 5 * 2 ** (-5 / 60), rel_tol=0.01)
    assert math.isclose(rows(answer)[1][1], 400 * 2 ** -8, rel_tol=0.02)
    assert editor.ask("top")["rows"][0]["path"] == "/old"
    assert [path for path, _ in rows(editor.ask("trending", limit=1))] == ["/new"]


def test_workers_of_their_own_threads_get_the_same_answer(new_daemon, redis, books, tmp_path):
    (tmp_path / "token").write_text("a-token-of-some-length\n")
    daemon = new_daemon("--site", SITE, "--threads", "3", "--token-file", str(tmp_path / "token"),
                        redis=redis.url).start()
    books.write(redis, some_views(200, 6, seed=4))
    expected = daemon.ask("top", period="7d")["rows"]

    def ask(_):
        return daemon.get("/v1/top?period=7d",
                          headers={"Authorization": "Bearer a-token-of-some-length"})

    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(40)))
    assert all(answer.json()["rows"] == expected for answer in answers)


@pytest.mark.parametrize("query, status, code", [
    ("limit=0", 400, "bad-parameter"),
    ("limit=1000000000", 400, "bad-parameter"),
    ("metric=likes", 400, "bad-parameter"),
    ("period=7w", 400, "bad-parameter"),
    ("tz=Europe/Berln", 400, "unknown-zone"),
    ("from=2026-11-02&to=2026-11-01", 400, "bad-period"),
    ("period=30m&metric=readers", 400, "not-kept"),
    ("site=elsewhere.example", 403, "unknown-site"),
    ("url=https://news.example/x", 400, "bad-parameter"),
    ("section=%ff", 400, "bad-utf8"),
])
def test_a_question_that_makes_no_sense_is_refused(editor, query, status, code):
    answer = editor.get(f"/v1/top?{query}", admin=True)
    assert (answer.status, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_questions_need_the_token_on_the_public_listener(new_daemon, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length\n")
    daemon = new_daemon("--token-file", str(token)).start()
    for route in ("top", "trending", "series", "sources", "engagement"):
        assert daemon.get(f"/v1/{route}").status == 401
        opened = {"Authorization": "Bearer a-token-of-some-length"}
        assert daemon.get(f"/v1/{route}", headers=opened).status == 200
        assert daemon.get(f"/v1/{route}", admin=True).status == 200


def test_questions_are_refused_while_the_store_is_away(editor, redis):
    redis.kill()
    wait_for(lambda: editor.metric("readcount_redis_up") == 0, "the daemon to notice")
    for route in ("top", "trending", "series", "sources", "engagement"):
        answer = editor.get(f"/v1/{route}", admin=True)
        assert (answer.status, answer.json()["code"]) == (503, "store-unavailable")
        assert answer.headers["Retry-After"]
    redis.start()
    wait_for(lambda: editor.get("/v1/top", admin=True).status == 200, "the store", 30)
