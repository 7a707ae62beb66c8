"""Find the camps and the map of every newly drawn group model."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.analyse import analyse_group, behind

JOB = Job(
    name="analyse_groups",
    help="Looks for camps among the members and draws their map.",
    every="analyse_seconds",
    behind=behind,
    work=analyse_group,
)
