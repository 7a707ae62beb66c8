"""What turns are worth: each formula against brute force, one picture, two and four at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from group_plgl.queries.normals import even_draws, hoped, nodes
from group_plgl.queries.pleasing import best_option, pleasing
from group_plgl.queries.query import Query, curvature
from group_plgl.queries.serving import relief, serving
from group_plgl.queries.telling import doubt, information, telling
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

Ask = Callable[..., Query]
DRAWN = 400_000
TURNS = [[3], [3, 7], [3, 7, 11], [3, 7, 11, 20]]


def drawn(query: Query, rows: list[int]) -> Array:
    """Utilities of some pictures, drawn from what is known of the weights: `s x q`."""
    rng = np.random.default_rng(5)
    w = rng.multivariate_normal(query.mean, query.covariance, DRAWN)
    return np.asarray(w @ query.rows[rows].T)


def answers(utilities: Array) -> Array:
    """Chances of each answer to a turn, `s x a`: like or dislike of one picture, a pick of several."""
    if utilities.shape[1] == 1:
        p = sigmoid(utilities[:, 0])
        return np.stack([p, 1.0 - p], axis=1)
    odds = np.exp(utilities)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def entropy(p: Array) -> Array:
    return np.asarray(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=-1))


def worth_of(worth: Callable[..., Array], query: Query, rows: list[int]) -> float:
    return float(worth(query, rows[:-1], np.array(rows[-1:]))[0])


@pytest.mark.parametrize("rows", TURNS, ids=len)
def test_information_is_what_the_answer_tells_about_the_weights(some_query: Ask, rows: list[int]) -> None:
    query = some_query(together=len(rows))
    p = answers(drawn(query, rows))
    brute = float(entropy(p.mean(axis=0)) - entropy(p).mean())
    assert worth_of(information, query, rows) == pytest.approx(brute, rel=0.05, abs=0.004)
    assert worth_of(doubt, query, rows) == pytest.approx(float(entropy(p.mean(axis=0))), abs=0.02)


@pytest.mark.parametrize("rows", TURNS, ids=len)
def test_the_best_option_is_worth_the_expected_maximum(some_query: Ask, rows: list[int]) -> None:
    query = some_query(together=len(rows))
    best = drawn(query, rows).max(axis=1)
    brute = float((np.maximum(best, 0.0) if len(rows) == 1 else best).mean())
    assert worth_of(best_option, query, rows) == pytest.approx(brute, abs=0.03)


@pytest.mark.parametrize("rows", TURNS, ids=len)
def test_relief_is_the_variance_that_an_answer_takes_off_the_aims(some_query: Ask, rows: list[int]) -> None:
    query = some_query(together=len(rows))
    x = query.rows[rows]
    p = answers(query.logits[rows][None])[0]
    bend = np.diag(p) - np.outer(p, p) if len(rows) > 1 else np.array([[p[0] * p[1]]])
    after = np.linalg.inv(np.linalg.inv(query.covariance) + x.T @ bend @ x)
    brute = np.trace(query.aims @ (query.covariance - after) @ query.aims.T)
    assert worth_of(relief, query, rows) == pytest.approx(float(brute), rel=1e-8)
    assert np.allclose(query.asked(rows).covariance, after)


def test_curvature_is_the_second_derivative_of_the_log_chance() -> None:
    u, step = np.array([0.3, -1.0, 0.8, 0.1]), 1e-4

    def log_chance(at: Array) -> float:
        return float(at[2] - np.log(np.exp(at).sum()))

    units = step * np.eye(4)
    numeric = [
        [log_chance(u + a + b) - log_chance(u + a) - log_chance(u + b) + log_chance(u) for a in units]
        for b in units
    ]
    assert np.allclose(-np.array(numeric) / step**2, curvature(u), atol=1e-3)


@pytest.mark.parametrize(
    ("choose", "worth"), [(telling, information), (pleasing, best_option), (serving, relief)]
)
@pytest.mark.parametrize("together", [1, 2])
def test_the_turn_chosen_is_the_best_of_all_turns(
    some_query: Ask, choose: Callable[..., list[int]], worth: Callable[..., Array], together: int
) -> None:
    query = some_query(n=14, together=together)
    every = {rows: worth_of(worth, query, list(rows)) for rows in combinations(range(14), together)}
    chosen = choose(query, np.random.default_rng(1))
    assert tuple(sorted(chosen)) == max(every, key=every.__getitem__)


@pytest.mark.parametrize(
    ("choose", "worth"), [(telling, information), (pleasing, best_option), (serving, relief)]
)
def test_a_four_put_together_greedily_is_nearly_the_best_of_all(
    some_query: Ask, choose: Callable[..., list[int]], worth: Callable[..., Array]
) -> None:
    query = some_query(n=12, together=4)
    every = [worth_of(worth, query, list(rows)) for rows in combinations(range(12), 4)]
    chosen = worth_of(worth, query, choose(query, np.random.default_rng(1)))
    assert chosen >= np.quantile(every, 0.97)


def test_nothing_is_learned_from_what_is_known(some_query: Ask) -> None:
    query = some_query(covariance=1e-12 * np.eye(6))
    assert np.abs(information(query, [], query.free())).max() < 1e-9
    assert relief(query, [], query.free()).max() < 1e-20


def test_nodes_and_draws_have_the_moments_of_a_normal_number() -> None:
    at, weight = nodes()
    assert weight @ at**4 == pytest.approx(3.0)
    draws = even_draws(4)
    assert np.allclose(draws.mean(axis=0), 0.0)
    assert np.allclose(draws.T @ draws / len(draws), np.eye(4))
    assert np.allclose(even_draws(2), draws[:, :2])


def test_hope_is_the_mean_of_what_lies_above_nothing() -> None:
    rng = np.random.default_rng(3)
    for u in (-9.0, -1.0, 0.0, 0.7, 9.0):
        brute = np.maximum(u + rng.standard_normal(DRAWN), 0.0).mean()
        assert float(hoped(np.array(u))) == pytest.approx(brute, abs=5e-3)
