"""The CLI against a real daemon: outputs, exit codes, completion."""

import csv
import json
import signal
import subprocess

import pytest
from daemon import BROWSER, READCOUNT, clean_environment, free_port

ARTICLE = "https://news.example/a"
OTHER = "https://news.example/b"


def run(*arguments, port=None):
    server = ["--server", f"http://127.0.0.1:{port}"] if port else []
    return subprocess.run([str(READCOUNT), *server, *arguments], env=clean_environment(),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          timeout=30)


def test_count_in_all_four_outputs(daemon):
    for number in range(3):
        daemon.ping(ARTICLE, {"User-Agent": f"reader {number}"})
    port = daemon.admin_port
    urls = [ARTICLE, "https://news.example/b"]

    assert run("--output", "plain", "count", *urls, port=port).stdout == "3\n0\n"
    assert json.loads(run("--output", "json", "count", ARTICLE, port=port).stdout)["views"] == 3
    rows = list(csv.reader(run("--output", "csv", "count", *urls, port=port).stdout.splitlines()))
    assert "3" in rows[1] and len(rows) == 3
    table = run("count", *urls, port=port)
    assert table.returncode == 0
    assert "news.example/a" in table.stdout and " 3" in table.stdout


def test_ping_counts_and_says_so(daemon):
    result = run("ping", ARTICLE, port=daemon.admin_port)
    assert result.returncode == 0 and "counted" in result.stdout
    assert daemon.views(ARTICLE) == 1


def test_whoami(daemon):
    result = run("whoami", port=daemon.admin_port)
    assert result.returncode == 0 and "127.0.0.1" in result.stdout


def test_exit_codes(daemon):
    refused = run("count", "https://elsewhere.example/", port=daemon.admin_port)
    assert refused.returncode == 1 and "elsewhere.example" in refused.stderr
    usage = run("cuont", ARTICLE, port=daemon.admin_port)
    assert usage.returncode == 2 and usage.stderr
    nobody = run("count", ARTICLE, port=free_port())
    assert nobody.returncode == 3 and nobody.stderr


@pytest.fixture(name="read")
def fixture_read(new_daemon):
    """The admin port of a daemon with two articles: one was viewed by three, read by one to its
    middle, and shared; the other was viewed by one, and a crawler came to it twice."""
    daemon = new_daemon("--site", "news.example", "--read-seconds", "1").start()
    about = {"title": "A title", "section": "Politics", "author": "Jane Doe"}
    readers = [{"User-Agent": f"{BROWSER} {number}"} for number in range(3)]
    for number, reader in enumerate(readers):
        daemon.ping(ARTICLE, reader, view=f"v{number}", referrer="https://www.google.com/", **about)
    daemon.ping(OTHER, view="other", section="Sport")
    for _ in range(2):
        daemon.ping(OTHER, {"User-Agent": "examplebot/1.0"})
    for fields in ({"type": "engage", "engaged": 2, "scroll": 50},
                   {"type": "event", "name": "share"}):
        body = json.dumps({"url": ARTICLE, "view": "v0", **fields})
        assert daemon.request("POST", "/v1/ping", body, readers[0]).status == 204
    daemon.wait_until_applied()
    return daemon.admin_port


def asked(port, *arguments):
    """What is printed as a table, in words, and what as JSON."""
    table = run(*arguments, port=port)
    assert (table.returncode, table.stderr) == (0, "")
    answer = run("--output", "json", *arguments, port=port)
    assert (answer.returncode, answer.stderr) == (0, "")
    return [line.split() for line in table.stdout.splitlines()], json.loads(answer.stdout)


LABELS = {"/a": "A title", "/b": "/b"}  # a table shows the path where there is no title


def labelled(lines):
    """(label, number) of the lines of a table of articles."""
    return [(next(label for label in LABELS.values() if " ".join(line).startswith(label)),
             round(float(line[-1]))) for line in lines]


def values(answer, name="path"):
    return [(row[name], row["value"]) for row in answer["rows"]]


@pytest.mark.parametrize("arguments, rows", [
    (("--period", "24h", "--limit", "10"), [("/a", 3), ("/b", 1)]),
    (("--limit", "1"), [("/a", 3)]),
    (("--metric", "readers"), [("/a", 3), ("/b", 1)]),
    (("--metric", "reads", "--period", "today"), [("/a", 1)]),
    (("--metric", "engaged"), [("/a", 2)]),
    (("--section", "Sport"), [("/b", 1)]),
    (("--author", "Jane Doe", "--period", "30m"), [("/a", 3)]),
])
def test_top(read, arguments, rows):
    table, answer = asked(read, "top", *arguments)
    assert values(answer) == rows
    assert [(LABELS[path], value) for path, value in rows] == labelled(table[2:])


def test_trending(read):
    table, answer = asked(read, "trending", "--section", "Politics")
    assert [path for path, _ in values(answer)] == ["/a"]
    assert answer["section"] == "Politics"
    assert [label for label, _ in labelled(table[2:])] == ["A title"]


