"""The normal curve: exact on both sides, however far out, and its slopes its own."""

from __future__ import annotations

from math import erfc, exp, pi, sqrt

import numpy as np
import pytest
from scipy.special import log_ndtr

from group_plgl.groups.normal import density, log_share_below, log_share_slope, share_below


@pytest.mark.parametrize("u", [-30.0, -5.0, -1.0, -1e-9, 0.0, 0.3, 2.0, 8.0])
def test_the_share_below_is_the_exact_one(u: float) -> None:
    assert share_below(np.array([u]))[0] == pytest.approx(0.5 * erfc(-u / sqrt(2)), rel=1e-12)
    assert density(np.array([u]))[0] == pytest.approx(exp(-u * u / 2) / sqrt(2 * pi))


def test_the_logarithm_is_right_far_below_where_the_share_itself_is_nothing() -> None:
    u = np.concatenate([np.linspace(-40, 8, 5001), [-1e3, -1e6]])
    assert np.allclose(log_share_below(u), log_ndtr(u), rtol=1e-12, atol=0)


def test_the_slope_of_the_logarithm_is_its_own() -> None:
    u = np.linspace(-30, 6, 301)
    by_step = (log_share_below(u + 1e-5) - log_share_below(u - 1e-5)) / 2e-5
    assert np.allclose(log_share_slope(u), by_step, rtol=1e-5, atol=1e-9)


def test_arrays_of_any_shape_are_read_number_by_number() -> None:
    u = np.random.default_rng(1).standard_normal((3, 100, 100))
    assert share_below(u).shape == u.shape
    assert share_below(u)[1, 2, 3] == share_below(u[1, 2, 3:4])[0]
