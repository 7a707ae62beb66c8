"""Who leaves is in no file any more; everybody else is still there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from group_plgl.errors import NotAllowed, StoreBusy
from group_plgl.services import learn, match, tidy
from group_plgl.services.deal import deal_member, next_turns
from group_plgl.services.forget import UNDER_WAY, forget_member, owes, settle
from group_plgl.services.mirror import aim_of, ask_mirror, draw_mirror
from group_plgl.services.replay import replay
from group_plgl.store import rewriting
from group_plgl.store.erasure import owed_of
from group_plgl.store.events import last_event
from group_plgl.store.images import Picture, put_pictures
from group_plgl.store.models import group_models, newest_drawn, newest_fit, put_fit
from group_plgl.store.people import member_by_token, members_of
from group_plgl.store.runs import runs

from ..leaving import Leaving, started

NAMES = ("Aurelia-unmistakable", "Bertram-unmistakable", "Cosima-unmistakable")


def lived_in(folder: Path) -> Leaving:
    """Three members with comments, undone answers, superseded models and mirrors; all jobs run."""
    house = started(folder)
    for name in NAMES:
        house.join(name)
    for answers in (16, 2):
        for member in house.members:
            house.answer(member, answers)
        house.work()
    number = newest_drawn(house.studio.database, house.group.group_id)
    for member in house.members[:2]:
        aim = aim_of(house.studio, house.group, member, number)
        assert aim is not None
        ask_mirror(house.studio, member, aim)
        match.let_find(house.studio, house.group, member, True)
    house.work()
    return house


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    """Lived in once; tests get copies."""
    house = lived_in(tmp_path_factory.mktemp("original") / "data")
    house.studio.database.close()
    yield house
    house.studio.close()


@pytest.fixture
def house(original: Leaving, tmp_path: Path) -> Iterator[Leaving]:
    copy = original.copied(tmp_path / "data")
    yield copy
    copy.studio.database.close()


def test_nothing_of_who_left_is_in_any_file_while_the_others_are_there(house: Leaving) -> None:
    leaving, staying = house.members[0], house.members[1:]
    before = house.picture_files()
    run, now = secrets.token_hex(16), house.studio.now()
    row = [run, "draw_mirrors", now, "failed", "", 1, now, "{}", f"{leaving.member_id}: it did not work"]
    sql = (
        "INSERT INTO runs (run_id, job, slot, status, owner, attempt, asked_at, saw, error) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    house.studio.database.write(lambda cursor: cursor.execute(sql, row) and None)
    assert len(house.traces(leaving)) > 20
    others = house.studio.database.read(
        "SELECT * FROM events WHERE member_id <> ? ORDER BY seq", [leaving.member_id]
    )
    forgotten = forget_member(house.studio, leaving)
    assert forgotten.finished
    assert (forgotten.comments, forgotten.answers > 12, forgotten.cards > 12, forgotten.models) == (
        2,
        True,
        True,
        6,
    )
    assert house.traces(leaving) == []
    kept = house.studio.database.read("SELECT * FROM events WHERE member_id <> '' ORDER BY seq")
    assert kept == others
    assert all(len(house.traces(member)) > 20 for member in staying)
    gone = before - house.picture_files()
    assert len(gone) == forgotten.pictures > 6
    assert set(house.picture_files()) == {
        sha for (sha,) in house.studio.database.read("SELECT sha256 FROM pictures")
    }
    house.work()
    assert house.traces(leaving) == []
    house.studio.database.close()
    assert house.traces(leaving) == []


def test_the_group_is_learned_anew_without_them_and_numbers_are_not_given_again(house: Leaving) -> None:
    database, group = house.studio.database, house.group.group_id
    number, last = newest_drawn(database, group), last_event(database, group)
    forget_member(house.studio, house.members[0])
    assert newest_fit(database, group) is None
    assert newest_drawn(database, group) is None
    assert last_event(database, group) == last + 1
    house.work()
    assert newest_drawn(database, group) == (number or 0) + 1
    assert {model.members for model in group_models(database, group)} == {2}
    assert [one.nickname for one in members_of(database, group)] == list(NAMES[1:])
    assert replay(house.studio).differences == []


def test_after_a_restart_numbers_of_events_go_on_where_they_were(house: Leaving) -> None:
    last = last_event(house.studio.database, house.group.group_id)
    forget_member(house.studio, house.members[2])
    house.reopen()
    assert last_event(house.studio.database, house.group.group_id) == last + 1
    house.answer(house.members[0], 1)
    assert last_event(house.studio.database, house.group.group_id) == last + 2
    assert house.studio.database.read("SELECT count(*) - count(DISTINCT seq) FROM events") == [(0,)]


def test_who_left_is_a_stranger_and_says_nothing_more(house: Leaving) -> None:
    leaving = house.members[0]
    token_hash = house.secrets[leaving.member_id][4]
    assert member_by_token(house.studio.database, leaving.group_id, token_hash) is not None
    card = next_turns(house.studio, leaving, 1)[0][0].card_id
    forget_member(house.studio, leaving)
    assert member_by_token(house.studio.database, leaving.group_id, token_hash) is None
    with pytest.raises(NotAllowed):
        house.say(leaving, "rated", card_id=card, value=1.0)
    with pytest.raises(NotAllowed):
        house.say(leaving, "undone", target_id=card)
    deal_member(house.studio, house.group, leaving)
    assert house.traces(leaving) == []


def test_what_was_being_learned_of_them_meanwhile_is_not_stored(house: Leaving) -> None:
    leaving, group = house.members[0], house.group
    late = learn.learned(house.studio, group, last_event(house.studio.database, group.group_id))
    wanted = aim_of(house.studio, group, house.members[1], None)
    assert wanted is not None
    ask_mirror(house.studio, house.members[1], wanted)
    forget_member(house.studio, leaving)
    put_fit(house.studio.database, late.fit, late.members)
    assert newest_fit(house.studio.database, group.group_id) is None
    assert draw_mirror(house.studio, (group.group_id, house.members[1].member_id))["pictures"] == 0
    assert draw_mirror(house.studio, (group.group_id, leaving.member_id)) == {"pictures": 0}
    assert house.traces(leaving) == []


def test_what_came_late_all_the_same_is_swept_away(house: Leaving) -> None:
    leaving = house.members[0]
    forget_member(house.studio, leaving)
    row = [leaving.member_id, leaving.group_id]
    sql = "INSERT INTO likings VALUES (?, 9, 'mean', ?, 0.5, 0.4, 0.6, 0.5)"
    house.studio.database.write(lambda cursor: cursor.execute(sql, row[::-1]) and None)
    house.studio.database.rewrite()
    assert house.traces(leaving) != []
    assert not owes(house.studio)
    house.clock.ahead += UNDER_WAY + timedelta(minutes=1)
    try:
        assert tidy.HOUSE in tidy.behind(house.studio)
        tidy.tidy_group(house.studio, tidy.HOUSE)
        assert house.traces(leaving) == []
        assert tidy.HOUSE not in tidy.behind(house.studio)
    finally:
        house.clock.ahead = timedelta()


def test_a_full_disk_is_said_and_forgetting_is_finished_later(
    house: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving = house.members[0]

    def full(*_: Any) -> None:
        raise StoreBusy("the disk has 0 MB left")

    with monkeypatch.context() as patch:
        patch.setattr(rewriting, "_check_room", full)
        assert not forget_member(house.studio, leaving).finished
        assert not settle(house.studio)
    assert house.studio.database.read("SELECT count(*) FROM members") == [(2,)]
    assert house.traces(leaving) != []
    assert [run.job for run in runs(house.studio.database)] == ["tidy_store"]
    assert tidy.behind(house.studio) == [tidy.HOUSE]
    tidy.tidy_group(house.studio, tidy.HOUSE)
    assert house.traces(leaving) == []
    assert not owes(house.studio)


def test_killed_right_after_the_rows_went_the_rest_is_still_owed(
    house: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving, before = house.members[0], len(house.picture_files())
    with monkeypatch.context() as patch:
        patch.setattr("group_plgl.services.forget.settle", lambda _: False)
        forget_member(house.studio, leaving)
    assert len(house.picture_files()) == before
    house.reopen()
    assert owed_of(house.studio.database) is not None
    tidy.tidy_group(house.studio, tidy.HOUSE)
    assert len(house.picture_files()) < before
    assert house.traces(leaving) == []


def test_a_picture_that_was_drawn_again_meanwhile_stays(
    house: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, files = house.studio.database, house.studio.files
    with monkeypatch.context() as patch:
        patch.setattr("group_plgl.services.forget.settle", lambda _: False)
        kept = {path: path.read_bytes() for path in (house.folder / "pictures").rglob("*.*")}
        forget_member(house.studio, house.members[0])
    owed = owed_of(database)
    assert owed is not None
    sha256, media_type = owed.files[0]
    path = files.path(sha256, media_type)
    files.keep(kept[path], media_type)
    again = Picture("again", house.group.space, [0.0], 64, media_type, sha256, house.studio.now())
    put_pictures(database, [again])
    assert settle(house.studio)
    assert path.read_bytes() == kept[path]
    assert not any(files.path(*other).exists() for other in owed.files[1:])


def test_all_may_leave_one_after_the_other(house: Leaving) -> None:
    for member in house.members:
        house.clock.ahead += timedelta(minutes=2)
        assert forget_member(house.studio, member).finished
    house.clock.ahead = timedelta()
    assert [house.traces(member) for member in house.members] == [[], [], []]
    assert members_of(house.studio.database, house.group.group_id) == []
    assert house.studio.database.read("SELECT count(*) FROM events WHERE kind <> 'roster'") == [(0,)]


def test_a_second_rewrite_right_after_the_first_waits_so_that_voters_need_not(house: Leaving) -> None:
    first, second, _ = house.members
    assert forget_member(house.studio, first).finished
    assert not forget_member(house.studio, second).finished
    assert house.studio.database.read("SELECT count(*) FROM members") == [(1,)]
    assert not settle(house.studio)
    house.clock.ahead += timedelta(minutes=5)
    try:
        assert settle(house.studio)
    finally:
        house.clock.ahead = timedelta()
    assert house.traces(second) == []


def test_when_it_cannot_be_written_nothing_is_erased(house: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = house.members[0]

    def busy(*_: Any) -> None:
        raise StoreBusy("the store is busy")

    with monkeypatch.context() as patch:
        patch.setattr("group_plgl.services.forget.drop_member", busy)
        with pytest.raises(StoreBusy):
            forget_member(house.studio, leaving)
    house.answer(leaving, 1)
    assert len(house.traces(leaving)) > 20
