"""Learn what the pictures of every space in use look like, so that look-alikes are told undrawn."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.foresee import behind, foresee_space

JOB = Job(
    name="foresee_spaces",
    help="Learns, once per space, how pictures look without drawing them.",
    every="foresee_seconds",
    behind=behind,
    work=foresee_space,
)
