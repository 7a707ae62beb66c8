"""The other road to a group model: the members' weights become one vector, as the patent has it.

A merge takes weights `m x (f+1)` (the bias last) and voices. For sure linear members of one scale the mean
of weights and the mean of opinions are the same utility; nothing else that rules say of opinions can be
said of weights. Coordinates have no natural axes: a merge that treats each one by itself gives another
group when the space is turned.

Source: the patent's "aggregate models"; robust merges as in federated learning, Blanchard et al. 2017.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from group_plgl.errors import BadShape, NotFound
from group_plgl.groups.profile import Voices, equal_voices
from group_plgl.groups.rules.middles import middle_of
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

TRIMMED = 0.2
_STEPS, _NEAR = 1000, 1e-12
_SEED, _TURNS, _LOUDER = 7, 20, 5.0
_SAME = 1e-6


@dataclass(frozen=True)
class Merge:
    """One way to make one vector of weights of many.

    Attributes:
        name: As in tables.
        title: As people read it.
        help: What it does, in one line.
        advice: "Use it when ...", in one line.
        formula: In plain symbols; a_m are member m's weights and bias, v_m their share of the voice.
        source: Where it comes from.
        merged: Weights `m x (f+1)` and voices -> `f+1`.
    """

    name: str
    title: str
    help: str
    advice: str
    formula: str
    source: str
    merged: Callable[[Array, Voices], Array]


@dataclass(frozen=True)
class MergedModel:
    """The group model of one vector of weights: a `Utility`, linear in the space's coordinates.

    Attributes:
        weights: `f+1`, the bias last.
        space_map: The space's coordinates.
    """

    weights: Array
    space_map: CoordinateMap

    def __post_init__(self) -> None:
        if self.weights.ndim != 1:
            raise BadShape(f"merged weights are f+1 numbers; got shape {self.weights.shape}")

    def score(self, z: Array) -> Array:
        """Scores w . [x(z), 1], `n`, of latents `n x d`."""
        return np.asarray(self.space_map.coordinates(z) @ self.weights[:-1] + self.weights[-1])

    def rise(self, z: Array) -> tuple[Array, Array]:
        """Scores, and their slopes, `n x d`."""
        x, pullback = self.space_map.traced(z)
        slope = np.broadcast_to(self.weights[:-1], x.shape)
        return np.asarray(x @ self.weights[:-1] + self.weights[-1]), pullback(slope.copy())


def _mean(weights: Array, voices: Voices) -> Array:
    return np.asarray(voices.weights @ weights)


def geometric_median(points: Array, weights: Array) -> Array:
    """The point with the least weighted sum of distances to `m x f` points, `f`.

    Source: Weiszfeld 1937, with the step of Vardi and Zhang 2000 where it stands on one of the points.
    """
    at = weights @ points
    size = max(float(np.abs(points - at).max()), 1e-300)
    for _ in range(_STEPS):
        apart = np.linalg.norm(points - at, axis=1)
        away = apart > _NEAR * size
        pull = np.where(away, weights / np.where(away, apart, 1.0), 0.0)
        if not away.any():
            break
        towards = pull @ points / pull.sum()
        resultant, here = float(np.linalg.norm(pull @ (points - at))), float(weights[~away].sum())
        held = min(1.0, here / resultant) if resultant > 0.0 else 1.0
        moved = (1.0 - held) * (towards - at)
        at = at + moved
        if np.abs(moved).max() <= _NEAR * size:
            break
    return np.asarray(at)


def _geometric_median(weights: Array, voices: Voices) -> Array:
    return geometric_median(weights, voices.weights)


def _coordinate_median(weights: Array, voices: Voices) -> Array:
    return np.asarray((middle_of(weights, voices.weights) * weights).sum(axis=0))


def _unit(weights: Array) -> Array:
    """Everybody's weights divided by their length, and the bias likewise, `m x (f+1)`."""
    size = np.linalg.norm(weights[:, :-1], axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(size, 1e-300))


def _unit_mean(weights: Array, voices: Voices) -> Array:
    return np.asarray(voices.weights @ _unit(weights))


def _unit_trimmed(weights: Array, voices: Voices) -> Array:
    """Mean of unit weights without the voice that lies farthest from their geometric median."""
    units = _unit(weights)
    apart = np.linalg.norm(units - geometric_median(units, voices.weights), axis=1)
    order = np.argsort(apart, kind="stable")
    reached = np.minimum(np.cumsum(voices.weights[order]), 1.0 - TRIMMED)
    kept = np.diff(reached, prepend=0.0)
    return np.asarray(kept @ units[order] / (1.0 - TRIMMED))


