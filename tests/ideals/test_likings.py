"""Likings: what is shown of members, as log odds with slopes that are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.ideals.likings import Chance, Judged, Likings, Together, WorstOff, logit, slopes_of
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap, sigmoid


@pytest.fixture
def opinions() -> DenseOpinions:
    rng = np.random.default_rng(1)
    spread = rng.standard_normal((3, 9, 9)) / 4
    tastes = Tastes(2 * rng.standard_normal((3, 9)), spread @ spread.transpose(0, 2, 1) + 0.02 * np.eye(9))
    return DenseOpinions(tastes, AffineMap(rng.standard_normal((8, 6)) / 2, rng.standard_normal(8)))


def differences(f: Any, z: np.ndarray) -> np.ndarray:
    """Central differences of `f` (n x d to n) at each latent."""
    step = 1e-6 * np.eye(z.shape[1])
    return np.stack([(f(z + one) - f(z - one)) / 2e-6 for one in step], axis=1)


def test_what_is_asked_for_is_what_calibration_shows(opinions: DenseOpinions) -> None:
    z = np.random.default_rng(2).standard_normal((40, 6))
    trust = Calibration(1.3, 0.6, 100)
    chance = Chance(Likings(opinions, 3, trust.slope, trust.ceiling), 1)
    np.testing.assert_allclose(chance.shown(z), trust.liking(*opinions.moments(z))[1])
    assert chance.shown(z).max() == 0.6


@pytest.mark.parametrize("caution", [None, 0.0, 1.5])
def test_slopes_are_true(opinions: DenseOpinions, caution: float | None) -> None:
    z = np.random.default_rng(3).standard_normal((5, 6))
    likings = Likings(opinions, 3, 1.3, 0.9, caution)
    for member in range(3):
        chance = Chance(likings, member)
        score, slope = chance.rise(z)
        np.testing.assert_allclose(score, chance.score(z))
        np.testing.assert_allclose(slope, differences(chance.score, z), atol=1e-6)
    worst = WorstOff(likings, np.array([0.5, -np.inf, 1.0]), 0.2)
    np.testing.assert_allclose(worst.rise(z)[1], differences(worst.score, z), atol=1e-6)


def test_caution_takes_off_as_many_sds(opinions: DenseOpinions) -> None:
    z = np.random.default_rng(4).standard_normal((5, 6))
    mean, sd = opinions.moments(z)
    np.testing.assert_allclose(Likings(opinions, 3, 2.0, 1.0, 1.5).values(z), 2.0 * (mean - 1.5 * sd))


def test_rows_of_other_classifiers_come_behind_and_have_no_ceiling(
    opinions: DenseOpinions, linear: Any
) -> None:
    rng = np.random.default_rng(5)
    z, other = rng.standard_normal((4, 6)), linear(rng.standard_normal(6))
    both = Together([Likings(opinions, 3, 1.0, 0.7), Judged([other])])
    np.testing.assert_allclose(both.ceilings, [0.7, 0.7, 0.7, 1.0])
    np.testing.assert_allclose(both.values(z)[3], other.score(z))
    values, slopes = slopes_of(both, z, [3, 0])
    np.testing.assert_allclose(values, both.values(z))
    assert slopes.shape == (4, 2, 6)
    np.testing.assert_allclose(slopes[:, 0], np.tile(other.w, (4, 1)))
    np.testing.assert_allclose(slopes[:, 1], differences(lambda at: both.values(at)[0], z), atol=1e-6)


def test_the_softened_margin_is_never_above_the_least(opinions: DenseOpinions) -> None:
    z = np.random.default_rng(6).standard_normal((50, 6))
    likings, levels = Likings(opinions, 3), np.array([0.1, 0.2, 0.3])
    least = (likings.values(z) - levels[:, None]).min(axis=0)
    soft = WorstOff(likings, levels, 0.1).score(z)
    assert (soft <= least + 1e-12).all() and (soft >= least - 0.1 * np.log(3) - 1e-12).all()


def test_log_odds_of_certainty_are_finite() -> None:
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()
    np.testing.assert_allclose(sigmoid(logit(np.array([0.1, 0.5, 0.95]))), [0.1, 0.5, 0.95])
