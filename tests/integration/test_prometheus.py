"""A real Prometheus scrapes the daemon; promtool finds nothing to say."""

import json
import subprocess
import urllib.parse
import urllib.request

import pytest
from daemon import clean_environment, free_port, wait_for


@pytest.fixture
def prometheus(daemon, tmp_path):
    """A Prometheus that scrapes the daemon's admin listener every second."""
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "scrape_configs:\n"
        "  - job_name: readcountd\n"
        "    scrape_interval: 1s\n"
        "    static_configs:\n"
        f"      - targets: ['127.0.0.1:{daemon.admin_port}']\n")
    port = free_port()
    with open(tmp_path / "prometheus.log", "wb") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'tsdb'}",
             f"--web.listen-address=127.0.0.1:{port}"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment())
    yield port
    process.terminate()
    process.wait(20)


def query(port, expression):
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]["result"]
    except OSError:
        return []


def test_prometheus_answers_with_the_views(daemon, prometheus):
    for number in range(7):
        daemon.ping("https://news.example/a", {"User-Agent": f"reader {number}"})

    def seven_views():
        result = query(prometheus, 'readcount_views_total{site="news.example"}')
        return result and result[0]["value"][1] == "7"

    wait_for(seven_views, "Prometheus to have scraped 7 views", 30)
    assert query(prometheus, "up")[0]["value"][1] == "1"


def test_promtool_finds_nothing_to_say(daemon):
    daemon.ping("https://news.example/a")
    daemon.request("POST", "/v1/ping", "nonsense")
    daemon.count("https://news.example/a")
    text = daemon.get("/metrics", admin=True).body
    result = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                            check=False, timeout=30)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
