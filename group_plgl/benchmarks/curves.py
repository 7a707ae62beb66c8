"""Curves of learning: what they come to, how many answers that takes, and how they are drawn.

Groups are resampled whole, the same ones for both sides of a comparison, so that intervals are
paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from group_plgl.analytics.charts import curves_svg
from group_plgl.benchmarks.form import RESAMPLES, Line
from group_plgl.shapes import Array

_TAILS = (2.5, 97.5)
DRAWING = "learn-newcomers.svg"


@dataclass
class Curves:
    """Mean areas of the newcomers to some groups, after so many answers.

    Attributes:
        turns: `t`, after how many answers, ascending.
        groups: Of every group, `t` heights.
    """

    turns: list[int]
    groups: list[Array] = field(default_factory=list)

    @property
    def heights(self) -> Array:
        """`groups x t`."""
        return np.array(self.groups)

    def after(self, answers: int) -> Array:
        """Heights of all groups after so many answers."""
        return np.asarray(self.heights[:, self.turns.index(answers)])


def answered_until(turns: list[int], heights: Array, wanted: float) -> float:
    """After how many answers a curve first is as high as wanted, straight between two looks.

    Infinite if it never is; the first look if it is from the start.
    """
    above = np.flatnonzero(heights >= wanted)
    if len(above) == 0:
        return float("inf")
    at = int(above[0])
    if at == 0:
        return float(turns[0])
    part = (wanted - heights[at - 1]) / (heights[at] - heights[at - 1])
    return float(turns[at - 1] + part * (turns[at] - turns[at - 1]))


def needed_line(name: str, ours: Curves, wanted: Array, rng: np.random.Generator) -> Line:
    """Answers that the mean curve needs to come to the mean of what is wanted, by group."""
    return _until_line(name, ours, lambda rows: float(wanted[rows].mean()), 1.0, "answers", rng)


def saving_line(name: str, ours: Curves, other: Curves, of: int, rng: np.random.Generator) -> Line:
    """The share of `of` answers that ours needs fewer than the other to come to the same height."""
    wanted = other.after(of)
    line = _until_line(name, ours, lambda rows: float(wanted[rows].mean()), of, "share", rng)
    return Line(name, 1.0 - line.value, 1.0 - line.high, 1.0 - line.low, "share")


def _until_line(
    name: str, ours: Curves, wanted: Any, per: float, unit: str, rng: np.random.Generator
) -> Line:
    """Answers until the mean curve is as high as wanted, over `per`, with its interval."""
    everyone, heights = np.arange(len(ours.groups)), ours.heights

    def until(rows: Any) -> float:
        return answered_until(ours.turns, heights[rows].mean(axis=0), wanted(rows)) / per

    drawn_again = rng.integers(0, len(everyone), (RESAMPLES, len(everyone)))
    low, high = np.percentile([until(rows) for rows in drawn_again], _TAILS, method="nearest")
    return Line(name, until(everyone), float(low), float(high), unit)


def drawn(curves: Mapping[str, Curves], rng: np.random.Generator) -> dict[str, str]:
    """The curves of newcomers as SVG, by file name."""
    rows = []
    for name, one in curves.items():
        again = one.heights[rng.integers(0, len(one.groups), (RESAMPLES, len(one.groups)))].mean(axis=1)
        low, high = np.percentile(again, _TAILS, axis=0)
        for place, turn in enumerate(one.turns):
            rows.append({
                "name": name, "ours": name.startswith("ours"), "x": turn,
                "y": float(one.heights[:, place].mean()),
                "low": float(low[place]), "high": float(high[place]),
            })  # fmt: skip
    title = "Newcomers to a group that has learned"
    return {DRAWING: curves_svg(rows, title, "answers", "area under the ROC curve, unseen pictures")}
