"""A readcountd that is read, and a Prometheus that scrapes it: what the dashboards show."""

import contextlib
import itertools
import json
import pathlib
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from daemon import BROWSER, Daemon, clean_environment, free_port  # noqa: E402

SITES = {"news.example": 3, "sport.example": 2, "localhost": 1}  # and how much they are read
ARTICLES = ["/politics/the-vote", "/world/türkiye", "/local/a-new-bridge", "/science/eclipse",
            "/opinion/letters", "/culture/the-festival", "/", '/local/"the-quote"',
            "/economy/prices", "/weather/storm", "/local/market", "/world/summit"]


class Readers:
    """Readers of a daemon's sites, from a thread of their own: views and repeats, engagement,
    crawlers, pages fetched ahead, requests that are refused. A context: leaving it ends them."""

    def __init__(self, daemon, pause=0.05):
        self.daemon, self.pause = daemon, pause
        self.random = random.Random(1)
        self.numbers = itertools.count()
        self.leaving = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.leaving.set()
        self.thread.join()

    def run(self):
        while not self.leaving.wait(self.pause):
            try:
                self.come(next(self.numbers))
            except OSError:
                return  # the daemon is gone; what is asked of it next says so

    def address(self):
        site, = self.random.choices(list(SITES), SITES.values())
        # The first is read most, and the later ones come up one after the other.
        known = min(len(ARTICLES), 4 + int(time.monotonic() - self.began) // 15)
        place = min(int(self.random.expovariate(0.5)), known - 1)
        return f"https://{site}{ARTICLES[place]}"

    began = time.monotonic()

    def come(self, number):
        reader = {"User-Agent": f"{BROWSER} {number // 2 if number % 7 == 0 else number}"}
        url = self.address()
        self.daemon.ping(url, reader, view=f"{number:016x}", title="An article")
        if number % 3 == 0:
            self.read(url, number)
        if number % 10 == 0:
            self.daemon.ping(url, {"User-Agent": "examplebot/1.0"})
            self.daemon.ping(url, {**reader, "Sec-Purpose": "prefetch"})
            self.daemon.ping("https://unknown.example/", reader)
            self.daemon.request("POST", "/v1/ping", "nonsense", reader)
            self.daemon.count(url)
            self.daemon.get("/v1/live?site=news.example", admin=True)

    def read(self, url, number):
        """Of a page that was opened a minute ago, told afterwards: there is no time to read."""
        view = {"url": url, "view": f"past-{number}", "user_agent": f"{BROWSER} {number}"}
        opened = (time.time() - 60) * 1000
        lines = [{"type": "view", "time": opened, **view},
                 {"type": "engage", "time": opened + 50_000, "engaged": 10 + number % 40, **view}]
        body = "\n".join(map(json.dumps, lines))
        self.daemon.request("POST", "/v1/pings", body.encode(), admin=True)


class Prometheus:
    """One that scrapes a daemon every second."""

    def __init__(self, directory, admin_port):
        self.directory = pathlib.Path(directory)
        self.port = free_port()
        config = self.directory / "prometheus.yml"
        config.write_text(
            "scrape_configs:\n"
            "  - job_name: readcountd\n"
            "    scrape_interval: 1s\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{admin_port}']}}]\n")
        with open(self.directory / "prometheus.log", "wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={config}",
                 f"--storage.tsdb.path={self.directory / 'tsdb'}",
                 f"--web.listen-address=127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment())

    def end(self):
        self.process.terminate()
        self.process.wait(20)

    def ask(self, path, **parameters):
        """The data of an answer. None while it cannot be reached."""
        url = (f"http://127.0.0.1:{self.port}/api/v1/{path}?"
               + urllib.parse.urlencode(parameters))
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            if error.code == 503:
                return None  # it is still starting
            raise AssertionError(f"{path} {parameters}: {error.read().decode()}") from error
        except OSError:
            return None

    def series(self, expression, *, instant, seconds=30):
        """[(labels, [(time, value)])]: those with a number in them, now or lately."""
        now = time.time()
        if instant:
            data = self.ask("query", query=expression, time=now)
        else:
            data = self.ask("query_range", query=expression, start=now - seconds, end=now,
                            step=max(1, seconds // 80))
        found = []
        for one in data["result"] if data else []:
            values = [one["value"]] if instant else one["values"]
            numbers = [(when, float(value)) for when, value in values if value != "NaN"]
            if numbers:
                found.append((one["metric"], numbers))
        return found

    def label_values(self, metric, label):
        return self.ask(f"label/{label}/values", **{"match[]": metric})


@contextlib.contextmanager
def stage(directory, pause=0.05):
    """(daemon, Prometheus), with readers, until the end of the block."""
    directory = pathlib.Path(directory)
    sites = [word for site in SITES for word in ("--site", site)]
    daemon = Daemon(*sites, state_dir=directory / "state")
    prometheus = None
    try:
        daemon.start()
        prometheus = Prometheus(directory, daemon.admin_port)
        with Readers(daemon, pause):
            yield daemon, prometheus
    finally:
        if prometheus is not None:
            prometheus.end()
        daemon.end()
