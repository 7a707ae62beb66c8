"""Make group models, one per rule, of every new fit."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.aggregate import aggregate_group, behind

JOB = Job(
    name="aggregate_groups",
    help="Joins members' tastes into group models, one per rule.",
    every="aggregate_seconds",
    behind=behind,
    work=aggregate_group,
)
