"""Features: curves over the chief coordinates, of even size, with exact slopes."""

from __future__ import annotations

import numpy as np

from group_plgl.members.answers import gather_answers
from group_plgl.members.features import CHIEF, LOUD, Features, apart_in
from group_plgl.members.priors import Belief, believed, choose_belief
from group_plgl.utility import AffineMap


def features(f: int = 12, d: int = 12) -> tuple[Features, np.ndarray]:
    rng = np.random.default_rng(1)
    space_map = AffineMap(rng.standard_normal((f, d)) * np.linspace(1.0, 0.1, f)[:, None], np.zeros(f))
    prior = rng.standard_normal((4000, d))
    return Features.over(space_map, prior), prior


def test_curves_are_centred_and_their_variances_sum_to_one() -> None:
    found, prior = features()
    curves = found.coordinates(prior)[:, found.straight :]
    assert curves.shape[1] == CHIEF * (CHIEF + 1) // 2
    assert np.allclose(curves.mean(axis=0), 0.0, atol=1e-9)
    assert np.isclose(curves.var(axis=0).sum(), 1.0)


def test_coordinates_come_first_and_as_they_are() -> None:
    found, prior = features()
    assert np.array_equal(
        found.coordinates(prior)[:, : found.straight], found.coordinates_of.coordinates(prior)
    )


def test_slopes_are_right() -> None:
    found, prior = features()
    z, v = prior[:5], np.random.default_rng(2).standard_normal((5, found.coordinates(prior[:1]).shape[1]))
    slope = found.traced(z)[1](v)
    for place in range(z.shape[1]):
        step = np.zeros_like(z)
        step[:, place] = 1e-5
        up, down = ((found.coordinates(z + sign * step) * v).sum(axis=1) for sign in (1, -1))
        assert np.allclose(slope[:, place], (up - down) / 2e-5, atol=1e-6)


def test_coordinates_apart_are_chief_and_curved_among_themselves() -> None:
    loud, prior = features()
    found = Features.over(AffineMap(np.eye(12) * np.linspace(0.1, 1.0, 12), np.zeros(12)), prior, apart=3)
    assert found.chief.tolist() == [0, 1, 2, *range(4, 12)]
    assert set(zip(*(place.tolist() for place in found.pairs), strict=True)).isdisjoint({(0, 3), (2, 10)})
    assert np.isclose(found.coordinates(prior)[:, 12:].var(axis=0).sum(), LOUD)
    z, v = prior[:3], np.random.default_rng(2).standard_normal((3, 12 + 6 + 36))
    step = 1e-5 * np.eye(12)
    moved = [((found.coordinates(z + one) - found.coordinates(z - one)) * v).sum(axis=1) for one in step]
    assert np.allclose(found.traced(z)[1](v), np.stack(moved, axis=1) / 2e-5, atol=1e-6)
    assert apart_in(np.array([0.1, 0.1, 0.1, 0.4, 0.3])) == 3
    assert apart_in(np.array([0.4, 0.3, 0.2, 0.1])) == apart_in(np.full(4, 0.25)) == 0
    assert loud.apart == 0


def test_what_stands_still_makes_no_curve() -> None:
    found = Features.over(
        AffineMap(np.diag([1.0, 0.0, 0.5]), np.zeros(3)), np.random.default_rng(3).standard_normal((99, 3))
    )
    assert found.chief.tolist() == [0, 2]
    assert found.coordinates(np.ones((2, 3))).shape == (2, 3 + 3)


def test_a_taste_with_a_best_point_needs_curves() -> None:
    """Neither too much nor too little: no straight utility can say it."""
    rng = np.random.default_rng(4)
    prior = rng.standard_normal((2000, 3))
    found = Features.over(AffineMap(np.eye(3) / np.sqrt(3.0), np.zeros(3)), prior)
    z, who = rng.standard_normal((480, 3)), np.repeat(np.arange(8), 60)
    said = gather_answers(who, found.coordinates(z), (z**2).sum(axis=1) < 2.4, 8)
    belief = choose_belief(said, found.straight, np.arange(8))
    assert belief.curves > 0.0
    fresh = rng.standard_normal((500, 3))
    near = (fresh**2).sum(axis=1) < 2.4

    def right(one: Belief) -> float:
        tastes = believed(one, said, found.straight)[1]
        return float(((tastes.moments(found.coordinates(fresh))[0] > 0) == near).mean())

    assert right(belief) > 0.85 > right(Belief(4.0))
