"""The fold: the same dataset from any order, any repeats, and any vote that was taken back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from group_plgl.feedback.dataset import Dataset, Said, fold, live

MEMBERS = ("ann", "bob", "cid")
CARDS = {f"card {i}": np.array([float(i), -float(i)]) for i in range(5)}


def rated(event: str, member: str = "ann", card: str = "card 1", value: float = 1.0) -> Said:
    return Said(event, member, "rated", card, value, None)


def skipped(event: str, member: str = "ann", card: str = "card 1") -> Said:
    return Said(event, member, "skipped", card, None, None)


def undone(event: str, target: str, member: str = "ann") -> Said:
    return Said(event, member, "undone", None, None, target)


def folded(said: list[Said]) -> Dataset:
    return fold(said, CARDS, MEMBERS, 2)


def same(one: Dataset, other: Dataset) -> bool:
    return one.members == other.members and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("member", "z", "liked")
    )


@some.composite
def streams(draw: some.DrawFn) -> list[Said]:
    """Events of three members with ids of their own, some of them taking others back."""
    said: list[Said] = []
    for number in range(draw(some.integers(0, 12))):
        event, member = f"event {number}", draw(some.sampled_from(MEMBERS))
        card, value = draw(some.sampled_from(sorted(CARDS))), draw(some.sampled_from([0.0, 1.0]))
        target = f"event {draw(some.integers(0, 12))}"
        kinds = [
            rated(event, member, card, value),
            skipped(event, member, card),
            undone(event, target, member),
        ]
        said.append(draw(some.sampled_from(kinds)))
    return said


@given(streams(), some.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(said: list[Said], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same(folded(said), folded(shuffled))


@given(streams(), some.data())
def test_repeats_do_not_matter(said: list[Said], data: some.DataObject) -> None:
    again = data.draw(some.lists(some.sampled_from(said), max_size=8)) if said else []
    assert same(folded(said), folded(said + again))


@given(streams(), some.sampled_from(MEMBERS), some.booleans())
def test_an_undone_vote_equals_one_never_said(said: list[Said], member: str, undone_first: bool) -> None:
    vote, back = rated("later", member, "card 3"), undone("later still", "later", member)
    pair = [back, vote] if undone_first else [vote, back]
    assert same(folded(said), folded(said + pair))
    assert same(folded(said), folded(pair + said))


@given(streams())
def test_members_answer_in_the_order_of_their_names_and_event_ids(said: list[Said]) -> None:
    keys = [(one.member_id, one.event_id) for one in live(said)]
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    assert np.all(np.diff(folded(said).member) >= 0)


def test_skips_stand_but_are_no_answers() -> None:
    said = [rated("1"), skipped("2", card="card 2")]
    assert [one.kind for one in live(said)] == ["rated", "skipped"]
    assert folded(said).z.tolist() == [[1.0, -1.0]]


def test_nobody_takes_back_what_another_said() -> None:
    assert len(live([rated("1", "ann"), undone("2", "1", "bob")])) == 1


def test_the_same_event_id_of_two_members_is_two_events() -> None:
    assert len(live([rated("1", "ann"), rated("1", "bob"), undone("2", "1", "bob")])) == 1


def test_two_answers_to_one_card_both_stand() -> None:
    both = folded([rated("1", value=1.0), rated("2", value=0.0)])
    assert both.liked.tolist() == [True, False]


def test_those_who_said_nothing_are_there_without_answers() -> None:
    answers, likes = folded([rated("1", "bob"), rated("2", "bob", value=0.0)]).counts()
    assert answers.tolist() == [0, 2, 0]
    assert likes.tolist() == [0, 1, 0]


def test_who_is_not_in_the_group_is_not_heard() -> None:
    assert len(folded([rated("1", "stranger")]).member) == 0


def test_nothing_said_folds_into_arrays_of_the_right_shape() -> None:
    empty = folded([])
    assert empty.z.shape == (0, 2) and empty.member.shape == empty.liked.shape == (0,)
    assert empty.members == MEMBERS


def test_an_answer_to_a_card_that_is_not_there_is_not_swallowed() -> None:
    with pytest.raises(KeyError, match="card 9"):
        folded([rated("1", card="card 9")])
