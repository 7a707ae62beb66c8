"""A sitting: members are asked as the product asks, random pictures first, near-ideals for everybody then.

Swipes and picks alike go in rounds: what was answered is learned from, and the next near-ideals are drawn by
it. One turn in five stays random, as in decks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from group_plgl.benchmarks.cold import Swiped, belief_of
from group_plgl.benchmarks.newcomers import Row, rows_of
from group_plgl.benchmarks.tastes import Members, Pictures, Places
from group_plgl.compute.tasks.near import near_ideals
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import open_generator
from group_plgl.groups.profile import equal_voices
from group_plgl.groups.rules import DEFAULT_RULE, rule_named
from group_plgl.members.answers import Answers
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import believed
from group_plgl.services.choose import FAIR_EVERY, ROUND
from group_plgl.shapes import Array


@dataclass
class Sitting:
    """Members and all pictures that they were or may be shown.

    Attributes:
        pictures: Drawn beforehand.
        members: With the utility of everything there is to show, `m x n`.
        rng: Where chance comes from.
        z: `n x d`, the latents of everything.
        features: `n x f`, the same as tastes see it.
        near: Places of the near-ideals that everybody was asked about.
    """

    pictures: Pictures
    members: Members
    rng: np.random.Generator
    z: Array = field(init=False)
    features: Array = field(init=False)
    near: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.z, self.features = self.pictures.z, self.pictures.features

    @property
    def m(self) -> int:
        """How many members there are."""
        return len(self.members.utility)

    def at_large(self, count: int) -> Places:
        """Random pictures."""
        return self.rng.choice(self.pictures.askable, count, replace=False)

    def draw_near(self, tastes: Tastes, count: int) -> Places:
        """The places of `count` new near-ideals."""
        key = open_generator(self.pictures.space).space.key
        features, rule = open_features({"space": key}, {}), rule_named(DEFAULT_RULE)
        z = near_ideals(
            tastes, features, rule, equal_voices(self.m), open_generator(key).space, count, self.rng
        )
        liked = self.members.truth.utility(self.pictures.attributes_at(z))
        places = np.arange(len(self.z), len(self.z) + count)
        self.z, self.features = np.vstack([self.z, z]), np.vstack([self.features, features.coordinates(z)])
        self.members = replace(self.members, utility=np.hstack([self.members.utility, liked]))
        self.near.extend(places.tolist())
        return places

    def learned(self, answers: Answers) -> Tastes:
        """What the product learns from answers."""
        straight = self.pictures.straight
        return believed(belief_of(answers, straight), answers, straight)[1]


def swipes(sitting: Sitting, first: int, count: int) -> Swiped:
    """`count` swipes of every member, the first ones at random, then rounds of near-ideals and fair ones."""
    at = np.array([sitting.at_large(first) for _ in range(sitting.m)])
    said = _swiped(sitting, at)
    for near, fair in _rounds(count - first, 1):
        answers = answers_of(sitting, said)
        shown = sitting.draw_near(sitting.learned(answers), near)
        at = np.array([np.concatenate([shown, sitting.at_large(fair)]) for _ in range(sitting.m)])
        more = _swiped(sitting, at)
        said = Swiped(np.hstack([said.at, more.at]), np.hstack([said.liked, more.liked]))
    return said


def _swiped(sitting: Sitting, at: Places) -> Swiped:
    members, rng = sitting.members, sitting.rng
    return Swiped(at, np.array([members.swipe(row, one, rng) for row, one in enumerate(at)]))


def answers_of(sitting: Sitting, said: Swiped) -> Answers:
    """Swipes as answers about what was shown."""
    rows = [
        Row(member, sitting.features[place], float(liked), member * said.at.shape[1] + turn)
        for member in range(sitting.m)
        for turn, (place, liked) in enumerate(zip(said.at[member], said.liked[member], strict=True))
    ]
    return rows_of(rows, sitting.m, sitting.features.shape[1])


def picks(sitting: Sitting, first: int, count: int, together: int) -> Answers:
    """`count` picks of every member, the first ones of random pictures, then rounds as with swipes."""
    said: list[Row] = []

    def ask(turns: Callable[[], list[Places]]) -> None:
        for member in range(sitting.m):
            for shown in turns():
                won = sitting.members.pick(member, shown, sitting.rng)
                x = sitting.features[shown[won]] - sitting.features[np.delete(shown, won)]
                answer = len(said)
                said.extend(Row(member, row, 1.0, answer, True) for row in x)

    def answers() -> Answers:
        return rows_of(said, sitting.m, sitting.features.shape[1])

    ask(lambda: [sitting.at_large(together) for _ in range(first)])
    for near, fair in _rounds(count - first, together):
        shown = sitting.draw_near(sitting.learned(answers()), near)

        def turns(shown: Places = shown, near: int = near, fair: int = fair) -> list[Places]:
            mixed = sitting.rng.permutation(shown).reshape(near // together, together)
            return [*mixed, *(sitting.at_large(together) for _ in range(fair))]

        ask(turns)
    return answers()


def _rounds(turns: int, together: int) -> Iterator[tuple[int, int]]:
    """Near-ideals and fair turns of every round that so many turns are good for."""
    while turns > 0:
        near = min(ROUND // together, turns)
        fair = min(round(near / (FAIR_EVERY - 1)), turns - near)
        yield near * together, fair
        turns -= near + fair
