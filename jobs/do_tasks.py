"""Do what somebody asked for that takes a while: exports and the like, one after the other."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.task import behind, do_task

JOB = Job(
    name="do_tasks",
    help="Makes the files that members and the host asked for, one after the other.",
    every="task_seconds",
    behind=behind,
    work=do_task,
)
