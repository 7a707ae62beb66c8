"""The contract of a job, and finding the files that keep it.

A job file defines `JOB`. It is data: what is behind, and how to do one item of it. Files are
found by scanning folders, so an operator adds a job by adding a file.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from group_plgl.errors import BadInput
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings


@dataclass(frozen=True)
class Job:
    """One thing done regularly, item by item.

    Attributes:
        name: What it is called; the stem of its file.
        help: One line for the jobs page.
        every: The setting that holds its pause in seconds.
        behind: Lists what there is to do; a cheap read, empty most of the time.
        work: Does one item and returns what it saw; doing an item twice does no harm.
    """

    name: str
    help: str
    every: str
    behind: Callable[[Studio], Sequence[Any]]
    work: Callable[[Studio, Any], Mapping[str, Any]]

    def seconds(self, settings: Settings) -> float:
        """The pause between two looks, in seconds."""
        return float(getattr(settings, self.every))


def scan(folders: Iterable[Path]) -> dict[str, Job]:
    """The jobs of all files in the folders, by name, in the order of their names.

    Raises:
        BadInput: A folder is missing, a file does not define a proper `JOB`, or two share a name.
    """
    jobs: dict[str, Job] = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"the jobs folder {folder} does not exist", advice="Mend the setting `jobs`.")
        for path in sorted(folder.glob("[!_.]*.py")):
            job = _job_in(path)
            if job.name in jobs:
                raise BadInput(
                    f"{path} defines a second job {job.name!r}", advice="Rename the file and the job."
                )
            jobs[job.name] = job
    return dict(sorted(jobs.items()))


def _job_in(path: Path) -> Job:
    """The `JOB` of one file, checked."""
    spec = importlib.util.spec_from_file_location(f"group_plgl_jobs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BadInput(f"the job file {path} cannot be read: {type(error).__name__}: {error}") from error
    job = getattr(module, "JOB", None)
    if not isinstance(job, Job):
        raise BadInput(f"{path} defines no JOB", advice="Write JOB = Job(name=…, help=…, every=…, …).")
    if job.name != path.stem:
        raise BadInput(
            f"{path} defines the job {job.name!r}", advice=f"Call it {path.stem!r}, like its file."
        )
    if not isinstance(getattr(Settings(), job.every, None), float):
        raise BadInput(f"{path} runs every {job.every!r}, which is no setting in seconds")
    return job
