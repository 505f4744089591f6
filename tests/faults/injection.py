"""System calls of a running process that fail or are slow, by strace."""

import contextlib
import pathlib
import resource
import subprocess

from daemon import wait_for


@contextlib.contextmanager
def injected(process, call, what, path=None):
    """From now on `call` meets `what` ("error=EIO:when=1"): on the file `path`, or on all."""
    words = ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(process.pid),
             "-e", f"trace={call}", "-e", f"inject={call}:{what}"]
    if path is not None:
        words += ["-P", str(path)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as strace:
        try:
            wait_for(lambda: strace.poll() is not None or all_traced(process.pid), "strace")
            assert strace.poll() is None, strace.stderr.read()
            yield
        finally:
            strace.terminate()


def all_traced(pid):
    status = (task / "status" for task in pathlib.Path(f"/proc/{pid}/task").iterdir())
    return all("TracerPid:\t0" not in text.read_text() for text in status)


@contextlib.contextmanager
def files_limited_to(process, size):
    """No file of the process grows beyond `size`: a write is cut short there, the next one fails
    and sends SIGXFSZ."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        if process.poll() is None:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
