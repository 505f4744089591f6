"""The documentation says what is so: examples run, tables are complete, links lead somewhere."""

import json
import os
import pathlib
import re
import subprocess

import pytest
from daemon import READCOUNT, READCOUNTD, clean_environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
API = ROOT / "daemon" / "api" / "API.md"
ARTICLE = "http://localhost/x"

# The examples of a document run in order, against a new daemon with these settings.
EXAMPLES = {README: [], API: ["--site", "news.example"]}
# Words that begin with "--" and are other programs' options.
FOREIGN_OPTIONS = {"--preset", "--build", "--data-binary", "--network"} | {
    # redis-cli, chown, docker, apt-get, buildah, systemctl, kubectl
    "--rdb", "--reference", "--detach", "--wait", "--allow-downgrades", "--isolation", "--now", "--quiet",
    "--follow", "--replicas"}
# A daemon without TLS does not have it; test_tls.py has one that does.
OF_TLS = {"readcount_tls_certificate_expiry_timestamp_seconds"}
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S)


def examples(path):
    """(command, what it prints) of every console block."""
    for block in blocks(path, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def run(command, daemon, directory):
    if re.match(r"readcount live\b(?!.*--once)", command.split("#")[0]):
        command = f"head -n 1 < <({command}\n)"  # it goes on for as long as somebody reads it
    command = command.replace("localhost:8228", f"127.0.0.1:{daemon.port}")
    command = command.replace("localhost:9228", f"127.0.0.1:{daemon.admin_port}")
    environment = clean_environment()
    environment["PATH"] = f"{READCOUNT.parent}:{environment['PATH']}"
    environment["READCOUNT_SERVER"] = f"http://127.0.0.1:{daemon.admin_port}"
    result = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=directory,
                            env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, check=False, timeout=30)
    assert result.returncode == 0, f"{command}\n{result.stderr}"
    return result.stdout


def as_json(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def matches(pattern, text):
    """Whether a text is the documented one; "…" stands for anything."""
    words = [".*?".join(map(re.escape, word.split("…"))) for word in pattern.split()]
    return re.fullmatch(r"\s+".join(words), text.strip(), re.S) is not None


def is_documented(documented, real):
    """Compares JSON as values, anything else as text in which white space is one."""
    if isinstance(documented, dict):
        return (isinstance(real, dict) and documented.keys() == real.keys()
                and all(is_documented(documented[key], real[key]) for key in documented))
    if isinstance(documented, list):
        return (isinstance(real, list) and len(documented) == len(real)
                and all(map(is_documented, documented, real)))
    if isinstance(documented, str):
        return isinstance(real, str) and matches(documented, real)
    return type(documented) is type(real) and documented == real


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_prints_what_is_documented(path, new_daemon, tmp_path):
    daemon = new_daemon(*EXAMPLES[path]).start()
    found = list(examples(path))
    assert found, "there are no examples"
    for command, documented in found:
        daemon.wait_until_applied()  # answers from Redis know what the examples before have told
        real = run(command, daemon, tmp_path)
        if not documented:
            continue  # what it prints is for the reader to try
        as_values = as_json(documented), as_json(real)
        ok = (is_documented(*as_values) if None not in as_values
              else is_documented(documented, real))
        assert ok, f"{command}\ndocumented:\n{documented}\nreal:\n{real}"


def test_a_difference_would_be_found():
    assert is_documented({"a": "x…z", "b": [1, None]}, {"a": "xyz", "b": [1, None]})
    assert not is_documented({"views": 1}, {"views": 2})
    assert not is_documented({"views": 1}, {"views": "1"})
    assert not is_documented({"views": 1}, {"views": 1, "more": 0})
    assert is_documented("a  1\nb …", "a 1\nb 22\n")
    assert not is_documented("a 1", "a 1\nb 2")


def test_the_refusals_are_those_of_the_program():
    source = (ROOT / "daemon" / "base" / "problem.cpp").read_text("utf-8")
    rows = re.findall(r'Row\{Code::\w+,\s*(\d+),\s*"([a-z0-9-]+)"', source)
    real = {name: status for status, name in rows}
    section = API.read_text("utf-8").split("## Refusals")[1]
    documented = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (\d+) \|", section, re.M))
    assert len(real) > 20
    assert documented == real


def help_of(program, *command):
    return subprocess.run([str(program), *command, "--help"], env=clean_environment(),
                          capture_output=True, text=True, check=True, timeout=30).stdout


def options_of_the_programs():
    """Every option of the daemon, of the client, and of each of its commands."""
    helps = [help_of(READCOUNTD), help_of(READCOUNT)]
    section = helps[1].split("Subcommands:\n")[1].split("\n\n")[0]
    commands = re.findall(r"^  (\w+)", section, re.M)
    assert len(commands) > 5
    helps += [help_of(READCOUNT, command) for command in commands]
    return set(OPTION.findall(" ".join(helps)))


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "daemon/README.md",
                                  "daemon/api/API.md", "daemon/pipeline/ALARMS.md",
                                  "grafana/README.md", "deploy/README.md", "deploy/BACKUP.md"])
def test_every_setting_that_is_named_exists(name):
    named = set(OPTION.findall((ROOT / name).read_text("utf-8")))
    assert named - options_of_the_programs() - FOREIGN_OPTIONS == set()


def test_the_commands_that_start_the_daemon_have_valid_settings():
    commands = [line for block in blocks(README, "sh") for line in block.splitlines()
                if line.startswith("readcountd ")]
    assert commands
    for command in commands:
        result = subprocess.run([str(READCOUNTD), *command.split()[1:], "--check"],
                                env=clean_environment(), capture_output=True, text=True,
                                check=False, timeout=30)
        assert result.returncode == 0, result.stderr


def test_the_scripts_that_are_named_can_be_run():
    scripts = [line for block in blocks(README, "sh") for line in block.splitlines()
               if not line.startswith("readcountd ")]
    assert scripts == ["deploy/quickstart.sh", "tests/run.sh"]
    for script in scripts:
        assert os.access(ROOT / script, os.X_OK), script


def test_every_metric_that_is_named_exists(daemon):
    daemon.ping(ARTICLE)
    text = daemon.get("/metrics", admin=True).body.decode()
    real = set(re.findall(r"^# HELP (\w+)", text, re.M))
    named = set()
    for path in (README, API, ROOT / "daemon" / "README.md", ROOT / "grafana" / "README.md",
                 ROOT / "deploy" / "BACKUP.md", ROOT / "daemon" / "pipeline" / "ALARMS.md"):
        named |= set(re.findall(r"\breadcount_[a-z]\w+", path.read_text("utf-8")))
    assert len(named) > 3
    assert named - real - OF_TLS == set()


def documents():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT,
                            capture_output=True, text=True, check=False).stdout.split()
    return [ROOT / name for name in listed] or [README, API]


def test_every_relative_link_leads_to_a_file():
    broken = []
    for path in documents():
        text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (path.parent / target.split("#")[0]).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_the_example_for_prometheus_is_valid():
    example = ROOT / "deploy" / "prometheus" / "prometheus.yml"
    result = subprocess.run(["promtool", "check", "config", str(example)], capture_output=True,
                            text=True, check=False, timeout=30)
    assert result.returncode == 0, result.stderr
    assert "127.0.0.1:9228" in example.read_text("utf-8")
