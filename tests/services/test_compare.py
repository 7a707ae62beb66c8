"""Choices of a family: made apart from learning, used by the next fit, and built again by replay."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from group_plgl.members.codec import card_of, from_bytes
from group_plgl.members.families.registry import FAMILIES
from group_plgl.services import compare, learn
from group_plgl.services.forget import forget_member
from group_plgl.services.replay import replay
from group_plgl.services.takeout import takeout
from group_plgl.store.choices import choices, choices_at, choices_of, put_choices
from group_plgl.store.models import member_models, newest_fit

from ..leaving import Leaving, started


def work(house: Leaving) -> None:
    """Run all jobs, and then the one that compares."""
    house.work()
    for item in compare.behind(house.studio):
        compare.compare_group(house.studio, item)


pytestmark = pytest.mark.timeout(900)  # a dozen comparisons, replays among them


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    """Two who said enough to be compared, one who did not; all jobs ran."""
    house = started(tmp_path_factory.mktemp("original") / "data")
    for name, answers in (("Aurelia", 22), ("Bertram", 22), ("Cosima", 12)):
        house.answer(house.join(name), answers)
    work(house)
    house.studio.database.close()
    yield house
    house.studio.close()


@pytest.fixture
def house(original: Leaving, tmp_path: Path) -> Iterator[Leaving]:
    copy = original.copied(tmp_path / "data")
    yield copy
    copy.studio.database.close()


def neighbours(house: Leaving, row: int) -> None:
    """Say that nearest neighbours were found to be better for a member."""
    mine = choices_of(house.studio.database, house.members[row].member_id)[0]
    put_choices(house.studio.database, [replace(mine, family="nearest", right_held_out=5, held_out=9)])


def test_those_who_said_enough_are_compared_and_nobody_twice(house: Leaving) -> None:
    database, group = house.studio.database, house.group.group_id
    found = {one.member_id: one for one in choices(database, group)}
    assert set(found) == {member.member_id for member in house.members[:2]}
    for one in found.values():
        told = json.loads(one.evidence)
        assert [line["name"] for line in told["families"]] == list(FAMILIES)
        assert one.family in FAMILIES and one.answers == 21
        assert 0 < one.right_held_out <= one.held_out
    assert compare.behind(house.studio) == []
    house.answer(house.members[0], 4)
    learn.learn_group(house.studio, group)
    assert compare.behind(house.studio) == []
    house.answer(house.members[0], 5)
    learn.learn_group(house.studio, group)
    ((_, _, who),) = compare.behind(house.studio)
    assert who == [house.members[0].member_id]


def test_the_next_fit_uses_what_was_chosen_and_says_so(house: Leaving) -> None:
    database, group = house.studio.database, house.group
    before = newest_fit(database, group.group_id)
    neighbours(house, 0)
    house.answer(house.members[2], 1)
    learn.learn_group(house.studio, group.group_id)
    fit = newest_fit(database, group.group_id)
    assert fit is not None and before is not None and fit.seen_event > before.seen_event
    rows = {row.member_id: row for row in member_models(database, group.group_id, fit.seen_event)}
    odd, other = (rows[member.member_id] for member in house.members[:2])
    assert card_of(odd.payload).learned_by == "nearest"
    assert card_of(odd.payload).compared == choices_of(database, odd.member_id)[0].seen_event
    assert (odd.right_held_out, odd.held_out) == (5, 9)
    assert card_of(other.payload).learned_by == choices_of(database, other.member_id)[0].family
    plain = learn.learned(house.studio, group, fit.seen_event, compared={})
    dense = {row.member_id: row for row in plain.members}
    assert card_of(dense[odd.member_id].payload).learned_by == "dense"
    one, two = from_bytes([odd.payload, dense[odd.member_id].payload]).mean
    assert abs(one - two).max() > 0.01


def test_replay_builds_choices_and_what_was_learned_by_them_again(house: Leaving) -> None:
    house.answer(house.members[2], 1)
    work(house)
    assert replay(house.studio).differences == []
    neighbours(house, 1)
    house.answer(house.members[2], 1)
    work(house)
    (told,) = replay(house.studio).differences
    assert told.what == "families" and "1 of 2" in told.detail


def test_an_older_fit_is_built_again_with_the_choice_of_its_time(house: Leaving) -> None:
    database, group = house.studio.database, house.group
    fit = newest_fit(database, group.group_id)
    assert fit is not None
    stored = member_models(database, group.group_id, fit.seen_event)
    neighbours(house, 0)
    then = {row.member_id: card_of(row.payload).compared for row in stored}
    again = learn.learned(house.studio, group, fit.seen_event, compared=then)
    assert [row.payload for row in again.members] == [row.payload for row in stored]
    assert choices_at(database, then) == []


def test_who_leaves_takes_along_every_choice_that_their_answers_had_a_part_in(house: Leaving) -> None:
    forget_member(house.studio, house.members[1])
    assert house.traces(house.members[1]) == []
    assert choices(house.studio.database, house.group.group_id) == []
    work(house)
    assert [one.member_id for one in choices(house.studio.database, house.group.group_id)] == [
        house.members[0].member_id
    ]
    assert replay(house.studio).differences == []


def test_choices_are_taken_along(house: Leaving) -> None:
    content = takeout(house.studio, house.group, house.members[0], with_group=True)
    told = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("me.json"))
    (one,) = told["models_compared"]
    assert one["family"] in FAMILIES and len(one["evidence"]["families"]) == len(FAMILIES)
    assert "member_id" not in one
