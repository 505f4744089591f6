"""File systems of a campaign's own, whose power can be cut and that can be filled up, and daemons
whose state directory is on them. Need root."""

import atexit
import contextlib
import errno
import fcntl
import os
import pathlib
import subprocess
import time

from campaign import ROOM, needs
from daemon import Daemon
from pings import PingCampaign

EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2  # what is neither in the journal on disk nor in place on disk is gone
MIB = 1 << 20


def run(*words):
    subprocess.run(words, check=True, capture_output=True, text=True)


class FileSystem:
    """A file system mounted below `directory`, until close() or until the process exits."""

    def __init__(self, directory, megabytes):
        self.megabytes = megabytes
        self.root = pathlib.Path(directory)
        self.path = self.root / "disk"
        self.path.mkdir()
        self.ballast = self.path / "ballast"
        self.mounted = False

    def open(self):
        atexit.register(self.close)
        try:
            self.prepare()
            self.mount()
        except BaseException:
            self.close()
            raise
        return self

    def prepare(self):
        """Makes what is to be mounted."""

    def mount(self):
        run(*self.mount_command(), str(self.path))
        self.mounted = True

    def unmount(self, seconds=10):
        """Waits for whoever just died to let go of it."""
        deadline = time.monotonic() + seconds
        while self.mounted:
            done = subprocess.run(["umount", str(self.path)], capture_output=True, text=True,
                                  check=False)
            self.mounted = done.returncode != 0
            if self.mounted and time.monotonic() > deadline:
                raise AssertionError(f"cannot unmount: {done.stderr}")
            if self.mounted:
                time.sleep(0.02)

    def close(self):
        atexit.unregister(self.close)
        if self.mounted:
            # Lazily: what still holds it open must not leave a mount behind.
            subprocess.run(["umount", "-l", str(self.path)], capture_output=True, check=False)
            self.mounted = False
        self.release()

    def release(self):
        """Gives back what prepare() took."""

    def fill(self):
        """Takes all the room that is left."""
        with open(self.ballast, "ab", buffering=0) as ballast:
            for size in (MIB, 4096, 512):
                with contextlib.suppress(OSError):
                    while ballast.write(bytes(size)):
                        pass

    def empty(self):
        """Gives back the room that fill() took."""
        self.ballast.unlink(missing_ok=True)


class Memory(FileSystem):
    """A tmpfs: full is full, at once."""

    def mount_command(self):
        return ["mount", "-t", "tmpfs", "-o", f"size={self.megabytes}m,mode=0700", "readcount"]


class LoopDisk(FileSystem):
    """ext4 on a loop device. What was not synced is gone after cut_power() and restore_power()."""

    def __init__(self, directory, megabytes, options="errors=remount-ro"):
        super().__init__(directory, megabytes)
        self.image = self.root / "image"
        self.options = options
        self.device = None

    def prepare(self):
        with open(self.image, "wb") as image:
            image.truncate(self.megabytes * MIB)
        run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0",
            str(self.image))
        shown = subprocess.run(["losetup", "--find", "--show", str(self.image)], check=True,
                               capture_output=True, text=True)
        self.device = shown.stdout.strip()

    def mount_command(self):
        return ["mount", "-t", "ext4", "-o", self.options, self.device]

    def release(self):
        if self.device is not None:
            subprocess.run(["losetup", "--detach", self.device], capture_output=True, check=False)
            self.device = None

    def cut_power(self):
        """From now on nothing reaches the disk: every write and sync fails."""
        directory = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH.to_bytes(4, "little"))
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: it is cut already
                raise
        finally:
            os.close(directory)

    def restore_power(self):
        """Mounts it again; nobody may use it any more. Replays the file system's own journal."""
        self.unmount()
        self.mount()

    def abort(self):
        """What a file system does with itself on finding damage: it becomes read-only."""
        run("mount", "-o", "remount,abort", str(self.path))


@contextlib.contextmanager
def read_only(directory):
    """Nothing can be created in the directory; files that are open go on taking writes."""
    run("mount", "--bind", str(directory), str(directory))
    try:
        run("mount", "-o", "remount,bind,ro", str(directory))
        yield
    finally:
        run("umount", "-l", str(directory))


class DaemonOnDisk(Daemon):
    """A daemon whose state directory may fail at any moment: its log is elsewhere, and the pid of
    its private Redis is remembered from the last time it could be read."""

    def __init__(self, *arguments, log, **options):
        super().__init__(*arguments, **options)
        self.log = log
        self.known_redis_pid = None

    def redis_pid(self):
        with contextlib.suppress(OSError):
            self.known_redis_pid = super().redis_pid() or self.known_redis_pid
        with contextlib.suppress(OSError, TypeError):
            command = pathlib.Path(f"/proc/{self.known_redis_pid:d}/cmdline").read_bytes()
            if b"redis" in command:
                return self.known_redis_pid
        return None


class DiskCampaign(PingCampaign):
    """The state directory is on a file system of its own. make_disk() says on which."""

    operators_redis = True
    megabytes = 128
    flags = ()
    disk = None

    def make_disk(self):
        return LoopDisk(self.directory, self.megabytes)

    @classmethod
    def obstacle(cls):
        return needs("mkfs.ext4", "losetup", root=True)

    def set_up(self):
        self.disk = self.make_disk().open()
        super().set_up()

    def tear_down(self):
        try:
            super().tear_down()
        finally:
            if self.disk is not None:
                self.disk.close()
                self.disk = None

    def new_daemon(self, *flags):
        redis = self.redis_url() if self.operators_redis else None
        return DaemonOnDisk("--site", self.site, *ROOM, *self.flags, *flags, redis=redis,
                            state_dir=self.disk.path / "state",
                            log=self.directory / "readcountd.log")
