"""The clock: looks for work at every job's pace, and every second for runs asked for by hand.

APScheduler keeps the time; nothing of it is stored. What must survive a restart are the rows of
`runs` and the watermarks that jobs read, so a missed tick is simply looked for again.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from group_plgl.errors import NotFound
from group_plgl.scheduler.claims import nothing_done, run_asked, run_slot
from group_plgl.scheduler.job import Job
from group_plgl.services.studio import Studio
from group_plgl.store.runs import RunRow, next_asked, put_abandoned, put_asked, put_outcome

POLL_SECONDS = 1.0
LONGEST_REST_SECONDS = 300.0
_MOST_DOUBLINGS = 12
_log = logging.getLogger(__name__)


class Clock:
    """Runs the jobs of one studio while it is started.

    Args:
        studio: Whose work is done.
        jobs: The jobs by name, as `scan` finds them.
    """

    def __init__(self, studio: Studio, jobs: Mapping[str, Job]) -> None:
        self._studio = studio
        self._jobs = dict(jobs)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
        self._busy = {name: threading.Lock() for name in self._jobs}
        self._polling = threading.Lock()
        self._rests: dict[str, tuple[int, datetime]] = {}
        self._closing = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            # two, so that a tick during a run may see that it is one and leave without a word
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Mark what an earlier process left running as abandoned, then start to tick."""
        self.mark_abandoned()
        for name, job in self._jobs.items():
            pause = job.seconds(self._studio.settings)
            self._scheduler.add_job(self.tick, "interval", seconds=pause, args=[name], id=name)
        self._scheduler.add_job(self.poll, "interval", seconds=POLL_SECONDS, id="asked")
        self._scheduler.start()

    def close(self, wait: bool = True) -> None:
        """Stop ticking; by default wait for the runs in progress. Again does nothing."""
        self._closing.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=wait)

    def mark_abandoned(self) -> int:
        """Mark running rows of others abandoned: one process owns the file, so they are dead."""
        return put_abandoned(self._studio.database, self.owner, self._studio.now())

    def tick(self, name: str) -> RunRow | None:
        """Look whether a job is behind, and run it if so; errors are recorded, never raised.

        A job that runs already, or that failed and rests, is left alone.
        """
        if self._rests_still(name) or not self._busy[name].acquire(blocking=False):
            return None
        try:
            run = run_slot(self._studio, self._jobs[name], self.owner)
            self._note(name, failed=run is not None and nothing_done(run))
            return run
        except Exception:
            self._complain(f"job {name} could not be run")
            self._note(name, failed=True)
            return None
        finally:
            self._busy[name].release()

    def poll(self) -> list[RunRow]:
        """Do all runs that were asked for by hand, oldest first."""
        done: list[RunRow] = []
        if not self._polling.acquire(blocking=False):
            return done
        try:
            while not self._closing.is_set() and (run := self._next()) is not None:
                done.append(self._do(run))
        except Exception:
            self._complain("the runs asked for could not be done")
        finally:
            self._polling.release()
        return done

    def run_now(self, name: str) -> RunRow:
        """Run a job here and now, and return how it went.

        Raises:
            NotFound: There is no such job.
        """
        if name not in self._jobs:
            raise NotFound(f"there is no job {name!r}", advice=f"Known jobs: {', '.join(self._jobs)}.")
        wanted = put_asked(self._studio.database, name, self._studio.now())
        while (run := self._next()) is not None:
            done = self._do(run)
            if run.run_id == wanted:
                return done
        raise NotFound(f"run {wanted} of {name} was taken by the clock", advice="See the jobs page.")

    def _rests_still(self, name: str) -> bool:
        """Whether a job that failed is to be left alone for now."""
        return name in self._rests and self._studio.now() < self._rests[name][1]

    def _note(self, name: str, *, failed: bool) -> None:
        """After each run in a row that got nothing done a job rests twice as long; one success ends that."""
        if not failed:
            self._rests.pop(name, None)
            return
        failures = self._rests[name][0] + 1 if name in self._rests else 1
        pause = self._jobs[name].seconds(self._studio.settings)
        rest = min(pause * 2 ** min(failures, _MOST_DOUBLINGS), max(pause, LONGEST_REST_SECONDS))
        self._rests[name] = (failures, self._studio.now() + timedelta(seconds=rest))

    def _complain(self, what: str) -> None:
        """Log the error at hand, unless everything is being closed under the job's feet."""
        if not self._closing.is_set():
            _log.exception(what)

    def _next(self) -> RunRow | None:
        """The oldest queued run, now ours."""
        studio = self._studio
        return next_asked(studio.database, self.owner, studio.now(), studio.settings.lease_seconds)

    def _do(self, run: RunRow) -> RunRow:
        """One run asked for; of a job that is gone it fails with a word."""
        job = self._jobs.get(run.job)
        if job is None:
            words = f"there is no job {run.job!r} any more"
            put_outcome(self._studio.database, run.run_id, "failed", self._studio.now(), "{}", words)
            return run
        with self._busy[run.job]:
            return run_asked(self._studio, job, run)
