"""SIGHUP: what a reload of the settings changes, and what leaves everything as it was."""

import http.client
import pathlib
import socket
import subprocess
import time

import pytest
from daemon import READCOUNTD, wait_for
from reloading import SUCCESSFUL, TAKEN, TIME, SettingsFile
from service import NotifySocket
from test_bounds import within_one_hour

ONE = 'site = ["one.example"]\n'


@pytest.fixture
def file(new_daemon, tmp_path):
    return SettingsFile(new_daemon, tmp_path / "readcountd.toml")


def status(daemon, url):
    return daemon.ping(url).status


# What is taken


def test_a_site_comes_and_another_goes_and_its_counts_remain(file):
    daemon = file.start(ONE, "--threads", "3")
    assert daemon.ping("http://one.example/a").json()["views"] == 1
    daemon.wait_until_applied()
    file.take('site = ["two.example"]\n')
    # Over many connections, so that each thread is asked.
    assert {status(daemon, "http://two.example/a") for _ in range(40)} == {200}
    assert {status(daemon, "http://one.example/a") for _ in range(40)} == {403}
    answer = daemon.ping("http://two.example/a", {"Origin": "http://one.example"})
    assert answer.status == 403 and "origin" in answer.json()["code"]
    assert "one.example" in daemon.redis_cli("--scan", "--pattern", "*one.example*")
    file.take('site = ["one.example", "two.example"]\n')
    assert daemon.views("http://one.example/a") == 1


def test_aliases_and_parameters_of_a_site_change(file):
    daemon = file.start(ONE)
    daemon.ping("http://one.example/a?id=1")
    assert daemon.count("http://one.example/a?id=1")["path"] == "/a"
    file.take('[sites."one.example"]\naliases = ["m.one.example"]\nkeep-query = ["id"]\n')
    assert daemon.count("http://m.one.example/a?id=1")["path"] == "/a?id=1"
    file.take(ONE)
    assert status(daemon, "http://m.one.example/a") == 403
    assert daemon.count("http://one.example/a?id=1")["path"] == "/a"


def test_a_token_is_rotated(file, tmp_path):
    token = tmp_path / "token"
    token.write_text("0123456789abcdef")
    daemon = file.start(f'{ONE}token-file = "{token}"\n')

    def whoami(secret):
        return daemon.get("/v1/whoami", headers={"Authorization": f"Bearer {secret}"}).status

    token.write_text("fedcba9876543210")
    assert whoami("0123456789abcdef") == 200
    assert file.hang_up() is None
    assert (whoami("0123456789abcdef"), whoami("fedcba9876543210")) == (401, 200)
    token.unlink()
    complaint = file.hang_up()
    assert f'{file.path}:2: token-file: cannot read "{token}"'.replace('"', '\\"') in complaint
    assert whoami("fedcba9876543210") == 200
    assert daemon.metric(SUCCESSFUL) == 0
    file.take(ONE)
    assert whoami("fedcba9876543210") == 401


def test_the_rate_limit_changes(file):
    daemon = file.start(ONE)
    assert [status(daemon, "http://one.example/a") for _ in range(10)] == [200] * 10
    file.take(f"{ONE}rate-limit = 2\n")
    assert [status(daemon, "http://one.example/a") for _ in range(3)] == [200, 200, 429]
    file.take(ONE)
    assert status(daemon, "http://one.example/a") == 200


def test_the_bounds_of_connections_change(file):
    daemon = file.start(ONE)
    turned = "readcount_http_connections_made_room_total"
    with Idle(daemon, 4) as idle:
        assert idle.open() == 4
        file.take(f"{ONE}max-connections-per-address = 2\n")
        assert idle.open() == 4  # those that are there stay
        before = daemon.metric(turned)
        for _ in range(4):
            assert daemon.get("/healthz").status == 200
        assert daemon.metric(turned) > before
        assert idle.open() < 4
    file.take(f"{ONE}max-connections = 1\n")
    assert daemon.get("/healthz").status == 200


