"""Every strategy keeps its law, fills its turns and says the same again for the same state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import torch

from group_plgl.errors import NotFound
from group_plgl.queries.portions import SURE
from group_plgl.queries.query import Query
from group_plgl.queries.sobol import WIDEST, sobol
from group_plgl.queries.strategies import (
    FAIR,
    FAVOURITES,
    IMPORTED,
    RANDOM,
    STRATEGIES,
    able,
    ask,
    ask_ahead,
    strategy_named,
)

Ask = Callable[..., Query]
NAMES = list(STRATEGIES)


def turns_of(query: Query, name: str, turns: int, seed: int = 0) -> list[list[int]]:
    """The next turns by one strategy."""
    rngs = [np.random.default_rng([seed, turn]) for turn in range(turns)]
    return ask_ahead(query, [(STRATEGIES[name], rng) for rng in rngs])


@pytest.mark.parametrize("together", [1, 2, 4])
@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_not_shown_again_before_all_were(some_query: Ask, name: str, together: int) -> None:
    turns = turns_of(some_query(n=16, together=together), name, 32 // together)
    assert all(len(set(turn)) == together for turn in turns)
    shown = [row for turn in turns for row in turn]
    assert sorted(shown[:16]) == sorted(shown[16:]) == list(range(16))


@pytest.mark.parametrize("together", [1, 4])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_is_asked_for_the_same_state(some_query: Ask, name: str, together: int) -> None:
    one, two = (turns_of(some_query(together=together), name, 3, seed=4) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("together", [1, 4])
@pytest.mark.parametrize("name", NAMES)
def test_what_looks_the_same_is_not_asked_beside_or_after_it(
    some_query: Ask, name: str, together: int
) -> None:
    twins = np.kron(np.eye(8, dtype=bool), np.ones((2, 2), dtype=bool))
    query = some_query(n=16, together=together, same=twins)
    shown = [row for turn in turns_of(query, name, 8 // together) for row in turn]
    assert len({row // 2 for row in shown}) == 8


@pytest.mark.parametrize("name", NAMES)
def test_of_whom_nothing_is_known_chance_decides(some_query: Ask, name: str) -> None:
    stranger = some_query(mean=None, covariance=None, aims=None)
    assert able(STRATEGIES[name], stranger).name in FAIR
    assert len(ask(STRATEGIES[name], stranger, np.random.default_rng(1))) == 1


def test_without_an_answer_of_the_group_each_taste_is_learned(some_query: Ask) -> None:
    assert able(STRATEGIES["group"], some_query(aims=None)).name == FAVOURITES
    assert able(STRATEGIES["group"], some_query()).name == "group"


def test_fair_strategies_do_not_look_at_tastes() -> None:
    assert {RANDOM, "sobol", IMPORTED} == FAIR


def test_random_pictures_are_each_as_likely(some_query: Ask) -> None:
    rng = np.random.default_rng(1)
    firsts = Counter(ask(STRATEGIES[RANDOM], some_query(n=4), rng)[0] for _ in range(2000))
    assert set(firsts) == {0, 1, 2, 3} and max(firsts.values()) < 600


def test_the_place_of_a_picture_in_its_turn_is_chance(some_query: Ask) -> None:
    query = some_query(together=4)
    orders = {tuple(ask(STRATEGIES["eubo"], query, np.random.default_rng(seed))) for seed in range(60)}
    assert len({tuple(sorted(order)) for order in orders}) == 1
    assert len(orders) > 15


def known(chances: np.ndarray, **words: object) -> Query:
    """A query in which every picture's liking is known to be as told."""
    n = len(chances)
    logits = np.log(chances / (1.0 - chances))
    return Query(np.eye(n), np.zeros(n, dtype=np.int64), mean=logits, covariance=1e-9 * np.eye(n), **words)  # type: ignore[arg-type]


