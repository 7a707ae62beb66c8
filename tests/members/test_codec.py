"""Member models as bytes: the same back, and nothing that is not one."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from safetensors.numpy import save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.codec import FAMILY, from_bytes, to_bytes
from group_plgl.members.dense import Tastes

MARK = {"family": FAMILY}


def tastes(m: int = 2, f: int = 3, seed: int = 1) -> Tastes:
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((m, f + 1, f + 1))
    return Tastes(rng.standard_normal((m, f + 1)), root @ root.transpose(0, 2, 1))


def packed(**arrays: np.ndarray) -> bytes:
    return save(arrays, metadata=MARK)


@given(some.integers(1, 5), some.integers(0, 12), some.integers(0, 2**32))
def test_what_is_written_is_read(m: int, f: int, seed: int) -> None:
    known = tastes(m, f, seed)
    found = from_bytes([to_bytes(known, row, f) for row in range(m)])
    assert np.array_equal(found.mean, known.mean)
    assert np.array_equal(found.covariance, known.covariance.astype(np.float32))
    assert found.covariance.dtype == np.float64


def test_the_same_taste_has_the_same_bytes() -> None:
    assert to_bytes(tastes(), 1, 3) == to_bytes(tastes(), 1, 3)
    assert to_bytes(tastes(), 1, 3) != to_bytes(tastes(), 0, 3)


def test_a_model_of_other_coordinates_is_not_written() -> None:
    with pytest.raises(UnsafeBytes, match="a model of 4 coordinates has 5 weights"):
        to_bytes(tastes(f=3), 0, 4)


@given(some.binary(max_size=200))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        from_bytes([junk])


@given(some.data())
def test_truncated_bytes_are_refused(data: some.DataObject) -> None:
    whole = to_bytes(tastes(), 0, 3)
    with pytest.raises(UnsafeBytes):
        from_bytes([whole[: data.draw(some.integers(0, len(whole) - 1))]])


def test_pickled_bytes_are_refused_unread() -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return pytest.fail, ("bytes were unpickled",)

    with pytest.raises(UnsafeBytes):
        from_bytes([pickle.dumps(Bomb())])


GOOD, SQUARE = np.zeros(4), np.zeros((4, 4), dtype=np.float32)


@pytest.mark.parametrize(
    "payload",
    [
        packed(mean=GOOD),
        packed(mean=GOOD, covariance=SQUARE, more=GOOD),
        packed(mean=np.zeros((2, 4)), covariance=SQUARE),
        packed(mean=GOOD, covariance=np.zeros((3, 3), dtype=np.float32)),
        packed(mean=GOOD, covariance=np.zeros(4, dtype=np.float32)),
        packed(mean=np.full(4, np.nan), covariance=SQUARE),
        packed(mean=np.zeros(4, dtype=np.int64), covariance=SQUARE),
        save({"mean": GOOD, "covariance": SQUARE}, metadata={"family": "another/1"}),
        save({"mean": GOOD, "covariance": SQUARE}),
    ],
    ids=["missing", "more", "flat twice", "too small", "flat", "nan", "whole numbers", "family", "no family"],
)
def test_other_arrays_are_refused(payload: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        from_bytes([payload])


def test_models_of_different_spaces_are_not_stacked() -> None:
    with pytest.raises(UnsafeBytes, match="different spaces"):
        from_bytes([to_bytes(tastes(f=3), 0, 3), to_bytes(tastes(f=4), 0, 4)])
