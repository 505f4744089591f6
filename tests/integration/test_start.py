"""What the daemon says when it cannot start: one line, what to do, nothing changed on disk."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess

import pytest
from daemon import READCOUNTD, Redis, clean_environment, wait_for


def start(*arguments, state_dir, environment=None):
    """Runs readcountd until it ends by itself; returns its exit code and what it said."""
    arguments = list(arguments)
    for flag in ("--listen", "--admin-listen"):
        if flag not in arguments:
            arguments += [flag, "127.0.0.1:0"]
    result = subprocess.run(
        [str(READCOUNTD), "--state-dir", str(state_dir), *arguments],
        env=environment or clean_environment(), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=30, check=False)
    return result.returncode, result.stderr


def contents(directory):
    return sorted(str(path) for path in pathlib.Path(directory).rglob("*"))


@pytest.fixture
def state_dir(tmp_path):
    directory = tmp_path / "state"
    directory.mkdir()
    return directory


def assert_refused(result, *words):
    code, said = result
    assert code != 0
    assert said.count("\n") == 1, said
    for word in words:
        assert word in said


def test_a_setting_with_a_typing_error(state_dir):
    assert_refused(start("--lisen", ":80", state_dir=state_dir), "--lisen", "--listen")
    assert_refused(start("--journal-sync", "sometimes", state_dir=state_dir),
                   "--journal-sync", "sometimes", "interval", "always")
    environment = {**clean_environment(), "READCOUNT_FLUSH_INTERVAL": "soon"}
    assert_refused(start(state_dir=state_dir, environment=environment),
                   "READCOUNT_FLUSH_INTERVAL", "soon")
    assert contents(state_dir) == []


def test_a_port_in_use(state_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        address = f"127.0.0.1:{port}"
        assert_refused(start("--listen", address, state_dir=state_dir), port, "--listen")
        assert_refused(start("--admin-listen", address, state_dir=state_dir), port)
        assert_refused(start("--listen", address, "--threads", "2", state_dir=state_dir), port)
    assert contents(state_dir) == []


def test_a_state_directory_that_is_not_there_or_not_one(tmp_path):
    missing = tmp_path / "a" / "b"
    assert_refused(start(state_dir=missing), str(missing), "--state-dir")
    file = tmp_path / "file"
    file.write_text("")
    assert_refused(start(state_dir=file), str(file), "--state-dir")
    assert contents(tmp_path) == [str(file)]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_a_state_directory_that_cannot_be_written(state_dir):
    state_dir.chmod(0o555)
    for parent in state_dir.parents:  # pytest's own directories are closed to others
        if parent.stat().st_mode & 0o005 == 0:
            parent.chmod(parent.stat().st_mode | 0o055)
    result = subprocess.run(
        [str(READCOUNTD), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
         "--state-dir", str(state_dir)], user="nobody", group="nogroup",
        env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=30, check=False)
    assert_refused((result.returncode, result.stderr), str(state_dir), "--state-dir")
    assert contents(state_dir) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to give a directory away")
def test_a_state_directory_of_another_user(state_dir):
    os.chown(state_dir, 65534, -1)
    assert_refused(start(state_dir=state_dir), str(state_dir), "65534", f"user {os.geteuid()}:")
    assert contents(state_dir) == []


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
def test_a_state_directory_that_everybody_can_write(state_dir, mode):
    state_dir.chmod(mode)
    assert_refused(start(state_dir=state_dir), str(state_dir), f"{mode:04o}", "0700")
    assert contents(state_dir) == []


def test_a_state_directory_that_is_a_link(tmp_path, state_dir):
    link = tmp_path / "link"
    link.symlink_to(state_dir)
    assert_refused(start(state_dir=link), str(link), f"to {state_dir}:", "--state-dir")
    state_dir.rmdir()
    assert_refused(start(state_dir=link), str(link), f"to {state_dir}:", "--state-dir")
    assert not state_dir.exists()


@contextlib.contextmanager
def mounted(directory, *command):
    subprocess.run([*command, str(directory)], check=True, capture_output=True)
    try:
        yield directory
    finally:
        subprocess.run(["umount", "-l", str(directory)], check=True)


def warnings(daemon):
    return [line for line in daemon.log_text().splitlines() if " warning " in line]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to mount")
@pytest.mark.parametrize("name, command", [
    ("FUSE", ["bindfs", "--no-allow-other", "{source}"]),
    ("tmpfs", ["mount", "-t", "tmpfs", "-o", "mode=0700", "none"])])
def test_a_file_system_that_a_journal_cannot_trust(new_daemon, redis, tmp_path, name, command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    source, target = tmp_path / "source", tmp_path / "target"
    for directory in (source, target):
        directory.mkdir(mode=0o700)
    with mounted(target, *(word.format(source=source) for word in command)):
        daemon = new_daemon(state_dir=target, redis=redis.url).start()
        assert daemon.ping("http://localhost/a").status == 200
        assert daemon.stop() == 0
        said = warnings(daemon)
    assert len(said) == 1, said
    assert str(target) in said[0] and name in said[0] and "--state-dir" in said[0]


def test_a_local_file_system_is_not_warned_of(new_daemon, redis):
    daemon = new_daemon(redis=redis.url).start()
    if subprocess.run(["stat", "-f", "-c", "%T", str(daemon.state_dir)], capture_output=True,
                      text=True, check=True).stdout.strip() not in ("ext2/ext3", "xfs", "btrfs"):
        pytest.skip("the temporary directory is on a doubtful file system")
    assert warnings(daemon) == []


def test_a_state_directory_in_use(new_daemon):
    first = new_daemon().start()
    before = contents(first.state_dir)
    assert_refused(start(state_dir=first.state_dir), str(first.state_dir), str(first.process.pid))
    assert first.get("/readyz").status == 200
    assert contents(first.state_dir) == before


def test_no_redis_server_on_the_path(state_dir):
    environment = {**clean_environment(), "PATH": str(state_dir)}
    assert_refused(start(state_dir=state_dir, environment=environment), "redis-server", "--redis")
    assert contents(state_dir) == []


def test_a_redis_that_refuses_the_password(tmp_path, state_dir):
    directory = tmp_path / "locked"
    directory.mkdir()
    server = Redis(directory, "--requirepass", "right").start()
    try:
        for user in ("", ":wrong@"):
            url = f"redis://{user}127.0.0.1:{server.port}"
            result = start("--redis", url, state_dir=state_dir)
            assert_refused(result, "password")
            assert "wrong" not in result[1]
    finally:
        server.end()
    assert contents(state_dir) == []


def test_a_redis_that_evicts(redis, state_dir):
    redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert_refused(start("--redis", redis.url, state_dir=state_dir),
                   "noeviction", "--allow-evicting-redis")
    assert redis.cli("DBSIZE") == "0"
    assert contents(state_dir) == []


def test_a_redis_with_another_number_of_partitions(redis, state_dir):
    redis.cli("HSET", "rc:meta", "version", "1", "partitions", "64", "id", "0" * 32)
    assert_refused(start("--redis", redis.url, state_dir=state_dir), "64", "256")
    assert contents(state_dir) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize("threads", [1, 3])
def test_no_more_threads(redis, tmp_path, threads):
    redis.socket.chmod(0o777)
    for parent in (redis.socket.parent, tmp_path, *tmp_path.parents):
        parent.chmod(parent.stat().st_mode | 0o055)

    def launch(most):
        state_dir = tmp_path / f"state{most}"
        state_dir.mkdir(0o700)
        os.chown(state_dir, 64711, 64711)
        return subprocess.Popen(
            ["prlimit", f"--nproc={most}", str(READCOUNTD), "--listen", "127.0.0.1:0",
             "--admin-listen", "127.0.0.1:0", "--redis", f"unix://{redis.socket}",
             "--state-dir", str(state_dir), "--threads", str(threads)],
            # The leak checker of a sanitized build would want a thread of its own at exit.
            env={**clean_environment(), "ASAN_OPTIONS": "detect_leaks=0"},
            user=64711, group=64711, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    # With one thread more each time, until there are enough: the main one, the workers',
    # one that syncs, one that writes the metrics, and of a sanitized build its own.
    for most in range(1, threads + 4):
        process = launch(most)
        first = process.stderr.readline()
        if "listening" in first:
            break
        said = first + process.communicate(timeout=30)[1]
        assert_refused((process.returncode, said), "cannot start a thread", "TasksMax")
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert most >= threads + 2


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_a_port_that_needs_a_privilege(tmp_path, state_dir):
    if int(pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) == 0:
        pytest.skip("here no port needs one")
    for parent in tmp_path.parents:
        parent.chmod(parent.stat().st_mode | 0o055)
    result = subprocess.run(
        [str(READCOUNTD), "--listen", "127.0.0.1:1", "--admin-listen", "127.0.0.1:0",
         "--state-dir", str(state_dir)], user=64711, group=64711, env=clean_environment(),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
    assert_refused((result.returncode, result.stderr), "port 1 ", "CAP_NET_BIND_SERVICE")


def without_ipv6(*arguments):
    """A command line in a network of its own, as on a machine where IPv6 is switched off."""
    off = "ip link set lo up && sysctl -qw net.ipv6.conf.all.disable_ipv6=1"
    alone = ["unshare", "--map-root-user", "--net", "bash", "-euc"]
    if subprocess.run([*alone, off], capture_output=True, check=False, timeout=30).returncode != 0:
        pytest.skip("needs a network namespace with IPv6 to switch off")
    return [*alone, f'{off}; exec "$0" "$@"', *map(str, arguments)]


def test_an_address_of_ipv6_where_there_is_none(state_dir):
    command = without_ipv6(READCOUNTD, "--listen", "[::1]:0", "--admin-listen", "127.0.0.1:0",
                           "--state-dir", state_dir)
    result = subprocess.run(command, env=clean_environment(), stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=30, check=False)
    assert_refused((result.returncode, result.stderr), "::1 ", "IPv6 is switched off",
                   "net.ipv6.conf.all.disable_ipv6", "--listen")
    assert contents(state_dir) == []


def test_all_addresses_are_those_of_ipv4_where_there_is_no_ipv6(new_daemon):
    daemon = new_daemon()
    daemon.arguments[daemon.arguments.index("--listen") + 1] = ":0"
    daemon.arguments = without_ipv6(*daemon.arguments)
    daemon.launch()
    wait_for(lambda: "admin on" in daemon.log_text() or daemon.process.poll() is not None,
             "the daemon to listen or to end")
    assert "listening on http://" in daemon.log_text()
    assert daemon.stop() == 0, daemon.log_text()


def write_countries(path, kind="Test-Country"):
    script = pathlib.Path(__file__).parents[1] / "countries" / "write_mmdb.py"
    subprocess.run([str(script), str(path), kind, "127.0.0.0/8=DE"], check=True, timeout=30)
    return str(path)


def test_a_database_of_countries_that_is_none(tmp_path, state_dir):
    file = tmp_path / "countries.mmdb"
    assert_refused(start("--geoip-db", str(file), state_dir=state_dir),
                   "--geoip-db", str(file), "No such file", ".mmdb")
    file.write_text("not a database")
    assert_refused(start("--geoip-db", str(file), state_dir=state_dir), "--geoip-db", str(file))
    write_countries(file, "Test-ASN")
    assert_refused(start("--check", "--geoip-db", str(file), state_dir=state_dir),
                   "--geoip-db", "Test-ASN", "countries")
    assert contents(state_dir) == []


def test_a_database_of_countries(new_daemon, tmp_path):
    daemon = new_daemon("--geoip-db", write_countries(tmp_path / "countries.mmdb")).start()
    assert daemon.ping("http://localhost/a").json()["outcome"] == "counted"


def test_check_says_whether_the_settings_are_valid_and_touches_nothing(state_dir):
    assert start("--check", "--site", "news.example", state_dir=state_dir) == (0, "")
    assert_refused(start("--check", "--redis", "redis://x:y:z", state_dir=state_dir), "--redis")
    assert contents(state_dir) == []


def test_the_log_can_be_json(new_daemon):
    daemon = new_daemon("--log-format", "json").start()
    daemon.stop()
    lines = [json.loads(line) for line in daemon.log_text().splitlines()]
    assert lines[-1]["message"] == "stopped"
    assert {"time", "level", "message"} <= set(lines[0])
