"""The package in a Debian that systemd has booted: installed, sandboxed, watched, purged.

Needs to be root, and READCOUNT_DEBIAN_ROOT: a root that debootstrap made (--variant=minbase bookworm),
with the package, for its dependencies, once installed. It is not changed by the tests.

    cp build/package/readcount_*.deb $root/root/package.deb
    chroot $root apt-get install -y --no-install-recommends \\
        systemd systemd-sysv dbus procps curl redis-server /root/package.deb
    chroot $root dpkg --purge readcount
"""

import os
import pathlib
import subprocess

import pytest
from daemon import clean_environment, wait_for
from documents import section, shell_blocks
from packing import pack

ROOT = os.environ.get("READCOUNT_DEBIAN_ROOT")
BOOT = pathlib.Path(__file__).resolve().parent / "boot.sh"
BACKUP = BOOT.parents[2] / "deploy" / "BACKUP.md"
UNITS = BOOT.parents[2] / "deploy" / "systemd" / "README.md"
SETTINGS, TOKEN = "/etc/readcount/readcountd.toml", "/etc/readcount/token"
DROP_INS = "/etc/systemd/system/readcountd.service.d"

pytestmark = pytest.mark.skipif(
    not ROOT or os.geteuid() != 0, reason="needs to be root, and READCOUNT_DEBIAN_ROOT")


def child_of(pid):
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return children[0] if children else None


