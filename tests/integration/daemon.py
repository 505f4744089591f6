"""readcountd and redis-server as processes, and small clients for them. Standard library only."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse

BUILD = pathlib.Path(os.environ.get("READCOUNT_BUILD", "build/release")).resolve()
READCOUNTD = BUILD / "daemon" / "readcountd"
READCOUNT = BUILD / "client" / "cli" / "readcount"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def clean_environment():
    """The environment without settings of ours or proxies that would change a test."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("READCOUNT_") and not name.lower().endswith("_proxy")
    }


def wait_for(condition, what, seconds=60):
    """Waits until condition() is true, and returns what it returned."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s for {what}")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Daemon:
    """One readcountd. start() waits until it is ready."""

    def __init__(self, *arguments, state_dir, redis=None, environment=None, trust=None):
        self.state_dir = pathlib.Path(state_dir)
        self.log = self.state_dir.parent / f"{self.state_dir.name}.log"
        self.arguments = [
            str(READCOUNTD), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
            "--state-dir", str(self.state_dir), *arguments,
        ]
        if redis is not None:
            self.arguments += ["--redis", redis]
        self.trust = trust  # an ssl.SSLContext, if its public listener speaks TLS
        self.environment = {**clean_environment(), **(environment or {})}
        self.process = None
        self.port = self.admin_port = None

    def launch(self, stderr=None, pass_fds=()):
        """Starts the process and does not wait."""
        with open(self.log, "ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=stderr or log,
                env=self.environment, pass_fds=pass_fds)
        return self

    def start(self, seconds=60):
        return self.launch().wait_until_ready(seconds)

    def wait_until_ready(self, seconds=60):
        """After launch(): reads the ports off the log."""

        def is_listening():
            if self.process.poll() is not None:
                raise AssertionError(f"readcountd ended at once:\n{self.log_text()}")
            return re.search(r"admin on http://127\.0\.0\.1:(\d+)", self.log_text())

        self.admin_port = int(wait_for(is_listening, "readcountd to listen", seconds)[1])
        listening = re.search(r"listening on https?://127\.0\.0\.1:(\d+)", self.log_text())
        self.port = int(listening[1])
        wait_for(lambda: self.get("/readyz").status == 200, "readiness", seconds)
        return self

    def is_ready(self):
        try:
            return self.get("/readyz").status == 200
        except ConnectionError:
            return False

    def log_text(self):
        with open(self.log, encoding="utf-8") as log:
            log.seek(self.log_start)
            return log.read()

    def stop(self):
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def end(self):
        """Ends it and its private Redis, however they are."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        pid = self.redis_pid()
        if pid:
            os.kill(pid, signal.SIGKILL)

    def redis_pid(self):
        """The pid of the private Redis, if it runs."""
        try:
            pid = int((self.state_dir / "redis" / "redis.pid").read_text())
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if str(self.state_dir).encode() in command else None

    # Requests

    def connection(self, admin=False, timeout=60):
        """To one of its listeners, not open yet."""
        if admin:
            return http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=timeout)
        if self.trust is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout,
                                           context=self.trust)

    def request(self, method, target, body=None, headers=None, admin=False):
        connection = self.connection(admin)
        try:
            connection.request(method, target, body, {"User-Agent": BROWSER, **(headers or {})})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, target, **options):
        return self.request("GET", target, **options)

    def ping(self, url, headers=None, **fields):
        body = json.dumps({"type": "view", "url": url, **fields})
        return self.request("POST", "/v1/ping", body, headers)

    def count(self, url):
        return self.get("/v1/count?url=" + urllib.parse.quote(url, safe="")).json()

    def ask(self, route, **parameters):
        """An editor's question, which must be answered."""
        answer = self.get(f"/v1/{route}?{urllib.parse.urlencode(parameters)}", admin=True)
        assert answer.status == 200, answer.body
        return answer.json()

    def views(self, url):
        return self.count(url)["views"]

    def metrics(self):
        """All samples, by name and labels as they stand in the text."""
        samples = {}
        for line in self.get("/metrics", admin=True).body.decode().splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                samples[name] = float(value)
        return samples

    def metric(self, name):
        return self.metrics().get(name, 0.0)

    def wait_until_applied(self, seconds=60):
        wait_for(lambda: self.metric("readcount_journal_unapplied_records") == 0,
                 "everything to be applied", seconds)

    def redis_cli(self, *words):
        return redis_cli(self.state_dir / "redis" / "redis.sock", *words)


class Redis:
    """A redis-server of a test's own, on a Unix socket and a TCP port."""

    def __init__(self, directory, *arguments):
        self.directory = pathlib.Path(directory)
        self.socket = self.directory / "r.sock"
        self.port = free_port()
        self.arguments = [
            shutil.which("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1",
            "--unixsocket", str(self.socket), "--dir", str(self.directory), "--save", "",
            "--appendonly", "yes", "--enable-debug-command", "local", *arguments,
        ]
        self.process = None

    def start(self):
        with open(self.directory / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: "PONG" in self.cli("PING") or "NOAUTH" in self.cli("PING"),
                 "redis-server to answer")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def cli(self, *words):
        return redis_cli(self.socket, *words)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"


def redis_cli(socket_path, *words):
    result = subprocess.run(
        ["redis-cli", "-s", str(socket_path), *map(str, words)],
        capture_output=True, text=True, check=False, timeout=10)
    return (result.stdout + result.stderr).strip()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
