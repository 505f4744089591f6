"""What /metrics names and how many of it, whatever it is asked to count."""

import contextlib
import http.client
import itertools
import json
import re
import select
import subprocess
import threading

import pytest
from daemon import wait_for

READERS = itertools.count()
TOP = "readcount_top_article_views_total"
SAMPLE = re.compile(r'(\w+)(?:\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

# The contract that people's dashboards and alerts rest on: names and labels.
CONTRACT = {
    "readcount_pings_total": {"site", "type", "outcome"},
    "readcount_refusals_total": {"reason"},
    "readcount_views_total": {"site"},
    "readcount_reads_total": {"site"},
    "readcount_engaged_seconds_total": {"site"},
    "readcount_live_readers": {"site"},
    TOP: {"site", "path"},
    "readcount_http_requests_total": {"route", "code"},
    "readcount_http_request_duration_seconds_bucket": {"route", "le"},
    "readcount_http_connections": set(),
    "readcount_journal_bytes": set(),
    "readcount_journal_max_bytes": set(),
    "readcount_journal_unapplied_records": set(),
    "readcount_journal_sync_duration_seconds_bucket": {"le"},
    "readcount_flush_duration_seconds_bucket": {"le"},
    "readcount_flush_lag_seconds": set(),
    "readcount_redis_up": set(),
    "readcount_redis_reconnects_total": set(),
    "readcount_replayed_records_total": set(),
    "readcount_store_rollbacks_total": set(),
    "readcount_unrecoverable_records_total": set(),
    "readcount_articles_in_memory": set(),
    "readcount_article_evictions_total": set(),
    "readcount_page_view_evictions_total": {"state"},
    "readcount_credit_evictions_total": set(),
    "readcount_shared_texts_refused_total": set(),
    "readcount_list_articles_cut_total": {"state"},
    "readcount_names_beyond_bound_total": {"kind"},
    "readcount_names_beyond_budget_total": {"kind"},
    "readcount_new_names_total": {"kind"},
    "readcount_build_info": {"version"},
    "readcount_config_last_reload_success_timestamp_seconds": set(),
    "readcount_config_last_reload_successful": set(),
    "readcount_http_streams": set(),
    "readcount_http_connections_made_room_total": set(),
    "readcount_http_connections_turned_away_total": set(),
    "process_cpu_seconds_total": set(),
    "process_resident_memory_bytes": set(),
    "process_open_fds": set(),
    "process_max_fds": set(),
    "process_start_time_seconds": set(),
}


def samples(daemon):
    """(name, labels, value) of every line, each of which must be well-formed."""
    for line in daemon.get("/metrics", admin=True).body.decode().splitlines():
        if line.startswith("#"):
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        yield match[1], dict(LABEL.findall(match[2] or "")), float(match[3])


def top(daemon, site="news.example"):
    return {labels["path"]: value for name, labels, value in samples(daemon)
            if name == TOP and labels["site"] == site}


def send(daemon, urls):
    """The pings of one reader, told by a server; returns how many were counted."""
    lines = [json.dumps({"type": "view", "url": url, "ip": "192.0.2.1"}) for url in urls]
    counted = 0
    for first in range(0, len(lines), 10_000):
        body = "\n".join(lines[first:first + 10_000])
        answer = daemon.request("POST", "/v1/pings", body.encode(), admin=True)
        assert answer.status == 200, answer.body
        counted += answer.json()["counted"]
    return counted


def test_every_metric_of_the_contract_is_there_with_its_labels(daemon):
    daemon.ping("https://news.example/a")
    found = {}
    for name, labels, _ in samples(daemon):
        found.setdefault(name, set()).update(labels)
    assert {name: found.get(name) for name in CONTRACT} == CONTRACT


def test_the_articles_that_are_viewed_most_are_named_with_their_views(new_daemon):
    daemon = new_daemon("--site", "news.example", "--metrics-top", "2").start()
    for path, views in {"/a": 3, "/b": 1, "/c": 2}.items():
        for reader in range(views):
            daemon.ping(f"https://news.example{path}", {"User-Agent": f"reader {reader}"})
    daemon.ping("https://news.example/a", {"User-Agent": "reader 0"})  # a repeat is no view
    assert top(daemon) == {"/a": 3, "/c": 2}


def test_an_article_that_was_erased_or_merged_is_no_longer_named(new_daemon):
    daemon = new_daemon("--site", "news.example").start()
    for path, views in {"/erased": 3, "/old": 2, "/new": 1}.items():
        for reader in range(views):
            daemon.ping(f"https://news.example{path}", {"User-Agent": f"reader {reader}"})
    daemon.wait_until_applied()
    url = "https://news.example"
    assert daemon.request("DELETE", f"/v1/articles?url={url}/erased", admin=True).status == 200
    assert top(daemon) == {"/old": 2, "/new": 1}
    daemon.ping(f"{url}/erased", {"User-Agent": "another"})
    assert top(daemon)["/erased"] == 1
    body = json.dumps({"from": f"{url}/old", "to": f"{url}/new"})
    assert daemon.request("POST", "/v1/merge", body, admin=True).status == 200
    wait_for(lambda: top(daemon) == {"/new": 1, "/erased": 1}, "the old address to go")


def test_no_article_is_named_when_none_is_to_be(new_daemon):
    daemon = new_daemon("--site", "news.example", "--metrics-top", "0").start()
    daemon.ping("https://news.example/a")
    assert top(daemon) == {}


def test_thousands_of_paths_make_no_more_series_than_the_bound(daemon):
    for reader in range(60):
        daemon.ping("https://news.example/read", {"User-Agent": f"reader {reader}"})
    numbers = iter(range(10_000))

    def series_after_more():
        urls = [f"https://news.example/made-up/{next(numbers)}" for _ in range(5000)]
        assert send(daemon, urls) == 5000
        named = top(daemon)
        assert len(named) == 50
        assert named["/read"] == 60
        return sum(1 for _ in samples(daemon))

    series = series_after_more()
    assert series_after_more() == series


HOSTILE = ['/a"b', "/a\\b", "/a\nb", "/a%22%0Ab", '/{x="1"} 5', "/a%ff%fe", "/\u2028t\u00fcrk",
           "/%00", "/a\tb", "/" + "x" * 600, '/"} 1\nreadcount_views_total{site="b"} 9']


def test_hostile_paths_leave_the_text_whole(daemon):
    statuses = {daemon.ping("https://news.example" + path).status for path in HOSTILE}
    raw = b'{"type":"view","url":"https://news.example/a\xff\xfe"}'
    statuses.add(daemon.request("POST", "/v1/ping", raw).status)
    assert statuses == {200, 400}
    named = top(daemon)
    assert "/a%22b" in named
    assert all(re.fullmatch(r"/[!-~]{0,511}", path) and '"' not in path and "\\" not in path
               for path in named)
    text = daemon.get("/metrics", admin=True).body
    result = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                            check=False, timeout=30)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


