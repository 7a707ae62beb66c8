"""Wishing: what members of a group said in comments that they like or dislike, joined by its rule.

It is as old as the number it is shown with, and rests on what stands: undone, corrected and erased
comments are left out, and of whom the host set aside. What fewer than `FEWEST` spoke of is nobody else's to
know. In anonymous groups comments teach nothing, so there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.analytics.keys import axis_of, keys_of, vocabulary
from group_plgl.analytics.words import Scale
from group_plgl.errors import NotYet
from group_plgl.groups.profile import weighted_voices
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, rule_named
from group_plgl.groups.wishes import agreed
from group_plgl.services.hear import spoken_in
from group_plgl.services.heed import heeded
from group_plgl.services.recall import recall
from group_plgl.services.reveal import Sight, may_single_out
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.models import group_models
from group_plgl.store.people import Group, members_of

FEWEST = 3  # as of charts where single members may be told apart
MOST_AT_ONCE = 2
GROUP = "group"


@dataclass(frozen=True)
class Wished:
    """One thing with words of which members spoke in comments.

    Attributes:
        name: Of the scale.
        word: The end that more of them are for, or the high one.
        other: The other end.
        key: Of the word, as `analytics.keys` has it; empty where nothing can go towards it.
        liked: How many members are for the word, on the whole of what each of them said.
        disliked: How many are against it.
        members: How many members said anything of anything.
        wanted: By rule, how far the group wants it, -1 to 1; 0 where the rule leaves it as it is.
    """

    name: str
    word: str
    other: str
    key: str
    liked: int
    disliked: int
    members: int
    wanted: dict[str, float]


def wished_by(studio: Studio, sight: Sight) -> list[Wished]:
    """What the group says it likes and dislikes, what its first rule wants most first."""
    group, number = sight.group, sight.number
    if number is None or not may_single_out(group) or is_past(group.space):
        return []
    models = group_models(studio.database, group.group_id, number)
    seen = models[0].seen_event if models else 0
    spoken = spoken_in(studio, group, seen)
    if not spoken:
        return []
    aside = sorted(one.member_id for one in members_of(studio.database, group.group_id) if one.set_aside)
    basis = repr((seen, aside, spoken))
    key = ("wishes", group.group_id)
    return studio.database.remembered_while(key, basis, lambda: _wished(studio, group, seen))


def towards_group(studio: Studio, sight: Sight, rule: str = "") -> list[str]:
    """Keys of the words that a picture goes towards for the group: what a rule wants most of it.

    Raises:
        NotYet: It wants nothing that has a word.
    """
    rule = rule if rule in CHIEF else DEFAULT_RULE
    wanted = [one for one in wished_by(studio, sight) if one.key and one.wanted[rule] > 0.0]
    if not wanted:
        raise NotYet(
            "the group does not want anything in words yet that this rule agrees to",
            advice="Comments say what is liked: more of them, or a word of your own.",
        )
    ordered = sorted(wanted, key=lambda one: (-one.wanted[rule], one.name))
    return [one.key for one in ordered[:MOST_AT_ONCE]]


def _wished(studio: Studio, group: Group, seen: int) -> list[Wished]:
    """The same from what stands at one event."""
    known, space = recall(studio, group, seen), group_space(studio, group)
    scales = vocabulary(space, not is_catalogue(group.space))
    said: dict[str, dict[int, list[float]]] = {}
    for hint in known.hints:
        axis = axis_of(hint.key, space)
        if axis is not None and axis.name in scales:
            said.setdefault(axis.name, {}).setdefault(hint.row, []).append(axis.sign * hint.signed)
    rows, names = sorted({row for each in said.values() for row in each}), sorted(said)
    if len(rows) < FEWEST:
        return []
    signed = np.array([[np.mean(said[name].get(row, 0.0)) for name in names] for row in rows])
    times = heeded(studio, group, seen, [known.members[row] for row in rows])
    voices = weighted_voices(times if times.any() else np.ones(len(rows)))
    wanted = {name: agreed(signed, rule_named(name), voices) for name in CHIEF}
    found = [
        _line(scales[name], signed[:, place], {rule: float(each[place]) for rule, each in wanted.items()})
        for place, name in enumerate(names)
        if len(said[name]) >= FEWEST
    ]
    return sorted(
        found, key=lambda one: (-one.wanted[DEFAULT_RULE], -one.wanted["mean"], -one.liked, one.name)
    )


def _line(scale: Scale, signed: Array, wanted: dict[str, float]) -> Wished:
    """What was said of one scale, told of the end that the group is for; `signed` is `m`, of the high one."""
    first = wanted[DEFAULT_RULE] or wanted["mean"] or float(signed.sum())
    end = -1.0 if first < 0.0 else 1.0
    word, other = (scale.high, scale.low) if end > 0.0 else (scale.low, scale.high)
    return Wished(
        name=scale.name,
        word=word,
        other=other,
        key=next((key for key, own in keys_of(scale) if own == word), ""),
        liked=int((end * signed > 0.0).sum()),
        disliked=int((end * signed < 0.0).sum()),
        members=len(signed),
        wanted={rule: end * value + 0.0 for rule, value in wanted.items()},
    )
