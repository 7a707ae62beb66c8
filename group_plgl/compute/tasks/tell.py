"""Telling tastes in words: what a group likes, how its camps differ, and what sets members apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.clauses import (
    Leans,
    Told,
    camp_leanings,
    group_leanings,
    leans_of,
    member_leanings,
    shown_by,
    told_by,
)
from group_plgl.analytics.words import (
    MOST_EXAMPLES,
    Heard,
    Leaning,
    Scale,
    discoveries,
    leanings,
    seen_in,
    worth_saying,
)
from group_plgl.compute.tasks.mirror import PRIOR_LATENTS, standing_in
from group_plgl.compute.tasks.opening import open_space
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.shapes import Array

Arrays = dict[str, Any]
Words = dict[str, Any]


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The clauses of a group, its camps and its members.

    Args:
        words: What opens the space, `m` members, `camps` (how many are looked at, 0 for none), `fewest`
            (members whose answers a picture shown of several must rest on), `each` (whether members
            are looked at one by one), `seed`.
        arrays: What opens the space, of a catalogue with `catalogue_traits`; `seen` n x d, every picture
            answered about, `shown` n, 1 where it may be shown of several; `camp` m; `hides` m, 1 for
            whoever counts as one of several; and a row for each answer: `member`, `picture`, `over` (-1
            where one was judged alone), `value`, `weight`.

    Returns:
        Words `clauses`, with pictures as rows of `seen`; no arrays.
    """
    if not len(arrays["seen"]):
        return {"clauses": []}, {}
    opened = open_space(words, arrays)
    rng = np.random.default_rng(words["seed"])
    prior = opened.candidates if isinstance(opened, Catalogue) else opened.space.sample(PRIOR_LATENTS, rng)
    scales, values = standing_in(opened, prior, arrays)
    telling = Telling(_members(int(words["m"]), arrays), scales, values, arrays["shown"] > 0, words["fewest"],
                      arrays["hides"] > 0)  # fmt: skip
    found = telling.group()
    found += telling.camps(arrays["camp"], int(words["camps"]))
    found += telling.members() if words["each"] else []
    return {"clauses": found}, {}


def _members(m: int, arrays: Arrays) -> list[Heard]:
    """What each member answered."""
    columns = [arrays[name] for name in ("picture", "over", "value", "weight")]
    return [Heard(*(column[arrays["member"] == row] for column in columns)) for row in range(m)]


@dataclass(frozen=True)
class Telling:
    """What a group answered about pictures that stand somewhere on each scale.

    Attributes:
        heard: What each of `m` members answered.
        scales: The `s` scales.
        values: `n x s`, where the pictures stand.
        shown: `n`, which may be shown of several members.
        fewest: Of how many members a picture shown of several must have answers.
        hides: `m`, who counts as one of these.
    """

    heard: Sequence[Heard]
    scales: list[Scale]
    values: Array
    shown: NDArray[np.bool_]
    fewest: int
    hides: NDArray[np.bool_]

    @property
    def leans(self) -> Leans:
        """How far each member leans on every scale."""
        return leans_of(self.heard, self.values)

    def group(self) -> list[Words]:
        """What the group likes, on every scale."""
        everybody = np.arange(len(self.heard))
        found, said = group_leanings(self.leans, self.scales), self._said(everybody)
        believed = _believed(found)
        order = worth_saying(found, self.values, believed=believed)
        shared = {"about": "group", "row": -1, "camp": -1, "kind": "likes"}
        return [
            shared
            | self._clause(one, order, place, bool(believed[place]), (said, None), self._enough(everybody))
            for place, one in enumerate(found)
        ]

    def camps(self, camp: NDArray[np.int64], count: int) -> list[Words]:
        """How each camp differs from the rest, on every scale; all camps are corrected together."""
        leans, told = self.leans, []
        found = [camp_leanings(leans, camp == one, self.scales) for one in range(count)]
        believed = _believed([one for each in found for one in each]).reshape(count, len(self.scales))
        for one, each in enumerate(found):
            inside, outside = np.nonzero(camp == one)[0], np.nonzero(camp != one)[0]
            said = self._said(inside), self._said(outside)
            enough = self._enough(inside) & self._enough(outside)
            order = worth_saying(each, self.values, believed=believed[one])
            shared = {"about": "camp", "row": -1, "camp": one, "kind": "than most"}
            told += [
                shared | self._clause(leaning, order, place, bool(believed[one, place]), said, enough)
                for place, leaning in enumerate(each)
            ]
        return told

    def members(self) -> list[Words]:
        """What is clear of each member: what they like, and what they like more than most."""
        leans, told = self.leans, []
        for row, heard in enumerate(self.heard):
            likes, more = leanings(heard, self.values, self.scales), member_leanings(leans, row, self.scales)
            believed = _believed([*likes, *more])
            said = told_by([heard], len(self.values))
            for kind, found, sure in (
                ("likes", likes, believed[: len(likes)]),
                ("than most", more, believed[len(likes) :]),
            ):
                order = worth_saying(found, self.values, believed=sure)
                told += [
                    {"about": "member", "row": row, "camp": -1, "kind": kind}
                    | self._own(found[place], order.index(place), said, self.values[:, place])
                    for place in order
                ]
        return told

    def _said(self, rows: NDArray[np.int64]) -> Told:
        return told_by([self.heard[row] for row in rows], len(self.values))

    def _enough(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which pictures may be shown of these members."""
        return self.shown & (self._said(rows[self.hides[rows]]).people >= self.fewest)

    def _clause(
        self, one: Leaning, order: list[int], place: int, clear: bool, said_by: tuple[Told, Told | None],
        enough: NDArray[np.bool_],
    ) -> Words:  # fmt: skip
        """A clause about several members, and the others, with pictures where it is said."""
        values, (said, rest) = self.values[:, place], said_by
        liked, passed = (
            shown_by(values, said, rest, one.effect, enough, MOST_EXAMPLES) if place in order else ([], [])
        )
        at = order.index(place) if place in order else -1
        return _words(one, at, clear) | _counts(values, said, one.effect) | {"liked": liked, "passed": passed}

    def _own(self, one: Leaning, at: int, said: Told, values: Array) -> Words:
        """A clause about one member, with pictures they answered."""
        answered = np.nonzero(said.people)[0]
        seen = seen_in(values[answered], (said.liked[answered] > 0).astype(np.float64), one.effect)
        pictures = {
            "liked": [int(answered[row]) for row in seen.liked],
            "passed": [int(answered[row]) for row in seen.passed],
        }
        return _words(one, at, True) | _counts(values, said, one.effect) | pictures


def _believed(found: Sequence[Leaning]) -> NDArray[np.bool_]:
    """Which of all that were looked at together may be believed."""
    return discoveries(np.array([one.p_value for one in found]))


def _words(one: Leaning, at: int, clear: bool) -> Words:
    return {
        "scale": one.scale.name, "low_end": one.scale.low, "high_end": one.scale.high, "effect": one.effect,
        "low": one.low, "high": one.high, "p_value": one.p_value, "clear": clear, "place": at,
    }  # fmt: skip


def _counts(values: Array, said: Told, effect: float) -> Words:
    """How many of the pictures gone for, and of those passed over, are of the liked end."""
    there = values * np.sign(effect) > 0
    return {
        "answers": int(said.liked.sum() + said.passed.sum()),
        "liked_there": int(said.liked[there].sum()),
        "liked_all": int(said.liked.sum()),
        "passed_there": int(said.passed[there].sum()),
        "passed_all": int(said.passed.sum()),
    }
