"""A surrogate in numbers: distances, and the way back."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.perception.surrogate import Surrogate, inputs

D, F, K, H, P = 5, 4, 3, 6, 20
RNG = np.random.default_rng(7)


def made() -> Surrogate:
    """A surrogate of random numbers, with an orthonormal basis."""

    def numbers(*shape: int) -> np.ndarray:
        return (0.5 * RNG.standard_normal(shape)).astype(np.float32)

    basis = np.linalg.qr(RNG.standard_normal((P, K)))[0].astype(np.float32)
    return Surrogate(
        mean=numbers(P), basis=basis, direct=numbers(D + F, K),
        first=numbers(D + F, H), first_bias=numbers(H),
        second=numbers(H, H), second_bias=numbers(H), third=numbers(H, H), third_bias=numbers(H),
        last=numbers(H, K), last_bias=numbers(K), rest=numbers(H + 1), reach=np.array([1.5], np.float32),
        back=numbers(K + 1, D), doubt=np.abs(numbers(D)),
    )  # fmt: skip


def latents(n: int) -> np.ndarray:
    z = RNG.standard_normal((n, D))
    return inputs(z, np.tanh(z[:, :F]))


def test_the_distance_of_a_latent_to_itself_is_nothing_and_it_is_even() -> None:
    surrogate = made()
    some, others = (surrogate.foretell(latents(8)) for _ in range(2))
    assert np.abs(surrogate.distance(some, some)).max() < 1e-3
    assert surrogate.distance(some, others) == pytest.approx(surrogate.distance(others, some))


def test_the_table_of_distances_holds_those_row_by_row() -> None:
    surrogate = made()
    some, others = (surrogate.foretell(latents(6)) for _ in range(2))
    table = surrogate.apart(some, others)
    assert table.shape == (6, 6)
    assert np.diag(table) == pytest.approx(surrogate.distance(some, others), rel=1e-4)


def test_what_is_not_foretold_counts_the_more_the_farther_latents_are_apart() -> None:
    surrogate = made()
    at = latents(1)
    here = surrogate.foretell(at)
    far = surrogate.foretell(at)
    gaps = [
        float(surrogate.distance(here, type(far)(far.main, far.rest, far.at + step))[0])
        for step in (0.0, 0.1, 0.5, 5.0)
    ]
    assert gaps == sorted(gaps)
    assert gaps[-1] == pytest.approx(np.sqrt(2.0 * here.rest[0]), rel=1e-3)


def test_looks_are_the_mean_and_the_foretold_part_of_the_main_directions() -> None:
    surrogate = made()
    foretold = surrogate.foretell(latents(4))
    looks = surrogate.looks(foretold)
    assert (looks - surrogate.mean) @ surrogate.basis == pytest.approx(foretold.main, abs=1e-5)
    assert surrogate.guess(looks) == pytest.approx(
        foretold.main @ surrogate.back[:-1] + surrogate.back[-1], abs=1e-4
    )
