"""Every command in a document is run by a test, or the document says that it is not."""

import re
import subprocess

from documents import ROOT, section, shell_blocks
from test_docs import EXAMPLES, documents

HERE = ROOT / "tests" / "integration"
# The sections whose shell blocks a test runs as they stand: it names the section. test_walk.py and
# test_booted.py do so where they are given a Debian, and are skipped elsewhere. That no block of a
# section is left out is asserted by the tests themselves.
RUN = {
    "deploy/BACKUP.md": "test_backup.py",
    "deploy/README.md": "test_walk.py",
    "deploy/systemd/README.md": "test_booted.py",
}
# What no test runs, and what stands for it.
NOT_RUN = {
    "README.md": {
        "deploy/quickstart.sh": "what users run first; that it is there is tested",
        "tests/run.sh": "what runs the tests",
        "readcountd": "its settings are tested: test_docs.py",
    },
    "deploy/README.md": {
        "docker": "no engine: test_containers.py, image.sh",
        "kubectl": "no cluster: test_containers.py",
        "wait": "the same",
    },
    "deploy/systemd/README.md": {
        "groupadd": "the package's own is run by test_booted.py",
        "systemctl": "the package's own is run by test_booted.py",
    },
    "grafana/README.md": {
        "docker": "no engine: tests/grafana",
        "python3": "the pictures: four minutes, by hand",
    },
}
# What this file runs, in a checkout, by its first word.
RUN_HERE = {"deploy/systemd/README.md": "install", "grafana/README.md": "promtool"}


def sections_with_commands(path):
    headings = re.findall(r"^## (.*)$", path.read_text("utf-8"), re.M)
    return {heading for heading in headings if shell_blocks(section(path, heading))}


def sections_that_are_run(name):
    return set(re.findall(r'"([A-Z][^"]*)"', (HERE / RUN[name]).read_text("utf-8")))


def commands(text):
    return [line for block in shell_blocks(text) for line in block.splitlines()]


def unaccounted(name):
    path = ROOT / name
    text = path.read_text("utf-8")
    if name in RUN:
        for heading in sections_with_commands(path) & sections_that_are_run(name):
            text = text.replace(section(path, heading), "")
    known = (*NOT_RUN.get(name, {}), RUN_HERE.get(name, "\n"))
    return [line for line in commands(text) if not line.startswith(known)]


def test_no_command_is_left_out():
    names = [str(path.relative_to(ROOT)) for path in documents()]
    assert set(RUN) <= set(names)
    assert {name: unaccounted(name) for name in names if unaccounted(name)} == {}
    shown = {path for path in documents()
             if re.search(r"^```console$", path.read_text("utf-8"), re.M)}
    assert shown == set(EXAMPLES)


def test_what_is_not_run_is_still_there_and_its_document_says_so():
    for name, programs in NOT_RUN.items():
        text = (ROOT / name).read_text("utf-8")
        for program in programs:
            assert any(line.startswith(program) for line in commands(text)), program
        if {"docker", "kubectl"} & set(programs):
            assert "## What was run, and what was not" in text


def test_what_a_checkout_is_enough_for(tmp_path):
    for name, program in RUN_HERE.items():
        found = [line for line in commands((ROOT / name).read_text("utf-8"))
                 if line.startswith(program)]
        assert found
        for line in found:
            line = line.replace("/etc/", f"{tmp_path}/etc/")
            (tmp_path / "etc/systemd/system").mkdir(parents=True, exist_ok=True)
            done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True,
                                  check=False, timeout=30)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "etc/readcount/readcountd.toml").exists()
    assert (tmp_path / "etc/systemd/system/readcountd.socket").exists()
