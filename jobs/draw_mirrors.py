"""Draw what members asked to see of their own taste."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.mirror import behind, draw_mirror

JOB = Job(
    name="draw_mirrors",
    help="Draws a member's own ideal, its opposite and the way to the group's, when they look.",
    every="mirror_seconds",
    behind=behind,
    work=draw_mirror,
)