def test_series_with_a_sparkline_under_the_table(read):
    table, answer = asked(read, "series", "--period", "7d", "--step", "day", "--tz",
                          "Europe/Istanbul")
    assert (answer["step"], answer["tz"], len(answer["rows"])) == ("day", "Europe/Istanbul", 7)
    assert sum(row["value"] for row in answer["rows"]) == 4
    assert [len(line[0]) for line in table if set(line[:1]) & {"▁▁▁▁▁▁█", "▁▁▁▁▁█▁"}] == [7]
    days = [row["time"][:10] for row in answer["rows"]]
    assert [line[0] for line in table if line and line[0] in days] == days


def test_series_of_an_article(read):
    _, answer = asked(read, "series", ARTICLE, "--period", "2h", "--metric", "engaged")
    assert sum(row["value"] for row in answer["rows"]) == 2


@pytest.mark.parametrize("arguments, rows", [
    ((ARTICLE, "--by", "channel"), [("search", 3)]),
    (("--by", "channel"), [("search", 3), ("direct", 1)]),
    ((ARTICLE,), [("google.com", 3)]),
    ((ARTICLE, "--by", "event"), [("share", 1)]),
    (("--by", "class"), [("reader", 4), ("bot", 2)]),
])
def test_sources(read, arguments, rows):
    table, answer = asked(read, "sources", *arguments)
    assert values(answer, "name") == rows
    assert [(line[0], int(line[-1])) for line in table[2:]] == rows


def test_engagement(read):
    table, answer = asked(read, "engagement", ARTICLE)
    numbers = {" ".join(line[:-2]): line[-2] for line in table if len(line) > 2}
    assert (answer["views"], answer["reads"], answer["engaged_seconds"]) == (3, 1, 2)
    assert (numbers["views"], numbers["reads"], numbers["engaged seconds"]) == ("3", "1", "2")
    assert (numbers["saw half"], numbers["saw the end"]) == ("1", "0")


def test_live_once(read):
    table, answer = asked(read, "live", "--once")
    assert (answer["live"], values(answer)) == (4, [("/a", 3), ("/b", 1)])
    assert table[0] == ["news.example:", "4", "reading", "now"]
    assert labelled(table[3:]) == [("A title", 3), ("/b", 1)]
    assert run("--output", "plain", "live", "--once", port=read).stdout == "4\n"


def test_live_goes_on_until_it_is_interrupted(read):
    command = [str(READCOUNT), "--server", f"http://127.0.0.1:{read}", "live"]
    with subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as live:
        for _ in range(2):
            time, number = live.stdout.readline().split()
            assert time.endswith("Z") and number == "4"
        live.send_signal(signal.SIGINT)
        out, error = live.communicate(timeout=10)
        assert (live.returncode, out, error) == (-signal.SIGINT, "", "")


def test_top_as_csv(read):
    lines = run("--output", "csv", "top", port=read).stdout.splitlines()
    rows = list(csv.DictReader(lines))
    assert [(row["path"], row["title"], row["value"]) for row in rows] == [
        ("/a", "A title", "3"), ("/b", "", "1")]


@pytest.mark.parametrize("arguments, code, told", [
    (("top", "--limit", "1001"), 1, "1000"),
    (("top", "--from", "2026-10-02", "--to", "2026-10-01"), 1, "before"),
    (("top", "--site", "elsewhere.example"), 1, "elsewhere.example"),
    (("series", "--period", "7d", "--step", "minute"), 1, "step=hour"),
    (("series", "--tz", "Europe/Istambul"), 1, "Europe/Istanbul"),
    (("trending", "--limit", "0"), 2, "0"),
    (("top", "--metric", "likes"), 2, "likes"),
    (("sources", "--by", "browser"), 1, "class or event"),
    (("sources", ARTICLE, "--by", "class"), 1, "of sites"),
    (("live", "--often"), 2, "--often"),
])
def test_what_the_server_or_the_command_does_not_take(read, arguments, code, told):
    result = run(*arguments, port=read)
    assert (result.returncode, result.stdout) == (code, "")
    assert told in result.stderr


@pytest.mark.parametrize("command", ["top", "trending", "series", "sources", "engagement"])
def test_nobody_answers(command):
    result = run(command, port=free_port())
    assert (result.returncode, result.stdout) == (3, "") and result.stderr


def test_editors_questions_need_the_token_on_the_public_listener(new_daemon, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length\n")
    daemon = new_daemon("--site", "news.example", "--token-file", str(token)).start()
    refused = run("top", port=daemon.port)
    assert refused.returncode == 1 and "token" in refused.stderr
    assert run("--token-file", str(token), "top", port=daemon.port).returncode == 0


def test_help_and_completion():
    help_ = run("--help")
    assert help_.returncode == 0 and "count" in help_.stdout
    script = run("completion", "bash").stdout
    check = subprocess.run(["bash", "-n"], input=script, text=True, check=False)
    assert script and check.returncode == 0