@pytest.fixture
def daemon_of_many_sites(new_daemon):
    """One whose metrics take long to write."""
    sites = [f"s{number}.example" for number in range(200)]
    daemon = new_daemon(*(word for site in sites for word in ("--site", site)),
                        "--site", "localhost").start()
    assert send(daemon, [f"https://{site}/{n}" for site in sites for n in range(50)]) == 10_000
    return daemon


def pings_during_a_scrape(scrape, pings):
    """How many pings, one after the other, are answered before the metrics begin to come."""
    scrape.request("GET", "/metrics")
    answered = 0
    while not select.select([scrape.sock], [], [], 0)[0]:
        body = json.dumps({"type": "view", "url": "http://localhost/a"})
        pings.request("POST", "/v1/ping", body, {"User-Agent": f"reader {next(READERS)}"})
        assert pings.getresponse().read()
        answered += 1
    assert len(scrape.getresponse().read()) > 500_000
    return answered


def test_pings_are_answered_while_the_metrics_are_written(daemon_of_many_sites):
    daemon = daemon_of_many_sites
    scrape = http.client.HTTPConnection("127.0.0.1", daemon.admin_port, timeout=30)
    pings = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    with contextlib.closing(scrape), contextlib.closing(pings):
        scrape.request("GET", "/healthz")  # so that the connections are there
        assert scrape.getresponse().read()
        most = max(pings_during_a_scrape(scrape, pings) for _ in range(10))
    assert most > 5  # held up, it would be one or two


def test_a_daemon_can_be_stopped_while_it_is_asked_for_metrics(daemon_of_many_sites):
    daemon = daemon_of_many_sites

    def ask():
        while daemon.process.poll() is None:
            try:
                daemon.get("/metrics", admin=True)
            except OSError:
                pass

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    before = daemon.metric('readcount_http_requests_total{code="200",route="/metrics"}')
    wait_for(lambda: daemon.metric('readcount_http_requests_total{code="200",route="/metrics"}')
             > before + 3, "some answers")
    assert daemon.stop() == 0
    for thread in asking:
        thread.join(30)