def test_a_daemon_that_was_full_takes_more_connections_at_once(file):
    daemon = file.start(f"{ONE}max-connections = 1\n")
    with Idle(daemon, 1) as busy:
        busy.begin_requests()
        waiting = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=5)
        waiting.request("GET", "/healthz")
        waiting.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):  # a request is under way on the only connection
            waiting.sock.recv(1)
        waiting.sock.settimeout(5)
        file.take(f"{ONE}max-connections = 100\n")
        assert waiting.getresponse().status == 200
        waiting.close()


class Idle:
    """Connections to the public listener that ask for nothing."""

    def __init__(self, daemon, number):
        self.sockets = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(number)]
        for each in self.sockets:  # so that the daemon is known to have taken it
            each.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            assert each.recv(4096).startswith(b"HTTP/1.1 200")

    def begin_requests(self):
        for each in self.sockets:
            each.sendall(b"GET /healthz HTTP/1.1\r\n")

    def open(self):
        def is_open(connection):
            connection.settimeout(0.05)
            try:
                return connection.recv(1) != b""
            except TimeoutError:
                return True
            except ConnectionResetError:
                return False

        return sum(is_open(each) for each in self.sockets)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self.sockets:
            each.close()


def test_the_budget_of_new_articles_changes(file):
    within_one_hour()
    daemon = file.start(ONE)
    beyond = 'readcount_beyond_budget_total{site="one.example"}'
    for i in range(3):
        daemon.ping(f"http://one.example/{i}")
    file.take('[sites."one.example"]\nnew-articles-per-hour = 4\n')
    for i in range(3, 6):
        daemon.ping(f"http://one.example/{i}")
    assert daemon.metric(beyond) == 2  # what was spent of the hour is spent
    file.take(ONE)
    daemon.ping("http://one.example/6")
    assert daemon.metric(beyond) == 2


def test_proxies_come_to_be_trusted(file):
    daemon = file.start(ONE)

    def address():
        answer = daemon.get("/v1/whoami", admin=True, headers={"X-Forwarded-For": "192.0.2.7"})
        return answer.json()["address"]

    assert address() == "127.0.0.1"
    file.take(f'{ONE}trusted-proxy = "127.0.0.1"\n')
    assert address() == "192.0.2.7"
    file.take(ONE)
    assert address() == "127.0.0.1"


def test_a_proxy_is_no_longer_held_to_the_bound_of_one_address(file):
    daemon = file.start(f"{ONE}max-connections-per-address = 1\n")
    file.take(f'{ONE}max-connections-per-address = 1\ntrusted-proxy = "127.0.0.1"\n')
    with Idle(daemon, 4) as idle:
        assert idle.open() == 4


def test_the_log_says_more_and_less(file):
    daemon = file.start(ONE)
    file.take(f'{ONE}log-level = "error"\n')
    assert TAKEN not in daemon.log_text()
    file.take(f'{ONE}log-level = "info"\n')
    assert daemon.log_text().count(TAKEN) == 1


def test_metrics_name_more_and_fewer_articles(file):
    daemon = file.start(ONE)

    def named():
        return sum("readcount_top_article_views_total{" in name for name in daemon.metrics())

    for i in range(5):
        daemon.ping(f"http://one.example/{i}")
    assert named() == 5
    file.take(f"{ONE}metrics-top = 2\n")
    assert named() == 2
    file.take(f"{ONE}metrics-top = 0\n")
    assert named() == 0


def test_streams_are_bounded_anew(file):
    daemon = file.start(ONE)
    file.take(f"{ONE}max-streams = 0\n")
    answer = daemon.get("/v1/live/stream", admin=True)
    assert answer.status == 503 and "--max-streams allows (0)" in answer.json()["detail"]


def test_another_database_of_countries_is_read(file, tmp_path):
    daemon = file.start(f'{ONE}trusted-proxy = "127.0.0.1"\n')
    database = tmp_path / "countries.mmdb"
    script = pathlib.Path(__file__).parents[1] / "countries" / "write_mmdb.py"
    subprocess.run([str(script), str(database), "Test-Country", "192.0.2.0/24=DE"], check=True,
                   timeout=30)
    file.take(f'{ONE}trusted-proxy = "127.0.0.1"\ngeoip-db = "{database}"\n')
    daemon.ping("http://one.example/a", {"X-Forwarded-For": "192.0.2.77"})
    daemon.wait_until_applied()
    rows = daemon.ask("sources", site="one.example", by="country")["rows"]
    assert [row["name"] for row in rows] == ["DE"]


