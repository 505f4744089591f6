"""The daemon is killed at its n-th write, sync, send and so on: strace counts the steps and kills.

Its Redis is an operator's, so that no Redis is traced with it. strace counts by thread. Not with
--seccomp-bpf: strace 6.1 then injects nothing, and says nothing."""

import http.client
import itertools
import signal

from campaign import Campaign, needs, wait_for

STEPS = "write writev pwrite64 fdatasync fsync rename renameat renameat2 unlink unlinkat " \
        "ftruncate fallocate openat close mkdir lseek sendto sendmsg recvfrom recvmsg read " \
        "pread64 connect " \
        "accept accept4 flock getdents64 epoll_wait futex timerfd_settime"
EACH = 24  # steps of a kind that are all taken; of the later ones as many, by chance
FLAGS = ("--journal-sync", "always", "--journal-retain", "1s")
TRACE = ("strace", "-D", "-f", "-qq")  # -D: the child is the daemon, not strace
MOST_TRIES = 40  # steps in a row that a run may fail to reach


class SyscallKill(Campaign):
    name = "syscall-kill"
    fault = "daemon killed at its n-th syscall under load"
    rounds, short_rounds = 300, 4
    operators_redis = True
    pings = 400

    @classmethod
    def obstacle(cls):
        return needs("strace", root=True)

    def set_up(self):
        super().set_up()
        self.prepare()
        self.steps = self.enumerate_steps()

    def prepare(self):
        """Leaves the state directory as the daemon is to find it, and no daemon."""
        self.kill_daemon()

    def use(self):
        """What the daemon is killed at, once it listens."""
        self.ping_until_dead(self.pings)

    def ping_until_dead(self, pings):
        with self.load(pings) as load:
            wait_for(lambda: not load.thread.is_alive() or self.daemon.process.poll() is not None,
                     "the pings to be answered, or the daemon to be killed", 60)

    def enumerate_steps(self):
        """(syscall, n) in random order, without end, after one run that counts them."""
        counts = self.directory / "counts"
        self.start_daemon(*FLAGS, under=[
            *TRACE, "-c", "-U", "calls,name", "-o", str(counts), "-e",
            "trace=" + ",".join(f"?{name}" for name in STEPS.split())])
        self.use()
        self.daemon.stop()
        steps = []
        for name, calls in wait_for(lambda: self.read_counts(counts), "strace to have counted"):
            steps += [(name, n) for n in range(1, min(calls, EACH) + 1)]
            later = range(EACH + 1, calls * 4 // 5)  # the next run may make fewer
            steps += [(name, n) for n in self.random.sample(later, min(len(later), EACH))]
        self.random.shuffle(steps)
        self.start_daemon(*FLAGS)
        return itertools.cycle(steps)

    @staticmethod
    def read_counts(file):
        """The rows "calls syscall" of strace's table; empty until its last line is there."""
        lines = [line.split() for line in file.read_text().splitlines()]
        if not lines or lines[-1][-1:] != ["total"]:
            return []
        return [(words[1], int(words[0])) for words in lines[:-1]
                if len(words) == 2 and words[0].isdigit()]

    def round(self, number):
        tries = itertools.islice(self.steps, MOST_TRIES)
        assert any(self.is_killed_at(*step) for step in tries), "strace did not kill it once"
        self.repaired()
        self.start_daemon(*FLAGS)

    def is_killed_at(self, name, nth):
        """No later than here the daemon is dead. False: its run made fewer such calls."""
        self.prepare()
        if self.start_doomed(name, nth):
            self.use()
        killed = self.daemon.process.poll() == -signal.SIGKILL
        self.kill_daemon()
        return killed

    def start_doomed(self, name, nth):
        """Whether it lives until it is ready."""
        self.start_daemon(*FLAGS, wait=False, under=[
            *TRACE, "-o", "/dev/null", "-e", f"trace={name}",
            "-e", f"inject={name}:signal=SIGKILL:when={nth}"])
        try:
            self.daemon.wait_until_ready()
            return True
        except (AssertionError, OSError, http.client.HTTPException):
            self.daemon.process.wait(10)
            return False


class RecoveryKill(SyscallKill):
    name = "recovery-kill"
    fault = "daemon killed at its n-th syscall of a recovery"
    rounds, short_rounds = 200, 3

    def prepare(self):
        self.kill_daemon()
        self.start_daemon("--flush-interval", "1m")
        with self.load() as load:
            load.finish()
        self.kill_daemon()

    def use(self):
        """The recovery is over when it listens; its first flush belongs to it."""
        self.ping_until_dead(1)


CAMPAIGNS = [SyscallKill, RecoveryKill]
