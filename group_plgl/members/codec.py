"""Model files: one member's taste as safetensors with a JSON card, never pickle.

The card says what the numbers are about; a file that is of another kind, of other features or of
another space is refused, not guessed at. Numbers keep float64, of the covariance one triangle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.dense import Tastes
from group_plgl.members.families.registry import DEFAULT_FAMILY
from group_plgl.members.features import FEATURES
from group_plgl.members.priors import Belief

FAMILY = "dense-logistic/3"
_AGAIN = "Learn the group again."
_LENGTH_BYTES = 8


@dataclass(frozen=True)
class Card:
    """What a model file says of itself.

    Attributes:
        space: Key of the space it judges latents of.
        events: Number of the last event it has seen.
        belief: What was believed of the group's tastes.
        features: Version of what it is linear in.
        family: What kind of model it is: weights, whatever found them.
        learned_by: The family of models that found them.
        compared: Number of the last event that the choice of that family has seen; 0 for none.
    """

    space: str
    events: int
    belief: Belief
    features: str = FEATURES
    family: str = FAMILY
    learned_by: str = DEFAULT_FAMILY
    compared: int = 0


def to_bytes(tastes: Tastes, row: int, card: Card) -> bytes:
    """One member's model file."""
    covariance = tastes.covariance[row]
    arrays = {
        "mean": tastes.mean[row].astype(np.float64),
        "covariance": covariance[np.triu_indices(len(covariance))].astype(np.float64),
    }
    return save(arrays, metadata={"card": json.dumps(asdict(card), sort_keys=True)})


def from_bytes(files: Sequence[bytes], space: str | None = None) -> Tastes:
    """The stacked posterior of members from their model files.

    Args:
        files: One of each member.
        space: Key of the space they must be of; of one and the same unless told.

    Raises:
        UnsafeBytes: A file is damaged, of another family, features or space, or holds other arrays.
    """
    cards = [card_of(file) for file in files]
    wanted = space if space is not None else cards[0].space
    for card in cards:
        if card.space != wanted:
            raise UnsafeBytes(f"a member model is of the space {card.space!r}, not {wanted!r}")
    means, covariances = zip(*(_arrays(file) for file in files), strict=True)
    if len({len(mean) for mean in means}) > 1:
        raise UnsafeBytes("member models of different lengths cannot be stacked", advice=_AGAIN)
    return Tastes(np.stack(means), np.stack(covariances))


def card_of(file: bytes) -> Card:
    """What a model file says of itself.

    Raises:
        UnsafeBytes: It says nothing that can be read, or is of another family or features.
    """
    try:
        length = int.from_bytes(file[:_LENGTH_BYTES], "little")
        header = json.loads(file[_LENGTH_BYTES : _LENGTH_BYTES + length])
        told: dict[str, Any] = json.loads(header["__metadata__"]["card"])
        card = Card(**told | {"belief": Belief(**told["belief"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsafeBytes(f"the card of a member model cannot be read: {error}", advice=_AGAIN) from error
    for what, found, wanted in (("family", card.family, FAMILY), ("features", card.features, FEATURES)):
        if found != wanted:
            raise UnsafeBytes(f"a member model is of {what} {found!r}, not {wanted!r}", advice=_AGAIN)
    return card


def _arrays(file: bytes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and covariance of one model, checked."""
    try:
        arrays: dict[str, NDArray[np.float64]] = load(file)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise UnsafeBytes(f"a member model cannot be read: {error}", advice=_AGAIN) from error
    if set(arrays) != {"mean", "covariance"} or any(array.ndim != 1 for array in arrays.values()):
        raise UnsafeBytes("a member model holds other arrays than mean and covariance")
    mean, triangle = arrays["mean"], arrays["covariance"]
    places = np.triu_indices(len(mean))
    if len(triangle) != len(places[0]):
        raise UnsafeBytes(f"{len(mean)} weights come with a covariance of {len(triangle)} numbers")
    if not all(array.dtype == np.float64 and np.isfinite(array).all() for array in arrays.values()):
        raise UnsafeBytes("a member model holds other things than finite numbers")
    covariance = np.empty((len(mean), len(mean)))
    covariance[places] = triangle
    covariance.T[places] = triangle
    return mean, covariance
