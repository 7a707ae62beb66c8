"""Reading views: what is said of where votes can be never hides one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from group_plgl.errors import NotFound
from group_plgl.store.database import Database
from group_plgl.store.views import definition_of, rows_of, sql_of

FOUNDED = datetime(2026, 3, 1)
ANSWERED = FOUNDED + timedelta(days=3)


def filled(path: Path, *, imported: bool, said_at: datetime) -> None:
    """A group of one whose only vote, on a card dealt after three days, is in model 1."""
    rows = [
        ("INSERT INTO groups VALUES ('g', 's', 'G', 'Which?', 'tiles@3', 'identified', 5, false, 'c', 'h', "
         "?, '')",
         [FOUNDED]),
        ("INSERT INTO sessions (group_id, number, mode, turns, classes, phase, results_shown, door_open, "
         "opened_at) VALUES ('g', 1, 'swipe', 30, [], 'rating', true, true, ?)", [FOUNDED]),
        ("INSERT INTO members (member_id, group_id, nickname, simulated, token_hash, joined_at, imported) "
         "VALUES ('m', 'g', 'Ann', false, '', ?, ?)", [FOUNDED, imported]),
        ("INSERT INTO cards (card_id, group_id, member_id, turn, place, mode, picture_id, repeat_of, "
         "dealt_at) VALUES ('c', 'g', 'm', 0, 0, 'swipe', 'p', '', ?)", [ANSWERED]),
        ("INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, card_id, value, "
         "said_at) VALUES (7, 'e', 'g', 1, 'm', 'rated', 'c', 1.0, ?)", [said_at]),
        ("INSERT INTO group_models VALUES ('g', 1, 'mean', 7, 1, '', 'test', ?)", [ANSWERED]),
        ("INSERT INTO member_models (group_id, seen_event, member_id, answers, likes, ready, right_held_out, "
         "held_out, baseline, payload) VALUES ('g', 7, 'm', 1, 1, true, 0, 1, 0.5, ''::BLOB)", []),
    ]  # fmt: skip
    with Database.open(path) as database:
        for sql, values in rows:
            database.write(lambda cursor, sql=sql, values=values: cursor.execute(sql, values) and None)


@pytest.mark.parametrize(
    ("imported", "said_at"),
    [(False, ANSWERED), (True, datetime(2019, 5, 1))],
    ids=["answered here", "rated elsewhere, years before"],
)
def test_a_vote_is_found_whenever_it_was_given(tmp_path: Path, imported: bool, said_at: datetime) -> None:
    path = tmp_path / "house.duckdb"
    filled(path, imported=imported, said_at=said_at)
    with Database.open(path) as database:
        assert [row["likes"] for row in rows_of(database, "picture_liking", "g", 1)] == [1]
        assert rows_of(database, "picture_liking", "g", 1, {"session": 2}) == []


def test_questions_as_text_keep_what_people_wrote_apart_from_sql() -> None:
    said = sql_of("agreement", "g", 3, {"mode": "it's; DROP", "camp": 2, "weighted": True})
    assert said.splitlines() == [
        "SET VARIABLE mode = 'it''s; DROP';",
        "SET VARIABLE camp = 2;",
        "SET VARIABLE weighted = true;",
        "SELECT * FROM agreement WHERE group_id = 'g' AND number = 3;",
    ]


@pytest.mark.parametrize("name", ["nothing", "events; DROP TABLE events"])
def test_there_is_no_view_of_such_a_name(name: str) -> None:
    with pytest.raises(NotFound):
        definition_of(name)
