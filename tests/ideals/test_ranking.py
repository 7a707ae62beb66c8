"""Among pictures that are there: the best is first, and those behind it please and differ."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.ideals.ranking import best_and_runners_up, best_of, diverse_picks, medoid, runners_up

RNG = np.random.default_rng(7)


def test_the_best_is_the_highest_and_the_first_of_equals() -> None:
    assert best_of(np.array([0.1, 3.0, 3.0, -2.0])) == 1


def test_runners_up_are_of_the_best_fifth_and_none_is_the_best_itself() -> None:
    score, x = RNG.standard_normal(100), RNG.standard_normal((100, 5))
    rows = best_and_runners_up(score, x, 4)
    assert rows[0] == np.argmax(score)
    assert len(set(rows.tolist())) == 5
    assert (score[rows[1:]] >= np.sort(score)[-21]).all()


def test_runners_up_look_more_different_than_the_next_best_ones() -> None:
    score, x = RNG.standard_normal(200), RNG.standard_normal((200, 6))
    rows = best_and_runners_up(score, x, 4)
    next_best = np.argsort(-score)[:5]

    def closest(chosen: np.ndarray) -> float:
        gaps = np.linalg.norm(x[chosen][:, None] - x[chosen][None], axis=2)
        return float(gaps[np.triu_indices(len(chosen), 1)].min())

    assert closest(rows) > closest(next_best)


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_few_pictures_give_as_many_as_there_are(n: int) -> None:
    score, x = np.arange(n, dtype=float), RNG.standard_normal((n, 3))
    rows = best_and_runners_up(score, x, 4)
    assert rows[0] == n - 1
    assert sorted(rows.tolist()) == sorted(set(rows.tolist()))
    assert len(rows) == min(n, 5)


def test_no_runners_up_are_wanted_and_none_are_given() -> None:
    assert best_and_runners_up(np.array([1.0, 2.0]), np.eye(2), 0).tolist() == [1]
    assert runners_up(np.zeros(2), np.array([1.0, 2.0]), np.eye(2), 0).tolist() == []


def test_the_first_runner_up_is_the_farthest_from_what_it_stands_behind() -> None:
    x = np.array([[0.1, 0.0], [5.0, 0.0], [1.0, 0.0], [9.0, 9.0]])
    score = np.array([1.0, 0.9, 0.95, -5.0])
    assert runners_up(np.zeros(2), score, x, 3).tolist() == [1, 2, 0]


def test_the_medoid_is_nearest_to_all_others_together() -> None:
    x = np.random.default_rng(3).standard_normal((1300, 5))
    x[700] = x.mean(axis=0)
    sums = np.linalg.norm(x[:, None] - x, axis=2).sum(axis=1)
    assert medoid(x) == sums.argmin()
    assert medoid(np.zeros((4, 2))) == 0


def test_diverse_picks_of_thousands_are_still_among_the_very_best() -> None:
    rng = np.random.default_rng(4)
    score, x = rng.standard_normal(5000), rng.standard_normal((5000, 6))
    picks = diverse_picks(score, x, 24)
    rank = np.argsort(np.argsort(-score))
    assert rank[picks[0]] == 0
    assert (np.diff(rank[picks]) > 0).all()
    assert rank[picks].max() < 201
    near = np.argsort(-score)[:24]
    gaps = [
        np.linalg.norm(x[rows][:, None] - x[rows], axis=2)[np.triu_indices(24, 1)].min()
        for rows in (picks, near)
    ]
    assert gaps[0] > gaps[1]
