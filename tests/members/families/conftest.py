"""A small space with known coordinates, and groups in which some members' tastes are not straight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from group_plgl.members.answers import gather_answers
from group_plgl.members.families.known import Known
from group_plgl.members.families.steps import Steps
from group_plgl.members.families.taught import Group, side_by_side
from group_plgl.members.features import Features
from group_plgl.members.priors import Belief
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, sigmoid

D = 8
SPREAD = 0.75 ** np.arange(D)
LOUD = Belief(16.0, 0.1)  # as a group of straight members is believed to be
Utility = Callable[[Array], Array]


def straight(rng: np.random.Generator) -> Utility:
    """The more the better, in some direction."""
    taste = rng.standard_normal(D)
    taste /= np.linalg.norm(taste * SPREAD)
    return lambda z: np.asarray(z @ (taste * SPREAD)) * 1.5


def islands(rng: np.random.Generator) -> Utility:
    """Liked are two separate islands, left and right of what is usual."""
    turn, sides = np.linalg.qr(rng.standard_normal((2, 2)))[0], ([-1.5, 0.0], [1.5, 0.0])

    def utility(z: Array) -> Array:
        apart = [np.linalg.norm(z[:, :2] @ turn - side, axis=1) for side in sides]
        return np.asarray(4.0 * (1.0 - np.minimum(*apart)))

    return utility


def point(_: np.random.Generator) -> Utility:
    """Liked is what lies near one point, in the middle of what is usual."""
    return lambda z: 4.0 * (1.1 - np.hypot(z[:, 0], z[:, 1]))


def nothing(_: np.random.Generator) -> Utility:
    """Answers are chance."""
    return lambda z: np.zeros(len(z))


@dataclass(frozen=True)
class World:
    """A space with its features and pictures."""

    features: Features
    pictures: Array
    steps: Steps

    def group(
        self, tastes: list[Utility], n: int, seed: int, picks: bool = False,
        belief: Belief = LOUD,
    ) -> Group:  # fmt: skip
        """A group whose members have so many answers each: swipes, or picks of four."""
        rng, m = np.random.default_rng(seed), len(tastes)
        if not picks:
            member, z = np.repeat(np.arange(m), n), rng.standard_normal((m * n, D))
            liked = rng.random(m * n) < np.concatenate([
                sigmoid(utility(z[row * n : row * n + n])) for row, utility in enumerate(tastes)
            ])  # fmt: skip
            x = self.features.coordinates(z)
            said = gather_answers(member, x, liked.astype(float), m)
            return self._group(said, member, x, np.zeros_like(x), belief)
        won, lost, member, answer = [], [], [], []
        for row, utility in enumerate(tastes):
            for turn in range(n):
                shown = rng.standard_normal((4, D))
                best = int(np.argmax(utility(shown) + rng.gumbel(size=4)))
                won += [shown[best]] * 3
                lost += [shown[other] for other in range(4) if other != best]
                member += [row] * 3
                answer += [row * n + turn] * 3
        first, second = (self.features.coordinates(np.array(z)) for z in (won, lost))
        who, number = np.array(member), np.array(answer)
        said = gather_answers(
            who, first - second, np.ones(len(who)), m, paired=np.ones(len(who), dtype=bool), answer=number
        )
        return self._group(said, who, first, second, belief)

    def _group(self, said, member, first, second, belief) -> Group:
        sides = side_by_side(said, member, first, second)
        return Group(said, *sides, self.pictures, D, belief, self.steps)

    def known(self, group: Group) -> Known:
        """Everything the group said."""
        return group.knowing(group.answers.weight, 1e-6)


@pytest.fixture(scope="session")
def world() -> World:
    rng = np.random.default_rng(7)
    scale = SPREAD / np.linalg.norm(SPREAD)
    features = Features.over(AffineMap(np.diag(scale), np.zeros(D)), rng.standard_normal((2000, D)))
    pictures = features.coordinates(rng.standard_normal((500, D)))
    return World(features, pictures, Steps.over(pictures[:, :D]))
