"""Reading views: what is said of where votes can be never hides one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from group_plgl.errors import NotFound
from group_plgl.members.calibration import wilson
from group_plgl.store.database import Database
from group_plgl.store.findings import drawn_without_camps
from group_plgl.store.surveys import drawn_without_survey
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


@dataclass
class Wall:
    """A group of members m0, m1, … in two camps, with one number that has heard everything."""

    database: Database
    seq: int = 10

    def write(self, sql: str, *values: object) -> None:
        self.database.write(lambda cursor: cursor.execute(sql, list(values)) and None)

    def settle(self, members: int) -> None:
        """Everybody's taste is learned from all that was said, in number 1 and 2."""
        for row in range(members):
            one = f"m{row}"
            self.write(
                "INSERT INTO members (member_id, group_id, nickname, simulated, token_hash, joined_at) "
                "VALUES (?, 'g', ?, false, '', ?) ON CONFLICT DO NOTHING", one, one, FOUNDED,
            )  # fmt: skip
            self.write(
                "INSERT INTO member_models (group_id, seen_event, member_id, answers, likes, ready, "
                "right_held_out, held_out, baseline, payload) "
                "VALUES ('g', 10000, ?, 12, 6, true, 0, 1, 0.5, ''::BLOB)", one,
            )  # fmt: skip
            for number in (1, 2):
                self.write(
                    "INSERT INTO camp_memberships (group_id, number, member_id, camp, certainty, x, y) "
                    "VALUES ('g', ?, ?, ?, 1, 0, 0)", number, one, row % 2,
                )  # fmt: skip
        for number in (1, 2):
            self.write(
                "INSERT INTO group_models VALUES ('g', ?, 'mean', 10000, 2, '', 'test', ?)", number, ANSWERED
            )
            self.write(
                "INSERT INTO ideals (group_id, number, rule, latent, picture_id, made_by, made_at) "
                "VALUES ('g', ?, 'mean', [0.0], 'p', 'test', ?)", number, ANSWERED,
            )  # fmt: skip
            self.write(
                "INSERT INTO camp_findings (group_id, number, reading, supported, camps, members, "
                "silhouette, p_value, stability, map_share, seen_event, made_by, made_at) "
                "VALUES ('g', ?, 'separate camps', true, 2, 2, 0.4, 0.01, 0.9, 0.5, 10000, 'test', ?)",
                number, ANSWERED,
            )  # fmt: skip

    def say(self, member: str, turn: int, pictures: list[str], value: float | None = 1.0) -> None:
        """An answer to one picture; of several the first is picked."""
        self.seq += 1
        mode, kind = ("swipe", "rated") if len(pictures) == 1 else ("pick-of-four", "chosen")
        cards = [f"{member} {turn} {place}" for place in range(len(pictures))]
        for place, picture in enumerate(pictures):
            self.write(
                "INSERT INTO cards (card_id, group_id, member_id, turn, place, mode, picture_id, repeat_of, "
                "dealt_at) VALUES (?, 'g', ?, ?, ?, ?, ?, '', ?)",
                cards[place], member, turn, place, mode, picture, ANSWERED,
            )  # fmt: skip
        self.write(
            "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, card_id, value, "
            "answer_ms, said_at) VALUES (?, ?, 'g', 1, ?, ?, ?, ?, 900, ?)",
            self.seq, f"e{self.seq}", member, kind, cards[0], value, ANSWERED,
        )  # fmt: skip

    def rows(self, view: str, number: int = 1, **chosen: object) -> list[dict[str, Any]]:
        return rows_of(self.database, view, "g", number, chosen)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with Database.open(tmp_path / "house.duckdb") as database:
        made = Wall(database)
        made.write(
            "INSERT INTO groups VALUES ('g', 'wall', 'G', 'Which?', 'tiles@3', 'identified', 5, false, 'c', "
            "'h', ?, '')", FOUNDED,
        )  # fmt: skip
        made.write(
            "INSERT INTO sessions (group_id, number, mode, turns, classes, phase, results_shown, door_open, "
            "opened_at) VALUES ('g', 1, 'pick-of-four', 30, [], 'rating', true, true, ?)", FOUNDED,
        )  # fmt: skip
        yield made


