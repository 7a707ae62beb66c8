"""Draw the ideals and the spread of every new group model."""

from __future__ import annotations

from group_plgl.scheduler.job import Job
from group_plgl.services.imagine import behind, imagine_group

JOB = Job(
    name="imagine_ideals",
    help="Draws the pictures a group would like best, and some for each member.",
    every="imagine_seconds",
    behind=behind,
    work=imagine_group,
)
