"""Groups, sessions and members come back as they were put."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import duckdb
import pytest

from group_plgl.errors import NotFound
from group_plgl.store import people
from group_plgl.store.database import Database
from group_plgl.store.house import put_house, read_house
from group_plgl.store.own import own_particulars
from group_plgl.store.people import Group, Member, Particular, Question, Session


def a_group(now: datetime, group_id: str = "g1", slug: str = "vases", code: str = "ABCD") -> Group:
    return Group(group_id, slug, "Vases", "Which?", "vessel@1", "identified", 5, False, code, "hash", now)


def a_session(number: int, opened_at: datetime) -> Session:
    return Session("g1", number, "classes", 30, ["keep", "drop"], "lobby", False, True, None, opened_at, None)


def put(database: Database, group: Group, asked: list[Question] | None = None) -> None:
    session = replace(a_session(1, group.made_at), group_id=group.group_id)
    people.put_group(database, group, session, asked or [])


def test_a_group_is_found_by_id_slug_and_code(database: Database, now: datetime) -> None:
    group, other = a_group(now), a_group(now + timedelta(seconds=1), "g0", "cups", "EFGH")
    put(database, other)
    put(database, group)
    assert people.group_of(database, "g1") == group
    assert people.group_by_slug(database, "vases") == group
    assert people.group_by_code(database, "ABCD") == group
    assert people.group_by_slug(database, "plates") is people.group_by_code(database, "XXXX") is None
    assert people.all_groups(database) == [group, other]
    with pytest.raises(NotFound, match="g9"):
        people.group_of(database, "g9")


@pytest.mark.parametrize("taken", ["group_id", "slug", "join_code"])
def test_a_taken_id_slug_or_code_is_refused(database: Database, now: datetime, taken: str) -> None:
    first, second = a_group(now), a_group(now, "g2", "cups", "EFGH")
    put(database, first)
    with pytest.raises(duckdb.ConstraintException):
        put(database, replace(second, **{taken: getattr(first, taken)}))
    put(database, second)
    assert len(people.all_groups(database)) == 2


def test_the_current_session_is_the_newest_open_or_closed(database: Database, now: datetime) -> None:
    with pytest.raises(NotFound, match="g1"):
        people.current_session(database, "g1")
    first, second = a_session(1, now), a_session(2, now + timedelta(hours=1))
    people.put_session(database, first)
    assert people.current_session(database, "g1") == first
    closed = replace(first, closed_at=now + timedelta(minutes=5))
    people.put_session(database, closed)
    assert people.current_session(database, "g1") == closed
    people.put_session(database, second)
    assert people.current_session(database, "g1") == second
    people.put_session(database, replace(second, phase="reveal", results_shown=True))
    shown = people.current_session(database, "g1")
    assert (shown.phase, shown.results_shown) == ("reveal", True)


def test_open_sessions_are_the_newest_of_groups_that_are_open(database: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    for group_id in ("g1", "g2", "g3"):
        people.put_session(database, replace(a_session(1, now), group_id=group_id, closed_at=later))
    second = replace(a_session(2, later), group_id="g2")
    people.put_session(database, second)
    people.put_session(database, replace(a_session(1, now), group_id="g3"))
    people.put_session(database, replace(a_session(2, now), group_id="g3", closed_at=later))
    assert people.open_sessions(database) == [second]


def test_groups_are_found_by_ids_and_rehearsals_newest_first(database: Database, now: datetime) -> None:
    made = [
        replace(a_group(now + timedelta(hours=i), f"g{i}", f"slug{i}", f"CODE{i}"), rehearsal=i != 2)
        for i in range(4)
    ]
    for group in made:
        put(database, group)
    assert people.groups_among(database, ["g0", "g2", "gone"]) == [made[2], made[0]]
    assert people.groups_among(database, []) == []
    assert people.newest_rehearsals(database, 2) == [made[3], made[1]]


def test_members_come_in_the_order_they_joined_and_by_their_token(database: Database, now: datetime) -> None:
    late = Member("a", "g1", "Zoë", False, now + timedelta(seconds=1))
    twin, early = Member("c", "g1", "Ann", True, now), Member("b", "g1", "Bo", False, now)
    for member in (late, twin, early):
        people.put_member(database, member, f"hash of {member.member_id}")
    people.put_member(database, Member("d", "g2", "Di", False, now), "hash of a")
    assert people.members_of(database, "g1") == [early, twin, late]
    assert people.member_by_token(database, "g1", "hash of a") == late
    assert people.member_by_token(database, "g2", "hash of b") is None


def test_a_changed_group_is_not_remembered_as_it_was(database: Database, now: datetime) -> None:
    put(database, a_group(now))
    assert people.group_by_slug(database, "vases") == a_group(now)
    changed = replace(a_group(now), privacy="anonymous", join_code="NEWC")
    people.put_group_changed(database, "g1", lambda _: changed)
    assert people.group_by_slug(database, "vases") == people.group_by_code(database, "NEWC") == changed
    assert people.group_by_code(database, "ABCD") is None


def test_questions_and_what_was_answered_at_the_door_are_kept(database: Database, now: datetime) -> None:
    asked = [Question("g1", 0, "Team?", ["A", "B"]), Question("g1", 1, "Role?", [])]
    put(database, a_group(now), asked)
    said = [Particular("m", "g1", 1, "designer")]
    people.put_member(database, Member("m", "g1", "Ann", False, now), "hash", said)
    assert people.questions_of(database, "g1") == asked
    assert own_particulars(database, "m") == said
    assert people.questions_of(database, "g2") == own_particulars(database, "n") == []


def test_setting_a_member_aside_marks_the_roster_and_can_be_taken_back(
    database: Database, now: datetime
) -> None:
    ann = Member("m", "g1", "Ann", False, now)
    people.put_member(database, ann, "hash")
    assert people.member_by_token(database, "g1", "hash") == ann
    for place, aside in enumerate((True, False), 1):
        people.put_set_aside(database, ann, aside, now)
        assert people.members_of(database, "g1") == [replace(ann, set_aside=aside)]
        assert people.member_by_token(database, "g1", "hash") == replace(ann, set_aside=aside)
        assert database.heads() == {"g1": place}
    marks = database.read("SELECT seq, kind, member_id, said_at FROM events ORDER BY seq")
    assert marks == [(1, "roster", "", now), (2, "roster", "", now)]


def test_a_fact_of_the_house_is_overwritten(database: Database) -> None:
    assert read_house(database, "seed") is None
    put_house(database, "seed", "1")
    put_house(database, "seed", "2")
    assert read_house(database, "seed") == "2"
