"""Forget superseded models, old runs and pictures that nothing shows."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.tidy import behind, tidy_group

JOB = Job(
    name="tidy_store",
    help="Clears away old models, runs and pictures; what people said stays.",
    every="tidy_seconds",
    behind=behind,
    work=tidy_group,
)
