"""--take-over where the other side does not do as it should, or what is taken over does not fit."""

import contextlib
import fcntl
import os
import pathlib
import signal
import socket
import subprocess
import threading

import pytest
from daemon import wait_for
from service import NotifySocket, StoppedThread, handing_over
from test_service import workers_of


class Predecessor:
    """One that has the state directory and its lock, and does on the hand-over's socket what a
    test says."""

    def __init__(self, state_dir, queue=1):
        state_dir.mkdir(mode=0o700)
        self.directory = os.open(state_dir, os.O_RDONLY)
        fcntl.flock(self.directory, fcntl.LOCK_EX)
        self.listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.asked = socket.socket(socket.AF_UNIX)
        self.asked.bind(str(state_dir / "hand-over"))
        self.asked.listen(queue)
        self.asked.settimeout(30)

    def hand_over(self):
        """The connection to the successor, which has the sockets now."""
        connection, _ = self.asked.accept()
        socket.send_fds(connection, [b"pa"], [each.fileno() for each in self.listeners])
        return connection

    def free(self):
        os.close(self.directory)
        self.directory = None

    def end(self):
        for each in (self.asked, *self.listeners):
            each.close()
        if self.directory is not None:
            self.free()


@pytest.fixture
def predecessor(tmp_path):
    with contextlib.ExitStack() as made:
        def make(**options):
            one = Predecessor(tmp_path / "state", **options)
            made.callback(one.end)
            return one
        yield make


def successor(new_daemon, redis):
    return new_daemon("--site", "localhost", "--take-over", redis=redis.url).launch()


def test_it_waits_for_a_stop_that_takes_long(new_daemon, redis, predecessor):
    old = predecessor()
    daemon = successor(new_daemon, redis)
    with old.hand_over() as connection:
        assert connection.recv(1) == b"g"
        # Longer than for one that is gone, and than most stops take.
        freeing = threading.Timer(32, old.free)
        freeing.start()
        try:
            daemon.wait_until_ready()
        finally:
            freeing.cancel()
            freeing.join()
    assert daemon.ping("http://localhost/a").status == 200


def test_it_heeds_a_signal_while_it_waits(new_daemon, redis, predecessor):
    old = predecessor()
    daemon = successor(new_daemon, redis)
    with old.hand_over() as connection:
        assert connection.recv(1) == b"g"
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(5) == 1


@pytest.mark.parametrize("heard", [False, True])
def test_it_says_so_when_the_other_one_goes_on(new_daemon, redis, predecessor, heard):
    old = predecessor()
    daemon = successor(new_daemon, redis)
    with old.hand_over() as connection:
        if heard:
            assert connection.recv(1) == b"g"
    assert daemon.process.wait(20) == 1
    assert "waits for this one no more" in daemon.log_text()


def refused_beside(daemon, *words):
    """Starts a successor that must not get so far as to have the daemon stop."""
    log = daemon.log_text()
    failed = subprocess.run([*daemon.arguments, "--take-over", *words], env=daemon.environment,
                            capture_output=True, text=True, timeout=30, check=False)
    assert failed.returncode == 1
    assert daemon.process.poll() is None and daemon.log_text() == log, failed.stderr
    assert daemon.ping("http://localhost/a").status == 200
    return failed.stderr


def test_a_store_that_is_unfit_is_found_before_the_other_one_is_told_to_stop(new_daemon, redis):
    daemon = new_daemon("--site", "localhost", redis=redis.url).start()
    redis.cli("HSET", "other:meta", "version", "1", "partitions", "64", "id", "0" * 32)
    assert "64" in refused_beside(daemon, "--key-prefix", "other:")


def test_a_state_directory_that_is_unfit_is_found_before_too(new_daemon, redis):
    daemon = new_daemon("--site", "localhost", redis=redis.url).start()
    daemon.state_dir.chmod(0o777)
    assert "everybody can write it" in refused_beside(daemon)


