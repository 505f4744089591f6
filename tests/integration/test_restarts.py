"""Restarts under load: no connection is refused, no ping is lost or doubled.

READCOUNT_RESTARTS says how many (5; a long run 100)."""

import datetime
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

import pytest
from daemon import READCOUNTD, clean_environment, wait_for
from service import handing_over
from visitors import Visitors

RESTARTS = int(os.environ.get("READCOUNT_RESTARTS", "5"))


def check(visitors, daemon):
    print(f"{RESTARTS} restarts:", visitors.report())
    ledger = visitors.ledger
    assert not any(end.startswith("not connected") for end in visitors.ends), visitors.report()
    assert not any(end.startswith("new") for end in visitors.ends), visitors.report()
    assert ledger.refused.total() == 0, visitors.report()
    assert ledger.acknowledged.total() > RESTARTS
    daemon.wait_until_applied()
    for url, attempted in ledger.attempted.items():
        assert ledger.acknowledged[url] <= daemon.views(url) <= attempted, url


def listener():
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen(4096)
    return made


@pytest.mark.parametrize("threads", [1, 2])
def test_with_handed_over_sockets(new_daemon, redis, threads):
    public, admin = listener(), listener()
    daemon = new_daemon("--threads", str(threads), redis=redis.url)
    daemon.arguments = [*handing_over([public, admin]), *daemon.arguments]
    handed = [public.fileno(), admin.fileno()]
    daemon.launch(pass_fds=handed).wait_until_ready()
    with Visitors(public.getsockname()[1]) as visitors:
        for _ in range(RESTARTS):
            wait_for_some(visitors)
            assert daemon.stop() == 0, daemon.log_text()
            daemon.launch(pass_fds=handed).wait_until_ready()
        wait_for_some(visitors)
    check(visitors, daemon)


def wait_for_some(visitors):
    before = visitors.acknowledged()
    wait_for(lambda: visitors.acknowledged() >= before + 50, "pings to be answered")


def take_over(daemon):
    """Another process in its place. Returns once it is ready; the old one has ended well."""
    old = daemon.process
    try:
        daemon.launch()
        daemon.wait_until_ready()
        assert old.wait(30) == 0
    finally:
        if old.poll() is None:
            old.kill()
            old.wait(30)


def gap(daemon):
    """For how long nobody accepted, in seconds, when the last one took over."""
    log = daemon.log.read_text()
    went, came = (datetime.datetime.fromisoformat(re.findall(rf"(\S+)Z .*{words}", log)[-1])
                  for words in ("takes over", "listening on"))
    seconds = (came - went).total_seconds()
    print(f"nobody accepted for {seconds:.2f} s")
    return seconds


def test_a_slow_client_does_not_hold_up_a_take_over(new_daemon, redis):
    daemon = new_daemon("--take-over", redis=redis.url).start()
    with socket.create_connection(("127.0.0.1", daemon.port)) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert daemon.get("/healthz").status == 200  # by then it is taken up
        take_over(daemon)
        assert slow.recv(1) == b""
    assert gap(daemon) < 4


def test_a_store_that_hangs_does_not_hold_up_a_take_over_either(new_daemon, redis):
    daemon = new_daemon("--site", "localhost", "--take-over", redis=redis.url).start()
    daemon.ping("http://localhost/a")
    daemon.wait_until_applied()
    redis.process.send_signal(signal.SIGSTOP)
    try:
        assert daemon.ping("http://localhost/a", {"User-Agent": "Mozilla/5.0 (X11)"}).status == 200
        take_over(daemon)
    finally:
        redis.process.send_signal(signal.SIGCONT)
    assert gap(daemon) < 8
    wait_for(lambda: daemon.count("http://localhost/a").get("views") == 2,
             "what was left to be applied")


@pytest.mark.parametrize("threads", [1, 3])
def test_with_take_over(new_daemon, redis, threads):
    daemon = new_daemon("--threads", str(threads), "--take-over", redis=redis.url).start()
    ports = daemon.port, daemon.admin_port
    with Visitors(daemon.port) as visitors:
        for _ in range(RESTARTS):
            wait_for_some(visitors)
            take_over(daemon)
            assert (daemon.port, daemon.admin_port) == ports
        wait_for_some(visitors)
    check(visitors, daemon)


def test_take_over_with_a_private_redis_and_other_numbers_of_threads(new_daemon):
    daemon = new_daemon("--threads", "3", "--take-over").start()
    with Visitors(daemon.port) as visitors:
        for threads in ("1", "2", "4"):
            wait_for_some(visitors)
            daemon.arguments[daemon.arguments.index("--threads") + 1] = threads
            take_over(daemon)
        wait_for_some(visitors)
    check(visitors, daemon)


def test_a_successor_that_cannot_start_changes_nothing(new_daemon):
    daemon = new_daemon("--site", "localhost").start()
    failed = subprocess.run(
        [READCOUNTD, "--take-over", "--state-dir", daemon.state_dir, "--redis", "redis://x:y:z"],
        env=clean_environment(), capture_output=True, text=True, timeout=30, check=False)
    assert failed.returncode == 1 and "--redis" in failed.stderr
    assert daemon.ping("http://localhost/a").status == 200
    assert daemon.process.poll() is None


def test_one_that_takes_the_sockets_and_says_nothing_changes_nothing(new_daemon):
    daemon = new_daemon().start()
    asking = socket.socket(socket.AF_UNIX)
    asking.connect(str(daemon.state_dir / "hand-over"))
    message, descriptors, _, _ = socket.recv_fds(asking, 256, 256)
    assert message == b"pa"
    assert [socket.socket(fileno=each).getsockname()[1] for each in descriptors] == [
        daemon.port, daemon.admin_port]
    asking.close()
    assert daemon.ping("http://localhost/a").status == 200
    take_over_with(daemon)


def take_over_with(daemon):
    daemon.arguments.append("--take-over")
    take_over(daemon)
    assert daemon.views("http://localhost/a") == 1


def test_a_second_daemon_without_the_flag_is_refused(new_daemon):
    daemon = new_daemon().start()
    second = subprocess.run(
        [READCOUNTD, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--state-dir",
         daemon.state_dir], env=clean_environment(), capture_output=True, text=True, timeout=30,
        check=False)
    assert second.returncode == 1 and "is in use" in second.stderr
    assert not daemon.log_text().count("takes over")


def test_the_socket_is_not_for_everybody_and_goes_with_the_daemon(new_daemon):
    daemon = new_daemon().start()
    path = daemon.state_dir / "hand-over"
    assert path.is_socket()
    assert path.parent.stat().st_mode & 0o077 == 0
    daemon.stop()
    assert not path.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to be root, to be somebody else")
def test_nobody_else_gets_the_sockets(new_daemon):
    with tempfile.TemporaryDirectory() as directory:
        daemon = new_daemon(state_dir=pathlib.Path(directory) / "state").start()
        for each in (directory, daemon.state_dir, daemon.state_dir / "hand-over"):
            os.chmod(each, 0o777)  # as if somebody had opened all of it
        asking = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); " \
                 "print(len(s.recv(100)))"
        asked = subprocess.run(
            ["/usr/bin/python3", "-c", asking, daemon.state_dir / "hand-over"], user=65534,
            capture_output=True, text=True, timeout=30, check=False)
        assert asked.stdout == "0\n", asked.stderr
        assert "of user 65534 wants to take over" in daemon.log_text()
        assert daemon.ping("http://localhost/a").status == 200
        daemon.end()
