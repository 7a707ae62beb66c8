"""Convergence: how far more answers would still move the group's ideal, judged by how far they did.

Only distances of what can be seen are measured: coordinates of a space have total variance one, so two
pictures drawn at random are about 1.4 apart. A change of `NOTICEABLE` can just be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.shapes import Array

AHEAD = 20
NOTICEABLE = 0.15
STEPS = 3
FEWEST_STEPS = 2
BAND = 2.0


@dataclass(frozen=True)
class Outlook:
    """How far the ideal is expected to move with `AHEAD` more answers, in units of `NOTICEABLE`.

    Attributes:
        answers: How many answers there were.
        expected: 1 is what can just be seen.
        low: In eight of ten cases it moves at least so far.
        high: In eight of ten cases at most so far.
    """

    answers: int
    expected: float
    low: float
    high: float


def outlook(answers: Sequence[int], places: Array) -> Outlook | None:
    """The outlook at the last of several steps; None before it has moved twice over enough answers.

    What is learned from n answers behaves like a mean: with more of them it makes a random walk whose
    variance from n to n' answers is s^2 (1/n - 1/n'). The scale s comes from the newest `STEPS`
    moves, each over at least `AHEAD` answers, so that neither a refit after every answer nor the order
    of answers counts as movement.

    Args:
        answers: Answers behind each step, rising.
        places: Coordinates of the ideal at each step, `n x f`.

    Source: increments of posterior means are uncorrelated (Doob 1949) and of variance 1/n - 1/n' for
    n equal observations (Bernstein and von Mises). `NOTICEABLE`: at this distance drawn pictures differ
    by 0.02 in OKLab on average, the just noticeable difference (Ottosson 2020). `BAND`: eight of ten next
    moves of nine simulated groups (168 predictions) lay between 0.6 and 2.0 times the expected one.
    """
    rests = _rests(answers)
    moves = [
        float(np.sum((places[end] - places[start]) ** 2)) / (1 / answers[start] - 1 / answers[end])
        for start, end in zip(rests[1:], rests, strict=False)
    ]
    if len(moves) < FEWEST_STEPS:
        return None
    now = answers[-1]
    expected = float(np.sqrt(np.mean(moves) * (1 / now - 1 / (now + AHEAD)))) / NOTICEABLE
    return Outlook(now, expected, expected / BAND, expected * BAND)


def course(answers: Sequence[int], places: Array) -> list[Outlook]:
    """The outlooks as they were at every step, from the first that can be told."""
    found = [outlook(answers[:end], places[:end]) for end in range(2, len(answers) + 1)]
    return [one for one in found if one is not None]


def _rests(answers: Sequence[int]) -> list[int]:
    """The newest steps, newest first, that are at least `AHEAD` answers apart; none without answers."""
    chosen = [len(answers) - 1] if len(answers) and answers[-1] > 0 else []
    for step in range(len(answers) - 2, -1, -1):
        if len(chosen) > STEPS:
            break
        if answers[step] > 0 and answers[chosen[-1]] - answers[step] >= AHEAD:
            chosen.append(step)
    return chosen
