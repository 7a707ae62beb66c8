"""Model files: the same taste back, and nothing that is not one."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from safetensors.numpy import save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.codec import Card, card_of, from_bytes, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import UNTOLD, Belief

CARD = Card("vessel@2", 12, UNTOLD)


def tastes(m: int = 2, f: int = 3, seed: int = 1) -> Tastes:
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((m, f + 1, f + 1))
    return Tastes(rng.standard_normal((m, f + 1)), root @ root.transpose(0, 2, 1))


def packed(card: object = None, **arrays: np.ndarray) -> bytes:
    return save(arrays, metadata={"card": json.dumps(asdict(CARD) if card is None else card)})


@given(some.integers(1, 5), some.integers(0, 12), some.integers(0, 2**32))
def test_scores_agree_after_a_round_trip(m: int, f: int, seed: int) -> None:
    known = tastes(m, f, seed)
    found = from_bytes([to_bytes(known, row, CARD) for row in range(m)])
    x = np.random.default_rng(seed).standard_normal((20, f)) * 10
    for one, other in zip(known.moments(x), found.moments(x), strict=True):
        np.testing.assert_allclose(other, one, rtol=0, atol=1e-6)
    assert np.array_equal(found.mean, known.mean)
    assert found.covariance.dtype == np.float64


def test_a_file_says_what_it_is_about() -> None:
    card = Card("tiles@3", 815, Belief(16.0, 0.3, 0.1, True))
    file = to_bytes(tastes(), 0, card)
    assert card_of(file) == card
    header = json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")])
    assert json.loads(header["__metadata__"]["card"])["space"] == "tiles@3"


def test_the_same_taste_has_the_same_bytes() -> None:
    assert to_bytes(tastes(), 1, CARD) == to_bytes(tastes(), 1, CARD)
    assert to_bytes(tastes(), 1, CARD) != to_bytes(tastes(), 0, CARD)


@given(some.binary(max_size=200))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        from_bytes([junk])


@given(some.data())
def test_truncated_bytes_are_refused(data: some.DataObject) -> None:
    whole = to_bytes(tastes(), 0, CARD)
    with pytest.raises(UnsafeBytes):
        from_bytes([whole[: data.draw(some.integers(0, len(whole) - 1))]])


def test_pickled_bytes_are_refused_unread() -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return pytest.fail, ("bytes were unpickled",)

    with pytest.raises(UnsafeBytes):
        from_bytes([pickle.dumps(Bomb())])


GOOD, TRIANGLE = np.zeros(4), np.zeros(10)


@pytest.mark.parametrize(
    "file",
    [
        packed(mean=GOOD),
        packed(mean=GOOD, covariance=TRIANGLE, more=GOOD),
        packed(mean=np.zeros((2, 4)), covariance=TRIANGLE),
        packed(mean=GOOD, covariance=np.zeros(9)),
        packed(mean=GOOD, covariance=np.zeros((4, 4))),
        packed(mean=np.full(4, np.nan), covariance=TRIANGLE),
        packed(mean=np.zeros(4, dtype=np.int64), covariance=TRIANGLE),
        packed(mean=GOOD.astype(np.float32), covariance=TRIANGLE),
        save({"mean": GOOD, "covariance": TRIANGLE}),
        packed(card=[1], mean=GOOD, covariance=TRIANGLE),
        packed(card={"space": "vessel@2"}, mean=GOOD, covariance=TRIANGLE),
        packed(card=asdict(CARD) | {"more": 1}, mean=GOOD, covariance=TRIANGLE),
        packed(card=asdict(CARD) | {"belief": {"odd": 1}}, mean=GOOD, covariance=TRIANGLE),
    ],
    ids=[
        "missing", "more", "flat twice", "too small", "square", "nan", "whole numbers", "coarse", "no card",
        "a list", "half a card", "more of a card", "another belief",
    ],
)  # fmt: skip
def test_other_files_are_refused(file: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        from_bytes([file])


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (replace(CARD, family="another/1"), "of family 'another/1', not 'dense-logistic/3'"),
        (replace(CARD, features="looks/0"), "of features 'looks/0', not 'looks/1 curves/1'"),
    ],
)
def test_other_kinds_and_other_features_are_refused_by_name(other: Card, message: str) -> None:
    with pytest.raises(UnsafeBytes, match=message) as refused:
        from_bytes([to_bytes(tastes(), 0, other)])
    assert refused.value.advice == "Learn the group again."


def test_a_model_of_another_space_is_refused() -> None:
    one, other = to_bytes(tastes(), 0, CARD), to_bytes(tastes(), 1, replace(CARD, space="room@1"))
    with pytest.raises(UnsafeBytes, match="'vessel@2', not 'room@1'"):
        from_bytes([one], "room@1")
    with pytest.raises(UnsafeBytes, match="'room@1', not 'vessel@2'"):
        from_bytes([one, other])


def test_models_of_different_lengths_are_not_stacked() -> None:
    with pytest.raises(UnsafeBytes, match="different lengths"):
        from_bytes([to_bytes(tastes(f=3), 0, CARD), to_bytes(tastes(f=4), 0, CARD)])