_ALL = (
    Merge(
        name="mean",
        title="Mean of weights",
        help="The average of everybody's weights; who has strong tastes counts more.",
        advice="Use it when members are on one scale and all can be trusted.",
        formula="sum_m v_m a_m",
        source="The patent's mean of classifier weights; federated averaging, McMahan et al. 2017.",
        merged=_mean,
    ),
    Merge(
        name="geometric_median",
        title="Geometric median of weights",
        help="The vector with the least total distance to everybody's weights.",
        advice="Use it when less than half of the voice may be far off and loud.",
        formula="argmin_a sum_m v_m |a - a_m|",
        source="Weiszfeld 1937; the median that does not depend on how the space is turned. The patent's "
        "median of weights does.",
        merged=_geometric_median,
    ),
    Merge(
        name="coordinate_median",
        title="Median of each weight",
        help="The median of every weight by itself, as in the patent; another one when the space is turned.",
        advice="Use it when you want to compare with the patent; the geometric median takes its place.",
        formula="median_m a_mk for each coordinate k by itself",
        source="The patent's median of classifier weights; marginal median, Small 1990.",
        merged=_coordinate_median,
    ),
    Merge(
        name="unit_mean",
        title="Mean of directions",
        help="The average of everybody's weights brought to length one, so that nobody wins by being loud.",
        advice="Use it when members' strengths of taste should not count.",
        formula="sum_m v_m a_m / |a_m|, the length without the bias",
        source="Mean direction, Mardia and Jupp 2000.",
        merged=_unit_mean,
    ),
    Merge(
        name="unit_trimmed",
        title="Trimmed mean of directions",
        help="The average of directions without the fifth of the voice that lies farthest from their middle.",
        advice="Use it when somebody may be cheating with several made-up members.",
        formula="mean of a_m / |a_m| over the 80 % of the voice nearest to their geometric median",
        source="Trimmed by distance from a robust centre, Rousseeuw 1985, which does not depend on how the "
        "space is turned, as trimming coordinate by coordinate would.",
        merged=_unit_trimmed,
    ),
)
MERGES: dict[str, Merge] = {merge.name: merge for merge in _ALL}


def merge_named(name: str) -> Merge:
    """The merge of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in MERGES:
        raise NotFound(
            "there is no merge '{name}'", advice="Known merges: {known}.", name=name, known=", ".join(MERGES)
        )
    return MERGES[name]


def turned_otherwise(merge: Merge) -> tuple[Array, Array] | None:
    """Weights and a rotation under which a merge gives another group; None if in no case.

    What is merged and then turned should be what is turned and then merged. Weights are `m x (f+1)`, the
    rotation is `f x f`.
    """
    rng = np.random.default_rng(_SEED)
    for _ in range(_TURNS):
        weights = rng.standard_normal((5, 4))
        rotation = np.linalg.qr(rng.standard_normal((3, 3)))[0]
        voices = equal_voices(5)
        other = turned(merge.merged(weights, voices)[None], rotation)[0]
        if not np.allclose(merge.merged(turned(weights, rotation), voices), other, atol=_SAME):
            return weights, rotation
    return None


def turned(weights: Array, rotation: Array) -> Array:
    """Weights `m x (f+1)` in coordinates turned by `f x f`; the bias stays."""
    return np.hstack([weights[:, :-1] @ rotation.T, weights[:, -1:]])


def louder_otherwise(merge: Merge) -> Array | None:
    """Weights `m x (f+1)` whose group a louder first member changes; None if in no case."""
    rng = np.random.default_rng(_SEED)
    for _ in range(_TURNS):
        weights = rng.standard_normal((5, 4))
        loud = weights.copy()
        loud[0] *= _LOUDER
        voices = equal_voices(5)
        if not np.allclose(merge.merged(weights, voices), merge.merged(loud, voices), atol=_SAME):
            return weights
    return None


def merge_table() -> str:
    """Merges against what they promise as a Markdown table, each cell computed."""
    lines = ["| merge | Blind to rotation | Blind to loudness |", "|---|---|---|"]
    for merge in MERGES.values():
        promises = [turned_otherwise(merge) is None, louder_otherwise(merge) is None]
        lines.append(f"| {merge.title} | " + " | ".join("yes" if kept else "no" for kept in promises) + " |")
    return "\n".join(lines)
