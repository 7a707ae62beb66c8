"""Weighing pictures by what members said of them: liked lately, dividing, and best of those answered.

Shares are smoothed, so that two answers never beat twenty. No picture is told of on the word of fewer
than a few members; how few is the caller's to say.

Source: rule of succession, Laplace 1814: (liked + 1) / (asked + 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from group_plgl.services.reveal import heard_until, may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group
from group_plgl.store.said import Opinions, opinions_of

DELAY = timedelta(seconds=5)
FEWEST = 3
ENOUGH = 5
EACH_SIDE = 2
_EVEN = 0.5
Verdicts = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Divided:
    """A picture that some like and some do not.

    Attributes:
        liked: How many like it.
        asked: How many said something of it.
        camps: Per camp, from 0: how many of it like it, and how many said something.
        gap: How far apart camps are, or how evenly members are split; 0 to 1.
    """

    picture_id: str
    liked: int
    asked: int
    camps: dict[int, tuple[int, int]] = field(default_factory=dict)
    gap: float = 0.0


def verdicts(said: Opinions) -> Verdicts:
    """How much each member likes each picture, 0 to 1: the mean of what they said of it."""
    heard: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for picture, member, value in zip(said.picture, said.member, said.value, strict=True):
        heard[picture][member].append(float(value))
    return {
        picture: {member: sum(values) / len(values) for member, values in each.items()}
        for picture, each in heard.items()
    }


def liked_lately(
    studio: Studio, group: Group, fewest: int, most: int, upto: int, any_word: bool
) -> list[str]:
    """Pictures that at least `fewest` members liked, a moment ago or earlier, newest first.

    Args:
        studio: Where.
        group: Whose.
        fewest: How many different members; at least `FEWEST`.
        most: How many pictures.
        upto: Only events up to and including this one.
        any_word: Whether an answer of any kind counts, so that nothing of the result is told.
    """
    said = opinions_of(studio.database, group.group_id, studio.now() - DELAY, upto)
    fans: dict[str, set[str]] = defaultdict(set)
    reached: dict[str, int] = {}
    for picture, member, seq, value in zip(said.picture, said.member, said.seq, said.value, strict=True):
        if any_word or value > _EVEN:
            fans[picture].add(member)
            if len(fans[picture]) >= max(fewest, FEWEST):
                reached[picture] = int(seq)
    return sorted(reached, key=lambda picture: (-reached[picture], picture))[:most]


def dividing(
    studio: Studio, group: Group, camps: Mapping[str, int], *, fewest: int, most: int, upto: int
) -> list[Divided]:
    """The pictures members differ most about, most divided first; none while too little was said.

    With camps it is how far their smoothed shares of likes are apart, otherwise the variance between
    members; each of both sides, and of every camp, rests on at least `fewest` members.
    """
    said = opinions_of(studio.database, group.group_id, studio.now(), upto)
    found = []
    for picture, each in verdicts(said).items():
        one = _divided(picture, {member: value > _EVEN for member, value in each.items()}, camps)
        both = min(one.liked, one.asked - one.liked)
        told = not camps or (one.camps and min(n for _, n in one.camps.values()) >= max(fewest, FEWEST))
        if one.asked >= max(ENOUGH, fewest) and both >= max(EACH_SIDE, fewest) and told:
            found.append(one)
    return sorted(found, key=lambda one: (-one.gap, -one.asked, one.picture_id))[:most]


def best_answered(studio: Studio, group: Group, pool: list[str]) -> str | None:
    """The picture of a pool that is liked best by what was said, smoothed; None before anything was.

    In anonymous groups only pictures of which at least k members said something, until the last
    published number.
    """
    fewest = 1 if may_single_out(group) else group.k
    upto = heard_until(studio.database, group)
    each = verdicts(opinions_of(studio.database, group.group_id, studio.now(), upto))
    known = {one: list(each[one].values()) for one in pool if len(each.get(one, ())) >= fewest}
    if not known:
        return None
    everything = [value for values in known.values() for value in values]
    usual = sum(everything) / len(everything)
    return max(sorted(known), key=lambda one: (sum(known[one]) + 2 * usual) / (len(known[one]) + 2))


def _divided(picture: str, likes: Mapping[str, bool], camps: Mapping[str, int]) -> Divided:
    liked, asked = sum(likes.values()), len(likes)
    sides: dict[int, tuple[int, int]] = {}
    for member, like in likes.items():
        if member in camps:
            before = sides.get(camps[member], (0, 0))
            sides[camps[member]] = before[0] + like, before[1] + 1
    if camps:
        shares = [_smoothed(*side) for side in sides.values()]
        gap = max(shares) - min(shares) if len(shares) > 1 else 0.0
    else:
        share = _smoothed(liked, asked)
        gap = 4 * share * (1 - share)
    return Divided(picture, liked, asked, dict(sorted(sides.items())), gap)


def _smoothed(liked: int, asked: int) -> float:
    return (liked + 1) / (asked + 2)
