"""Ask for a run of a job by hand: a row that the clock finds within a second.

The web never imports the scheduler; it asks here. Which jobs there are is read off the folders.
"""

from __future__ import annotations

from pathlib import Path

from group_plgl.errors import NotFound
from group_plgl.resources import resource_folder
from group_plgl.services.studio import Studio
from group_plgl.store.runs import put_asked


def job_folders(studio: Studio) -> list[Path]:
    """Where job files lie: our own, and the operator's when there is one."""
    return [resource_folder("jobs"), *([Path(studio.settings.jobs)] if studio.settings.jobs else [])]


def job_names(studio: Studio) -> list[str]:
    """The names of all jobs, sorted: the stems of the job files."""
    found = {path.stem for folder in job_folders(studio) for path in folder.glob("[!_.]*.py")}
    return sorted(found)


def ask_run(studio: Studio, job: str) -> str:
    """Queue a run of a job; the run's id, or that of the one queued already.

    Raises:
        NotFound: There is no such job.
    """
    known = job_names(studio)
    if job not in known:
        raise NotFound(
            "there is no job '{job}'", advice="Known jobs: {known}.", job=job, known=", ".join(known)
        )
    return put_asked(studio.database, job, studio.now())
