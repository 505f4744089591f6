"""python3 picture.py DIRECTORY: pictures of the dashboards, drawn from their JSON and from what a
Prometheus answers that has scraped a daemon with readers for a few minutes. Not Grafana's own."""

import itertools
import pathlib
import subprocess
import sys
import tempfile
import time

import boards
import drawing
import live

SECONDS = 240
WARM_UP = 20  # until then there is no rate
VARIABLES = {"__rate_interval": "15s", "__range": f"{SECONDS}s", "site": ".*", "instance": ".*"}
NOTE = (f"Drawn from the dashboard's JSON and what a real Prometheus answered after {SECONDS // 60}"
        " minutes of made-up readers. Grafana itself looks different.")


def answers_of(board, name, prometheus, variables, seconds):
    """Of each panel's id, what its queries are answered for the last so many seconds."""
    queries = iter(boards.queries_of(name, board))
    return {panel["id"]: [(query, prometheus.series(query.filled_in(variables),
                                                    instant=query.instant, seconds=seconds))
                          for query in itertools.islice(queries, len(panel["targets"]))]
            for panel in board["panels"]}


def main(directory):
    seconds = SECONDS - WARM_UP
    with tempfile.TemporaryDirectory() as temporary:
        with live.stage(temporary, pause=0.03) as (_, prometheus):
            time.sleep(SECONDS)
            for name, board in boards.all_boards().items():
                answers = answers_of(board, name, prometheus, VARIABLES, seconds)
                span = (time.time() - seconds, time.time())
                file = pathlib.Path(temporary) / f"{name}.html"
                file.write_text(drawing.page(board, answers, span, NOTE), "utf-8")
                subprocess.run(["node", "screenshot.mjs", file, directory / f"{name}.png"],
                               check=True, cwd=pathlib.Path(__file__).parent)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve())
