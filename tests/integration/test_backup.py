"""deploy/BACKUP.md: its commands, run in order on machines of the test's own."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from daemon import Daemon, clean_environment, free_port, redis_cli, wait_for
from documents import READCOUNTD, ROOT, Machine, section, shell_blocks

BACKUP = ROOT / "deploy" / "BACKUP.md"
SITE = "https://news.example"
ALL = range(3)
TOKEN = "of the old machine\n"


def commands(heading):
    return shell_blocks(section(BACKUP, heading))


@pytest.fixture
def new_machine():
    made = []
    # Not in pytest's directory: the path of the private Redis' socket must be short.
    with tempfile.TemporaryDirectory(prefix="rc-") as directory:

        def make():
            made.append(Machine(pathlib.Path(directory) / str(len(made))))
            return made[-1]

        yield make
        for machine in made:
            machine.end()


@pytest.fixture
def machine(new_machine):
    return new_machine().start()


def read(daemon, article, *readers):
    for reader in readers:
        answer = daemon.ping(f"{SITE}/{article}", {"User-Agent": f"reader {reader}"}, title=f"Of {article}")
        assert answer.json()["outcome"] == "counted"


def counts(daemon):
    """All that can be told of the articles and the site, but who reads now."""
    articles = [daemon.count(f"{SITE}/{name}") for name in "abc"]
    for article in articles:
        del article["live"]
    top = [(row["path"], row["value"]) for row in daemon.ask("top", period="all")["rows"]]
    by_day = daemon.ask("series", period="today", step="hour", metric="readers")["rows"]
    return articles, sorted(top), [row["value"] for row in by_day]


def fill(machine):
    machine.settings.with_name("token").write_text(TOKEN)
    read(machine.daemon, "a", *range(5))
    read(machine.daemon, "b", *range(3))
    machine.daemon.wait_until_applied()


def files(directory):
    return {str(path.relative_to(directory)) for path in directory.rglob("*")}


def lost(daemon):
    return daemon.metric("readcount_unrecoverable_records_total")


def test_a_backup_and_the_journal_that_is_there_restore_every_count(machine):
    fill(machine)
    printed = machine.run(commands("Back up")[0])
    assert "RDB looks OK" in printed
    read(machine.daemon, "a", 5, 6)
    read(machine.daemon, "c", 0)
    machine.daemon.wait_until_applied()
    before = counts(machine.daemon)

    _, restore, check = commands("Restore")
    machine.run(restore)
    wait_for(lambda: counts(machine.daemon) == before, "what the backup lacks to be replayed")
    assert machine.daemon.metric("readcount_replayed_records_total") >= 3
    said = machine.run(check)
    assert said.startswith("ready\n") and "Of a " in said
    assert said.endswith("readcount_unrecoverable_records_total 0\n")
    read(machine.daemon, "a", 7)
    assert machine.daemon.views(f"{SITE}/a") == 8


@pytest.mark.parametrize("lacks", ["all", "settings.tar.gz", "half of counts.rdb"])
def test_a_backup_that_is_not_whole_changes_nothing(machine, lacks):
    fill(machine)
    machine.run(commands("Back up")[0])
    backup, = machine.root.glob("var/backups/readcount/*")
    if lacks == "all":
        shutil.rmtree(backup)
    elif lacks == "settings.tar.gz":
        (backup / lacks).unlink()
    else:
        os.truncate(backup / "counts.rdb", (backup / "counts.rdb").stat().st_size // 2)
    before, pid, state = counts(machine.daemon), machine.pid(), files(machine.state)
    for block in commands("Restore")[:2]:
        assert machine.paste(block).returncode != 0
    assert machine.runs() and machine.pid() == pid and files(machine.state) == state
    assert counts(machine.daemon) == before


def restored(machine, fresh):
    """What the document says of a new machine, on which the package has started a daemon: that one's
    settings alone are put back, as both machines are one in these tests."""
    ports = fresh.settings.read_text()
    new_machine, restore, _ = commands("Restore")
    fresh.run(new_machine)
    assert fresh.settings.read_text() == machine.settings.read_text()
    assert fresh.settings.with_name("token").read_text() == TOKEN and not fresh.runs()
    fresh.settings.write_text(ports)
    fresh.run(restore)


def test_a_machine_that_is_lost_comes_back_as_it_was_at_the_backup(machine, new_machine):
    fill(machine)
    before = counts(machine.daemon)
    machine.run(commands("Back up")[0])
    read(machine.daemon, "c", *ALL)
    machine.kill()

    fresh = new_machine().start()
    shutil.copytree(machine.root / "var/backups", fresh.root / "var/backups")
    for segment in fresh.root.glob("var/backups/readcount/*/journal/*"):
        segment.unlink()  # so that it cannot make up for a copy of Redis that is not read
    restored(machine, fresh)
    assert counts(fresh.daemon) == before
    assert lost(fresh.daemon) == 0


def test_what_redis_had_not_got_comes_back_with_the_backups_journal(machine, new_machine):
    """The older the copy of Redis is than that of the journal, the more."""
    read(machine.daemon, "c", *ALL)
    machine.daemon.wait_until_applied()
    redis_first, journal_next = commands("Back up")[0].split("cp -a", 1)
    machine.run(redis_first + 'echo "$backup" >last')
    fill(machine)
    before = counts(machine.daemon)
    machine.run('backup=$(cat last)\ncp -a' + journal_next)

    fresh = new_machine().start()
    shutil.copytree(machine.root / "var/backups", fresh.root / "var/backups")
    restored(machine, fresh)
    wait_for(lambda: counts(fresh.daemon) == before, "the journal to be applied")


def test_to_another_redis_without_a_stop(machine, redis):
    fill(machine)
    prepare, move, take_its_place = commands("Move to another Redis")
    new = Daemon(state_dir=machine.state.with_name("readcount-new"))
    new.port, new.admin_port = free_port(), free_port()
    machine.program("editor", f"""#!/bin/sh
        echo 'redis = "{redis.url}"' >>"$1"
        case $1 in *new.toml) sed -i 's/{machine.daemon.port}/{new.port}/; s/{machine.daemon.admin_port}/{new.admin_port}/' "$1";; esac
        """)
    assert "valid" in machine.run(prepare)
    read(new, "c", 0)  # the proxy sends to it
    new.wait_until_applied()
    before, (_, at_new, _) = counts(machine.daemon), counts(new)
    said = machine.run(move, **{"127.0.0.1:9238": f"127.0.0.1:{new.admin_port}"})
    assert said and not machine.runs()
    wait_for(lambda: new.views(f"{SITE}/a") == 5, "the import to show")
    articles, top, _ = moved = counts(new)
    assert at_new == [("/c", 1)] and top == sorted(before[1] + at_new)
    assert articles[:2] == before[0][:2] and articles[2]["views"] == 1
    assert new.ask("live")["views"] == 9

    machine.run(take_its_place)
    assert machine.runs() and not machine.runs("readcountd-new") and not new.state_dir.exists()
    assert counts(machine.daemon) == moved
    read(machine.daemon, "a", 5)
    machine.daemon.wait_until_applied()
    assert machine.daemon.views(f"{SITE}/a") == 6
    assert machine.daemon.redis_pid() is None  # it is the new Redis that has them


def test_to_another_machine(machine, new_machine):
    fill(machine)
    before = counts(machine.daemon)
    pack, unpack = commands("Move to another machine")
    machine.run(pack)
    assert not machine.runs()

    target = new_machine().start()
    read(target.daemon, "c", 0)  # of trying it out: it goes
    settings = target.settings.read_text()
    shutil.copy(machine.root / "readcount.tar.gz", target.root)
    target.run(unpack.replace("systemctl start readcountd\n", ""))
    assert target.settings.read_text() == machine.settings.read_text()
    target.settings.write_text(settings)  # its own ports: both are on one machine in this test
    target.start()
    assert counts(target.daemon) == before
    read(target.daemon, "a", 5)
    assert target.daemon.views(f"{SITE}/a") == 6


@pytest.mark.parametrize("layout", ["2", "0"])
def test_a_store_of_another_layout_is_left_as_it_is_with_what_to_run(redis, tmp_path, layout):
    redis_cli(redis.socket, "HSET", "rc:meta", "version", layout, "partitions", "256", "id", "x")
    before = redis.cli("HGETALL", "rc:meta")
    done = subprocess.run(
        [str(READCOUNTD), "--state-dir", str(tmp_path / "state"), "--redis", redis.url,
         "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
        env=clean_environment(), capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    documented = [line.split("`")[1].removesuffix(" …") for line in
                  section(BACKUP, "Upgrade").splitlines() if f"store has layout {layout}" in line]
    assert documented and documented[0] in done.stderr
    assert redis.cli("HGETALL", "rc:meta") == before and redis.cli("DBSIZE") == "1"


def test_no_command_of_the_document_was_left_out(pytestconfig):
    """By the tests above: it stands at the end."""
    if pytestconfig.option.keyword or any("::" in each for each in pytestconfig.args):
        pytest.skip("not all tests were run")
    lines = {line for block in shell_blocks(BACKUP.read_text("utf-8")) for line in block.splitlines()}
    assert lines - Machine.ran == set()
