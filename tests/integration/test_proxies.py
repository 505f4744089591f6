"""deploy/proxies: the real proxies, with these files, before a real daemon. Readers come from other
addresses of the loopback network than the proxy, which is the one that is trusted."""

import getpass
import json
import os
import pathlib
import shutil
import socket
import subprocess

import pytest
from daemon import BROWSER, clean_environment, free_port, wait_for

PROXIES = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "proxies"
HOST = "count.news.example"
TOKEN = "a-token-of-some-length"
STREAM = "/v1/live/stream?site=localhost"


class Proxy:
    """One of the files, with ports and certificate of the test's own."""

    def __init__(self, name, directory, daemon_port):
        self.port = free_port()
        self.directory = directory
        self.directory.mkdir()
        self.make_certificate()
        self.daemon_port = daemon_port
        command = getattr(self, name)()
        self.log = open(directory / "log", "wb")
        environment = {**clean_environment(), "HOME": str(directory), "XDG_DATA_HOME": str(directory)}
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, env=environment)
        wait_for(self.listens, f"{name} to listen")

    def make_certificate(self):
        self.certificate, self.key = self.directory / "cert.pem", self.directory / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
             "-keyout", str(self.key), "-out", str(self.certificate)],
            check=True, capture_output=True, timeout=30)

    def adapted(self, name, *replacements):
        text = (PROXIES / name).read_text()
        for old, new in [("127.0.0.1:8228;", f"127.0.0.1:{self.daemon_port};"), *replacements]:
            text = text.replace(old, new)
        return text

    def nginx(self):
        site = self.adapted(
            "nginx.conf", ("443", str(self.port)),
            (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(self.certificate)),
            (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(self.key)))
        temporary = "".join(f"{what}_temp_path {self.directory}/{what};\n" for what in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        file = self.directory / "nginx.conf"
        # Its workers write longer bodies to files below a directory that is this user's alone.
        user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
        file.write_text(f"{user}daemon off;\npid {self.directory}/pid;\nevents {{}}\n"
                        f"http {{\n{temporary}{site}}}\n")
        return [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-p", str(self.directory),
                "-e", "stderr", "-c", str(file)]

    def caddy(self):
        site = self.adapted(
            "Caddyfile", ("127.0.0.1:8228", f"127.0.0.1:{self.daemon_port}"),
            (f"\n{HOST} {{", f"\nhttps://{HOST}:{self.port} {{\n\ttls {self.certificate} {self.key}"))
        file = self.directory / "Caddyfile"
        file.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site)
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]

    def haproxy(self):
        both = self.directory / "both.pem"
        both.write_text(self.certificate.read_text() + self.key.read_text())
        file = self.directory / "haproxy.cfg"
        file.write_text(self.adapted(
            "haproxy.cfg", (":::443", f":::{self.port}"), (f"/etc/haproxy/{HOST}.pem", str(both)),
            ("127.0.0.1:8228\n", f"127.0.0.1:{self.daemon_port}\n")))
        return [shutil.which("haproxy", path="/usr/sbin:/usr/bin"), "-db", "-f", str(file)]

    def listens(self):
        assert self.process.poll() is None, (self.directory / "log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def curl(self, target, *options, reader="127.0.0.2"):
        """The words of a request as a browser on that address would send it."""
        return ["curl", "-sS", "--http2", "--max-time", "20", "--interface", reader,
                "--cacert", str(self.certificate), "--resolve", f"{HOST}:{self.port}:127.0.0.1",
                "-A", BROWSER, *options, f"https://{HOST}:{self.port}{target}"]

    def ask(self, target, *options, **named):
        done = subprocess.run(self.curl(target, "-w", "\n%{http_code} %{http_version}", *options, **named),
                              capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr
        body, _, code = done.stdout.rpartition("\n")
        assert code.endswith(" 2"), "it was not HTTP/2"
        return int(code.split()[0]), body


@pytest.fixture
def daemon(new_daemon, tmp_path):
    token = tmp_path / "token"
    token.write_text(TOKEN)
    return new_daemon("--trusted-proxy", "127.0.0.1", "--token-file", str(token)).start()


@pytest.fixture(params=["nginx", "caddy", "haproxy"])
def proxy(request, tmp_path, daemon):
    made = Proxy(request.param, tmp_path / request.param, daemon.port)
    yield made
    made.end()


PRIVATELY = ("-H", f"Authorization: Bearer {TOKEN}")


def view(article):
    return ("-d", json.dumps({"type": "view", "url": f"http://localhost/{article}"}))


def test_readers_are_told_apart_and_cannot_pretend(proxy):
    code, body = proxy.ask("/v1/whoami", "-H", "X-Forwarded-For: 203.0.113.9", *PRIVATELY)
    seen = json.loads(body)
    assert (code, seen["address"], seen["peer_is_trusted_proxy"]) == (200, "127.0.0.2", True)
    for reader, views in [("127.0.0.2", 1), ("127.0.0.3", 2), ("127.0.0.2", 2)]:
        code, body = proxy.ask("/v1/ping", *view("a"), reader=reader)
        assert (code, json.loads(body)["views"]) == (200, views)


def test_what_is_private_stays_so(proxy):
    assert proxy.ask("/metrics")[0] == 404
    assert proxy.ask("/v1/top")[0] == 401
    assert proxy.ask("/v1/top", *PRIVATELY)[0] == 200


def test_a_stream_comes_as_it_is_sent(proxy):
    stream = subprocess.Popen(proxy.curl(STREAM, "-N", *PRIVATELY), stdout=subprocess.PIPE, text=True)
    try:
        assert next_views(stream) == 0
        proxy.ask("/v1/ping", *view("live"))
        assert next_views(stream) == 1
    finally:
        stream.kill()
        stream.wait()


def next_views(stream):
    for line in stream.stdout:
        if line.startswith("data: "):
            return json.loads(line[len("data: "):])["views"]
    raise AssertionError("the stream has ended")


def test_the_longest_body_that_the_daemon_takes_passes(proxy, tmp_path):
    line = json.dumps({"type": "view", "url": "http://localhost/b", "ip": "203.0.113.1",
                       "user_agent": BROWSER, "title": "x" * 400}) + "\n"
    body = tmp_path / "body"
    body.write_text(line * ((1 << 20) // len(line)))
    assert body.stat().st_size > (1 << 20) - len(line)
    code, answer = proxy.ask("/v1/pings", "--data-binary", f"@{body}", *PRIVATELY)
    assert code == 200, answer
