"""Labelling: a band of one's own, counts, what was foretold before, and nobody else's cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotYet
from group_plgl.queries.strategies import FAIR
from group_plgl.services import deal, label, learn
from group_plgl.services.forget import forget_member
from group_plgl.services.point import looking
from group_plgl.services.replay import replay
from group_plgl.store.images import cards_of, cards_of_mode, pool_of
from group_plgl.store.labelling import labelling_of, unseen_at, unseen_of
from group_plgl.store.models import newest_fit
from group_plgl.store.tidy import drop_old
from group_plgl.web.identity import Visitor

Gather = Callable[..., Any]
LOW, HIGH = 0.2, 0.5


@pytest.fixture(scope="module")
def known(gather: Gather) -> Any:
    """Three members whose tastes are learned; the first labels from between two lines of their own."""
    party = gather(m=3, swipes=16, space="tiles", seed=9)
    party.work()
    label.choose_own_band(party.studio, party.members[0], LOW, HIGH)
    party.deal()
    return party


def coming(party: Any, member: Any) -> list[Any]:
    """The cards that wait for a member, the spare ones left out, in order."""
    cards = cards_of_mode(party.studio.database, [member.member_id], label.MODE)
    waiting = {turn[0].card_id for turn in deal.next_turns(party.studio, member, 60, label.MODE)}
    return [card for card in cards if card.card_id in waiting and not card.spare]


def test_what_comes_next_is_chosen_from_between_the_members_own_lines(known: Any) -> None:
    chosen = [card for card in coming(known, known.members[0]) if card.chosen_by not in FAIR]
    assert len(chosen) >= 5 and {card.chosen_by for card in chosen if not card.repeat_of} == {"band"}
    inside = [LOW <= card.foretold <= HIGH for card in chosen if card.foretold is not None]
    assert np.mean(inside) >= 0.9


def test_what_waited_goes_behind_and_nobody_elses_cards_change(gather: Gather) -> None:
    party = gather(m=2, swipes=14, space="tiles", seed=4)
    party.work()
    ada, bo = party.members
    before = cards_of(party.studio.database, bo.member_id)
    waited = {card.card_id: card.picture_id for card in coming(party, ada)}
    label.choose_own_band(party.studio, ada, 0.6, 0.9)
    party.deal()
    assert not waited.keys() & {card.card_id for card in coming(party, ada)}
    every = [turn[0].picture_id for turn in deal.next_turns(party.studio, ada, 90, label.MODE)]
    assert set(waited.values()) <= set(every), "what waited still comes, behind"
    assert len(set(every)) == len(every), "and comes once"
    assert cards_of(party.studio.database, bo.member_id)[: len(before)] == before
    label.end_labelling(party.studio, ada)
    assert labelling_of(party.studio.database, ada.member_id) is None


def test_lines_may_be_moved_often_since_what_waits_is_chosen_again(gather: Gather) -> None:
    party = gather(m=1, space="tiles", seed=4)
    (ada,) = party.members
    party.answer(ada, 12)
    party.work()
    for upper in (False, True) * 3:
        left = np.cumsum(label.own_folder(party.studio, party.group, ada).left)
        middle = int(np.searchsorted(left, left[-1] / 2)) / label.BINS
        low, high = (middle, 1.0) if upper else (0.0, middle)
        label.choose_own_band(party.studio, ada, low, high)
        party.deal()
        waiting = coming(party, ada)
        assert len(waiting) == deal.FRESH
        inside = [low <= card.foretold <= high for card in waiting if card.chosen_by == "band"]
        assert np.mean(inside) >= 0.9
    party.answer(ada, 10)
    cards = {card.card_id: card for card in cards_of(party.studio.database, ada.member_id)}
    said = [cards[event.card_id] for event in party.said if event.card_id]
    pictures = [card.picture_id for card in said if not card.repeat_of]
    assert len(set(pictures)) == len(pictures), "nothing is asked twice for having waited"


def test_who_labels_gets_single_pictures_whatever_the_session_asks(gather: Gather) -> None:
    party = gather(m=1, space="tiles", mode="pick-of-four")
    label.begin_labelling(party.studio, party.members[0])
    assert party.group.group_id in deal.behind(party.studio)
    party.deal()
    assert coming(party, party.members[0])
    others = deal.next_turns(party.studio, party.members[0], 3)
    assert others and all(len(turn) == 4 for turn in others)
    turns = {(card.turn, card.mode) for card in cards_of(party.studio.database, party.members[0].member_id)}
    assert len({turn for turn, _ in turns}) == len(turns), "no turn is of two modes"


@pytest.mark.parametrize(
    ("low", "high"), [(0.6, 0.4), (0.5, 0.52), (-0.1, 0.5), (0.5, 1.2), (float("nan"), 1)]
)
def test_a_band_that_is_none_is_refused(known: Any, low: float, high: float) -> None:
    with pytest.raises(BadInput):
        label.choose_own_band(known.studio, known.members[1], low, high)


def test_counts_are_of_pictures_and_an_undo_takes_one_back(gather: Gather) -> None:
    party = gather(m=1, space="tiles")
    (ada,) = party.members
    turns = deal.next_turns(party.studio, ada, 4)
    for place, value in enumerate((1.0, 0.0, None)):
        kind = "skipped" if value is None else "rated"
        party.say(ada, kind=kind, card_id=turns[place][0].card_id, value=value)
    said = label.labelled_by(party.studio, party.group, ada)
    assert (said.counted.positive, said.counted.negative, said.counted.undecided) == (1, 1, 1)
    party.say(ada, kind="undone", card_id=None, value=None, target_id=said.last)
    said = label.labelled_by(party.studio, party.group, ada)
    assert (said.counted.positive, said.counted.negative, said.counted.undecided) == (1, 1, 0)
    assert (said.sitting, said.unforetold) == ([], 2), "nothing had been foretold yet"


def test_histograms_add_up_and_one_more_label_moves_the_folder_but_loses_no_picture(known: Any) -> None:
    ada = known.members[0]
    pool = pool_of(known.studio.database, known.group.group_id)
    folder = label.own_folder(known.studio, known.group, ada)
    assert folder is not None
    said = label.labelled_by(known.studio, known.group, ada).counted
    assert sum(folder.everything) == len(pool)
    assert sum(folder.left) == len(pool) - said.positive - said.negative - said.undecided
    assert folder.coming
    for one in folder.coming:
        assert sum(one.liked) == sum(one.passed) == len(pool)
        assert sum(one.left_liked) == sum(one.left_passed) == sum(folder.left)
        mean = [np.dot(np.arange(label.BINS), side) for side in (one.passed, one.liked)]
        assert mean[0] <= mean[1], "liking one more never makes less liked on the whole"
    rows = unseen_of(known.studio.database, known.group.group_id, ada.member_id)
    assert len(label.foretold_unseen(known.studio, ada)) == len(rows[-1].answers) == 16


def test_what_was_foretold_when_a_card_was_dealt_is_kept_with_the_answer(known: Any) -> None:
    ada = known.members[0]
    (turn,) = deal.next_turns(known.studio, ada, 1, label.MODE)
    known.say(ada, card_id=turn[0].card_id, value=1.0)
    said = label.labelled_by(known.studio, known.group, ada)
    assert said.sitting == [(turn[0].foretold, True)]
    assert said.unforetold == 16


def test_every_taste_has_its_trial_and_a_replay_finds_the_same(known: Any) -> None:
    trials = label.trials_of(known.studio, known.members[1])
    assert trials and trials[-1].answers == 16
    assert 0.0 <= trials[-1].low <= trials[-1].high <= 1.0
    fit = newest_fit(known.studio.database, known.group.group_id)
    assert len(unseen_at(known.studio.database, known.group.group_id, fit.seen_event)) == 3
    assert replay(known.studio, known.group.slug).differences == []


def test_how_tastes_came_to_foretell_is_kept_when_their_fits_are_not(gather: Gather) -> None:
    party = gather(m=1, space="tiles", swipes=10)
    (ada,) = party.members
    for _ in range(12):
        for item in learn.behind(party.studio):
            if item == party.group.group_id:
                learn.learn_group(party.studio, item)
        party.swipe(ada, 1)
    learn.learn_group(party.studio, party.group.group_id)
    drop_old(party.studio.database, party.group.group_id, 3)
    assert [one.answers for one in label.trials_of(party.studio, ada)] == [19, 22]
    forget_member(party.studio, ada)
    assert unseen_of(party.studio.database, party.group.group_id, ada.member_id) == []
    assert labelling_of(party.studio.database, ada.member_id) is None


def test_the_groups_predictions_are_told_to_who_sees_results_alone(known: Any, gather: Gather) -> None:
    ada = known.members[0]
    folder = label.group_folder(known.studio, looking(known.studio, Visitor(known.group, ada, False)))
    assert sum(folder.everything) == len(pool_of(known.studio.database, known.group.group_id))
    assert folder.coming == []
    fresh = gather(m=1, space="tiles")
    with pytest.raises(NotYet):
        label.group_folder(fresh.studio, looking(fresh.studio, Visitor(fresh.group, fresh.members[0], False)))
