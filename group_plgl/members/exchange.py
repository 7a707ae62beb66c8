"""Taste files: one member's taste with all that judging any picture needs, to take to another house.

A taste is linear in coordinates that were fitted on a group's own pictures, so these travel along: how
what is measured becomes a latent, the shares of the axes, and the curves. Safetensors with a JSON card,
never pickle; what is of another kind is refused, not guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.codec import FAMILY
from group_plgl.members.features import FEATURES, apart_in

FORMAT = "group-plgl taste/1"
LARGEST_FILE = 64 * 1024 * 1024
_LENGTH_BYTES = 8
_PICKLES = (b"\x80", b"PK\x03\x04", b"\x1f\x8b")
_AGAIN = "Save it again with group-plgl train --save."
_FLOATS = ("mean", "covariance", "shares", "spread", "middle", "scale", "turn", "offset")


@dataclass(frozen=True)
class TasteCard:
    """What a taste file says of itself.

    Attributes:
        name: Whose taste.
        space: The catalogue it was learned on.
        measured_by: What must measure pictures that it judges.
        calibration: Factor on logits, 0 to 2.
        ceiling: The largest liking that may be claimed, 0 to 1.
        held_out: On how many held-out answers these two rest.
        features: Version of what it is linear in.
        family: What kind of model it is.
        format: Of the file.
    """

    name: str
    space: str
    measured_by: str
    calibration: float
    ceiling: float
    held_out: int
    features: str = FEATURES
    family: str = FAMILY
    format: str = FORMAT


def taste_bytes(card: TasteCard, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """A taste file.

    Args:
        card: What it says of itself.
        arrays: `mean` f+1, `covariance` (f+1) x (f+1), `shares` d, `chief` c, `spread` c, `middle`,
            `scale` 1, `turn` p x d, `offset` d.
    """
    kept = {name: np.ascontiguousarray(arrays[name], dtype=np.float64) for name in _FLOATS}
    kept["chief"] = np.ascontiguousarray(arrays["chief"], dtype=np.int64)
    return save(kept, metadata={"card": json.dumps(asdict(card), sort_keys=True)})


def taste_in(file: bytes) -> tuple[TasteCard, dict[str, NDArray[Any]]]:
    """The card and the arrays of a taste file, checked.

    Raises:
        UnsafeBytes: It is a pickle or another kind of file, damaged, too large, or of other features.
    """
    if len(file) > LARGEST_FILE:
        raise UnsafeBytes("a taste file has at most {most} MB", most=LARGEST_FILE >> 20)
    if file.startswith(_PICKLES):
        raise UnsafeBytes("this is a pickle or an archive, which is never opened here", advice=_AGAIN)
    card = _card(file)
    try:
        arrays: dict[str, NDArray[Any]] = load(file)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise UnsafeBytes("this taste file is damaged", advice=_AGAIN) from error
    _check(arrays)
    return card, arrays


def _card(file: bytes) -> TasteCard:
    try:
        length = int.from_bytes(file[:_LENGTH_BYTES], "little")
        header = json.loads(file[_LENGTH_BYTES : _LENGTH_BYTES + length])
        told: dict[str, Any] = json.loads(header["__metadata__"]["card"])
        card = TasteCard(**told)
        numbers = (card.calibration, card.ceiling, card.held_out)
        if any(type(one) not in (int, float) or not np.isfinite(one) for one in numbers):
            raise ValueError("no numbers")
        if not (0 <= card.calibration <= 2 and 0 <= card.ceiling <= 1 and card.held_out >= 0):
            raise ValueError("no chances")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise UnsafeBytes("this is no taste file of ours", advice=_AGAIN) from error
    for found, wanted in ((card.format, FORMAT), (card.features, FEATURES), (card.family, FAMILY)):
        if found != wanted:
            raise UnsafeBytes(
                "this taste file is of {found}, not {wanted}",
                advice="Learn it again with this version.", found=repr(found)[:80], wanted=wanted,
            )  # fmt: skip
    return card


def _check(arrays: Mapping[str, NDArray[Any]]) -> None:
    """That the arrays are those of a taste, and fit each other.

    Raises:
        UnsafeBytes: They do not.
    """
    if set(arrays) != {*_FLOATS, "chief"}:
        raise UnsafeBytes("this taste file holds other arrays than a taste has", advice=_AGAIN)
    shapes = {name: one.shape for name, one in arrays.items()}
    d, c = arrays["shares"].size, arrays["chief"].size
    apart = int((arrays["chief"] < apart_in(arrays["shares"].ravel())).sum()) if d else 0
    wide = d + sum(k * (k + 1) // 2 for k in (apart, c - apart)) + 1
    wanted = {
        "mean": (wide,), "covariance": (wide, wide), "shares": (d,), "chief": (c,), "spread": (c,),
        "middle": (wide - d - 1,), "scale": (1,), "turn": (shapes["turn"][0] if shapes["turn"] else 0, d),
        "offset": (d,),
    }  # fmt: skip
    good = shapes == wanted and d > 0 and arrays["chief"].dtype == np.int64
    good = good and all(
        arrays[name].dtype == np.float64 and bool(np.isfinite(arrays[name]).all()) for name in _FLOATS
    )
    good = good and bool(((arrays["chief"] >= 0) & (arrays["chief"] < d)).all())
    if not (good and (arrays["shares"] > 0).all() and (arrays["spread"] > 0).all()):
        raise UnsafeBytes("the arrays of this taste file do not fit each other", advice=_AGAIN)
