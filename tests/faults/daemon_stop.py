"""The daemon is stopped in order under load, and halted for a while."""

import signal
import threading

from campaign import Campaign


class Terminated(Campaign):
    name = "daemon-sigterm"
    fault = "SIGTERM under load"
    rounds, short_rounds = 50, 2
    operators_redis = True

    def round(self, number):
        """It ends with 0 and with everything in Redis, so that the next start finds nothing to
        do."""
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(1200))
            code = self.daemon.stop()
        assert code == 0, f"exit code {code}"
        stored = self.stored([f"/{number}" for number in range(self.articles)])
        missing = [url for url, views in zip(self.urls, stored)
                   if views < self.ledger.acknowledged[url]]
        assert not missing, f"acknowledged and not applied when it had ended: {missing[:5]}"
        self.repaired()
        self.start_daemon()
        replayed = self.daemon.metric("readcount_replayed_records_total")
        assert replayed == 0, f"{replayed} records were left to the next start"


class Halted(Campaign):
    name = "daemon-sigstop"
    fault = "SIGSTOP for 2 to 3 s, SIGCONT"
    rounds, short_rounds = 8, 1

    def round(self, number):
        with self.load() as load:
            load.wait_for_answers(self.random.randrange(500))
            self.daemon.process.send_signal(signal.SIGSTOP)
            try:
                threading.Event().wait(self.random.uniform(2, 3))
            finally:
                self.daemon.process.send_signal(signal.SIGCONT)
            self.repaired()
            load.finish()
        assert self.ledger.unanswered() == 0, f"{self.ledger.unanswered()} pings without answer"


CAMPAIGNS = [Terminated, Halted]