class System:
    def __init__(self, directory):
        self.process = subprocess.Popen([str(BOOT), ROOT, str(directory)], stdin=subprocess.DEVNULL)
        self.booted = directory / "booted"
        self.first = None

    def start(self, package):
        pid = wait_for(lambda: self.booted.exists() and self.booted.read_text(), "namespaces").strip()
        self.first = wait_for(lambda: child_of(pid), "a first process")
        wait_for(lambda: self.try_to("systemctl", "is-active", "dbus") == "active", "systemd")
        self.give(package.read_bytes(), "/root/package.deb")
        self.do("dpkg", "-i", "/root/package.deb")

    def enter(self, *words, **options):
        return subprocess.run(
            ["nsenter", "-t", self.first, "-m", "-p", "-u", "-i", "-n", "-C", *words],
            env=clean_environment(), stderr=subprocess.STDOUT, stdout=subprocess.PIPE, timeout=60,
            check=False, **options)

    def give(self, content, path):
        done = self.enter("sh", "-c", f"mkdir -p $(dirname {path}); cat >{path}", input=content)
        assert done.returncode == 0, done.stdout

    def try_to(self, *words):
        return self.enter(*words).stdout.decode().strip()

    def do(self, *words):
        done = self.enter(*words)
        assert done.returncode == 0, f"{words}: {done.stdout.decode()}"
        return done.stdout.decode().strip()

    def shows(self, name):
        return self.do("systemctl", "show", "-P", name, "readcountd")

    def views(self, article):
        return self.do("readcount", "--output", "plain", "count", f"http://localhost/{article}")

    def ping(self, article, site="localhost", port=8228):
        return self.do("curl", "-sS", "-A", "a browser", "-d",
                       f'{{"type":"view","url":"http://{site}/{article}"}}',
                       f"http://localhost:{port}/v1/ping")

    def drop_in(self, name, text):
        self.give(text.encode(), f"{DROP_INS}/{name}.conf")
        self.do("systemctl", "daemon-reload")

    def end(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return pack(tmp_path_factory.mktemp("package"))


@pytest.fixture
def system(tmp_path, package):
    booted = System(tmp_path)
    try:
        booted.start(package)
        yield booted
    finally:
        booted.end()


def test_it_counts_within_its_sandbox(system):
    assert system.shows("ActiveState") == "active"
    assert system.shows("StatusText").startswith("keeps pings;")
    assert '"counted"' in system.ping("a")
    pid = "/var/lib/private/readcount/redis/redis.pid"
    old = system.do("cat", pid)
    system.do("kill", "-KILL", old)
    wait_for(lambda: system.try_to("cat", pid) not in ("", old), "another private Redis")
    assert '"counted"' in system.ping("b")
    system.do("systemctl", "restart", "readcountd")
    assert (system.views("a"), system.views("b")) == ("1", "1")
    status = system.do("cat", f"/proc/{system.shows('MainPID')}/status")
    assert "CapBnd:\t0000000000000000" in status and "Seccomp:\t2" in status


def test_a_reload_reads_the_file_anew_also_one_that_is_not_for_everybody(system):
    settings, counted = SETTINGS, '"counted"'
    text = system.do("cat", settings)
    private, = shell_blocks(section(UNITS, "Settings that are not for everybody"))
    system.do("bash", "-euo", "pipefail", "-c", private)
    system.give(f'token-file = "{TOKEN}"\n{text}'.encode(), settings)
    system.do("systemctl", "restart", "readcountd")
    modes = system.do("stat", "-c", "%A %U:%G", settings, TOKEN).splitlines()
    assert modes == ["-rw-r----- root:readcount"] * 2
    pid = system.shows("MainPID")
    assert counted not in system.ping("a", "two.example")
    system.give(b'site = ["localhost", "two.example"]\n', settings)
    system.do("systemctl", "reload", "readcountd")
    wait_for(lambda: counted in system.ping("a", "two.example"), "the new site")
    system.give(b"site = [\n", settings)
    system.do("systemctl", "reload", "readcountd")
    wait_for(lambda: "the settings stay as they were" in
             system.do("journalctl", "-u", "readcountd", "--no-pager"), "the reason")
    assert counted in system.ping("b", "two.example")
    assert (system.shows("ActiveState"), system.shows("MainPID")) == ("active", pid)


def test_an_upgrade_lets_the_service_read_what_was_roots_alone(system):
    system.give(f'token-file = "{TOKEN}"\n'.encode(), SETTINGS)
    system.give(b"0123456789abcdef", TOKEN)
    system.do("systemctl", "stop", "readcountd")
    system.do("groupdel", "readcount")
    system.do("systemctl", "start", "readcountd")  # to which systemd lends a group of this name
    system.do("chmod", "600", SETTINGS, TOKEN)
    assert "does not run" not in system.do("dpkg", "-i", "/root/package.deb")
    assert system.do("grep", "-c", "^readcount:", "/etc/group") == "1"
    assert system.shows("ActiveState") == "active"
    modes = system.do("stat", "-c", "%A %U:%G", SETTINGS, TOKEN).splitlines()
    assert modes == ["-rw-r----- root:readcount"] * 2


def test_an_upgrade_says_that_the_service_does_not_run(system):
    system.do("chown", "root:adm", SETTINGS)  # whose choice that was, it is left as it is
    system.do("chmod", "640", SETTINGS)
    said = system.do("dpkg", "-i", "/root/package.deb")
    assert 'readcountd does not run: "journalctl -u readcountd" says why' in said
    assert "cannot read" in system.do("journalctl", "-u", "readcountd", "--no-pager")


def test_one_that_is_stuck_is_started_again(system):
    system.drop_in("watchdog", "[Service]\nWatchdogSec=1s\n")
    system.do("systemctl", "restart", "readcountd")
    system.ping("a")
    system.do("kill", "-STOP", system.shows("MainPID"))
    wait_for(lambda: system.shows("NRestarts") == "1", "systemd to start it again")
    wait_for(lambda: system.shows("ActiveState") == "active", "it to be ready")
    assert system.views("a") == "1"


def test_without_a_network_a_restart_refuses_nobody(system):
    system.do("sh", "-c", r"printf 'unixsocket %s\nunixsocketperm 770\n' /run/redis/redis-server.sock"
              " >>/etc/redis/redis.conf")
    system.do("systemctl", "restart", "redis-server")
    system.drop_in("local", (BOOT.parents[2] / "deploy/systemd/local.conf").read_text())
    system.do("systemctl", "stop", "readcountd")
    system.do("systemctl", "enable", "--now", "readcountd.socket")
    assert system.shows("ActiveState") == "inactive"
    assert '"counted"' in system.ping("a")  # which has started it
    system.do("sh", "-c", "systemctl restart readcountd & "
              "for i in $(seq 50); do curl -sSf -o /dev/null http://localhost:8228/healthz || exit 1;"
              " done; wait")
    assert system.views("a") == "1"
    assert system.do("redis-cli", "--scan", "--pattern", "rc:*")


@pytest.fixture
def run(system):
    """A block of the document, by its section and number."""
    def block(heading, number):
        text = shell_blocks(section(BACKUP, heading))[number]
        return system.do("bash", "-euo", "pipefail", "-c", f"cd /root\n{text}")

    return block


def test_a_backup_is_restored_while_sockets_that_systemd_holds_are_pinged(system, run):
    system.do("systemctl", "stop", "readcountd")
    system.do("systemctl", "enable", "--now", "readcountd.socket")
    system.ping("a")
    run("Back up", 0)
    system.ping("b")
    system.do("sh", "-c", "touch /run/pinged; (while [ -e /run/pinged ]; do"
              " curl -s -o /dev/null http://localhost:8228/healthz; done) >/dev/null 2>&1 &")
    run("Restore", 0)
    assert system.shows("ActiveState") == "inactive"
    run("Restore", 1)
    system.do("rm", "/run/pinged")
    assert system.do("systemctl", "is-active", "readcountd.socket") == "active"
    wait_for(lambda: system.views("a") == "1", "what the backup has")
    assert '"counted"' in system.ping("c")


def test_a_backup_is_restored_and_a_state_moves_as_the_document_says(system, run):
    system.ping("a")
    run("Back up", 0)
    system.ping("b")
    run("Restore", 1)
    wait_for(lambda: (system.views("a"), system.views("b")) == ("1", "1"), "the journal's part")
    assert run("Restore", 2).endswith("readcount_unrecoverable_records_total 0")
    run("Move to another machine", 0)
    assert system.shows("ActiveState") == "inactive"
    run("Move to another machine", 1)
    assert (system.views("a"), system.views("b")) == ("1", "1")
    assert '"views":2' in system.do("curl", "-sS", "-A", "another browser", "-d",
                                    '{"type":"view","url":"http://localhost/a"}',
                                    "http://localhost:8228/v1/ping")


def test_it_moves_to_another_redis_as_the_document_says(system, run):
    system.do("systemctl", "start", "redis-server")
    system.give(b"""#!/bin/sh
sed -i 's|^#redis = .*|redis = "redis://127.0.0.1:6379/0"|' "$1"
case $1 in *new.toml)
  sed -i 's/^#listen = .*/listen = ":8238"/; s/^#admin-listen = .*/admin-listen = "127.0.0.1:9238"/' "$1";;
esac
""", "/usr/local/bin/editor")
    system.do("chmod", "755", "/usr/local/bin/editor")
    system.do("chgrp", "readcount", SETTINGS)
    system.do("chmod", "640", SETTINGS)
    system.ping("a")
    run("Move to another Redis", 0)
    assert '"counted"' in system.ping("b", port=8238)
    run("Move to another Redis", 1)
    assert system.shows("ActiveState") == "inactive"
    run("Move to another Redis", 2)
    assert system.shows("ActiveState") == "active"
    assert (system.views("a"), system.views("b")) == ("1", "1")
    assert system.try_to("find", "/", "-xdev", "-name", "readcount*-new*", "-not", "-path", "/proc/*") == ""
    assert system.do("redis-cli", "--scan", "--pattern", "rc:*")


def test_a_purge_leaves_nothing(system):
    system.ping("a")
    system.do("dpkg", "--purge", "readcount")
    left = system.do("find", "/", "-xdev", "-name", "*readcount*", "-not", "-path", "/proc/*",
                     "-not", "-path", "/root/*")
    assert left == ""
    assert "readcountd" not in system.do("ps", "ax", "-o", "comm")
