"""A daemon whose settings file is written anew, and what it says of that."""

import signal

from daemon import wait_for

TAKEN = "the settings were read anew and are in force"
KEPT = "the settings stay as they were: "
SUCCESSFUL = "readcount_config_last_reload_successful"
TIME = "readcount_config_last_reload_success_timestamp_seconds"


class SettingsFile:
    """The file of one daemon, which is made with `start`."""

    def __init__(self, new_daemon, path):
        self.new_daemon, self.path = new_daemon, path
        self.daemon = None

    def start(self, text, *flags, **options):
        self.path.write_text(text)
        self.daemon = self.new_daemon("--config", str(self.path), *flags, **options).start()
        return self.daemon

    def hang_up(self):
        """SIGHUP; returns once the daemon has answered it. The complaint, if there is one."""
        daemon = self.daemon
        complaints, before = self.complaints(), daemon.metric(TIME)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.metric(TIME) != before or len(self.complaints()) > len(complaints),
                 "an answer to SIGHUP")
        new = self.complaints()[len(complaints):]
        assert len(new) <= 1, new
        return new[0] if new else None

    def take(self, text):
        """Writes the file; the daemon must take it."""
        self.path.write_text(text)
        complaint = self.hang_up()
        assert complaint is None
        assert self.daemon.metric(SUCCESSFUL) == 1

    def refuse(self, text):
        """Writes the file; the daemon must not take it. The complaint."""
        self.path.write_text(text)
        complaint = self.hang_up()
        assert complaint is not None
        assert self.daemon.metric(SUCCESSFUL) == 0
        return complaint

    def complaints(self):
        return [line.partition(KEPT)[2] for line in self.daemon.log_text().splitlines()
                if KEPT in line]
