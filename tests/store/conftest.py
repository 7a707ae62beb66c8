"""A database in a temporary folder, and rows to put into it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from group_plgl.feedback.events import Event
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow

from ..fresh import fresh

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with fresh(tmp_path) as opened:
        yield opened


@pytest.fixture
def said() -> Callable[..., EventRow]:
    """Makes an event row; what is not told is random or plain."""

    def make(
        kind: str = "rated", *, event: str = "", member: str = "", card: str = "", value: float = 1.0,
        target: str = "", group: str = "g1", text: str | None = None,
    ) -> EventRow:  # fmt: skip
        made = Event(
            event_id=event or secrets.token_hex(16),
            member_id=member or secrets.token_hex(16),
            kind=kind,  # type: ignore[arg-type]
            card_id=None if kind == "undone" else card or secrets.token_hex(16),
            value=value if kind == "rated" else None,
            target_id=target if kind == "undone" else None,
            answer_ms=None,
            said_at=NOW,
            text=text,
        )
        return EventRow(made, group, 1)

    return make
