"""Find what the board draws of every new number: answers foretold unseen, and how tastes drift."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.survey import behind, survey_group

JOB = Job(
    name="survey_groups",
    help="Tests tastes on answers they had not seen, and holds them against earlier ones, for the board.",
    every="analyse_seconds",
    behind=behind,
    work=survey_group,
)
