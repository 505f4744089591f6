"""deploy/systemd: the units are as closed as they say, and leave the daemon and its Redis room to work."""

import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest
from daemon import wait_for

UNITS = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "systemd"
SERVICE = "readcountd.service"
URL = "http://localhost/a"


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "SYSTEMD_COLORS": "0", "LC_ALL": "C.UTF-8"})


@pytest.fixture
def root(tmp_path):
    """A file system in which the units are installed."""
    units = tmp_path / "root" / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    for name in (SERVICE, "readcountd.socket"):
        shutil.copy(UNITS / name, units)
    return tmp_path / "root"


def use_locally(root):
    drop_ins = root / "etc" / "systemd" / "system" / f"{SERVICE}.d"
    drop_ins.mkdir()
    shutil.copy(UNITS / "local.conf", drop_ins)


def exposure(root):
    said = run("systemd-analyze", "security", "--offline=yes", f"--root={root}", SERVICE)
    return float(re.search(rf"level for {SERVICE}: ([0-9.]+)", said.stdout)[1])


def test_a_service_with_a_network_is_exposed_by_no_more_than_that(root):
    assert exposure(root) <= 1.2


def test_a_service_that_is_handed_its_sockets_is_exposed_by_next_to_nothing(root):
    use_locally(root)
    assert exposure(root) <= 0.3


def test_systemd_knows_every_word_of_the_units(root):
    use_locally(root)
    said = run("systemd-analyze", "verify", "--man=no", f"--root={root}", SERVICE,
               "readcountd.socket").stderr
    assert "sysinit.target" in said  # it has read them, and misses what stands around them
    assert not re.search("unknown|invalid|ignoring|failed to parse", said, re.IGNORECASE), said


# The system calls


def calls_of(*groups):
    """The names of the system calls in groups as @file-system, and in the groups of these."""
    said = run("systemd-analyze", "syscall-filter", *groups).stdout
    words = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    names = {word for word in words if not word.startswith(("#", "@"))}
    inner = [word for word in words if word.startswith("@")]
    return names | calls_of(*inner) if inner else names


def allowed_calls():
    text = (UNITS / SERVICE).read_text()
    allowed = set()
    for refused, groups in re.findall(r"^SystemCallFilter=(~?)(.*)$", text, re.MULTILINE):
        calls = calls_of(*groups.split())
        allowed = allowed - calls if refused else allowed | calls
    return allowed


def test_the_filter_lets_the_daemon_and_its_redis_work(new_daemon, tmp_path):
    trace = tmp_path / "trace"
    daemon = new_daemon("--threads", "2")
    daemon.arguments = ["strace", "-f", "-qq", "-o", str(trace), *daemon.arguments]
    daemon.environment["ASAN_OPTIONS"] = "detect_leaks=0"  # it cannot look for them under strace
    daemon.start()
    assert daemon.ping(URL).status == 200
    daemon.wait_until_applied()
    daemon.redis_cli("BGREWRITEAOF")
    wait_for(lambda: "aof_rewrites:1" in daemon.redis_cli("INFO", "persistence"), "the rewriting")
    old = daemon.redis_pid()
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: daemon.redis_pid() not in (None, old), "another private Redis")
    wait_for(lambda: daemon.metric("readcount_redis_up") == 1, "the store to be back")
    assert daemon.ping("http://localhost/b").json()["outcome"] == "counted"
    daemon.wait_until_applied()
    os.kill(readcountd_under(daemon.process.pid), signal.SIGTERM)
    assert daemon.process.wait(30) == 0
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.MULTILINE))
    assert {"accept4", "fdatasync", "execve", "clone3"} & made  # it has traced what there is
    assert made - allowed_calls() == set()


def readcountd_under(pid):
    """The child of strace."""
    return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
