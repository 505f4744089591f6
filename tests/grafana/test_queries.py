"""Every query of every panel and variable has data, in a real Prometheus with a real daemon."""

import re
import time

import boards
import drawing
import live
import picture
import pytest
from daemon import wait_for

BOARDS = boards.all_boards()
TIMES = {"__rate_interval": "10s", "__range": "1m"}
# As Grafana fills a variable in: All, one value, several.
CHOICES = {
    "readership": [{"site": ".*"}, {"site": r"news\\.example"},
                   {"site": r"(news\\.example|sport\\.example)"}],
    "readcountd": [{"instance": ".*"}],
}
QUERIES = [query for name, board in BOARDS.items() for query in boards.queries_of(name, board)]


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    with live.stage(tmp_path_factory.mktemp("live")) as (_, prometheus):
        wait_for(lambda: prometheus.series("readcount_reads_total > 0", instant=True),
                 "Prometheus to have scraped some reads")
        yield prometheus


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.board}: {query.panel}")
def test_every_panel_has_data(prometheus, query):
    for choice in CHOICES[query.board]:
        expression = query.filled_in({**TIMES, **choice})
        found = wait_for(lambda: prometheus.series(expression, instant=query.instant),
                         f"data of {expression}", 15)
        named = set(re.findall(r"{{(\w+)}}", query.legend))
        for labels, _ in found:
            assert named <= set(labels), f"a legend without its labels: {query}"


@pytest.mark.parametrize("name", BOARDS)
def test_every_variable_has_values(prometheus, name):
    asked = [variable for variable in boards.variables_of(BOARDS[name])
             if variable["type"] == "query"]
    assert asked
    for variable in asked:
        metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)",
                                     variable["query"]["query"]).groups()
        values = prometheus.label_values(metric, label)
        assert values, variable["name"]
        if label == "site":
            assert set(values) == set(live.SITES)


def test_every_metric_of_the_alerts_exists(prometheus):
    rules = (boards.GRAFANA / "rules" / "readcount.yml").read_text("utf-8")
    named = set(re.findall(r"\breadcount_\w+", rules))
    assert len(named) > 8
    of_tls = {"readcount_tls_certificate_expiry_timestamp_seconds"}  # which this daemon has not
    assert named - of_tls - set(prometheus.ask("label/__name__/values")) == set()


def test_the_lists_are_of_articles_and_in_order(prometheus):
    lists = [query for query in QUERIES if query.expression.startswith("topk(")]
    assert len(lists) == 2
    for query in lists:
        expression = query.filled_in({**TIMES, "site": ".*"})
        found = wait_for(lambda: prometheus.series(expression, instant=True), expression, 15)
        values = [samples[0][1] for _, samples in found]
        assert 0 < len(values) <= 10
        assert values == sorted(values, reverse=True)
        assert all({"site", "path"} == set(labels) for labels, _ in found)


@pytest.mark.parametrize("name", BOARDS)
def test_every_panel_can_be_drawn(prometheus, name):
    """As picture.py does for the README."""
    variables = {**picture.VARIABLES, "__range": "1m"}
    answers = picture.answers_of(BOARDS[name], name, prometheus, variables, 30)
    page = drawing.page(BOARDS[name], answers, (time.time() - 30, time.time()), "a note")
    assert page.count("<section") == len(BOARDS[name]["panels"])
    assert page.count("<svg") > 4 and page.count("<polyline") > 10
    assert "the-vote" in page or name != "readership"


def test_a_query_without_data_would_be_found(prometheus):
    assert prometheus.series("readcount_no_such_metric", instant=True) == []
    assert prometheus.series("readcount_no_such_metric", instant=False) == []
    assert prometheus.series("0 * readcount_redis_up / 0", instant=True) == []
    with pytest.raises(AssertionError, match="parse error"):
        prometheus.series("sum by (", instant=True)
