"""Under a service manager: what the daemon tells it, the watchdog, sockets that it hands over."""

import os
import pathlib
import shutil
import socket
import subprocess
import threading

import pytest
from daemon import READCOUNTD, clean_environment, free_port, wait_for
from service import NotifySocket, StoppedThread, handing_over, threads_of

URL = "http://localhost/a"
WATCHDOG = 0.4  # seconds


@pytest.fixture
def manager(tmp_path):
    notify_socket = NotifySocket(tmp_path / "notify")
    yield notify_socket
    notify_socket.close()


def listener(*, family=socket.AF_INET, address=("127.0.0.1", 0)):
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(address)
    made.listen()
    return made


# What it tells


def test_it_is_ready_once_it_listens_and_says_when_it_stops(new_daemon, manager):
    daemon = new_daemon(environment={"NOTIFY_SOCKET": manager.address}).launch()
    assert manager.wait_for("READY") == "1"
    daemon.wait_until_ready(seconds=0.5)
    assert daemon.ping(URL).json()["outcome"] == "counted"
    stopping = threading.Thread(target=daemon.stop)
    stopping.start()
    assert manager.wait_for("STOPPING") == "1"
    stopping.join()
    assert list(manager.messages(0.1)) == []
    assert daemon.process.returncode == 0


def test_its_status_says_that_redis_is_away(new_daemon, manager, redis):
    daemon = new_daemon(redis=redis.url, environment={"NOTIFY_SOCKET": manager.address}).start()
    assert manager.wait_for("STATUS").startswith("keeps pings; ")
    redis.kill()
    assert daemon.ping(URL).status == 200
    wait_for(lambda: "Redis is away, 1 records wait" in manager.wait_for("STATUS"), "the status")


def test_an_abstract_address_is_one(new_daemon):
    manager = NotifySocket(f"@readcount-{os.getpid()}")
    new_daemon(environment={"NOTIFY_SOCKET": manager.address}).start()
    assert manager.wait_for("READY") == "1"
    manager.close()


def test_nobody_at_the_address_is_said_once_and_keeps_no_ping(new_daemon, tmp_path):
    environment = {"NOTIFY_SOCKET": str(tmp_path / "nobody"), "WATCHDOG_USEC": "20000"}
    daemon = new_daemon(environment=environment).start()
    wait_for(lambda: "cannot tell the service manager" in daemon.log_text(), "the warning")
    assert daemon.ping(URL).json()["outcome"] == "counted"
    assert daemon.log_text().count("cannot tell the service manager") == 1


def test_its_redis_does_not_hear_of_the_manager(new_daemon, manager, tmp_path):
    program, told = tmp_path / "bin" / "redis-server", tmp_path / "told"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nenv >{told}\nexec {shutil.which("redis-server")} "$@"\n')
    program.chmod(0o755)
    new_daemon(environment={
        "NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "60000000",
        "PATH": f"{program.parent}:{os.environ['PATH']}"}).start()
    assert "PATH=" in told.read_text()
    assert not any(word in told.read_text() for word in ("NOTIFY_SOCKET", "WATCHDOG"))


# The watchdog


@pytest.fixture
def watched(new_daemon, manager):
    environment = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))}
    daemon = new_daemon("--threads", "2", environment=environment).start()
    manager.wait_for("WATCHDOG")
    return daemon


def test_the_watchdog_hears_of_it_while_it_works(watched, manager):
    # On a machine with much to do a beat is late at times; half of them must be there.
    beats = sum("WATCHDOG" in message for message in manager.messages(WATCHDOG * 5))
    assert beats >= 5
    assert watched.process.poll() is None


@pytest.mark.parametrize("which", [0, 1], ids=["the pipeline", "a worker"])
def test_the_watchdog_hears_nothing_while_a_thread_is_stuck(watched, manager, which):
    pid = watched.process.pid
    thread = wait_for(lambda: workers_of(pid)[which:], "the threads to wait for events")[0]
    with StoppedThread(thread):
        manager.forget(WATCHDOG)  # a beat that was under way
        assert list(manager.messages(WATCHDOG * 3)) == []
    assert manager.wait_for("WATCHDOG") == "1"


