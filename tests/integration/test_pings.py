"""POST /v1/ping and GET /v1/ping.gif: the outcomes, and that they add up."""

import json
import urllib.parse

from daemon import BROWSER

ARTICLE = "https://news.example/politics/a"


def test_a_view_is_answered_with_itself_included(daemon):
    answer = daemon.ping(ARTICLE)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == {
        "views": 1, "readers": 1, "reads": 0, "live": 0, "outcome": "counted"}


def test_a_reload_is_a_repeat_and_another_reader_is_a_view(daemon):
    daemon.ping(ARTICLE)
    again = daemon.ping(ARTICLE).json()
    assert (again["outcome"], again["views"], again["readers"]) == ("repeat", 1, 1)
    other = daemon.ping(ARTICLE, {"User-Agent": BROWSER + " other"}).json()
    assert (other["outcome"], other["views"], other["readers"]) == ("counted", 2, 2)
    assert daemon.views(ARTICLE) == 2


def test_what_tells_of_a_view_that_goes_on_is_answered_with_nothing(daemon):
    for body in (
        {"type": "engage", "view": "v1", "engaged": 20, "reported": 5, "scroll": 75},
        {"type": "engage", "view": "v1", "engaged": 0},
        {"type": "event", "name": "share"},
    ):
        answer = daemon.request("POST", "/v1/ping", json.dumps({"url": ARTICLE, **body}))
        assert (answer.status, answer.body) == (204, b""), body
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert daemon.views(ARTICLE) == 0


def test_what_a_crawler_tells_of_its_view_is_set_aside_by_type(daemon):
    for headers, outcome in (({"User-Agent": "bingbot"}, "bot"),
                             ({"Sec-Purpose": "prefetch"}, "prefetch")):
        body = json.dumps({"type": "engage", "url": ARTICLE, "view": "v1", "engaged": 20})
        assert daemon.request("POST", "/v1/ping", body, headers).status == 204
        name = f'readcount_pings_total{{outcome="{outcome}",site="news.example",type="%s"}}'
        assert daemon.metric(name % "engage") == 1
        assert daemon.metric(name % "view") == 0


def test_a_view_whose_tags_are_too_long_is_counted(daemon):
    tags = "?utm_source=" + "s" * 3000
    assert daemon.ping(ARTICLE, query=tags).json()["outcome"] == "counted"
    assert daemon.ping(ARTICLE + tags).json()["code"] == "url-too-long"


def test_crawlers_and_prefetches_are_told_the_count_and_not_counted(daemon):
    daemon.ping(ARTICLE)
    for headers, outcome in (
        ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "bot"),
        ({"Sec-Purpose": "prefetch"}, "prefetch"),
        ({"Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ({"Purpose": "prefetch"}, "prefetch"),
        ({"X-Purpose": "preview"}, "prefetch"),
        ({"X-Moz": "prefetch"}, "prefetch"),
    ):
        answer = daemon.ping(ARTICLE, headers).json()
        assert (answer["outcome"], answer["views"]) == (outcome, 1), headers


def test_all_spellings_of_an_address_are_one_article(daemon):
    for number, url in enumerate((
        "https://news.example/haber/türkiye",
        "http://www.news.example/haber/t%C3%BCrkiye",
        "https://NEWS.example/haber//t%c3%bcrkiye/?utm_source=x#top",
        "https://alias.example/./haber/x/../t%C3%BCrkiye",
    ), start=1):
        answer = daemon.ping(url, {"User-Agent": f"{BROWSER} {number}"}).json()
        assert answer["views"] == number, url
    count = daemon.count("https://news.example/haber/türkiye")
    assert count["site"] == "news.example"
    assert count["path"] == "/haber/t%C3%BCrkiye"


def test_the_pixel_counts_as_the_script_does(daemon):
    query = urllib.parse.urlencode({"url": ARTICLE})
    answer = daemon.get(f"/v1/ping.gif?{query}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/gif"
    assert len(answer.body) == 43 and answer.body.startswith(b"GIF89a")
    assert daemon.views(ARTICLE) == 1
    daemon.get("/v1/ping.gif", headers={"Referer": ARTICLE, "User-Agent": BROWSER + " other"})
    assert daemon.views(ARTICLE) == 2


def test_a_long_title_in_a_pixel_is_cut_and_not_refused(daemon):
    query = urllib.parse.urlencode({"url": ARTICLE, "title": "ü" * 1000 + "x" * 9000})
    assert daemon.get(f"/v1/ping.gif?{query}").status == 200
    assert daemon.views(ARTICLE) == 1


def test_forwarded_addresses_count_only_from_a_trusted_proxy(new_daemon):
    untrusting = new_daemon("--site", "news.example").start()
    for address in ("198.51.100.1", "198.51.100.2"):
        untrusting.ping(ARTICLE, {"X-Forwarded-For": address})
    assert untrusting.views(ARTICLE) == 1
    untrusting.stop()

    trusting = new_daemon("--site", "news.example", "--trusted-proxy", "127.0.0.0/8",
                          "--trusted-proxy", "10.0.0.0/8").start()
    other = "https://news.example/b"
    for forwarded in ("198.51.100.1", "198.51.100.2, 10.1.2.3", "203.0.113.9, 198.51.100.2"):
        trusting.ping(other, {"X-Forwarded-For": forwarded})
    # The third is the second's reader: what stands left of the first untrusted address is made up.
    assert trusting.views(other) == 2


def test_the_outcomes_add_up_to_the_requests(daemon):
    daemon.ping(ARTICLE)
    daemon.ping(ARTICLE)
    daemon.ping(ARTICLE, {"User-Agent": "bingbot"})
    daemon.ping(ARTICLE, {"Sec-Purpose": "prefetch"})
    daemon.ping("https://elsewhere.example/")
    daemon.request("POST", "/v1/ping", "x" * 5000)
    daemon.request("PUT", "/v1/ping", "x")
    metrics = daemon.metrics()
    outcomes = {name: value for name, value in metrics.items()
                if name.startswith("readcount_pings_total")}
    requests = sum(value for name, value in metrics.items()
                   if name.startswith("readcount_http_requests_total") and "/v1/ping" in name)
    assert sum(outcomes.values()) == requests == 7
    assert metrics['readcount_views_total{site="news.example"}'] == 1
    label = 'readcount_pings_total{outcome="%s",site="%s",type="view"}'
    for outcome in ("counted", "repeat", "bot", "prefetch"):
        assert metrics[label % (outcome, "news.example")] == 1, outcome
    assert metrics[label % ("refused", "(none)")] == 3


def test_no_cookie_is_set_and_nothing_is_cached(daemon):
    answer = daemon.ping(ARTICLE)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_field_is_left_alone(daemon):
    body = json.dumps({"type": "view", "url": ARTICLE, "from_the_future": {"a": [1, {"b": 2}]}})
    assert daemon.request("POST", "/v1/ping", body).status == 200
