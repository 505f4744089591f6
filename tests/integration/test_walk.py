"""deploy/README.md, "From package to first count": its commands in a fresh Debian, and how long they take.

Needs to be root, a network, and READCOUNT_FRESH_ROOT: a root that debootstrap made (--variant=minbase
bookworm), with apt's lists. It is not changed. `pytest -s` shows each command with its seconds.
"""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from documents import ROOT, section, shell_blocks
from packing import pack

FRESH = os.environ.get("READCOUNT_FRESH_ROOT")
WALK = pathlib.Path(__file__).resolve().parent / "walk.sh"
README = ROOT / "deploy" / "README.md"

pytestmark = pytest.mark.skipif(
    not FRESH or os.geteuid() != 0, reason="needs to be root, and READCOUNT_FRESH_ROOT")


def test_from_package_to_first_count_in_five_minutes(tmp_path):
    commands, = shell_blocks(section(README, "From package to first count"))
    package = pack(tmp_path)
    assert f"./{package.name} " in commands.splitlines()[0]
    (tmp_path / "commands").write_text(commands)
    changes = tmp_path / "changes"
    try:
        done = subprocess.run([str(WALK), FRESH, str(package), str(tmp_path / "commands"),
                               str(changes)], stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, check=False, timeout=290)
    finally:
        shutil.rmtree(changes, ignore_errors=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    seconds = [float(each) for each in re.findall(r"^ *([\d.]+) s  \$ ", done.stdout, re.M)]
    assert len(seconds) == len(commands.splitlines())
    print(f"{len(seconds)} commands, {sum(seconds):.0f} s")
    assert sum(seconds) < 300
    assert '"views":1' in done.stdout
    assert re.search(r"^news\.example/first +1 +1 +0$", done.stdout, re.M)
