"""Simulated members who say why: comments from their true tastes, heard with errors.

On each picture they swipe members name the attributes that count most for them there, as the ends of
scales: by how fast their true liking changes with the attribute where the picture stands, times how
far the picture is from where liking would leave it. Some of what is heard is lost, heard the wrong
way round, or about something else.
"""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks.cold import Swiped
from group_plgl.benchmarks.tastes import Members, Pictures, Places, Truth
from group_plgl.members.hints import Mentioned
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.shapes import Array

NAMES = tuple(ATTRIBUTES)
EACH = 2  # attributes that a comment names: ViPer's comments name more
MISHEARD = 0.15  # of what is said, as a parser with an F1 of .85 would: a third each lost, turned, and wrong
_ASIDE = 0.05


def spoken(pictures: Pictures, members: Members, said: Swiped, rng: np.random.Generator) -> list[Mentioned]:
    """What is heard of one comment on every picture that was swiped."""
    found = []
    for row, at in enumerate(said.at):
        for place, picture in enumerate(at):
            here = pictures.attributes[picture]
            slope = slopes_of(members.truth, row, here)
            for axis in counting_most(members.truth, row, here)[:EACH]:
                fate, sign = rng.random() / MISHEARD, float(np.sign(slope[axis]))
                if fate < 1.0 / 3.0:
                    continue
                wrong = 2.0 / 3.0 <= fate < 1.0
                heard = int(rng.integers(len(NAMES))) if wrong else int(axis)
                sign = -sign if fate < 2.0 / 3.0 else sign
                found.append(Mentioned(row, heard, sign, place, len(at) - 1 - place))
    return found


def counting_most(truth: Truth, row: int, here: Array) -> Places:
    """Attributes by how much they count for one member at attributes `p`, most first."""
    much = np.abs(slopes_of(truth, row, here) * _away(truth, row, here))
    return np.argsort(-much, kind="stable")


def slopes_of(truth: Truth, row: int, here: Array) -> Array:
    """How fast one member's true liking changes with each attribute at attributes `p`: `p`."""
    both = np.vstack([here + _ASIDE * np.eye(len(here)), here - _ASIDE * np.eye(len(here))])
    up, down = np.split(truth.raw(both)[row], 2)
    return np.asarray((up - down) / (2.0 * _ASIDE * truth.spread[row]))


def _away(truth: Truth, row: int, here: Array) -> Array:
    """How far each attribute is from the best point of who has one, else from the middle, `p`."""
    return here - truth.taste[row] if truth.bent[row] else here
