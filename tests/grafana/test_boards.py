"""What can be said of the dashboards without running anything of ours: types, layout, words."""

import copy
import itertools
import json
import re
import subprocess

import boards
import pytest
import yaml

BOARDS = boards.all_boards()
COLUMNS = 24
each_board = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)


# What somebody may get wrong, in a dashboard and one of its panels.
MISTAKES = {
    "field": lambda board, panel: board.update(refesh="30s"),
    "value": lambda board, panel: board["templating"]["list"][1].update(refresh=9),
    "kind": lambda board, panel: panel.update(type="graph"),
    "type": lambda board, panel: panel["gridPos"].update(x="0"),
    "option": lambda board, panel: panel["options"]["legend"].update(displayMode="lsit"),
    "default": lambda board, panel: panel["fieldConfig"]["defaults"].update(units="s"),
    "custom": lambda board, panel: panel["fieldConfig"]["defaults"]["custom"].update(lineWith=1),
    "target": lambda board, panel: panel["targets"][0].update(expression="up"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What Grafana's own types have against the dashboards, and against one with each mistake."""
    directory = tmp_path_factory.mktemp("spoiled")
    files = list(boards.FILES)
    for name, spoil in MISTAKES.items():
        board = copy.deepcopy(BOARDS["readership"])
        spoil(board, next(panel for panel in board["panels"] if panel["type"] == "timeseries"))
        files.append(directory / f"mistake-{name}.json")
        files[-1].write_text(json.dumps(board))
    # As every dashboard is checked by itself, one run is enough for all.
    result = subprocess.run(["node", "check_types.mjs", *map(str, files)], capture_output=True,
                            text=True, check=False, timeout=100,
                            cwd=boards.ROOT / "tests" / "grafana")
    assert result.returncode == 1, result.stderr
    return result.stderr.splitlines()


def test_there_are_the_two():
    assert set(BOARDS) == {"readership", "readcountd"}


@pytest.mark.parametrize("name", BOARDS)
def test_grafanas_types_have_nothing_against_it(complaints, name):
    assert [line for line in complaints if line.startswith(f"{name}.ts")] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_grafanas_types_would_find_a_mistake(complaints, mistake):
    assert any(line.startswith(f"mistake-{mistake}.ts") and "error TS" in line
               for line in complaints)


@each_board
def test_panels_fill_the_grid_without_gap_or_overlap(board):
    taken = {}
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= COLUMNS
        for cell in itertools.product(range(place["x"], place["x"] + place["w"]),
                                      range(place["y"], place["y"] + place["h"])):
            assert taken.setdefault(cell, panel["id"]) == panel["id"], panel["title"]
    height = max(y for _, y in taken) + 1
    assert len(taken) == COLUMNS * height


@each_board
def test_every_panel_explains_itself(board):
    titles = [panel["title"] for panel in board["panels"]]
    assert len(set(titles)) == len(titles)
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in board["panels"]:
        title = panel["title"]
        is_question = re.match(r"(How|What|Which|Was)\b.*\?$", title)
        is_noun = re.match(r"[A-Z][a-z]+( [a-z]+){0,3}$", title) or title == "Redis"
        assert is_question or is_noun, title
        assert re.search(r"[.]$", panel["description"]), title
        assert panel["fieldConfig"]["defaults"]["unit"], title
        assert panel["targets"], title


@each_board
def test_every_query_goes_to_the_chosen_prometheus(board):
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    assert boards.variables_of(board)[0]["name"] == "datasource"
    for part in board["panels"] + boards.variables_of(board)[1:]:
        assert part["datasource"] == chosen
    for panel in board["panels"]:
        assert all(target["datasource"] == chosen for target in panel["targets"])


@pytest.mark.parametrize("name, variable", [("readership", "site"), ("readcountd", "instance")])
def test_every_query_is_of_what_was_chosen(name, variable):
    for query in boards.queries_of(name, BOARDS[name]):
        selected = re.findall(r"(readcount_\w+|process_\w+)(\{[^}]*\})?", query.expression)
        assert selected, query
        for _, labels in selected:
            assert f'{variable}=~"${variable}"' in labels, query


def test_articles_can_be_opened():
    tables = [panel for panel in BOARDS["readership"]["panels"] if panel["type"] == "table"]
    assert len(tables) == 2
    for panel in tables:
        links = [link["url"] for override in panel["fieldConfig"]["overrides"]
                 for part in override["properties"] if part["id"] == "links"
                 for link in part["value"]]
        assert links == ["https://${__data.fields.site}${__data.fields.path}"]


def test_the_dashboards_lead_to_each_other():
    uids = {board["uid"] for board in BOARDS.values()}
    for board in BOARDS.values():
        assert {link["url"] for link in board["links"]} == {
            f"/d/{uid}" for uid in uids - {board["uid"]}}


def test_the_provisioning_names_what_is_mounted():
    readme = (boards.GRAFANA / "README.md").read_text("utf-8")
    assert '-v "$PWD/grafana:/etc/grafana/provisioning:ro" grafana/grafana\n' in readme
    provider, = yaml.safe_load((boards.GRAFANA / "dashboards" / "readcount.yml").read_text())[
        "providers"]
    # Mounted there, the folder of the provider's own file is where the dashboards are.
    assert provider["options"]["path"] == "/etc/grafana/provisioning/dashboards"
    assert (provider["type"], provider["folder"]) == ("file", "readcount")
    source, = yaml.safe_load((boards.GRAFANA / "datasources" / "readcount.yml").read_text())[
        "datasources"]
    assert (source["type"], source["access"]) == ("prometheus", "proxy")


@pytest.mark.parametrize("name", BOARDS)
def test_the_readme_has_a_small_picture_of_it(name):
    readme = (boards.GRAFANA / "README.md").read_text("utf-8")
    assert f"]({name}.png)" in readme
    assert (boards.GRAFANA / f"{name}.png").stat().st_size < 200_000
