"""Look at every newly drawn group from all sides: other rules, fairness, parts, sets, influence."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.deliberate import behind, deliberate_group

JOB = Job(
    name="deliberate_groups",
    help="Finds what other rules would choose, and whether one picture serves everybody.",
    every="deliberate_seconds",
    behind=behind,
    work=deliberate_group,
)