def test_a_flag_goes_on_beating_the_file(file):
    daemon = file.start("rate-limit = 1\n", "--site", "one.example", "--rate-limit", "0")
    file.take('site = ["two.example"]\nrate-limit = 1\n')
    assert [status(daemon, "http://one.example/a") for _ in range(5)] == [200] * 5
    assert status(daemon, "http://two.example/a") == 403


def open_stream(port, headers=None):
    stream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    stream.request("GET", "/v1/live/stream?site=one.example", headers=headers or {})
    answer = stream.getresponse()
    assert answer.readline().startswith(b"retry:")
    return answer


def test_streams_go_on(file):
    daemon = file.start(ONE)
    answer = open_stream(daemon.admin_port)
    file.take('site = ["one.example", "two.example"]\n')
    daemon.ping("http://one.example/a", view="v1")
    wait_for(lambda: b'"live":1' in answer.readline(), "the stream to show the reader")
    answer.close()


@pytest.mark.parametrize("text", ["two.example", "two.example,one.example"])
def test_the_stream_of_a_site_that_goes_ends(file, text):
    daemon = file.start(ONE)
    answer = open_stream(daemon.admin_port)
    file.take(f'site = ["{text}"]\n')
    answer.read()  # to its end: else the time-out raises
    wait_for(lambda: daemon.metric("readcount_http_streams") == 0, "its place to be free")


def test_the_streams_of_a_token_that_goes_end(file, tmp_path):
    token = tmp_path / "token"
    token.write_text("0123456789abcdef")
    daemon = file.start(f'{ONE}token-file = "{token}"\n')
    private = open_stream(daemon.admin_port)
    public = open_stream(daemon.port, {"Authorization": "Bearer 0123456789abcdef"})
    token.write_text("fedcba9876543210")
    file.take(f'{ONE}token-file = "{token}"\n')
    public.read()
    wait_for(lambda: daemon.metric("readcount_http_streams") == 1, "the other to be left")
    private.close()


# What changes nothing

BROKEN = {
    "not TOML": ("site = [\n", "not TOML"),
    "an unknown setting": ("rate-limt = 5\n", "did you mean rate-limit?"),
    "a wrong value": ('log-level = "loud"\n', ':4: log-level: "loud" is none of'),
    "a number as a word": ('max-streams = "many"\n', "is not a whole number from 0"),
    "a site that is none": ('site = ["http://one.example/"]\n', "site: "),
    "a host of two sites": ('[sites."b.example"]\naliases = ["evil.example"]\n', "belongs to"),
    "a proxy that is none": ('trusted-proxy = ["10.0.0.0/99"]\n', "trusted-proxy: "),
    "no token": ('token-file = "/nowhere/token"\n', "token-file: cannot read"),
    "no database of countries": ('geoip-db = "/nowhere.mmdb"\n', "--geoip-db: "),
    "a setting of the command line": ("check = true\n", "cannot stand in the file"),
    "bytes": ("\0\xff\n", "not TOML"),
    "too many bytes": ("# " + "x" * (1 << 20) + "\n", "larger than"),
}
RESTART = {
    "listen": '"127.0.0.1:1"', "admin-listen": '"127.0.0.1:1"', "redis": '"unix:///r"',
    "key-prefix": '"x:"', "allow-evicting-redis": "true", "flush-interval": '"1s"',
    "state-dir": '"/nowhere"', "journal-sync": '"always"', "journal-sync-interval": '"2s"',
    "journal-retain": '"2h"', "journal-max-bytes": '"2GiB"', "repeat-window": '"1h"',
    "read-seconds": "20", "keep-minutes": '"24h"', "keep-hours": '"30d"',
    "keep-engagement": '"30d"', "keep-sources": '"30d"', "keep-site-sources": '"300d"',
    "keep-hour-lists": '"30d"', "keep-day-lists": '"90d"', "keep-listed": "500",
    "keep-listed-of-site": "5000", "threads": "2", "max-articles": "2000", "log-format": '"json"',
}
EVIL = 'site = ["evil.example"]\nrate-limit = 1\nmetrics-top = 0\n'


