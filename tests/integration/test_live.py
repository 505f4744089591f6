"""Who is reading now: /v1/live and its stream, here and on other daemons of the same Redis."""

import json
import threading
import time

import pytest
from daemon import BROWSER, wait_for
from events import Events

LIVE = "/v1/live?site=news.example"
STREAM = "/v1/live/stream?site=news.example"


class Neighbour:
    """Another daemon of the same Redis, as far as this one can tell: it reports every second."""

    def __init__(self, redis, name="feedfacefeedfacefeedfacefeedface"):
        self.redis, self.name = redis, name
        self.report = ""
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.die()

    def run(self):
        while True:
            self.redis.cli("SET", f"rc:live:{self.name}", self.report, "EX", "9")
            self.redis.cli("HSET", "rc:live", self.name, "1")
            if self.ended.wait(1):
                return

    def says(self, **readers):
        """How many read each article ("a" is /a), and so the site."""
        lines = [f"{sum(readers.values())} news.example \n"]
        self.report = "".join(lines + [f"{n} news.example /{p}\n" for p, n in readers.items()])

    def die(self):
        self.ended.set()
        self.thread.join()


class Page:
    """A page view of one reader that reports what it has engaged."""

    views = 0

    def __init__(self, daemon, path):
        Page.views += 1
        self.daemon, self.url = daemon, f"https://news.example{path}"
        self.view = f"view-{Page.views}"
        self.headers = {"User-Agent": f"{BROWSER} {Page.views}"}
        self.answer = daemon.ping(self.url, self.headers, view=self.view).json()

    def engage(self, daemon=None, **fields):
        body = {"type": "engage", "url": self.url, "view": self.view, "engaged": 1, **fields}
        answer = (daemon or self.daemon).request("POST", "/v1/ping", json.dumps(body), self.headers)
        assert answer.status == 204


@pytest.fixture
def pair(new_daemon, redis, tmp_path):
    """Two daemons on one Redis."""
    return [new_daemon("--site", "news.example", redis=redis.url,
                       state_dir=tmp_path / name).start() for name in ("one", "two")]


@pytest.fixture
def alone(new_daemon, redis):
    return new_daemon("--site", "news.example", redis=redis.url).start()


def live(daemon, target=LIVE):
    return daemon.get(target, admin=True).json()


def values(answer):
    return {row["path"]: row["value"] for row in answer["rows"]}


def describe(redis, path, **fields):
    partition = crc32c(b"news.example\0" + path.encode()) % 256
    words = [word for pair in fields.items() for word in pair]
    redis.cli("HSET", f"rc:{{{partition}}}:a:news.example{path}", *words)


