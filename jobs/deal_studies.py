"""Deal the tests of studies."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.study import behind, deal_test

JOB = Job(
    name="deal_studies",
    help="Freezes what is foretold of people in a study, and deals their blind test.",
    every="deal_seconds",
    behind=behind,
    work=deal_test,
)