def behaves_as_before(daemon):
    assert [status(daemon, "http://one.example/a") for _ in range(3)] == [200] * 3
    assert status(daemon, "http://evil.example/a") == 403
    assert any("readcount_top_article_views_total{" in name for name in daemon.metrics())


@pytest.fixture
def settled(new_daemon, tmp_path):
    """One whose every setting comes from its file, but for the ports and the directory."""
    file = SettingsFile(new_daemon, tmp_path / "readcountd.toml")
    file.start(ONE)
    return file


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_changes_nothing_and_says_why(settled, kind):
    broken, why = BROKEN[kind]
    text = EVIL.replace("site = ", "# site = ") if broken.startswith("site") else EVIL
    taken_at = settled.daemon.metric(TIME)
    complaint = settled.refuse(text + broken)
    assert why.replace('"', '\\"') in complaint
    behaves_as_before(settled.daemon)
    assert settled.daemon.metric(TIME) == taken_at
    settled.take(ONE)


@pytest.mark.parametrize("name", [each for each in RESTART
                                  if each not in ("listen", "admin-listen", "state-dir")])
def test_what_takes_a_restart_changes_nothing_and_is_named(settled, name):
    complaint = settled.refuse(f"{EVIL}{name} = {RESTART[name]}\n")
    assert complaint == (f"{settled.path}:4: {name}: takes a restart to change; restart readcountd, "
                         "or put back what is in force")
    behaves_as_before(settled.daemon)


def test_a_file_that_is_empty_for_a_moment_changes_nothing(settled):
    assert "site: none is left" in settled.refuse("")
    behaves_as_before(settled.daemon)


def test_a_file_that_is_gone_or_cannot_be_read_changes_nothing(settled):
    settled.path.unlink()
    assert f"--config: cannot read \\\"{settled.path}\\\"" in settled.hang_up()
    settled.path.mkdir()
    assert "it is a directory" in settled.hang_up()
    behaves_as_before(settled.daemon)
    settled.path.rmdir()
    settled.take(ONE)


def test_metrics_tell_of_the_settings_of_the_start(settled):
    assert settled.daemon.metric(SUCCESSFUL) == 1
    assert abs(settled.daemon.metric(TIME) - time.time()) < 60




# Under a service manager


def test_the_service_manager_hears_of_it(file, tmp_path):
    manager = NotifySocket(tmp_path / "notify")
    file.start(ONE, environment={"NOTIFY_SOCKET": manager.address})
    manager.wait_for("READY")
    before = time.monotonic_ns() // 1000
    for reload, text in ((file.take, ONE), (file.refuse, "x")):
        reload(text)
        messages = [each for each in manager.messages(0.3) if {"RELOADING", "READY"} & set(each)]
        assert [next(iter(each)) for each in messages] == ["RELOADING", "READY"]
        assert before <= int(messages[0]["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000
    manager.close()


def test_the_end_of_a_reload_is_said_again_until_it_is_heard(file, tmp_path):
    manager = NotifySocket(tmp_path / "notify")
    daemon = file.start(ONE, environment={"NOTIFY_SOCKET": manager.address})
    manager.wait_for("READY")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as others:
        others.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                others.sendto(b"X=1", manager.address)
    manager.socket.recv(4096)  # room for RELOADING, and not for what follows it
    file.take(ONE)
    assert "cannot tell the service manager" in daemon.log_text()
    assert manager.wait_for("RELOADING") == "1"
    assert manager.wait_for("READY") == "1"
    manager.close()


def test_help_says_what_takes_a_restart():
    text = " ".join(subprocess.run([READCOUNTD, "--help"], capture_output=True, text=True,
                                   check=True).stdout.split())
    said = text.partition("These take a restart: ")[2].rstrip(".")
    assert sorted(said.split(", ")) == sorted(RESTART)
