"""The documents' commands, and a machine on which they can be run as they stand."""

import os
import pathlib
import re
import shlex
import stat
import subprocess

from daemon import READCOUNT, READCOUNTD, Daemon, clean_environment, free_port, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "systemd" / "readcountd.service"


def section(path, heading):
    """The text under a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", path.read_text("utf-8"),
                      re.M | re.S)
    assert found, f"{path.name} has no section {heading}"
    return found[1]


def shell_blocks(text):
    return re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)


# As much of systemctl as the documents use of it; the services are started by hand, as their units say.
SYSTEMCTL = """#!/usr/bin/env bash
set -euo pipefail
stop() {{
  kill -TERM "$(cat {home}/$1.pid)" 2>/dev/null || return 0  # it is stopped already
  tail --pid="$(cat {home}/$1.pid)" -s 0.05 -f /dev/null
}}
start() {{
  words=$(sed -n 's/^ExecStart=[^ ]* //p' "$2")
  words=${{words//\\/etc\\/readcount/{home}/etc/readcount}}
  words=${{words//%S/{home}/var/lib}}
  [[ $words == *" {home}/etc/readcount/"*" {home}/var/lib/private/"* && $words != *%* ]] ||
    {{ echo "the unit is another than this systemctl knows: $words" >&2; exit 1; }}
  settings=${{words#--config }} settings=${{settings%% *}}
  install -d -m 700 "{home}/var/lib/private/$(sed -n 's/^StateDirectory=//p' "$2")"
  setsid {daemon} $words >>{home}/log 2>&1 </dev/null &
  echo $! >{home}/$1.pid
  until {client} --server "http://$(sed -n 's/^admin-listen = "\\(.*\\)"/\\1/p' "$settings")" ready >/dev/null 2>&1; do
    kill -0 "$(cat {home}/$1.pid)"
    sleep 0.05
  done
}}
case "$*" in
  "cat readcountd") cat {unit} ;;
  "stop readcountd.socket readcountd" | "disable --now readcountd.socket readcountd") stop readcountd ;;
  "start readcountd" | "enable --now readcountd") start readcountd {unit} ;;
  "disable --now readcountd-new") stop readcountd-new ;;
  "enable --now readcountd-new") start readcountd-new {home}/etc/systemd/system/readcountd-new.service ;;
  "is-enabled --quiet readcountd.socket") exit 1 ;;
  "daemon-reload") ;;
  *) echo "unknown to this systemctl: $*" >&2; exit 1 ;;
esac
"""


class Machine:
    """A directory in the place of `/`, with a readcountd that its own systemctl starts as the unit
    would, on the ports that its settings name. Ask it by way of `daemon`."""

    ran = set()  # the documents' lines, of all machines

    def __init__(self, directory):
        self.root = directory
        self.state = directory / "var/lib/private/readcount"
        self.settings = directory / "etc/readcount/readcountd.toml"
        self.settings.parent.mkdir(parents=True)
        self.state.parent.mkdir(parents=True)
        (directory / "etc/systemd/system").mkdir(parents=True)
        self.daemon = Daemon(state_dir=self.state)
        self.daemon.port, self.daemon.admin_port = free_port(), free_port()
        self.settings.write_text(
            f'listen = "127.0.0.1:{self.daemon.port}"\n'
            f'admin-listen = "127.0.0.1:{self.daemon.admin_port}"\nsite = ["news.example"]\n')
        self.programs = directory / "programs"
        self.programs.mkdir()
        self.program("systemctl", SYSTEMCTL.format(
            home=directory, unit=UNIT, daemon=READCOUNTD, client=READCOUNT))

    def program(self, name, text):
        path = self.programs / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def environment(self):
        return {**clean_environment(), "READCOUNT_SERVER": f"http://127.0.0.1:{self.daemon.admin_port}",
                "PATH": f"{self.programs}:{READCOUNT.parent}:{READCOUNTD.parent}:{os.environ['PATH']}"}

    def run(self, commands, **replacements):
        """A document's commands, with this machine's directories and ports; each must succeed."""
        done = self.paste("set -euo pipefail\n" + commands, **replacements)
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}\n{self.log()}"
        return done.stdout

    def paste(self, commands, **replacements):
        """The same as if they were put into a shell: it goes on whatever fails."""
        Machine.ran.update(commands.splitlines())
        for path in ("/var/lib/", "/var/backups", "/etc/readcount", "/etc/systemd"):
            commands = commands.replace(path, str(self.root) + path)
        commands = commands.replace("tar -C / ", f"tar -C {shlex.quote(str(self.root))} ")
        commands = commands.replace("localhost:9228", f"127.0.0.1:{self.daemon.admin_port}")
        commands = commands.replace("localhost:8228", f"127.0.0.1:{self.daemon.port}")
        for old, new in replacements.items():
            commands = commands.replace(old, new)
        return subprocess.run(["bash", "-c", commands], cwd=self.root, env=self.environment(),
                              stdin=subprocess.DEVNULL, text=True, capture_output=True, check=False,
                              timeout=120)

    def start(self):
        self.run("systemctl start readcountd")
        return self

    def log(self):
        log = self.root / "log"
        return log.read_text() if log.exists() else ""

    def pid(self, service="readcountd"):
        pid = self.root / f"{service}.pid"
        return int(pid.read_text()) if pid.exists() else None

    def runs(self, service="readcountd"):
        try:
            words = pathlib.Path(f"/proc/{self.pid(service)}/cmdline").read_bytes()
        except FileNotFoundError:
            return False
        return str(self.state).encode() in words

    def kill(self, service="readcountd"):
        os.kill(self.pid(service), 9)
        wait_for(lambda: not self.runs(service), "it to be gone")

    def end(self):
        for service in ("readcountd", "readcountd-new"):
            if self.runs(service):
                self.kill(service)
        self.daemon.end()  # its private Redis
