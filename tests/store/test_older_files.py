"""A data folder made before there were modes opens, and everything said in it is still there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from group_plgl.feedback.dataset import Dealt, fold
from group_plgl.services.recall import said_in
from group_plgl.store import migrations, models, people
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow, append_event, counts, event_log, groups_behind, last_event
from group_plgl.store.images import (
    CardRow,
    Deck,
    cards_of,
    decks,
    latents_of_cards,
    pool_of,
    unanswered_cards_of,
)
from group_plgl.store.publications import Publication, publications
from group_plgl.store.views import rows_of

Say = Callable[..., EventRow]
THEN = datetime(2026, 1, 2, 3, 4, 5)
ANN, BO, CYD = (letter * 32 for letter in "abc")
FILLED = {
    "house": [("seed", "7")],
    "groups": [
        ("g1", "shelf-1", "Shelf", "Which?", "vessel@1", True, False, "ABCDEF", "hash 1", THEN),
        ("g2", "wall-2", "Wall", "And here?", "tiles@1", False, True, "GHJKMN", "hash 2", THEN),
    ],
    "sessions": [
        ("g1", 1, THEN, THEN + timedelta(hours=1)), ("g1", 2, THEN + timedelta(days=1), None),
        ("g2", 1, THEN, None),
    ],
    "members": [
        (ANN, "g1", "Ann", False, "token a", THEN), (BO, "g1", "Bo", False, "token b", THEN),
        (CYD, "g2", "Cyd", True, "token c", THEN),
    ],
    "pictures": [
        (f"p{i}", "vessel@1", [float(i), -float(i)], 64, "image/webp", str(i) * 64, THEN) for i in range(4)
    ],
    "pools": [("g1", i, f"p{i}") for i in range(4)],
    "cards": [(f"{member[0]}{i}", "g1", member, i, f"p{i}", THEN) for member in (ANN, BO) for i in range(3)],
    "events": [
        (1, "1" * 32, "g1", 1, ANN, "rated", "a0", 1.0, None, 900, THEN),
        (2, "2" * 32, "g1", 1, ANN, "skipped", "a1", None, None, None, THEN),
        (3, "3" * 32, "g1", 1, BO, "rated", "b0", 0.0, None, 700, THEN),
        (4, "4" * 32, "g1", 2, BO, "rated", "b1", 1.0, None, 700, THEN),
        (5, "5" * 32, "g1", 2, BO, "undone", None, None, "4" * 32, None, THEN),
    ],
    "fits": [("g1", 3, 4.0, 1.0, 0.9, 3, "then", THEN), ("g2", 3, 4.0, 1.0, 0.9, 3, "then", THEN)],
    "member_models": [
        ("g1", 3, ANN, 12, 6, True, 9, 12, 0.5, b"payload"),
        ("g2", 3, CYD, 12, 6, True, 9, 12, 0.5, b"payload"),
    ],
    "group_models": [(group, 1, "mean", 3, 1, "d" * 64, "then", THEN) for group in ("g1", "g2")],
    "ideals": [("g1", 1, "mean", [0.5, -0.5], "p3", "then", THEN)],
    "likings": [("g1", 1, "mean", ANN, 0.8, 0.6, 0.9, 0.95)],
    "samples": [("g1", 1, ANN, 0, [0.5, -0.5], "p3", 0.8)],
}  # fmt: skip


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Database]:
    """A file of the first two steps, filled, opened by today's version."""
    folder, path = tmp_path / "first", tmp_path / "house.duckdb"
    folder.mkdir()
    for step in migrations.steps()[:2]:
        shutil.copy(migrations.SCHEMA / step.name, folder)
    with duckdb.connect(str(path)) as connection:
        assert len(migrations.migrate(connection, folder)) == 2
        for table, rows in FILLED.items():
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    with Database.open(path) as database:
        yield database


def test_all_steps_are_applied_to_an_older_file(older: Database) -> None:
    found = older.read("SELECT name FROM migrations ORDER BY number")
    assert [name for (name,) in found] == [step.name for step in migrations.steps()]


