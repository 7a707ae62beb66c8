"""Refit the members of every group with votes that no fit has seen."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.learn import behind, learn_group

JOB = Job(
    name="learn_members",
    help="Learns the taste of every member of a group with new votes.",
    every="learn_seconds",
    behind=behind,
    work=learn_group,
)
