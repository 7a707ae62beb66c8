"""The fold: the same dataset from any order, any repeats, and any vote that was taken back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from group_plgl.feedback.dataset import Dataset, Dealt, Hint, Said, Spoken, fold, live
from group_plgl.feedback.modes import MODES
from group_plgl.feedback.repeats import agreement_with_self

MEMBERS = ("ann", "bob", "cid")


def dealt(i: int, member: str = "ann", turn: int = 0, mode: str = "swipe", repeat_of: str = "") -> Dealt:
    return Dealt(member, turn, mode, f"picture {i}", repeat_of, np.array([float(i), -float(i)]))


CARDS = {f"card {i}": dealt(i, turn=i) for i in range(5)}
CARDS["card 5"] = dealt(1, turn=5, repeat_of="card 1")
PICKS = {f"pick {i}": dealt(i, turn=9, mode="pick-of-four") for i in range(4)}


def rated(event: str, member: str = "ann", card: str = "card 1", value: float = 1.0) -> Said:
    return Said(event, member, "rated", card, value, None)


def chosen(event: str, card: str = "pick 2", value: float | None = None, member: str = "ann") -> Said:
    return Said(event, member, "chosen", card, value, None)


def skipped(event: str, member: str = "ann", card: str = "card 1") -> Said:
    return Said(event, member, "skipped", card, None, None)


def undone(event: str, target: str, member: str = "ann") -> Said:
    return Said(event, member, "undone", None, None, target)


def folded(said: list[Said]) -> Dataset:
    return fold(said, CARDS | PICKS, MEMBERS, 2)


def same(one: Dataset, other: Dataset) -> bool:
    return one.members == other.members and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("member", "z", "over", "paired", "value", "answer", "source", "worth")
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
            chosen(event, f"pick {draw(some.integers(0, 3))}", draw(some.sampled_from([None, 0.0, 1.0]))),
            Said(event, member, "commented", card, None, None),
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


@given(streams(), some.sampled_from(MEMBERS), some.booleans(), some.booleans())
def test_an_undone_vote_equals_one_never_said(
    said: list[Said], member: str, undone_first: bool, pick: bool
) -> None:
    # Before all others in the order of ids, where a trace of it would shift every number.
    vote = chosen("early", "pick 3", None, member) if pick else rated("early", member, "card 5")
    back = undone("earlier", "early", member)
    pair = [back, vote] if undone_first else [vote, back]
    assert same(folded(said), folded(said + pair))
    assert same(folded(said), folded(pair + said))


@given(streams())
def test_members_answer_in_the_order_of_their_names_and_event_ids(said: list[Said]) -> None:
    keys = [(one.member_id, one.event_id) for one in live(said)]
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    found = folded(said)
    assert np.all(np.diff(found.member) >= 0) and np.all(np.diff(found.answer) >= 0)


@given(streams())
def test_an_answer_stays_together_and_its_worth_counts_once(said: list[Said]) -> None:
    found = folded(said)
    answers = [one for one in live(said) if one.kind in ("rated", "chosen")]
    assert found.answer.max(initial=-1) == len(answers) - 1
    assert np.all(found.source <= found.answer)
    for number, one in enumerate(answers):
        rows = found.answer == number
        assert len(set(found.source[rows])) == len(set(found.member[rows])) == 1
        assert found.worth[rows].sum() == MODES["pick-of-four" if one.kind == "chosen" else "swipe"].worth


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
    assert both.value.tolist() == [1.0, 0.0]


def test_those_who_said_nothing_are_there_without_answers() -> None:
    found = folded([rated("1", "bob"), rated("2", "bob", value=0.0)])
    assert found.members == MEMBERS
    assert found.member.tolist() == [1, 1]


def test_who_is_not_in_the_group_is_not_heard() -> None:
    assert len(folded([rated("1", "stranger")]).member) == 0


def test_nothing_said_folds_into_arrays_of_the_right_shape() -> None:
    empty = folded([])
    assert empty.z.shape == (0, 2) and empty.over.shape == (0, 2)
    assert empty.member.shape == empty.value.shape == empty.worth.shape == (0,)
    assert empty.members == MEMBERS


def test_an_answer_to_a_card_that_is_not_there_is_not_swallowed() -> None:
    with pytest.raises(KeyError, match="card 9"):
        folded([rated("1", card="card 9")])


def test_a_pick_of_four_is_this_picture_over_each_of_the_three_others() -> None:
    found = folded([chosen("1", "pick 2")])
    assert found.paired.all() and found.value.tolist() == [1.0, 1.0, 1.0]
    assert found.z[:, 0].tolist() == [2.0, 2.0, 2.0]
    assert found.over[:, 0].tolist() == [0.0, 1.0, 3.0]
    assert found.answer.tolist() == [0, 0, 0]
    assert found.worth.tolist() == [MODES["pick-of-four"].worth, 0.0, 0.0]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_none_and_all_of_four_are_four_likings(value: float) -> None:
    found = folded([chosen("1", value=value)])
    assert not found.paired.any() and found.value.tolist() == [value] * 4
    assert found.z[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("mode", "kind", "value", "liking"),
    [
        ("slider", "rated", 0.35, 0.35),
        ("one-to-ten", "rated", 1.0, 0.0),
        ("one-to-ten", "rated", 10.0, 1.0),
        ("one-to-ten", "rated", 4.0, 1 / 3),
        ("classes", "classed", 0.0, 1.0),
        ("classes", "classed", 2.0, 0.0),
        ("near-ideal", "rated", 1.0, 1.0),
    ],
)
def test_grades_and_classes_become_likings(mode: str, kind: str, value: float, liking: float) -> None:
    cards = {"card": dealt(1, mode=mode)}
    found = fold([Said("1", "ann", kind, "card", value, None)], cards, MEMBERS, 2)
    assert found.value == pytest.approx([liking])
    assert found.worth.tolist() == [MODES[mode].worth]


def test_a_blind_vote_never_trains() -> None:
    cards = {f"card {i}": dealt(i, mode="blind-vote") for i in range(3)}
    assert len(fold([chosen("1", "card 1")], cards, MEMBERS, 2).value) == 0


@pytest.mark.parametrize(("first", "again"), [("1", "3"), ("3", "1")])
def test_a_repeat_shares_the_source_of_what_it_repeats_whichever_came_first(first: str, again: str) -> None:
    said = [rated(first, card="card 1"), rated("2", card="card 2"), rated(again, card="card 5")]
    assert folded(said).source.tolist() == [0, 1, 0]


def test_repeats_of_other_members_share_nothing() -> None:
    said = [rated("1", "ann", "card 1"), rated("1", "bob", "card 5")]
    assert folded(said).source.tolist() == [0, 1]


def asked_twice(mode: str, first: Said, again: Said, q: int = 1) -> tuple[int, int]:
    cards = {f"first {i}": dealt(i, turn=0, mode=mode) for i in range(q)}
    cards |= {f"again {i}": dealt(i, turn=5, mode=mode, repeat_of=f"first {i}") for i in range(q)}
    return agreement_with_self([first, again], cards).get("ann", (0, 0))


def test_members_agree_with_themselves_when_they_say_the_same_again() -> None:
    like, dislike = rated("1", card="first 0"), rated("2", card="again 0", value=0.0)
    assert asked_twice("swipe", like, rated("2", card="again 0")) == (1, 1)
    assert asked_twice("swipe", like, dislike) == (0, 1)
    assert asked_twice("swipe", like, skipped("2", card="again 0")) == (0, 0)


@pytest.mark.parametrize(
    ("mode", "before", "after", "same"),
    [
        ("one-to-ten", 7.0, 9.0, True),
        ("one-to-ten", 5.0, 6.0, False),
        ("slider", 0.51, 0.97, True),
        ("slider", 0.49, 0.51, False),
        ("near-ideal", 0.0, 0.0, True),
    ],
)
def test_grades_on_one_side_of_the_middle_agree(mode: str, before: float, after: float, same: bool) -> None:
    first, again = rated("1", card="first 0", value=before), rated("2", card="again 0", value=after)
    assert asked_twice(mode, first, again) == (int(same), 1)


def test_only_the_same_class_agrees() -> None:
    first = Said("1", "ann", "classed", "first 0", 1.0, None)
    for value, same in ((1.0, 1), (2.0, 0), (0.0, 0)):
        assert asked_twice("classes", first, Said("2", "ann", "classed", "again 0", value, None)) == (same, 1)


def test_the_same_pick_agrees_wherever_it_stood() -> None:
    first = chosen("1", "first 3")
    assert asked_twice("pick-of-four", first, chosen("2", "again 3"), 4) == (1, 1)
    assert asked_twice("pick-of-four", first, chosen("2", "again 1"), 4) == (0, 1)
    assert asked_twice("pick-of-four", first, chosen("2", "again 3", 0.0), 4) == (0, 1)
    none = chosen("1", "first 0", 0.0)
    assert asked_twice("pick-of-four", none, chosen("2", "again 2", 0.0), 4) == (1, 1)
    both = chosen("1", "first 0", 1.0)
    assert asked_twice("pick-of-two", both, chosen("2", "again 1", 1.0), 2) == (1, 1)
    assert asked_twice("pick-of-two", both, chosen("2", "again 1", 0.0), 2) == (0, 1)


def test_an_undone_repeat_was_not_asked_again() -> None:
    cards = {"first": dealt(1, turn=0), "again": dealt(1, turn=5, repeat_of="first")}
    said = [rated("1", card="first"), rated("2", card="again"), undone("3", "2")]
    assert agreement_with_self(said, cards) == {}
    assert agreement_with_self(said[:2], cards) == {"ann": (1, 1)}


def test_comments_are_no_answers() -> None:
    said = [Said("1", "ann", "commented", "card 1", None, None), rated("2", card="card 2")]
    assert folded(said).z.tolist() == [[2.0, -2.0]]


def test_what_a_comment_says_goes_with_the_answer_to_its_turn_and_with_the_comment() -> None:
    said = [
        rated("e1", card="card 0"), rated("e2", card="card 1"), rated("e3", card="card 2"),
        Said("c1", "ann", "commented", "card 1", None, None),
        Said("c2", "ann", "commented", "card 3", None, None),
    ]  # fmt: skip
    spoken = [
        Spoken("c2", "ann", "warmth:warm", False, 0.5), Spoken("c1", "ann", "busyness:busy", True),
        Spoken("c9", "ann", "busyness:busy", True), Spoken("c1", "bob", "busyness:busy", True),
    ]  # fmt: skip
    found = fold(said, CARDS, MEMBERS, 2, spoken=spoken)
    assert found.hints == (Hint(0, "busyness:busy", 1.0, 1, 1), Hint(0, "warmth:warm", -0.5, -1, 0))
    again = fold([*said, undone("u", "c1")], CARDS, MEMBERS, 2, spoken=spoken)
    assert again.hints == found.hints[1:] and same(again, found)
    assert fold([*said, undone("u", "e2")], CARDS, MEMBERS, 2, spoken=spoken).hints[0].answer == -1
