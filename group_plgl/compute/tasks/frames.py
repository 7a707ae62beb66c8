"""Latents to picture bytes, like `draw`, in a process that keeps no card waiting."""

from __future__ import annotations

from group_plgl.compute.tasks.draw import run

__all__ = ["run"]
