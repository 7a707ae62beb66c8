"""Taste files: what is crafted, damaged or of another kind is refused before anything is made of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import UnsafeBytes
from group_plgl.members.exchange import TasteCard, taste_bytes, taste_in

CARD = TasteCard("Me", "catalogue-00@1", "visible 2 at 64", 1.0, 0.9, 40)


def arrays(d: int = 3, c: int = 2, p: int = 5) -> dict[str, Any]:
    wide = d + c * (c + 1) // 2 + 1
    return {
        "mean": np.arange(wide) / 7.0, "covariance": np.eye(wide), "shares": np.full(d, 1 / d),
        "chief": np.arange(c), "spread": np.ones(c), "middle": np.zeros(wide - d - 1), "scale": np.ones(1),
        "turn": np.ones((p, d)), "offset": np.zeros(d),
    }  # fmt: skip


def test_a_taste_comes_back_as_it_went() -> None:
    card, found = taste_in(taste_bytes(CARD, arrays()))
    assert card == CARD
    assert all(np.array_equal(found[name], one) for name, one in arrays().items())


WHOLE = taste_bytes(CARD, arrays())
BAD = {
    "a pickle": pickle.dumps({"mean": [1]}),
    "an archive": b"PK\x03\x04" + WHOLE,
    "nothing": b"",
    "cut off": WHOLE[:-8],
    "a long header": (2**60).to_bytes(8, "little") + WHOLE[8:],
    "other features": taste_bytes(replace(CARD, features="looks/9"), arrays()),
    "no chance": taste_bytes(replace(CARD, ceiling=float("nan")), arrays()),
    "too short": taste_bytes(CARD, arrays() | {"mean": np.zeros(2)}),
    "no numbers": taste_bytes(CARD, arrays() | {"offset": np.full(3, np.inf)}),
    "a chief beyond": taste_bytes(CARD, arrays() | {"chief": np.array([0, 9])}),
    "no share": taste_bytes(CARD, arrays() | {"shares": np.zeros(3)}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_crafted_file_is_refused(name: str) -> None:
    with pytest.raises(UnsafeBytes):
        taste_in(BAD[name])
