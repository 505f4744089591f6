"""The public listener by TLS: with real clients, and against such as are none."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import time

import pytest
from certificates import Authority, openssl
from daemon import READCOUNTD, clean_environment, wait_for
from events import Events
from reloading import SUCCESSFUL, SettingsFile

FAILURES = "readcount_tls_handshake_failures_total"
EXPIRY = "readcount_tls_certificate_expiry_timestamp_seconds"
URL = "http://localhost/a"
TOKEN = {"Authorization": "Bearer 0123456789abcdef"}
GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "authority")


@pytest.fixture(scope="module")
def pair(authority):
    return authority.issue("first", serial=101)


@pytest.fixture
def new_secure(new_daemon, authority, pair):
    def make(*flags, pair=pair):
        return new_daemon("--tls-cert", str(pair[0]), "--tls-key", str(pair[1]), *flags,
                          trust=authority.trust())
    return make


@pytest.fixture
def daemon(new_secure, tmp_path):
    (tmp_path / "token").write_text("0123456789abcdef")
    return new_secure("--token-file", str(tmp_path / "token"), "--threads", "2").start()


def wait_for_failures(daemon, count):
    wait_for(lambda: daemon.metric(FAILURES) >= count, f"{count} failed handshakes")
    assert daemon.metric(FAILURES) == count


def tcp(daemon):
    return socket.create_connection(("127.0.0.1", daemon.port), timeout=30)


def tls(daemon, context=None, **options):
    """A connection whose handshake is over."""
    context = context or daemon.trust
    return context.wrap_socket(tcp(daemon), server_hostname="127.0.0.1", **options)


def serial_of(connection):
    return int(connection.getpeercert()["serialNumber"], 16)


def ends(connection):
    """Whether the other side closes without a byte more."""
    try:
        return connection.recv(4096) == b""
    except ConnectionResetError:
        return True


# What clients get


def test_a_ping_counts_and_the_snippet_comes(daemon):
    assert "listening on https://127.0.0.1:" in daemon.log_text()
    assert "admin on http://127.0.0.1:" in daemon.log_text()
    assert daemon.ping(URL).json()["views"] == 1
    assert daemon.count(URL)["views"] == 1
    snippet = daemon.get("/readcount.js")
    assert snippet.status == 200 and b"readcount" in snippet.body
    assert daemon.metric(FAILURES) == 0


def test_curl_verifies_it_and_counts(daemon, authority):
    for version in ("--http1.1", "--http1.0"):
        answer = subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", version, "--cacert", str(authority.root),
             "--data", json.dumps({"type": "view", "url": URL}),
             f"https://127.0.0.1:{daemon.port}/v1/ping"],
            env=clean_environment(), capture_output=True, text=True, timeout=30, check=False)
        assert answer.returncode == 0, answer.stderr
        assert "outcome" in answer.stdout


def minding_the_end(daemon):
    """A connection that takes an end which TLS did not tell for the error that it is."""
    daemon.trust.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    return tls(daemon, suppress_ragged_eofs=False)


def test_a_connection_is_kept_and_the_end_is_told(daemon):
    connection = minding_the_end(daemon)
    assert connection.selected_alpn_protocol() == "http/1.1"
    assert connection.version() == "TLSv1.3"
    for _ in range(3):
        connection.sendall(GET)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
    connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert connection.recv(4096).startswith(b"HTTP/1.1 200")
    assert connection.recv(4096) == b""


def test_the_end_is_told_when_the_daemon_stops(daemon):
    idle, listening = minding_the_end(daemon), minding_the_end(daemon)
    idle.sendall(GET)
    assert idle.recv(4096).startswith(b"HTTP/1.1 200")
    listening.sendall(GET.replace(b"/healthz", b"/v1/live/stream?site=localhost").replace(
        b"\r\n\r\n", f"\r\nAuthorization: {TOKEN['Authorization']}\r\n\r\n".encode()))
    assert listening.recv(4096).startswith(b"HTTP/1.1 200")
    wait_for(lambda: daemon.metric("readcount_http_streams") == 1, "the stream")
    assert daemon.stop() == 0
    assert idle.recv(4096) == b""
    while listening.recv(4096):
        pass


def test_the_end_is_told_behind_a_refusal_that_leaves_a_body_unread(daemon):
    connection = minding_the_end(daemon)
    connection.sendall(b"POST /v1/ping HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")
    connection.sendall(bytes(100_000))
    answer = b""
    while more := connection.recv(65536):
        answer += more
    assert answer.startswith(b"HTTP/1.1 413")


def test_requests_that_come_at_once_are_answered_in_order(daemon):
    connection = tls(daemon)
    connection.sendall(b"".join(GET.replace(b"/healthz", b"/none/%d" % i) for i in range(500)))
    answers = b""
    while answers.count(b"HTTP/1.1 404") < 500:
        answers += connection.recv(65536)
    assert answers.count(b"HTTP/1.1 ") == 500


def test_large_bodies_go_both_ways(daemon):
    lines = "".join(json.dumps({"url": f"http://localhost/a/{i % 900}", "ip": f"192.0.2.{i % 250}",
                                "user_agent": "Mozilla/5.0 Firefox/128.0"}) + "\n"
                    for i in range(9000))
    assert len(lines) > 700_000
    answer = daemon.request("POST", "/v1/pings", lines,
                            {**TOKEN, "Content-Type": "application/x-ndjson"})
    assert answer.status == 200, answer.body
    urls = [f"http://localhost/a/{i}" for i in range(900)]
    answer = daemon.request("POST", "/v1/counts", json.dumps(urls))
    assert len(answer.body) > 100_000
    assert [each["path"] for each in answer.json()["counts"]] == [f"/a/{i}" for i in range(900)]


@pytest.mark.parametrize("in_order", [True, False])
def test_a_stream_tells_who_is_reading_and_ends_with_its_client(daemon, in_order):
    streams = "readcount_http_streams"
    events = Events(daemon, "/v1/live/stream?site=localhost", TOKEN, admin=False)
    assert events.status == 200
    assert events.next()[1]["live"] == 0
    assert daemon.ping(URL, view="v1").status == 200
    assert events.next()[1]["live"] == 1
    assert daemon.metric(streams) == 1
    connection = events.connection.sock or events.response.fp.raw._sock
    if in_order:
        connection.settimeout(0.2)
        try:
            connection.unwrap()  # the end by TLS, while the socket stays open
        except (TimeoutError, ssl.SSLError):
            pass
    else:
        connection.shutdown(socket.SHUT_RDWR)
    # Well before the next sign of life, whose writing would fail.
    wait_for(lambda: daemon.metric(streams) == 0, "the stream to end", 5)
    events.connection.close()


def test_a_session_is_resumed(daemon):
    with tls(daemon) as connection:
        connection.sendall(GET)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        session = connection.session
    with daemon.trust.wrap_socket(tcp(daemon), server_hostname="127.0.0.1",
                                  session=session) as connection:
        assert connection.session_reused
        connection.sendall(GET)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")


# What is no client


def test_plain_http_is_closed_and_counted(daemon):
    with tcp(daemon) as connection:
        connection.sendall(GET)
        assert ends(connection)
    wait_for_failures(daemon, 1)
    assert daemon.ping(URL).status == 200


def test_old_versions_other_protocols_and_strangers_are_refused_and_counted(daemon):
    old = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{daemon.port}", "-tls1_1", "-cipher",
         "ALL:@SECLEVEL=0"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    assert old.returncode != 0
    wait_for_failures(daemon, 1)
    only_two = ssl.create_default_context()
    only_two.check_hostname, only_two.verify_mode = False, ssl.CERT_NONE
    only_two.set_alpn_protocols(["h2"])
    with pytest.raises(ssl.SSLError, match="(?i)application.protocol"):
        tls(daemon, only_two)
    wait_for_failures(daemon, 2)
    with pytest.raises(ssl.SSLCertVerificationError):
        tls(daemon, ssl.create_default_context())
    wait_for_failures(daemon, 3)


def test_who_only_looks_whether_the_port_is_open_is_no_failure(daemon):
    for _ in range(3):
        tcp(daemon).close()
    with tcp(daemon) as connection:
        connection.sendall(b"no TLS")
        assert ends(connection)
    wait_for_failures(daemon, 1)


def test_a_handshake_that_is_never_finished_is_ended_in_time(daemon):
    begun = time.monotonic()
    silent, trickling = tcp(daemon), tcp(daemon)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(400)
    sent = 0
    trickling.settimeout(0.25)
    while True:
        try:
            if sent < len(hello):
                trickling.send(hello[sent:sent + 1])
                sent += 1
            if trickling.recv(1) == b"":
                break
        except TimeoutError:
            assert time.monotonic() - begun < 25
        except (ConnectionResetError, BrokenPipeError):
            break
    assert time.monotonic() - begun > 9
    assert ends(silent)
    assert time.monotonic() - begun < 20
    wait_for_failures(daemon, 2)


def test_unfinished_handshakes_give_way_and_hold_up_no_stop(new_secure):
    daemon = new_secure("--max-connections-per-address", "2").start()
    silent = [tcp(daemon) for _ in range(4)]
    assert daemon.ping(URL).status == 200
    assert daemon.metric("readcount_http_connections_made_room_total") >= 2
    assert daemon.metric(FAILURES) == 0
    begun = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - begun < 4
    for each in silent:
        assert ends(each)


# The files


def check(*flags):
    result = subprocess.run([READCOUNTD, "--check", *map(str, flags)], env=clean_environment(),
                            capture_output=True, text=True, timeout=30, check=False)
    return result.returncode, result.stderr.strip()


def test_a_sound_pair_is_valid(pair):
    assert check("--tls-cert", pair[0], "--tls-key", pair[1]) == (0, "")


def test_both_may_stand_in_one_file(pair, tmp_path, new_secure):
    both = tmp_path / "both.pem"
    both.write_text(pair[1].read_text() + pair[0].read_text())
    assert new_secure(pair=(both, both)).start().ping(URL).status == 200


def refusal(certificate, key):
    code, said = check("--tls-cert", certificate, "--tls-key", key)
    assert code == 1
    return said.removeprefix("readcountd: ")


def test_what_is_wrong_with_them_is_said_with_the_remedy(pair, authority, tmp_path):
    chain, key = pair
    none, text, locked, cut = (tmp_path / name for name in ("none", "text", "locked", "cut"))
    text.write_text("not in PEM form\n")
    openssl("pkey", "-in", key, "-aes128", "-passout", "pass:secret", "-out", locked)
    cut.write_text("".join(chain.read_text().splitlines(True)[:5]))
    other = authority.issue("other", serial=102)[1]
    assert refusal(none, key) == (
        f'--tls-cert: cannot read "{none}": No such file or directory')
    assert refusal(chain, tmp_path) == f'--tls-key: cannot read "{tmp_path}": it is a directory'
    assert refusal(text, key).startswith(
        f'--tls-cert: "{text}" holds no certificate in PEM form: name a file')
    assert refusal(key, key).startswith(
        f'--tls-cert: "{key}" holds no certificate in PEM form: name a file')
    assert refusal(cut, key).startswith(f'--tls-cert: "{cut}" is damaged (')
    assert refusal(chain, chain).startswith(
        f'--tls-key: "{chain}" holds no private key in PEM form: name the file')
    assert refusal(chain, locked).startswith(
        f'--tls-key: "{locked}" is locked by a password: write the key without one')
    assert refusal(chain, other).startswith(
        f'--tls-key: "{other}" holds the key of another certificate: name the one')


def test_a_weak_key_is_refused(tmp_path):
    certificate, key = tmp_path / "weak.pem", tmp_path / "weak-key.pem"
    openssl("req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=weak", "-keyout", key,
            "-out", certificate)
    assert refusal(certificate, key).startswith(
        f'--tls-cert: "{certificate}" is not taken by OpenSSL (ee key too small)')


def test_an_expired_certificate_fails_the_check_and_is_warned_of_at_the_start(
        authority, new_secure):
    old = authority.issue("old", serial=103, days=2, at="10 days ago")
    assert "has expired at 20" in refusal(*old) and refusal(*old).endswith(" UTC: renew it")
    daemon = new_secure(pair=old)
    daemon.trust.check_hostname, daemon.trust.verify_mode = False, ssl.CERT_NONE
    daemon.start()
    assert "has expired at 20" in daemon.log_text()
    assert daemon.ping(URL).status == 200
    assert daemon.metric(EXPIRY) < time.time()
    future = authority.issue("future", serial=104, at="next week")
    assert "is not valid before 20" in refusal(*future)


# Renewal


class Renewed:
    """A daemon whose certificate lies where a renewal puts the next one."""

    def __init__(self, new_daemon, authority, directory):
        self.authority, self.directory = authority, directory
        self.chain, self.key = directory / "chain.pem", directory / "key.pem"
        self.put(authority.issue("first", serial=201, days=10))
        self.text = f'tls-cert = "{self.chain}"\ntls-key = "{self.key}"\nsite = ["localhost"]\n'
        self.file = SettingsFile(new_daemon, directory / "readcountd.toml")
        self.daemon = self.file.start(self.text, "--threads", "2", trust=authority.trust())

    def put(self, pair):
        shutil.copy(pair[0], self.chain)
        shutil.copy(pair[1], self.key)

    def serials(self):
        """Of new connections, over both threads."""
        found = set()
        for _ in range(20):
            with tls(self.daemon) as connection:
                found.add(serial_of(connection))
        return found

    def days_left(self):
        return round((self.daemon.metric(EXPIRY) - time.time()) / 86400)


@pytest.fixture
def renewed(new_daemon, authority, tmp_path):
    return Renewed(new_daemon, authority, tmp_path)


def test_a_reload_takes_the_renewed_certificate_and_cuts_nobody(renewed):
    assert renewed.serials() == {201} and renewed.days_left() == 10
    connections = [tls(renewed.daemon) for _ in range(4)]
    renewed.put(renewed.authority.issue("second", serial=202, days=90))
    assert renewed.serials() == {201}
    assert renewed.file.hang_up() is None
    assert renewed.serials() == {202} and renewed.days_left() == 90
    for connection in connections:
        connection.sendall(GET)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        assert serial_of(connection) == 201


def test_a_broken_pair_changes_nothing(renewed):
    daemon = renewed.daemon
    expired = renewed.authority.issue("expired", serial=203, days=2, at="10 days ago")
    another = renewed.authority.issue("another", serial=204)
    renewed.key.write_text("half a ke")
    assert "--tls-key: " in renewed.file.refuse(renewed.text + "rate-limit = 1\n")
    shutil.copy(another[1], renewed.key)
    assert "holds the key of another certificate" in renewed.file.hang_up()
    renewed.put(expired)
    assert "has expired at" in renewed.file.hang_up()
    renewed.chain.unlink()
    assert "cannot read" in renewed.file.hang_up()
    assert renewed.serials() == {201} and renewed.days_left() == 10
    assert [daemon.ping(URL).status for _ in range(3)] == [200] * 3  # nor is the limit in force
    assert daemon.metric(SUCCESSFUL) == 0
    renewed.put(another)
    renewed.file.take(renewed.text)
    assert renewed.serials() == {204}


def test_a_reload_may_bring_tls_and_take_it_away(renewed):
    daemon, trust = renewed.daemon, renewed.daemon.trust
    renewed.file.take('site = ["localhost"]\n')
    daemon.trust = None
    assert {daemon.ping(URL).status for _ in range(10)} == {200}
    assert EXPIRY not in daemon.metrics()
    plain = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=10)
    plain.request("GET", "/healthz")
    assert plain.getresponse().read()
    renewed.file.take(renewed.text)
    daemon.trust = trust
    assert {daemon.ping(URL).status for _ in range(10)} == {200}
    plain.request("GET", "/healthz")  # goes on as it began
    assert plain.getresponse().status == 200
