"""A client of server-sent events. Standard library only."""

import json
import time

from daemon import BROWSER


class Events:
    """One open stream; close it with `with`."""

    def __init__(self, daemon, target, headers=None, admin=True, timeout=20):
        self.connection = daemon.connection(admin, timeout)
        self.connection.request("GET", target, headers={"User-Agent": BROWSER, **(headers or {})})
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.headers = self.response.headers

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.response.close()
        self.connection.close()

    def block(self):
        """The lines up to the next empty one; None: the stream has ended."""
        lines = []
        while True:
            line = self.response.readline().decode()
            if not line:
                return None
            if line == "\n":
                return lines
            lines.append(line[:-1])

    def next(self):
        """The next event: its id, its data, and when it came. None: the stream has ended."""
        while (lines := self.block()) is not None:
            fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
            if "data" in fields:
                assert fields["event"] == "live"
                return fields["id"], json.loads(fields["data"]), time.monotonic()
        return None
