"""Fixtures: a real readcountd with a private Redis, in a temporary directory, on free ports."""

import pytest
from by_hand import SITE, Books
from daemon import Daemon, Redis


@pytest.fixture
def new_daemon(tmp_path):
    """Makes daemons that are ended with the test."""
    made = []

    def make(*arguments, **options):
        options.setdefault("state_dir", tmp_path / "state")
        made.append(Daemon(*arguments, **options))
        return made[-1]

    yield make
    for daemon in made:
        daemon.end()


@pytest.fixture
def daemon(new_daemon):
    """A daemon on its embedded default that counts news.example and localhost."""
    return new_daemon("--site", "news.example,www.alias.example", "--site", "localhost").start()


@pytest.fixture
def redis(tmp_path):
    """A redis-server of the test's own, as an operator would have one."""
    directory = tmp_path / "redis"
    directory.mkdir()
    server = Redis(directory).start()
    yield server
    server.end()


@pytest.fixture
def books():
    """What a test writes into Redis by hand."""
    return Books()


@pytest.fixture
def editor(new_daemon, redis):
    """A daemon on a Redis whose keys the test writes."""
    return new_daemon("--site", SITE, redis=redis.url).start()
