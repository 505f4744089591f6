"""The CLI against a real daemon: outputs, exit codes, completion."""

import csv
import json
import subprocess

from daemon import READCOUNT, clean_environment, free_port

ARTICLE = "https://news.example/a"


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


def test_help_and_completion():
    help_ = run("--help")
    assert help_.returncode == 0 and "count" in help_.stdout
    script = run("completion", "bash").stdout
    check = subprocess.run(["bash", "-n"], input=script, text=True, check=False)
    assert script and check.returncode == 0
