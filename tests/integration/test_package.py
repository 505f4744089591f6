"""The Debian package: what is in it, and what it leaves behind, in a root of the test's own."""

import gzip
import os
import re
import shutil

import pytest
from packing import pack, run

SETTINGS = "etc/readcount/readcountd.toml"


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Packed of what is built; the version is the newer of two where an upgrade needs one."""
    made = {}

    def packed(release="1"):
        if release not in made:
            made[release] = pack(tmp_path_factory.mktemp("package"), release)
        return made[release]

    return packed


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    directory = tmp_path_factory.mktemp("unpacked")
    run("dpkg-deb", "-x", str(package()), str(directory))
    return directory


# What is in it


def test_it_depends_on_what_the_programs_are_linked_with(package):
    depends = run("dpkg-deb", "-f", str(package()), "Depends")
    for name in ("libc6", "libhiredis0.14", "libsodium23", "passwd", "tzdata"):
        assert re.search(rf"\b{re.escape(name)}\b", depends), depends
    assert "systemd0" not in depends
    assert "redis-server" in run("dpkg-deb", "-f", str(package()), "Recommends")


def test_its_programs_run(unpacked):
    assert run(str(unpacked / "usr/sbin/readcountd"), "--version").startswith("readcountd ")
    assert run(str(unpacked / "usr/bin/readcount"), "--version").startswith("readcount ")
    settings = run(str(unpacked / "usr/sbin/readcountd"), "--config", str(unpacked / SETTINGS),
                   "--redis", "unix:///x", "--check")
    assert "valid" in settings


def page(unpacked, name):
    section = name.rsplit(".", 1)[1]
    with gzip.open(unpacked / f"usr/share/man/man{section}/{name}.gz", "rt", encoding="utf-8") as text:
        return text.read().replace("\\-", "-").replace("\\(dq", '"')


def test_the_manual_says_what_the_programs_say(unpacked):
    daemon_help = run(str(unpacked / "usr/sbin/readcountd"), "--help")
    manual = re.sub(r"\\f[A-Z]|\\,|\\/", "", page(unpacked, "readcountd.8"))
    for flag in re.findall(r"^  (--[a-z-]+)", daemon_help, re.MULTILINE):
        assert flag in manual
    client_help = run(str(unpacked / "usr/bin/readcount"), "--help")
    commands = re.search(r"Subcommands:\n((?:  .*\n)+)", client_help)[1]
    for command in re.findall(r"^  (\w+)", commands, re.MULTILINE):
        assert f"readcount-{command} - " in page(unpacked, f"readcount-{command}.1")


def test_the_manual_of_the_settings_has_each_with_its_default(unpacked):
    manual = page(unpacked, "readcountd.toml.5")
    example = (unpacked / SETTINGS).read_text(encoding="utf-8")
    settings = re.findall(r"^#([a-z][a-z-]* = .*)$", example, re.MULTILINE)
    assert len(settings) > 20
    for setting in settings:
        assert f".B {setting}\n" in manual


def test_bash_completes_what_the_client_takes(unpacked):
    completion = unpacked / "usr/share/bash-completion/completions/readcount"
    words = 'source "$0"; COMP_WORDS=(readcount tren); COMP_CWORD=1; _readcount; echo "${COMPREPLY[@]}"'
    assert run("bash", "-c", words, str(completion)) == "trending\n"


def test_it_has_what_to_do_about_each_alert(unpacked):
    doc = unpacked / "usr/share/doc/readcount"
    rules = (doc / "examples/rules/readcount.yml").read_text("utf-8")
    runbooks = re.findall(r'runbook: "(?:\S*/)?(\S+)#(\w+)"', rules)
    assert len(runbooks) == rules.count("alert: ") > 0
    for name, anchor in runbooks:
        assert f"\n### {anchor}\n" in (doc / name).read_text("utf-8").lower()
    assert (doc / "BACKUP.md").exists()


@pytest.mark.skipif(not shutil.which("lintian"), reason="lintian is not installed")
def test_lintian_finds_no_error(package):
    run("lintian", "--allow-root", "--fail-on", "error", str(package()))


# What it does to a system: dpkg on a root of its own, with the maintainer scripts


class System:
    def __init__(self, root):
        self.root = root
        (root / "var/lib/dpkg/info").mkdir(parents=True)
        (root / "var/lib/dpkg/updates").mkdir()
        (root / "var/lib/dpkg/status").touch()

    def dpkg(self, *words):
        return run("dpkg", f"--root={self.root}", "--force-depends", "--force-script-chrootless",
                   "--force-confold", *map(str, words))

    def files(self):
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                if not path.is_dir() or path.is_symlink()}

    def keep_state(self):
        """What the service would have written."""
        state = self.root / "var/lib/private/readcount"
        state.mkdir(parents=True)
        (state / "journal").touch()
        (self.root / "var/lib/readcount").symlink_to("private/readcount")
        return state / "journal"


@pytest.fixture
def system(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("dpkg needs to be root")
    return System(tmp_path / "root")


def test_an_upgrade_keeps_settings_and_state(system, package):
    system.dpkg("-i", package("1"))
    assert "etc/systemd/system/multi-user.target.wants/readcountd.service" in system.files()
    settings, state = system.root / SETTINGS, system.keep_state()
    settings.write_text('site = ["news.example"]\n')
    system.dpkg("-i", package("2"))
    assert settings.read_text() == 'site = ["news.example"]\n'
    assert state.exists()
    system.dpkg("--remove", "readcount")
    assert settings.exists() and state.exists()
    assert not (system.root / "usr/sbin/readcountd").exists()


def test_a_service_that_was_disabled_stays_so_after_an_upgrade(system, package):
    wanted = "etc/systemd/system/multi-user.target.wants/readcountd.service"
    system.dpkg("-i", package("1"))
    (system.root / wanted).unlink()
    system.dpkg("-i", package("2"))
    assert wanted not in system.files()


def test_a_purge_leaves_nothing(system, package):
    before = {each for each in system.files() if "/dpkg/" not in each}
    system.dpkg("-i", package())
    system.keep_state()
    (system.root / "etc/readcount/token").write_text("abcdefghijklmnop")
    system.dpkg("--purge", "readcount")
    after = {each for each in system.files() if "/dpkg/" not in each}
    assert after == before
