"""Find out which family of models foretells each member best."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.compare import behind, compare_group

JOB = Job(
    name="compare_families",
    help="Compares unlike models on answers they have not seen, member by member.",
    every="compare_seconds",
    behind=behind,
    work=compare_group,
)
