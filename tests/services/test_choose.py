"""Choosing what comes next: by the session's strategy, from the newest tastes, and fairly measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput
from group_plgl.feedback.modes import MODES
from group_plgl.generators.raster import png_bytes
from group_plgl.queries.strategies import FAIR, RANDOM, STRATEGIES
from group_plgl.services import choose, convene, deal, learn, steer
from group_plgl.services import gather as gathering
from group_plgl.services.choose import Wish, is_fair
from group_plgl.services.recall import recall
from group_plgl.services.space import new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.events import last_event
from group_plgl.store.images import cards_of, pool_of
from group_plgl.store.models import newest_fit, newest_record
from group_plgl.store.people import current_session

Gather = Callable[..., Any]


@pytest.fixture(scope="module")
def known(gather: Gather) -> Any:
    """Three members whose tastes are learned, and the group's picture; nobody answers after that."""
    party = gather(m=3, swipes=14, strategy="bald")
    party.work()
    party.deal()
    return party


def asked(party: Any, strategy: str, turns: int, together: int = 1) -> dict[Any, Any]:
    """What the members of a group would be shown in some turns to come."""
    pool = pool_of(party.studio.database, party.group.group_id)
    shown = np.zeros(len(pool), dtype=np.int64)
    near = pool if STRATEGIES[strategy].pool == "near" else []
    wishes = [
        Wish(member.member_id, range(100, 100 + turns), shown, near=shown[: len(near)])
        for member in party.members
    ]
    return choose.choose(party.studio, party.group, STRATEGIES[strategy], together, pool, wishes, near)


@pytest.mark.parametrize("together", [1, 2, 4])
@pytest.mark.parametrize("name", list(STRATEGIES))
def test_every_strategy_fills_every_turn_and_says_the_same_again(
    known: Any, name: str, together: int
) -> None:
    found = asked(known, name, 6, together)
    assert found == asked(known, name, 6, together)
    assert len(found) == 6 * len(known.members)
    for (member_id, turn), chosen in found.items():
        assert len(set(chosen.pictures)) == together
        random = STRATEGIES[name].adapts and is_fair(member_id, turn)
        assert chosen.by == (RANDOM if random else name)


def test_one_turn_in_five_is_random_from_a_start_that_differs(known: Any) -> None:
    for member in known.members:
        fair = [turn for turn in range(100) if is_fair(member.member_id, turn)]
        assert len(fair) == 20 and set(np.diff(fair)) == {choose.FAIR_EVERY}
    starts = {next(turn for turn in range(5) if is_fair(f"{0:08x}{i:08x}", turn)) for i in range(20)}
    assert starts == {0, 1, 2, 3, 4}


def test_the_most_telling_picture_is_not_the_same_for_everybody(known: Any) -> None:
    found = asked(known, "bald", 8)
    decks = {
        tuple(chosen.pictures[0] for (owner, _), chosen in found.items() if owner == member.member_id)
        for member in known.members
    }
    assert len(decks) == len(known.members)


def test_nothing_is_computed_where_chance_decides(known: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("the child was asked")

    monkeypatch.setattr(Child, "run", refuse)
    assert len(asked(known, RANDOM, 3)) == 9
    stranger = known.join("Zoe")
    cards = cards_of(known.studio.database, stranger.member_id)
    assert cards and {card.chosen_by for card in cards} == {RANDOM}
    known.members.pop()


def test_cards_go_by_answers_as_soon_as_a_taste_is_known(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=10, strategy="bald")
    before = [card for m in party.members for card in cards_of(house.database, m.member_id)]
    assert {card.chosen_by for card in before} == {RANDOM}
    party.work()
    for member in party.members:
        party.swipe(member, 20)
    for member in party.members:
        cards = cards_of(house.database, member.member_id)
        late = [card for card in cards if card not in before and not card.repeat_of and not card.spare]
        assert {card.chosen_by for card in late} == {"bald", RANDOM}
        assert all((card.chosen_by == RANDOM) == is_fair(member.member_id, card.turn) for card in late)
        assert len({card.picture_id for card in cards if not card.repeat_of}) == sum(
            not card.repeat_of for card in cards
        )
        assert all(
            card.chosen_by == next(one for one in cards if one.card_id == card.repeat_of).chosen_by
            for card in cards
            if card.repeat_of
        )


@pytest.mark.parametrize(("strategy", "mode", "turns"), [
    ("bald", "swipe", 8), ("bald", "pick-of-two", 4), ("eubo", "pick-of-four", 3),
    ("random", "swipe", 10), ("sobol", "swipe", 10),
])  # fmt: skip
def test_few_cards_are_dealt_ahead_where_they_go_by_answers(
    house: Studio, gather: Gather, strategy: str, mode: str, turns: int
) -> None:
    assert deal._ahead(house, MODES[mode], STRATEGIES[strategy]) == turns


def test_the_pool_gives_a_choice_where_cards_go_by_answers(house: Studio, gather: Gather) -> None:
    pools = {}
    for strategy in ("random", "bald"):
        party = gather(strategy=strategy)
        pools[strategy] = len(pool_of(house.database, party.group.group_id))
    assert pools["bald"] == deal.CHOICE * deal.FRESH > pools["random"]


def test_own_pictures_are_chosen_among_too(house: Studio, gather: Gather) -> None:
    party = gather(space=new_catalogue(), strategy="bald")
    rng = np.random.default_rng(1)
    for number in range(24):
        pixels = np.repeat(np.repeat(rng.integers(0, 255, (4, 4, 3)), 16, 0), 16, 1).astype(np.uint8)
        gathering.gather_one(house, party.group, f"{number}.png", png_bytes(pixels))
    gathering.finish(house, party.group)
    party.join("Ann")
    party.deal()
    party.swipe(party.members[0], 10)
    learn.learn_group(house, party.group.group_id)
    party.swipe(party.members[0], 10)
    cards = cards_of(house.database, party.members[0].member_id)
    assert "bald" in {card.chosen_by for card in cards}


def test_accuracy_is_measured_on_random_pictures_alone(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=10, strategy="eubo")
    party.work()
    for member in party.members:
        party.swipe(member, 16)
    party.work()
    seen = last_event(house.database, party.group.group_id)
    said = recall(house, party.group, seen)
    fit = newest_fit(house.database, party.group.group_id)
    assert fit is not None and fit.held_out == len(said.fair)
    for row, member_id in enumerate(said.members):
        fair = int(said.fair[said.member == row].sum())
        record = newest_record(house.database, party.group.group_id, member_id)
        assert record is not None and record.answers == 26
        assert 10 <= record.held_out == fair < 26


def test_what_chose_a_card_says_whether_its_answer_is_fair_evidence() -> None:
    assert all((name in FAIR) == (not one.adapts) for name, one in STRATEGIES.items())


def test_a_session_has_the_strategy_of_the_settings_unless_told(house: Studio, gather: Gather) -> None:
    party = gather()
    assert current_session(house.database, party.group.group_id).strategy == house.settings.strategy
    steer.begin_session(house, party.group, "swipe", strategy="eubo")
    steer.begin_session(house, party.group, "pick-of-two")
    assert current_session(house.database, party.group.group_id).strategy == "eubo"


def test_a_strategy_that_is_not_there_founds_no_group(house: Studio) -> None:
    asked_for = {"name": "A", "question": "?", "space": "vessel"}
    with pytest.raises(BadInput, match="unknown strategy"):
        convene.found_group(house, **asked_for, strategy="70/30")
    with pytest.raises(BadInput, match="unknown strategy"):
        convene.found_group(replace(house, settings=replace(house.settings, strategy="hope")), **asked_for)