def test_shown_names_are_identified_and_hidden_ones_anonymous(older: Database) -> None:
    shelf, wall = people.all_groups(older)
    assert (shelf.slug, shelf.privacy, shelf.k, shelf.rehearsal) == ("shelf-1", "identified", 5, False)
    assert (wall.slug, wall.privacy, wall.k, wall.rehearsal) == ("wall-2", "anonymous", 5, True)
    assert people.group_by_code(older, "ABCDEF") == shelf and shelf.host_key_hash == "hash 1"
    assert shelf.made_at == THEN.replace(tzinfo=UTC)
    assert people.questions_of(older, "g1") == []
    assert (shelf.limits, wall.limits) == ("", "")


def test_sittings_go_on_swiping_with_their_results_shown(older: Database) -> None:
    session = people.current_session(older, "g1")
    assert session is not None and (session.number, session.mode, session.turns) == (2, "swipe", 30)
    assert (session.phase, session.results_shown, session.door_open) == ("rating", True, True)
    assert session.closed_at is None and session.slide == "" and session.strategy == "random"
    assert older.read("SELECT count(*) FROM sessions") == [(3,)]


def test_members_are_who_they_were_and_all_of_them_count(older: Database) -> None:
    assert [(one.nickname, one.simulated, one.set_aside) for one in people.members_of(older, "g1")] == [
        ("Ann", False, False), ("Bo", False, False)
    ]  # fmt: skip
    found = people.member_by_token(older, "g1", "token b")
    assert found is not None and found.member_id == BO
    assert people.members_of(older, "g2")[0].simulated


def test_a_card_of_then_is_a_turn_of_one_card(older: Database) -> None:
    moment = THEN.replace(tzinfo=UTC)
    assert cards_of(older, ANN) == [
        CardRow(f"a{i}", "g1", ANN, i, 0, "swipe", f"p{i}", "", moment) for i in range(3)
    ]
    assert decks(older, {"g1": "swipe"})["g1"] == {ANN: Deck(3, 3, 2), BO: Deck(3, 3, 1)}
    assert [card.card_id for card in unanswered_cards_of(older, BO, "swipe", 9)] == ["b1", "b2"]
    assert pool_of(older, "g1") == ["p0", "p1", "p2", "p3"] and pool_of(older, "g1", "near") == []


def test_all_that_was_said_is_there_and_numbers_go_on(older: Database, said: Say) -> None:
    log = event_log(older, "g1")
    assert log.seq.tolist() == [1, 2, 3, 4, 5]
    assert log.kind.tolist() == ["rated", "skipped", "rated", "rated", "undone"]
    np.testing.assert_array_equal(log.value, [1.0, np.nan, 0.0, 1.0, np.nan])
    assert older.read("SELECT count(*) FROM events WHERE text IS NOT NULL OR answer_ms IS NULL") == [(2,)]
    assert counts(older, "g1") == {ANN: (1, 1, 0), BO: (1, 0, 1)}
    assert groups_behind(older) == [("g1", 5, 0)]
    assert append_event(older, said("commented", text="still here")).seq == 6
    assert last_event(older, "g1") == 6


def test_what_was_swiped_then_is_learned_from_now(older: Database) -> None:
    z = latents_of_cards(older, "g1")
    cards = {
        card.card_id: Dealt(card.member_id, card.turn, card.mode, card.picture_id, "", z[card.picture_id])
        for member in (ANN, BO)
        for card in cards_of(older, member)
    }
    found = fold(said_in(event_log(older, "g1")), cards, (ANN, BO), 2)
    assert found.z.tolist() == [[0.0, 0.0], [0.0, 0.0]] and found.value.tolist() == [1.0, 0.0]
    assert found.worth.tolist() == [1.0, 1.0] and not found.paired.any()


def test_what_was_drawn_stays_and_is_counted_as_published_where_nobody_sees_individuals(
    older: Database,
) -> None:
    assert models.newest_fit(older, "g1") is None, "it is learned again, from how pictures look"
    assert [row.picture_id for row in models.ideals(older, "g1", 1)] == ["p3"]
    assert models.runners_up(older, "g1", 1) == []
    assert [row.liking for row in models.likings(older, "g1", 1)] == [0.8]
    assert rows_of(older, "rule_liking", "g1", 1) == [], "charts are of members whose tastes are known"
    assert publications(older, "g1") == []
    assert publications(older, "g2") == [Publication("g2", 1, CYD, 3)]