def crc32c(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def test_nobody_is_reading(alone):
    assert live(alone) == {"site": "news.example", "limit": 10, "live": 0, "views": 0, "rows": []}


def test_readers_of_other_daemons_are_shown_with_what_they_read(alone, redis):
    describe(redis, "/a", title="Ä title", section="world", author="A. Writer", v=228)
    describe(redis, "", v=1000)
    with Neighbour(redis) as one, Neighbour(redis, "0" * 32) as two:
        one.says(a=3, b=1)
        two.says(b=1, c=1)
        wait_for(lambda: live(alone)["live"] == 6, "both to be heard")
        assert live(alone) == {
            "site": "news.example", "limit": 10, "live": 6, "views": 1000, "rows": [
                {"path": "/a", "url": "https://news.example/a", "title": "Ä title",
                 "section": "world", "author": "A. Writer", "value": 3, "views": 228},
                {"path": "/b", "url": "https://news.example/b", "title": "", "section": "",
                 "author": "", "value": 2, "views": 0},
                {"path": "/c", "url": "https://news.example/c", "title": "", "section": "",
                 "author": "", "value": 1, "views": 0}]}
        assert list(values(live(alone, LIVE + "&limit=1"))) == ["/a"]


def test_a_daemon_that_died_is_out_within_15_seconds(alone, redis):
    with Neighbour(redis) as neighbour:
        neighbour.says(a=3)
        wait_for(lambda: live(alone)["live"] == 3, "the neighbour to be heard")
        neighbour.die()
        died = time.monotonic()
        wait_for(lambda: live(alone)["live"] == 0, "it to be out", 20)
        assert time.monotonic() - died < 15


def test_a_daemon_that_stops_withdraws_its_report(new_daemon, alone, redis, tmp_path):
    other = new_daemon("--site", "news.example", redis=redis.url,
                       state_dir=tmp_path / "other").start()
    wait_for(lambda: redis.cli("HLEN", "rc:live") == "2", "two reports")
    assert 0 < int(redis.cli("TTL", "rc:live")) <= 60
    assert other.stop() == 0
    assert redis.cli("HLEN", "rc:live") == "1"
    assert len(redis.cli("KEYS", "rc:live:*").split()) == 1


def test_a_daemon_that_crashes_over_and_over_leaves_no_reports_and_counts_no_reader_twice(
        alone, redis):
    pages = [Page(alone, f"/{number}") for number in range(3)]
    for _ in range(3):
        wait_for(lambda: "3 news.example" in redis.cli("GET", *redis.cli("KEYS", "rc:live:*")
                                                       .split()[:1]), "its report", 20)
        alone.kill()
        alone.start()
        begun = time.monotonic()
        while time.monotonic() - begun < 5:  # in which it reports and listens twice
            assert live(alone)["live"] == len(pages)
            time.sleep(0.1)
        assert redis.cli("HLEN", "rc:live") == "1"


def test_a_report_that_is_none_ends_neither_the_others_nor_the_connection(alone, redis):
    reconnects = alone.metric("readcount_redis_reconnects_total")
    redis.cli("HSET", "rc:live", "x", "1", "y", "1", "gone", "1")
    redis.cli("HSET", "rc:live:x", "of", "another type")
    redis.cli("SET", "rc:live:y", "7 news.example /b\n" * 5000)
    with Neighbour(redis) as neighbour:
        neighbour.says(a=1)
        wait_for(lambda: live(alone)["live"] == 1, "the neighbour to be heard")
        wait_for(lambda: redis.cli("HEXISTS", "rc:live", "gone") == "0", "its name to go")
    assert alone.metric("readcount_redis_reconnects_total") == reconnects


def test_nonsense_in_the_reports_counts_nothing(alone, redis):
    redis.cli("HSET", "rc:live", "x", "1")
    redis.cli("SET", "rc:live:x", "\n\n1 2 3\n99999999999999999999 news.example /a\n")
    with Neighbour(redis) as neighbour:
        neighbour.says(a=1)
        wait_for(lambda: live(alone)["live"] == 1, "the neighbour to be heard")
        assert values(live(alone)) == {"/a": 1}


@pytest.mark.parametrize("target, status, code", [
    ("?limit=0", 400, "bad-parameter"), ("?limit=1e9", 400, "bad-parameter"),
    ("?site=other.example", 403, "unknown-site"), ("?limit=%", 400, "bad-parameter"),
    ("?section=Politik", 400, "bad-parameter")])
@pytest.mark.parametrize("path", ["/v1/live", "/v1/live/stream"])
def test_a_bad_question_is_refused(alone, path, target, status, code):
    answer = alone.get(path + target, admin=True)
    assert (answer.status, answer.json()["code"]) == (status, code)


def test_the_stream_tells_every_change_and_nothing_twice(alone, redis):
    with Neighbour(redis) as neighbour, Events(alone, STREAM) as events:
        assert events.status == 200
        assert events.headers["Content-Type"] == "text/event-stream"
        assert "Content-Length" not in events.headers
        seen = [events.next()]
        assert seen[0][1]["live"] == 0
        for readers in range(1, 4):
            neighbour.says(a=readers)
            seen.append(events.next())
            assert values(seen[-1][1]) == {"/a": readers}
        assert len({identity for identity, _, _ in seen}) == 4
        assert all(later[2] - earlier[2] > 0.4 for earlier, later in zip(seen, seen[1:]))


def test_a_client_that_comes_back_gets_what_it_has_missed_and_no_more(alone, redis):
    with Neighbour(redis) as neighbour:
        neighbour.says(a=1)
        wait_for(lambda: live(alone)["live"] == 1, "the neighbour to be heard")
        with Events(alone, STREAM) as events:
            known, state, _ = events.next()
        with Events(alone, STREAM, {"Last-Event-ID": "of another time"}) as events:
            assert events.next()[:2] == (known, state), "at once, though nothing has changed"
        with Events(alone, STREAM, {"Last-Event-ID": known}) as events:
            neighbour.says(a=2)
            assert events.next()[1]["live"] == 2, "the newest was known already"


def test_a_heartbeat_comes_every_15_seconds(alone):
    with Events(alone, STREAM) as events:
        begun = events.next()[2]
        for beat in (1, 2):
            assert events.block() == [": "]
            assert beat * 15 - 1 < time.monotonic() - begun < beat * 15 + 4


def test_streams_are_bounded(new_daemon, redis):
    daemon = new_daemon("--site", "news.example", "--max-streams", "2", "--threads", "2",
                        redis=redis.url).start()
    with Events(daemon, STREAM) as first, Events(daemon, STREAM) as second:
        assert (first.status, second.status) == (200, 200)
        assert daemon.metric("readcount_http_streams") == 2
        third = daemon.get(STREAM, admin=True)
        assert (third.status, third.json()["code"]) == (503, "overloaded")
        assert third.headers["Retry-After"]
        assert daemon.request("HEAD", STREAM, admin=True).status == 503
    wait_for(lambda: daemon.metric("readcount_http_streams") == 0, "both to be over")
    assert daemon.request("HEAD", STREAM, admin=True).status == 200
    with Events(daemon, STREAM) as again:
        assert again.next()


def test_streams_end_at_once_when_the_daemon_stops(alone):
    with Events(alone, STREAM) as events:
        events.next()
        begun = time.monotonic()
        assert alone.stop() == 0
        assert time.monotonic() - begun < 4
        assert events.next() is None


def test_live_is_private(new_daemon, redis, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length\n")
    daemon = new_daemon("--site", "news.example", "--token-file", str(token), "--threads", "3",
                        redis=redis.url).start()
    right = {"Authorization": "Bearer a-token-of-some-length"}
    for target in (LIVE, STREAM):
        assert daemon.get(target).status == 401
    assert daemon.get(LIVE, headers=right).status == 200
    with Events(daemon, STREAM, right, admin=False) as events:
        assert events.next()[1]["live"] == 0


def test_what_is_live_outlives_the_store(alone, redis):
    with Events(alone, STREAM) as events:
        events.next()
        redis.kill()
        assert live(alone)["live"] == 0
        assert alone.get("/healthz").status == 200


def test_page_views_are_live_from_their_beginning_with_what_they_say_of_their_article(alone):
    assert Page(alone, "/a").answer["live"] == 1
    assert Page(alone, "/a").answer["live"] == 2
    described = {"title": "T", "section": "world", "author": "A. Writer"}
    alone.ping("https://news.example/b", view="x", **described)
    alone.wait_until_applied()

    def shown():
        answer = live(alone)
        return answer if answer["views"] == 3 else None

    answer = wait_for(shown, "the views to be in the answer")
    assert (answer["live"], values(answer)) == (3, {"/a": 2, "/b": 1})
    row = answer["rows"][1]
    assert {name: row[name] for name in described} == described
    assert alone.count("https://news.example/a")["live"] == 2
    wait_for(lambda: alone.metric('readcount_live_readers{site="news.example"}') == 3, "the gauge")


def test_a_view_without_a_sign_of_life_is_over_after_45_seconds(alone):
    silent, signing = Page(alone, "/silent"), Page(alone, "/signing")
    begun = time.monotonic()
    for engaged in (15, 30):
        wait_for(lambda: time.monotonic() - begun > engaged, "the next sign", 20)
        signing.engage(engaged=engaged)
    assert silent.daemon is alone
    wait_for(lambda: values(live(alone)) == {"/signing": 1}, "the silent one to be over", 25)
    assert 44 < time.monotonic() - begun < 49
    wait_for(lambda: live(alone)["live"] == 0, "the other one to be over", 35)
    assert 74 < time.monotonic() - begun < 79
    silent.engage(engaged=2)
    wait_for(lambda: values(live(alone)) == {"/silent": 1}, "it to be back")


def test_the_readers_of_two_daemons_add_up_and_one_that_is_killed_is_out(pair):
    one, two = pair
    pages = [Page(one, "/a"), Page(one, "/b"), Page(two, "/a")]
    for daemon in pair:
        wait_for(lambda: values(live(daemon)) == {"/a": 2, "/b": 1}, "both to know")
        assert daemon.count("https://news.example/a")["live"] == 2
    two.kill()
    killed = time.monotonic()
    wait_for(lambda: values(live(one)) == {"/a": 1, "/b": 1}, "the killed one to be out", 20)
    assert time.monotonic() - killed < 15
    pages[2].engage(daemon=one, reported=1, engaged=2)
    wait_for(lambda: values(live(one)) == {"/a": 2, "/b": 1}, "its reader to be taken over")
