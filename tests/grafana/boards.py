"""The dashboards as files: their panels, and their queries as Prometheus gets them from Grafana."""

import dataclasses
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRAFANA = ROOT / "grafana"
FILES = sorted((GRAFANA / "dashboards").glob("*.json"))


@dataclasses.dataclass(frozen=True)
class Query:
    board: str
    panel: str
    expression: str
    legend: str
    instant: bool

    def __str__(self):
        return f"{self.board}: {self.panel}: {self.expression}"

    def filled_in(self, variables):
        """With the values of the variables, of which the longest names come first."""
        text = self.expression
        for name in sorted(variables, key=len, reverse=True):
            text = text.replace(f"${name}", variables[name])
        assert "$" not in text, f"a variable that nobody knows: {self}"
        return text


def load(path):
    return json.loads(path.read_text("utf-8"))


def all_boards():
    return {path.stem: load(path) for path in FILES}


def queries_of(name, board):
    return [Query(name, panel["title"], target["expr"], target["legendFormat"], target["instant"])
            for panel in board["panels"] for target in panel["targets"]]


def variables_of(board):
    return board["templating"]["list"]
