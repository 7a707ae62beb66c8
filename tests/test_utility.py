"""The small things every room stands on: the affine map and the sigmoid."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from group_plgl.utility import AffineMap, sigmoid


def test_an_affine_map_pulls_back_what_it_pushes_forward() -> None:
    rng = np.random.default_rng(1)
    here = AffineMap(rng.standard_normal((4, 3)), rng.standard_normal(4))
    z, step, v = rng.standard_normal((3, 5, 3))[0], rng.standard_normal((5, 3)), rng.standard_normal((5, 4))
    forward = here.coordinates(z + step) - here.coordinates(z)
    assert np.allclose(np.sum(forward * v, axis=1), np.sum(step * here.traced(z)[1](v), axis=1))


def test_coordinates_are_the_matrix_times_z_plus_the_offset() -> None:
    here = AffineMap(np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]]), np.array([0.0, 1.0, 0.0]))
    assert here.coordinates(np.array([[1.0, 2.0]])).tolist() == [[2.0, 7.0, 3.0]]


@given(some.floats(-1e6, 1e6))
def test_the_sigmoid_never_overflows_and_mirrors(u: float) -> None:
    one, other = sigmoid(np.array([u, -u]))
    assert 0.0 <= one <= 1.0
    assert abs(one + other - 1.0) < 1e-12


def test_the_sigmoid_is_the_logistic_function() -> None:
    u = np.linspace(-5, 5, 11)
    assert np.allclose(sigmoid(u), 1 / (1 + np.exp(-u)), atol=1e-15)
