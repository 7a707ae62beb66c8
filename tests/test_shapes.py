"""Shapes: arrays of the right form pass, others become a sentence with both shapes in it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import ArrayLike

from group_plgl.errors import BadShape
from group_plgl.shapes import LETTERS, matrix


def checked(values: ArrayLike) -> np.ndarray:
    return matrix(values, name="latents", rows="n", columns="d", width=3)


def test_a_matrix_of_the_right_width_passes_as_float64() -> None:
    found = checked([[1, 2, 3], [4, 5, 6]])
    assert found.shape == (2, 3) and found.dtype == np.float64


def test_one_row_may_come_flat() -> None:
    assert checked([1.0, 2.0, 3.0]).tolist() == [[1.0, 2.0, 3.0]]


def test_no_rows_are_a_matrix_too() -> None:
    assert checked(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("values", [np.zeros((2, 4)), np.zeros((1, 2, 3)), [1.0, 2.0], 7.0])
def test_another_shape_is_told_with_what_it_should_be(values: ArrayLike) -> None:
    with pytest.raises(BadShape) as caught:
        checked(values)
    said = str(caught.value)
    assert "latents should be n x d (latents x latent dimensions) with d = 3" in said
    assert str(np.shape(values)) in said


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_must_be_finite(bad: float) -> None:
    with pytest.raises(BadShape, match="NaN or infinity"):
        checked([[0.0, bad, 0.0]])


def test_the_letters_mean_different_things() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert all(len(letter) == 1 and letter.islower() for letter in LETTERS)