def test_one_that_hangs_is_not_waited_for_without_end(new_daemon, redis, predecessor):
    old = predecessor(queue=0)
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.connect(old.asked.getsockname())  # the queue is full with this one
        daemon = successor(new_daemon, redis)
        assert daemon.process.wait(20) == 1
    assert "cannot ask the readcountd that runs for its sockets" in daemon.log_text()
    assert "timed out" in daemon.log_text()


def test_where_no_socket_can_be_made_none_is_looked_after(new_daemon, redis):
    daemon = new_daemon("--site", "localhost", redis=redis.url)
    (daemon.state_dir / "hand-over" / "in-the-way").mkdir(parents=True)
    daemon.state_dir.chmod(0o700)
    daemon.start()
    assert "no other readcountd can take over" in daemon.log_text()
    lines = pathlib.Path("/proc/net/unix").read_text().splitlines()[1:]
    unix = {f"socket:[{line.split()[6]}]" for line in lines}
    open_ones = {os.readlink(each) for each in
                 pathlib.Path(f"/proc/{daemon.process.pid}/fd").iterdir()}
    assert not unix & open_ones


def test_a_hand_over_during_a_stop_is_no_second_signal(new_daemon, redis, tmp_path):
    with contextlib.closing(NotifySocket(tmp_path / "notify")) as manager, \
            socket.socket(socket.AF_UNIX) as asking:
        environment = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "400000"}
        daemon = new_daemon("--threads", "2", redis=redis.url, environment=environment).start()
        asking.connect(str(daemon.state_dir / "hand-over"))
        for descriptor in socket.recv_fds(asking, 256, 256)[1]:
            os.close(descriptor)
        pid = daemon.process.pid
        thread = wait_for(lambda: workers_of(pid)[1:], "the threads to wait for events")[0]
        with StoppedThread(thread):  # which the stop waits for, a second
            manager.forget(0.4)
            daemon.process.send_signal(signal.SIGTERM)
            manager.wait_for("STOPPING")
            with contextlib.suppress(BrokenPipeError):
                asking.sendall(b"g")
            wait_for(lambda: asking.recv(1) == b"", "the connection to be closed")
        assert daemon.process.wait(20) == 0
    assert "stopping at once" not in daemon.log_text()


def test_sockets_of_a_service_manager_are_not_left_over(new_daemon, redis):
    """Nobody would accept on them."""
    daemon = new_daemon("--site", "localhost", redis=redis.url).start()
    with socket.create_server(("127.0.0.1", 0)) as unit:
        command = [*handing_over([unit]), *daemon.arguments, "--take-over"]
        failed = subprocess.run(command, env=daemon.environment, capture_output=True, text=True,
                                timeout=30, check=False, pass_fds=[unit.fileno()])
    assert failed.returncode == 1 and "take --take-over out" in failed.stderr
    assert daemon.ping("http://localhost/a").status == 200


def test_addresses_that_are_no_longer_those_of_the_settings_are_named(new_daemon, redis):
    daemon = new_daemon("--site", "localhost", redis=redis.url).start()
    ports = daemon.port, daemon.admin_port
    old = daemon.process
    arguments = daemon.arguments
    arguments[arguments.index("--listen") + 1] = f"127.0.0.1:{daemon.port}"
    arguments[arguments.index("--admin-listen") + 1] = "127.0.0.2:0"
    arguments.append("--take-over")
    try:
        daemon.launch().wait_until_ready()
        assert old.wait(30) == 0
    finally:
        if old.poll() is None:
            old.kill()
            old.wait(30)
    assert ports == (daemon.port, daemon.admin_port)
    warned = [line for line in daemon.log_text().splitlines() if "was taken over" in line]
    assert len(warned) == 1, warned
    assert f"127.0.0.1:{daemon.admin_port}" in warned[0]
    assert "127.0.0.2:0, as --admin-listen says" in warned[0]