def workers_of(pid):
    """The threads that serve: the main one, and those with an event loop of their own."""
    threads = threads_of(pid)

    def waits_for_events(thread):
        return "poll" in pathlib.Path(f"/proc/{pid}/task/{thread}/wchan").read_text()

    return [pid, *(each for each in threads if each != pid and waits_for_events(each))]


def test_a_watchdog_that_is_no_time_is_refused(tmp_path):
    code, said = run_with(tmp_path, [], {"WATCHDOG_USEC": "30s"})
    assert code == 1
    assert 'WATCHDOG_USEC is "30s"' in said


# Sockets that are handed over


def run_with(tmp_path, sockets, environment=None, **handing):
    result = subprocess.run(
        [*handing_over(sockets, **handing), str(READCOUNTD), "--listen", "127.0.0.1:0",
         "--admin-listen", "127.0.0.1:0", "--state-dir", str(tmp_path / "state")],
        env={**clean_environment(), **(environment or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=30, check=False,
        pass_fds=[each.fileno() for each in sockets])
    return result.returncode, result.stderr


@pytest.mark.parametrize("threads", [1, 3])
def test_it_serves_on_sockets_that_were_handed_over(tmp_path, new_daemon, threads):
    public, admin = listener(), listener()
    daemon = new_daemon("--threads", str(threads))
    daemon.arguments = [*handing_over([admin, public], names="admin:public"), *daemon.arguments]
    daemon.launch(pass_fds=[public.fileno(), admin.fileno()]).wait_until_ready()
    assert daemon.port == public.getsockname()[1]
    assert daemon.admin_port == admin.getsockname()[1]
    for i in range(20):
        assert daemon.ping(URL, {"X-Request": str(i)}, view=f"v{i}").status == 200
    assert daemon.get("/metrics", admin=True).status == 200


def test_what_waits_while_no_daemon_runs_is_served_by_the_next(new_daemon):
    public = listener()
    daemon = new_daemon()
    daemon.arguments = [*handing_over([public]), *daemon.arguments]
    daemon.launch(pass_fds=[public.fileno()]).wait_until_ready()
    assert daemon.port == public.getsockname()[1]
    daemon.stop()
    waiting = socket.create_connection(public.getsockname())
    waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    daemon.launch(pass_fds=[public.fileno()])
    waiting.settimeout(30)
    assert waiting.recv(100).startswith(b"HTTP/1.1 200 ")
    waiting.close()


def test_systemd_socket_activate_starts_it(tmp_path, new_daemon):
    public, admin = free_port(), free_port()
    daemon = new_daemon()
    daemon.arguments = ["systemd-socket-activate", "-l", f"127.0.0.1:{public}", "-l",
                        f"127.0.0.1:{admin}", *daemon.arguments]
    daemon.launch()
    wait_for(lambda: connects(public), "systemd-socket-activate to listen")
    daemon.wait_until_ready()
    assert (daemon.port, daemon.admin_port) == (public, admin)
    assert daemon.stop() == 0


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def test_sockets_for_another_process_are_left_alone(new_daemon):
    daemon = new_daemon(environment={"LISTEN_FDS": "1", "LISTEN_PID": "1"}).start()
    assert daemon.ping(URL).status == 200


def test_what_cannot_be_listened_on_is_refused(tmp_path):
    with socket.socket() as idle, socket.socket(type=socket.SOCK_DGRAM) as datagrams, \
            listener(family=socket.AF_UNIX, address=str(tmp_path / "s")) as unix, \
            open(tmp_path / "file", "w") as file, listener() as good:
        idle.bind(("127.0.0.1", 0))
        for handed, why in [(idle, "does not listen"), (datagrams, "no TCP socket"),
                            (unix, "no socket of IPv4 or IPv6"), (file, "is no socket")]:
            code, said = run_with(tmp_path, [handed])
            assert (code, said.count("\n")) == (1, 1), said
            assert why in said and "descriptor 3 (LISTEN_FDS)" in said
        code, said = run_with(tmp_path, [good], count=2)
        assert (code, said.count("\n")) == (1, 1), said
        assert "descriptor 4 (LISTEN_FDS) is no socket" in said
    assert not (tmp_path / "state").exists()