def test_half_of_what_is_shown_is_liked(some_query: Ask) -> None:
    chances = np.linspace(0.05, 0.95, 100)
    for together in (1, 2, 4):
        shown = [
            row
            for turn in turns_of(known(chances, together=together), "balanced", 40 // together)
            for row in turn
        ]
        assert (chances[shown] > 0.5).sum() == 20


def test_where_nearly_nothing_is_liked_the_slots_of_the_liked_get_the_surest() -> None:
    chances = np.r_[0.45, 0.4, np.full(30, 0.1)]
    shown = [turn[0] for turn in turns_of(known(chances), "balanced", 4)]
    assert shown[0] == 0 and shown[2] in {0, 1}


def test_seven_of_ten_are_surely_liked_and_every_slot_is_filled() -> None:
    chances = np.r_[np.full(60, 0.9), np.full(140, 0.2)]
    shown = [turn[0] for turn in turns_of(known(chances), "seventy-thirty", 40)]
    liked = (chances[shown] > SURE).sum()
    assert 28 <= liked <= 28 + 12
    poor = np.r_[0.6, np.full(30, 0.2)]
    assert turns_of(known(poor), "seventy-thirty", 10)[1] != []
    assert 0 in [turn[0] for turn in turns_of(known(poor), "seventy-thirty", 2)]


def test_pictures_of_the_band_lie_between_its_thresholds() -> None:
    chances = np.linspace(0.02, 0.98, 97)
    shown = [turn[0] for turn in turns_of(known(chances, band=(0.4, 0.6)), "band", 15)]
    assert ((chances[shown] >= 0.4) & (chances[shown] <= 0.6)).all()
    outside = known(np.r_[0.1, 0.3, 0.95], band=(0.4, 0.6))
    assert ask(STRATEGIES["band"], outside, np.random.default_rng(1)) == [1]


def test_the_least_certain_picture_is_a_coin() -> None:
    chances = np.r_[0.9, 0.52, 0.3]
    assert ask(STRATEGIES["uncertainty"], known(chances), np.random.default_rng(1)) == [1]


def test_favourites_are_told_apart_before_what_is_disliked() -> None:
    rows = np.array(
        [[1.0, 1.0, 0.0, 1.0], [1.0, -1.0, 0.0, 1.0], [-1.0, 0.0, 1.0, 1.0], [-1.0, 0.0, -1.0, 1.0]]
    )
    query = Query(
        rows,
        np.zeros(4, dtype=np.int64),
        2,
        mean=np.array([3.0, 0, 0, 0]),
        covariance=np.diag([0.1, 4, 4, 0.1]),
    )
    assert set(ask(STRATEGIES["favourites"], query, np.random.default_rng(1))) == {0, 1}


def test_sobol_points_are_those_of_torch_in_another_order() -> None:
    theirs = torch.quasirandom.SobolEngine(WIDEST, scramble=False).draw(256).numpy()
    ours = sobol(0, 256, WIDEST)
    assert np.allclose(np.array(sorted(map(tuple, ours))), np.array(sorted(map(tuple, theirs))))


def test_an_even_strategy_leaves_no_corner_out() -> None:
    rng = np.random.default_rng(2)
    rows = np.hstack([rng.standard_normal((400, 2)) * [3.0, 1.0], np.ones((400, 1))])
    upper = rows[:, :2] > np.median(rows[:, :2], axis=0)
    uneven = {}
    for name in ("sobol", RANDOM):
        decks = [
            turns_of(Query(rows, np.zeros(400, dtype=np.int64), seed=seed), name, 32, seed)
            for seed in range(10)
        ]
        quarters = [np.bincount(2 * upper[deck, 0].ravel() + upper[deck, 1].ravel()) for deck in decks]
        uneven[name] = float(np.std(quarters))
    assert uneven["sobol"] < 0.5 * uneven[RANDOM]


def test_members_go_through_the_pool_in_ways_of_their_own(some_query: Ask) -> None:
    firsts = {ask(STRATEGIES["sobol"], some_query(seed=1, n=40), np.random.default_rng(1))[0]}
    firsts |= {
        ask(
            STRATEGIES["sobol"],
            Query(some_query().rows, some_query().times, seed=seed),
            np.random.default_rng(1),
        )[0]
        for seed in range(20)
    }
    assert len(firsts) > 5


def test_turns_asked_ahead_do_not_repeat_what_the_first_will_tell(some_query: Ask) -> None:
    rows = np.array([[1.0, 0.0, 1.0], [0.99, 0.02, 1.0], [0.0, 0.9, 1.0]])
    query = Query(rows, np.zeros(3, dtype=np.int64), mean=np.zeros(3), covariance=np.diag([16.0, 16.0, 0.01]))
    assert [turn[0] for turn in turns_of(query, "bald", 2)] == [0, 2]


def test_every_strategy_explains_itself() -> None:
    for strategy in STRATEGIES.values():
        assert strategy.advice.startswith("Use it when ")
        assert min(len(strategy.help), len(strategy.source), len(strategy.title)) > 7


def test_a_strategy_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="70/30"):
        strategy_named("70/30")
