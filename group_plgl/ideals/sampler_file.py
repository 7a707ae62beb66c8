"""Sampler files: where a group's ideals lie, as safetensors with a JSON card, never pickle.

The card says of which space in which version they are, and where they come from. Whoever opens a file
needs nothing else; a file of another kind or with anything odd in it is refused, not guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import BadShape, UnsafeBytes
from group_plgl.ideals.nevers import Rows
from group_plgl.shapes import Array

KIND = "ideal-sampler/1"
MOST_BYTES, MOST_CARD, MOST_ANCHORS, MOST_REQUIRED = 2**24, 2**20, 4096, 12
FARTHEST = 100.0
_LENGTH_BYTES = 8
_ADVICE = "It has to be a file that `group-plgl sampler` has written."
_ENDS = 2
_NEVER = ("never_z", "never_radius")
_REQUIRED = ("required_mean", "required_covariance", "required_slope", "required_level")
_TOLD = {"asked", "share", "draws", "low", "high"}
_ROUNDING = 1e-4


@dataclass(frozen=True)
class Sampler:
    """Where ideals lie: around anchors.

    Attributes:
        anchors: `k x d`, 0 where genes are sensitive.
        spread: `d`, standard deviation of each gene around its anchor; 1, the prior's, where sensitive.
    """

    anchors: Array
    spread: Array

    def __post_init__(self) -> None:
        if self.anchors.ndim != 2 or self.spread.shape != self.anchors.shape[1:] or not len(self.anchors):
            raise BadShape(
                f"a sampler needs anchors k x d and a spread d; got {self.anchors.shape} and "
                f"{self.spread.shape}"
            )

    def strayed(self, rows: Rows, rng: np.random.Generator) -> Array:
        """Latents `n x d` around the anchors of these rows, not yet within any set."""
        chance = rng.standard_normal((len(rows), len(self.spread)))
        return np.asarray(self.anchors[rows] + self.spread * chance)


@dataclass(frozen=True)
class Card:
    """What a sampler file says of itself; nothing of it is about one member.

    Attributes:
        space: Key of the space, with its version.
        limits: The ends that the host's limits leave, by gene; empty without any.
        standing: The target: liked more, by the rule, than this share of all pictures.
        kept: The share of `trials` trial draws that reached it.
        rule: How the members' tastes became one.
        members: How many tastes; None where that may not be told.
        provenance: Group, number of the group model and so on, as exported pictures carry them.
        required: What draws have to show: `asked`, the least chance by the concept's name; and the `share` of
            `draws` others than those tried that show it at once, with its 95 % interval `low` to `high`.
            Those that do not are drawn again. Empty where nothing is required.
    """

    space: str
    limits: dict[str, Any]
    standing: float
    kept: float
    trials: int
    rule: str
    members: int | None
    provenance: dict[str, Any] = field(default_factory=dict)
    required: dict[str, Any] = field(default_factory=dict)
    kind: str = KIND


@dataclass(frozen=True)
class Opened:
    """A sampler file, read and checked.

    Attributes:
        card: What it says of itself.
        sampler: What draws.
        never_z: `k x d`, what the host marked as never to be shown and draws could come near; 0 where
            genes are sensitive.
        never_radius: `k`, how far each mark reaches, in just noticeable differences.
        required: What draws have to show, as `compute.tasks.opening.open_required` takes it: classifiers
            of what pictures show, learned from the host's labels and from nobody's taste; or nothing.
    """

    card: Card
    sampler: Sampler
    never_z: Array
    never_radius: Array
    required: dict[str, Array] = field(default_factory=dict)


def to_bytes(opened: Opened) -> bytes:
    """The file."""
    arrays = {
        "anchors": opened.sampler.anchors.astype(np.float32),
        "spread": opened.sampler.spread.astype(np.float32),
    }
    if len(opened.never_z):
        arrays["never_z"] = opened.never_z.astype(np.float32)
        arrays["never_radius"] = opened.never_radius.astype(np.float32)
    arrays |= {name: array.astype(np.float32) for name, array in opened.required.items()}
    card = asdict(opened.card)
    if not card["required"]:
        del card["required"]
    return save(arrays, metadata={"card": json.dumps(card, sort_keys=True)})


def from_bytes(file: bytes) -> Opened:
    """A file from anywhere, checked.

    Raises:
        UnsafeBytes: It is too large, damaged, of another kind, or holds other things than it should.
    """
    if len(file) > MOST_BYTES:
        raise UnsafeBytes(f"a sampler file has at most {MOST_BYTES} bytes", advice=_ADVICE)
    card = _card_of(file)
    try:
        arrays: dict[str, NDArray[Any]] = load(file)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise UnsafeBytes(f"a sampler file cannot be read: {error}", advice=_ADVICE) from error
    if not {"anchors", "spread"} <= set(arrays) <= {"anchors", "spread", *_NEVER, *_REQUIRED}:
        raise UnsafeBytes(
            "a sampler file holds other arrays than anchors, spread, marks and what is required",
            advice=_ADVICE,
        )
    for name, array in arrays.items():
        if (
            array.dtype != np.float32
            or not np.isfinite(array).all()
            or np.abs(array).max(initial=0) > FARTHEST
        ):
            raise UnsafeBytes(f"{name} of a sampler file are not plain numbers", advice=_ADVICE)
    return _opened(card, {name: array.astype(np.float64) for name, array in arrays.items()})


def _opened(card: Card, arrays: Mapping[str, Array]) -> Opened:
    anchors, spread = arrays["anchors"], arrays["spread"]
    d = len(spread) if spread.ndim == 1 else 0
    never_z, radius = arrays.get("never_z", np.zeros((0, d))), arrays.get("never_radius", np.zeros(0))
    whole = (
        anchors.ndim == 2 and 0 < len(anchors) <= MOST_ANCHORS and anchors.shape[1] == d > 0
        and (spread >= 0).all()
    )  # fmt: skip
    if not whole or radius.ndim != 1 or never_z.shape != (len(radius), d) or (radius <= 0).any():
        raise UnsafeBytes(
            f"a sampler file holds anchors {anchors.shape}, spread {spread.shape} and marks "
            f"{never_z.shape}, which do not fit",
            advice=_ADVICE,
        )
    return Opened(card, Sampler(anchors, spread), never_z, radius, _required(card, arrays))


def _required(card: Card, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """What draws have to show: beliefs about weights, one for each concept of the card."""
    there = {name: arrays[name] for name in _REQUIRED if name in arrays}
    count = len(card.required["asked"]) if card.required else 0
    if not there and not count:
        return {}
    mean = there.get("required_mean", np.zeros(0))
    k, wide = mean.shape if mean.ndim == _ENDS else (0, 0)
    shapes = dict(zip(_REQUIRED, [(k, wide), (k, wide, wide), (k,), (k,)], strict=True))
    fits = {name: one.shape for name, one in there.items()} == shapes and 0 < k == count <= MOST_REQUIRED
    if not fits or not wide or (there["required_slope"] < 0).any() or not _beliefs(there[_REQUIRED[1]]):
        raise UnsafeBytes("what is required by a sampler file does not fit together", advice=_ADVICE)
    return there


def _beliefs(covariance: Array) -> bool:
    """Whether `k x w x w` are covariances, but for rounding."""
    off = _ROUNDING * max(float(np.abs(covariance).max()), 1.0)
    even = np.abs(covariance - covariance.transpose(0, 2, 1)).max() <= off
    return bool(even and np.linalg.eigvalsh(covariance).min() >= -off)


def _card_of(file: bytes) -> Card:
    try:
        length = int.from_bytes(file[:_LENGTH_BYTES], "little")
        if not 0 < length <= min(MOST_CARD, len(file) - _LENGTH_BYTES):
            raise ValueError(f"its header would have {length} bytes")
        header = json.loads(file[_LENGTH_BYTES : _LENGTH_BYTES + length])
        card = Card(**json.loads(header["__metadata__"]["card"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsafeBytes(f"the card of a sampler file cannot be read: {error}", advice=_ADVICE) from error
    if card.kind != KIND:
        raise UnsafeBytes(f"this is a file of kind {card.kind!r}, not {KIND!r}", advice=_ADVICE)
    if not _is_plain(card):
        raise UnsafeBytes("the card of a sampler file says odd things", advice=_ADVICE)
    return card


def _is_plain(card: Card) -> bool:
    """Whether everything on a card is of the kind it should be."""
    ends = card.limits.values() if isinstance(card.limits, dict) else [None]
    return (
        all(isinstance(word, str) for word in (card.space, card.rule))
        and all(isinstance(share, float | int) for share in (card.standing, card.kept, card.trials))
        and (card.members is None or isinstance(card.members, int))
        and isinstance(card.provenance, dict)
        and _is_demand(card.required)
        and all(isinstance(both, list) and len(both) == _ENDS and all(map(_is_end, both)) for both in ends)
    )


def _is_end(end: object) -> bool:
    return end is None or (isinstance(end, float | int) and not isinstance(end, bool))


def _is_demand(told: object) -> bool:
    """Whether what a card says is required is nothing, or chances by name and a share with its interval."""
    if told == {}:
        return True
    if not isinstance(told, dict) or set(told) != _TOLD or not isinstance(told["asked"], dict):
        return False
    numbers = [*told["asked"].values(), *(told[name] for name in _TOLD - {"asked"})]
    return all(isinstance(one, float | int) and not isinstance(one, bool) for one in numbers)
