"""Note where the ideal of every new number stands, to tell how far it still moves."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.converge import behind, trace_group

JOB = Job(
    name="trace_ideals",
    help="Measures how far the group's picture still moves, which tells when a group may stop.",
    every="analyse_seconds",
    behind=behind,
    work=trace_group,
)
