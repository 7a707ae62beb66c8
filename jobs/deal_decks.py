"""Draw pictures for pools and deal cards ahead, so that no vote waits for a picture."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.deal import behind, deal_group

JOB = Job(
    name="deal_decks",
    help="Draws new pictures and deals cards ahead of the members.",
    every="deal_seconds",
    behind=behind,
    work=deal_group,
)
