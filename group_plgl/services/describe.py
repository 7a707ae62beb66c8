"""Describing in words: pictures for those who cannot see them, and tastes as far as they may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from group_plgl.latents.words import picture_words
from group_plgl.services.reveal import Sight, camping, told_camps
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.store.catalogues import words_of_brought
from group_plgl.store.clauses import CAMP, GROUP, MEMBER, Clause, clauses_of
from group_plgl.store.findings import CampPicture, camp_pictures, camps
from group_plgl.store.images import latents_of
from group_plgl.store.nevers import banned_in, last_change
from group_plgl.store.people import Group

_ROUNDED = 1


@dataclass(frozen=True)
class TasteWords:
    """Tastes in words as somebody may see them, in the order of saying; empty where nothing is clear.

    Attributes:
        number: The number they are of; None where none may be seen.
        group: What the group likes.
        camps: How each camp differs from the rest, by label from 1; without those that may not be told.
        members: What is clear of each member, by id; empty in anonymous groups.
    """

    number: int | None = None
    group: Sequence[Clause] = ()
    camps: Mapping[int, Sequence[Clause]] = field(default_factory=dict)
    members: Mapping[str, Sequence[Clause]] = field(default_factory=dict)


def words_of(studio: Studio, sight: Sight) -> TasteWords:
    """The tastes of a group, its camps and its members in words, as somebody may see them.

    In anonymous groups nothing is told of members, only of camps that are all large; how many answers
    show it is not counted out, and pictures rest on answers of at least k members.
    """
    if sight.number is None:
        return TasteWords()
    group = sight.group
    banned, told = banned_in(studio.database, group.group_id), told_camps(studio, sight)
    by_camp: dict[int, list[Clause]] = {label: [] for label in told}
    by_member: dict[str, list[Clause]] = defaultdict(list)
    everybody: list[Clause] = []
    for one in clauses_of(studio.database, group.group_id, sight.number):
        if one.place < 0:
            continue
        clause = _shown(one, banned, sight.anonymous)
        if one.about == GROUP:
            everybody.append(clause)
        elif one.about == CAMP and one.camp + 1 in by_camp:
            by_camp[one.camp + 1].append(clause)
        elif one.about == MEMBER and not sight.anonymous:
            by_member[one.member_id].append(clause)
    return TasteWords(sight.number, everybody, by_camp, dict(by_member))


def taste_told(studio: Studio, sight: Sight) -> dict[str, Any]:
    """What may be said of a group's camps and taste, as plain values for programs."""
    found, words = camping(studio, sight), words_of(studio, sight)
    clauses = {0: words.group, **words.camps}
    told = {
        label: [
            {
                "towards": one.towards, "away_from": one.away_from, "effect": one.effect, "low": one.low,
                "high": one.high, "p_value": one.p_value,
            }
            for one in some
        ]
        for label, some in clauses.items()
    }  # fmt: skip
    return {
        "reading": found.reading if found else "",
        "supported": bool(found and found.supported),
        "words": told[0],
        "camps": [
            {"camp": label, "members": size, "words": told.get(label, [])}
            for label, size in (found.sizes.items() if found and found.supported else ())
        ],
    }


def camp_pictures_of(studio: Studio, sight: Sight) -> Mapping[int, Sequence[CampPicture]]:
    """The ideal of each camp or pole, and the best and worst of the pool for it, by label from 1.

    Nothing that falls under a mark is among them, nor camps that may not be told.
    """
    if sight.number is None:
        return {}
    database, group = studio.database, sight.group
    found, banned = camps(database, group.group_id, sight.number), banned_in(database, group.group_id)
    fresh = found is not None and found[0].seen_change >= last_change(database, group.group_id)
    pictures: dict[int, list[CampPicture]] = {label: [] for label in told_camps(studio, sight)}
    for one in camp_pictures(database, group.group_id, sight.number):
        if one.camp + 1 in pictures and one.picture_id not in banned and (fresh or one.kind != "ideal"):
            pictures[one.camp + 1].append(one)
    return pictures


def _shown(one: Clause, banned: frozenset[str], anonymous: bool) -> Clause:
    """A clause without pictures that must not come again, and in anonymous groups without counts."""
    liked, passed = ([it for it in side if it not in banned] for side in (one.liked, one.passed))
    clause = replace(one, liked=liked, passed=passed)
    if not anonymous:
        return clause
    effect, low, high = (round(it, _ROUNDED) for it in (one.effect, one.low, one.high))
    return replace(
        clause, effect=effect, low=low, high=high, answers=0, liked_there=0, liked_all=0, passed_there=0,
        passed_all=0,
    )  # fmt: skip


def describe(studio: Studio, group: Group, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be seen in some pictures, as words by picture id; never changes, so it is remembered."""
    database = studio.database
    told: dict[str, list[str] | None] = {
        picture: database.remembered(("words", group.limits, picture), lambda: None)
        for picture in picture_ids
    }
    missing = [picture for picture, words in told.items() if words is None]
    for picture, words in (_seen_in(studio, group, missing) if missing else {}).items():
        told[picture] = database.remembered(("words", group.limits, picture), words.copy)
    return {picture: words or [] for picture, words in told.items()}


def _seen_in(studio: Studio, group: Group, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What was measured on own pictures, or is known of drawn ones by their latents.

    Nothing is known any more of pictures that a past version drew: its genes are forgotten.
    """
    if is_past(group.space):
        return {}
    if is_catalogue(group.space):
        return words_of_brought(studio.database, group.space, picture_ids)
    space = group_space(studio, group)
    latents = latents_of(studio.database, picture_ids)
    return {picture: picture_words(space, np.asarray(latent)) for picture, latent in latents.items()}
