"""The log in its order, counts after undo, and the law that order and repeats change nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from group_plgl.feedback.events import Event
from group_plgl.store import events, models
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow, append_event
from group_plgl.store.models import Fit

Say = Callable[..., EventRow]
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def test_the_log_holds_a_groups_events_in_order_up_to_a_number(database: Database, said: Say) -> None:
    rows = [
        said(value=1.0),
        said("skipped"),
        said(group="g2"),
        said("undone", target="t" * 32),
        said(value=0.0),
    ]
    for row in rows:
        append_event(database, row)
    log = events.event_log(database, "g1")
    mine = [rows[i].event for i in (0, 1, 3, 4)]
    assert log.seq.tolist() == [1, 2, 4, 5]
    assert log.seq.dtype == np.int64
    assert log.event_id.tolist() == [event.event_id for event in mine]
    assert log.member_id.tolist() == [event.member_id for event in mine]
    assert log.kind.tolist() == ["rated", "skipped", "undone", "rated"]
    assert log.card_id.tolist() == [event.card_id for event in mine]
    assert log.target_id.tolist() == [None, None, "t" * 32, None]
    np.testing.assert_array_equal(log.value, [1.0, np.nan, np.nan, 0.0])
    assert len(events.event_log(database, "g1", upto=4)) == 3
    assert len(events.event_log(database, "nobody")) == 0
    assert events.event_log(database, "nobody").value.dtype == np.float64
    assert (events.last_event(database, "g1"), events.last_event(database, "nobody")) == (5, 0)


def test_an_answer_taken_back_does_not_count_even_if_the_undo_came_first(
    database: Database, said: Say
) -> None:
    ann, bo = "a" * 32, "b" * 32
    kept, gone, skip = said(member=ann), said(member=ann), said("skipped", member=ann)
    early = said(member=bo)
    for row in (
        kept, gone, skip, said("undone", member=ann, target=gone.event.event_id),
        said("undone", member=bo, target=early.event.event_id), early,
        said("undone", member=bo, target=kept.event.event_id),
    ):  # fmt: skip
        append_event(database, row)
    assert events.counts(database, "g1") == {ann: (1, 1, 1), bo: (0, 0, 1)}
    assert events.counts(database, "g2") == {}


def test_groups_with_events_that_no_fit_saw_are_behind(database: Database, said: Say) -> None:
    for group in ("g1", "g2", "g1"):
        append_event(database, said(group=group))
    assert events.groups_behind(database) == [("g1", 3, 0), ("g2", 2, 0)]
    models.put_fit(database, Fit("g1", 1, 4.0, 0.0, 0.0, False, 1.0, 1.0, 0, "test", NOW), [])
    models.put_fit(database, Fit("g2", 2, 4.0, 0.0, 0.0, False, 1.0, 1.0, 0, "test", NOW), [])
    assert events.groups_behind(database) == [("g1", 3, 1)]


IDS = [f"{i:032x}" for i in range(6)]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Two orders of the same events, each with repeats of its own."""
    once = draw(st.lists(st.integers(0, 5), min_size=1, unique=True))
    return tuple(
        draw(st.permutations(once + draw(st.lists(st.sampled_from(once), max_size=4)))) for _ in "ab"
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(orders=deliveries())
def test_order_of_arrival_and_repeats_never_change_what_is_stored(
    orders: tuple[list[int], list[int]],
) -> None:
    kinds = ("rated", "skipped", "undone")
    rows = []
    for i, event_id in enumerate(IDS):
        kind = kinds[i % 3]
        about = kind != "undone"
        card, value, target = (
            ("c" * 32 if about else None),
            (1.0 if kind == "rated" else None),
            None if about else IDS[0],
        )
        event = Event(event_id, "m" * 32, kind, card, value, target, None, NOW)  # type: ignore[arg-type]
        rows.append(EventRow(event, "g", 1))
    stored = []
    for order in orders:
        with (
            tempfile.TemporaryDirectory() as folder,
            Database.open(Path(folder) / "house.duckdb") as database,
        ):
            receipts = [append_event(database, rows[i]) for i in order]
            log = events.event_log(database, "g")
            assert log.seq.tolist() == list(range(1, len(set(order)) + 1))
            assert sum(receipt.new for receipt in receipts) == len(set(order))
            by_id = dict(zip(log.event_id, log.seq, strict=True))
            assert all(receipt.seq == by_id[IDS[i]] for receipt, i in zip(receipts, order, strict=True))
            columns = (log.event_id, log.member_id, log.kind, log.card_id, log.target_id)
            stored.append((sorted(zip(*columns, strict=True)), events.counts(database, "g")))
    assert stored[0] == stored[1]
