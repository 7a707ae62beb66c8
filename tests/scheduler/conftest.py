"""A studio without a child's work to do, with a clock that stands still until told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from group_plgl.services.studio import Studio
from group_plgl.settings import Settings

from ..fresh import fresh_studio


class Watch:
    """A time that passes only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def studio(tmp_path: Path, watch: Watch) -> Iterator[Studio]:
    opened = fresh_studio(Settings(data=str(tmp_path / "data"), learn_seconds=5.0, lease_seconds=60.0), watch)
    yield opened
    opened.close()
