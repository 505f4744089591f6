"""What is asked over HTTP: counts, badge, definitions, health, the snippet, whoami, metrics."""

import gzip
import urllib.parse
import xml.etree.ElementTree

import pytest
from daemon import BROWSER

ARTICLE = "https://news.example/a"


def read(daemon, url, times):
    for number in range(times):
        daemon.ping(url, {"User-Agent": f"{BROWSER} {number}"})


def test_a_count_has_every_field_as_a_number(daemon):
    read(daemon, ARTICLE, 3)
    assert daemon.count(ARTICLE) == {
        "url": ARTICLE, "site": "news.example", "path": "/a", "views": 3, "readers": 3, "reads": 0,
        "completions": 0, "engaged_seconds": 0, "live": 0}


def test_an_unknown_article_counts_zero(daemon):
    count = daemon.count("https://news.example/never")
    assert (count["views"], count["readers"]) == (0, 0)


def test_counts_answers_in_the_order_asked(daemon):
    read(daemon, ARTICLE, 2)
    urls = ["https://news.example/b", ARTICLE, ARTICLE]
    query = urllib.parse.urlencode([("url", url) for url in urls])
    counts = daemon.get(f"/v1/counts?{query}").json()["counts"]
    assert [(count["url"], count["views"]) for count in counts] == [
        (urls[0], 0), (ARTICLE, 2), (ARTICLE, 2)]


def test_the_store_keeps_totals_months_days_and_hours_of_articles_and_sites(daemon):
    read(daemon, ARTICLE, 3)
    daemon.ping("https://news.example/b")
    daemon.wait_until_applied()
    # The fourth view is another reader's.
    for name, views in {"news.example/a": 3, "news.example": 4}.items():
        keys = daemon.redis_cli("KEYS", f"rc:{{*}}:a:{name}").split()
        assert len(keys) == 1
        fields = daemon.redis_cli("HGETALL", keys[0]).split()
        fields = dict(zip(fields[::2], map(int, fields[1::2])))
        assert len(fields) == 9  # loads, views, readers: in all, this month, today
        assert {value for field, value in fields.items() if field[0] == "v"} == {views}
        assert {value for field, value in fields.items() if field[0] == "r"} == {views}
        hours = daemon.redis_cli("KEYS", f"rc:{{*}}:h:{name}:*").split()
        fields = daemon.redis_cli("HGETALL", hours[0]).split()
        assert sum(int(value) for field, value in zip(fields[::2], fields[1::2])
                   if field[0] == "v") == views
        # The hours of a site stay.
        ttl = int(daemon.redis_cli("TTL", hours[0]))
        assert ttl > 80 * 24 * 3600 if "/" in name else ttl == -1


def test_the_badge_is_an_svg_with_the_number(daemon):
    read(daemon, ARTICLE, 2)
    query = urllib.parse.urlencode({"url": ARTICLE, "label": "read <here>", "lang": "de"})
    answer = daemon.get(f"/v1/badge.svg?{query}")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    texts = [element.text for element in xml.etree.ElementTree.fromstring(answer.body).iter()
             if element.tag.endswith("text")]
    assert texts == ["read <here>", "2"]


@pytest.mark.parametrize("parameter", ["metric=likes", "lang=xx", "label=" + "x" * 100])
def test_a_bad_badge_is_refused(daemon, parameter):
    answer = daemon.get(f"/v1/badge.svg?url={ARTICLE}&{parameter}")
    assert (answer.status, answer.json()["code"]) == (400, "bad-parameter")


def test_the_snippet_is_small_compressed_and_remembered(daemon):
    plain = daemon.get("/readcount.js")
    assert plain.headers["Content-Type"].startswith("text/javascript")
    packed = daemon.get("/readcount.js", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) <= 1536
    assert daemon.get("/readcount.js",
                      headers={"Accept-Encoding": "gzip;q=0"}).body == plain.body
    again = daemon.get("/readcount.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_the_definitions_name_the_thresholds_in_force(new_daemon):
    daemon = new_daemon("--repeat-window", "10m", "--read-seconds", "20",
                        "--keep-minutes", "12h", "--keep-listed", "200").start()
    definitions = daemon.get("/v1/definitions").json()
    assert definitions["repeat_window_seconds"] == 600
    assert definitions["read_seconds"] == 20
    assert definitions["kept_seconds"]["minutes"] == 12 * 3600
    assert definitions["kept_seconds"]["hours"] == 90 * 86400
    assert (definitions["listed"], definitions["listed_of_site"]) == (200, 10_000)
    minutes = daemon.request("GET", "/v1/series?period=14h&step=minute", admin=True)
    assert minutes.status == 400 and "kept for 12 hours: use step=hour" in minutes.json()["detail"]
    words = definitions["definitions"]
    assert "600 seconds" in words["view"]
    assert "20 engaged seconds" in words["read"] and "20 engaged seconds" in words["completion"]


def test_health_and_readiness(daemon):
    assert daemon.get("/healthz").status == 200
    assert daemon.get("/readyz").status == 200


def test_whoami_says_what_a_ping_would_become(daemon):
    answer = daemon.get("/v1/whoami", admin=True).json()
    assert (answer["address"], answer["bot"], answer["counted"]) == ("127.0.0.1", False, True)
    answer = daemon.get("/v1/whoami", admin=True, headers={"User-Agent": "bingbot"}).json()
    assert (answer["bot"], answer["counted"]) == (True, False)
    assert "crawler" in answer["verdict"]


def test_private_routes_need_the_token_on_the_public_listener(new_daemon, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length\n")
    daemon = new_daemon("--token-file", str(token)).start()
    denied = daemon.get("/v1/whoami")
    assert (denied.status, denied.json()["code"]) == (401, "unauthorized")
    wrong = daemon.get("/v1/whoami", headers={"Authorization": "Bearer a-token-of-some-lengtX"})
    assert wrong.status == 401
    right = daemon.get("/v1/whoami", headers={"Authorization": "Bearer a-token-of-some-length"})
    assert right.status == 200
    assert daemon.get("/metrics").status == 404, "only on the admin listener"


def test_several_workers_count_into_one_total(new_daemon):
    daemon = new_daemon("--threads", "4").start()
    read(daemon, "http://localhost/a", 40)
    assert daemon.views("http://localhost/a") == 40
    assert daemon.stop() == 0
