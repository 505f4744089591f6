"""The alerts fire when they must, and are silent otherwise. Each has a paragraph on what to do."""

import re
import subprocess

import boards
import pytest
import yaml

RULES = boards.GRAFANA / "rules" / "readcount.yml"
CASES = boards.ROOT / "tests" / "grafana" / "alerts_test.yml"
ALERTS = {rule["alert"]: rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]
          for rule in group["rules"]}


def promtool(*arguments):
    result = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True,
                            check=False, timeout=100, cwd=boards.ROOT)
    return result.returncode, result.stdout + result.stderr


def test_the_alerts_fire_when_they_must():
    code, output = promtool("test", "rules", CASES)
    assert code == 0, output


def test_an_alert_that_never_fires_would_be_found(tmp_path):
    dead = RULES.read_text("utf-8").replace("readcount_redis_up == 0", "readcount_redis_up == 2")
    (tmp_path / "dead.yml").write_text(dead)
    cases = CASES.read_text("utf-8").replace("../../grafana/rules/readcount.yml", "dead.yml")
    (tmp_path / "cases.yml").write_text(cases)
    code, output = promtool("test", "rules", tmp_path / "cases.yml")
    assert code == 1 and "ReadcountRedisDown" in output


@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_is_tried_both_ways(name):
    text = CASES.read_text("utf-8")
    fires = (rf"alertname: {name}\n\s+exp_alerts:\n|"
             rf"ALERTS{{alertname=\"{name}\"[^\n]*\n[^\n]*\n\s+exp_samples: *(\n|\[{{)")
    assert re.search(fires, text), "nothing says when it fires"
    assert f"alertname: {name}, exp_alerts: []" in text or name == "ReadcountJournalFails"


@pytest.mark.parametrize("name, rule", ALERTS.items(), ids=ALERTS)
def test_each_alert_says_what_to_do(name, rule):
    assert rule["labels"]["severity"] in {"page", "ticket"}
    path, anchor = rule["annotations"]["runbook"].split("#")
    assert anchor == name.lower()
    paragraph = re.search(rf"^### {name}\n\n((?:.+\n)+)", (boards.ROOT / path).read_text("utf-8"),
                          re.M)
    assert paragraph and len(paragraph[1]) > 100
    severity = rule["labels"]["severity"].capitalize()
    assert paragraph[1].startswith(severity), "the runbook names another severity"
    assert rule["annotations"]["summary"] and rule["annotations"]["description"].endswith(".")


def test_no_paragraph_is_of_an_alert_that_is_gone():
    text = (boards.ROOT / "daemon" / "pipeline" / "ALARMS.md").read_text("utf-8")
    assert set(re.findall(r"^### (\w+)$", text, re.M)) == set(ALERTS)


def test_the_example_of_prometheus_loads_the_alerts():
    """With the command that the README has."""
    readme = (boards.GRAFANA / "README.md").read_text("utf-8")
    command = re.search(r"^promtool (check config .*)$", readme, re.M)[1]
    code, output = promtool(*command.split())
    assert code == 0, output
    assert f"{len(ALERTS)} rules found" in output


def test_the_readme_lists_them_all_with_their_severity():
    readme = (boards.GRAFANA / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| \[(\w+)\]\(\S+#\w+\) \| .* \| (\w+) \|$", readme, re.M))
    assert listed == {name: rule["labels"]["severity"] for name, rule in ALERTS.items()}