def test_an_answer_to_four_pictures_is_one(wall: Wall) -> None:
    for turn in range(12):
        wall.say("m0", turn, [f"p{turn} {place}" for place in range(4)], None)
    wall.settle(1)
    assert sum(row["answers"] for row in wall.rows("answer_pace")) == 12
    foretold = "INSERT INTO foretold VALUES ('g', ?, 'm0', ?, true, 0.75, 1, ?)"
    for place in range(12):  # three rows each
        wall.write(foretold, 1, place, place // 3)
        wall.write(foretold, 2, place, None)
    (told,), (before,) = wall.rows("calibration"), wall.rows("calibration", 2)
    assert (told["answers"], told["counted"]) == (4, 4) and before["answers"] == 12
    assert told["low"] == pytest.approx(wilson(4, 4)[0], abs=1e-4)


def test_a_picture_that_one_camp_has_not_seen_is_not_loved_by_all(wall: Wall) -> None:
    wall.say("m0", 0, ["both"])
    wall.say("m0", 1, ["half"])
    wall.say("m1", 0, ["both"])
    wall.settle(2)
    both, half = wall.rows("picture_liking")
    assert (both["picture_id"], both["fewest"], half["fewest"]) == ("both", 1, 0)
    assert half["consensus"] == pytest.approx((2 / 3 * 0.5) ** 0.5)
    assert half["divided"] == pytest.approx(2 / 3 - 0.5) and both["divided"] == pytest.approx(0.0)
    (alone,) = (row for row in wall.rows("picture_liking", camp=1) if row["picture_id"] == "half")
    assert alone["consensus"] == pytest.approx(2 / 3), "where only one camp is asked for"


def test_no_more_than_sixty_are_held_against_each_other(wall: Wall) -> None:
    wall.write(
        "INSERT INTO cards (card_id, group_id, member_id, turn, place, mode, picture_id, repeat_of, "
        "dealt_at) SELECT concat('m', m, ' ', t), 'g', concat('m', m), t, 0, 'swipe', concat('p', t), '', ? "
        "FROM range(64) a(m), range(4) b(t) WHERE m >= 4 OR t < 2", ANSWERED,
    )  # fmt: skip
    wall.write(
        "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, card_id, value, "
        "answer_ms, said_at) SELECT 11 + row_number() OVER (), concat('e', card_id), 'g', 1, member_id, "
        "'rated', card_id, turn % 2, 900, ? FROM cards", ANSWERED,
    )  # fmt: skip
    wall.settle(64)
    found = wall.rows("agreement")
    assert len(found) == 60 * 59 and not {row["member_id"] for row in found} & {"m0", "m1", "m2", "m3"}


def test_drift_is_a_line_from_one_number(wall: Wall) -> None:
    wall.settle(1)
    for number, earlier in ((1, 0), (2, 1)):
        wall.write("INSERT INTO drifts VALUES ('g', ?, 'm0', ?, 0.9, 0.5, 1.0)", number, earlier)
    assert [(row["at_number"], row["earlier"]) for row in wall.rows("drift", 2)] == [(2, 1)]
    wall.write("UPDATE drifts SET earlier = 0")
    assert [row["at_number"] for row in wall.rows("drift", 2)] == [1, 2]


def test_runs_are_those_of_the_group_and_end_as_they_did_for_it(wall: Wall) -> None:
    wall.settle(1)
    told = {
        "done": ("done", {"group": ["wall"]}),
        "failed": ("failed", {"group": ["other"], "failed": ["g"]}),
        "others failed": ("failed", {"group": ["wall"], "failed": ["other"]}),
        "running": ("running", {"under_way": ["g"]}),
        "of a longer name": ("done", {"group": ["wall-2"]}),
        "with nobody": ("running", {}),
    }
    for at, (job, (status, saw)) in enumerate(told.items()):
        wall.write(
            "INSERT INTO runs (run_id, job, slot, status, owner, attempt, asked_at, started_at, saw, error) "
            "VALUES (?, ?, ?, ?, '', 1, ?, ?, ?, '')",
            job, job, ANSWERED + timedelta(seconds=at), status, ANSWERED, ANSWERED, json.dumps(saw),
        )  # fmt: skip
    assert {row["job"]: row["status"] for row in wall.rows("job_runs")} == {
        "done": "done", "failed": "failed", "others failed": "done", "running": "running"
    }  # fmt: skip


def test_nothing_is_looked_for_in_numbers_from_before_who_counts_changed(wall: Wall) -> None:
    wall.settle(1)
    assert drawn_without_survey(wall.database) == [("g", 2)] == drawn_without_camps(wall.database)
    wall.write(
        "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, said_at) "
        "VALUES (10001, 'r', 'g', 1, '', 'roster', ?)", ANSWERED,
    )  # fmt: skip
    assert drawn_without_survey(wall.database) == [] == drawn_without_camps(wall.database)


def test_who_was_set_aside_since_stays_on_the_board_they_were_on(wall: Wall) -> None:
    wall.settle(3)
    wall.write("UPDATE members SET set_aside = true WHERE member_id <> 'm0'")
    assert len(wall.rows("chosen_members")) == 3 == len(wall.rows("taste_map"))
    assert wall.rows("participation")[0]["people"] == 3
    assert wall.rows("participation", members=["m0"])[0]["people"] == 1


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
