"""Small words for templates: shares, counts and times as people say them."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from group_plgl.web.wiring import wiring


def install(app: Flask) -> None:
    """Give the filters to an app's templates."""
    app.jinja_env.filters.update(percent=percent, count=count, ago=ago, duration=duration)


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent: 0.816 is `82%`; the ends are kept for certainty."""
    return f"{min(max(share, 0.0), 1.0) * 100:.0f}%"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 member`, `12 members`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def ago(moment: datetime | None) -> str:
    """How long ago something was, roughly: `just now`, `3 min ago`, `2 h ago`, or the date."""
    if moment is None:
        return ""
    seconds = (wiring().studio.now() - moment).total_seconds()
    if seconds < 45:
        return "just now"
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} min ago"
    if seconds < 24 * 3600:
        return f"{round(seconds / 3600)} h ago"
    return f"{moment:%-d %B %Y}"


def duration(seconds: float | None) -> str:
    """How long something took: `0.3 s`, `12 s`, `3 min`."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
