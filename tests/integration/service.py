"""A service manager of a test's own: the notification socket, and sockets to hand over."""

import ctypes
import os
import pathlib
import socket
import time

PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207


class NotifySocket:
    """What NOTIFY_SOCKET names; reads the datagrams that a service sends there."""

    def __init__(self, address):
        self.address = str(address)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.address.replace("@", "\0", 1))

    def close(self):
        self.socket.close()

    def messages(self, seconds):
        """All that arrive in that time, a dict each."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                text = self.socket.recv(4096).decode()
            except TimeoutError:
                return
            yield dict(line.split("=", 1) for line in text.splitlines())

    def wait_for(self, name, seconds=30):
        """The value of that name in the next message that has it."""
        for message in self.messages(seconds):
            if name in message:
                return message[name]
        raise AssertionError(f"no {name}= in {seconds} s")

    def forget(self, seconds):
        """Drops what arrives in that time."""
        for _ in self.messages(seconds):
            pass


class StoppedThread:
    """Holds one thread of another process still, as one that is stuck; the others go on."""

    def __init__(self, thread):
        self.thread = thread
        self.ptrace = ctypes.CDLL(None, use_errno=True).ptrace

    def call(self, request):
        if self.ptrace(request, self.thread, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def __enter__(self):
        self.call(PTRACE_SEIZE)
        self.call(PTRACE_INTERRUPT)
        os.waitpid(self.thread, 0x40000000)  # __WALL: it has stopped
        return self

    def __exit__(self, *_):
        self.call(PTRACE_DETACH)


def threads_of(pid):
    """Their ids, the main thread's first."""
    return sorted(int(each.name) for each in pathlib.Path(f"/proc/{pid}/task").iterdir())


def handing_over(sockets, names=None, count=None):
    """The words before a command that give it these sockets, as a service manager does: from
    descriptor 3 on. The sockets' descriptors are to be passed on (pass_fds)."""
    moves = "".join(f" {10 + i}<&{each.fileno()}" for i, each in enumerate(sockets))
    moves += "".join(f" {3 + i}<&{10 + i} {10 + i}<&-" for i in range(len(sockets)))
    name = f"LISTEN_FDNAMES={names} " if names else ""
    said = len(sockets) if count is None else count
    return ["bash", "-c", f'{name}LISTEN_FDS={said} LISTEN_PID=$$ exec "$@"{moves}', "bash"]
