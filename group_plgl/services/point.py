"""Pointing: which picture of a group somebody means, by its id or by a short name that is easy to type.

A name is a rule for its newest ideal, `consensus`; with a place behind it for one close behind,
`consensus-2`; with a number before it for the ideal of that number, `3.mean`. Nobody points at a
picture that they may not see.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE
from group_plgl.services.reveal import Asker, Sight, shows_number, shows_picture, sight_of
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.images import picture_of, pool_of
from group_plgl.store.models import IdealRow, RunnerUpRow, group_models, ideals, runners_up
from group_plgl.store.people import Group, Member

_NAME = re.compile(r"(?:(?P<number>\d{1,9})\.)?(?P<rule>[a-z]+)(?:-(?P<place>\d{1,2}))?")
_ID = re.compile(r"[0-9a-f]{32}")
FROM_POOL = 8


@dataclass(frozen=True)
class Looker:
    """Somebody who may read a group, with what they may see of it, read once: an `Asker`.

    Attributes:
        group: The group.
        member: Who they are in it, if anybody.
        host: Whether they hold the host key.
        sight: What they may see.
        seen: The last event of the number they may see; None without one.
    """

    group: Group
    member: Member | None
    host: bool
    sight: Sight
    seen: int | None
    number: int | None = None


@dataclass(frozen=True)
class Place:
    """Where in a group's results a picture stands.

    Attributes:
        rule: By which rule; empty for a picture that was not drawn for one.
        number: Of which group model.
        place: From 1 behind the ideal; 0 for the ideal itself.
    """

    rule: str = ""
    number: int = 0
    place: int = 0


@dataclass(frozen=True)
class Pointed:
    """A picture of a group.

    Attributes:
        name: As it was pointed at.
        place: Where it stands.
        picture_id: The stored picture.
        latent: `d`.
    """

    name: str
    place: Place
    picture_id: str
    latent: Array


def looking(studio: Studio, asker: Asker) -> Looker:
    """Somebody with what they may see now."""
    group, sight = asker.group, sight_of(studio, asker)
    models = group_models(studio.database, group.group_id, sight.number) if sight.number is not None else []
    return Looker(group, asker.member, asker.host, sight, models[0].seen_event if models else None)


def pointed(studio: Studio, looker: Looker, name: str) -> Pointed:
    """The picture that somebody points at.

    Raises:
        NotFound: There is no such picture in the group for them to see.
    """
    parts = _NAME.fullmatch(name)
    if _ID.fullmatch(name):
        return Pointed(name, Place(), name, _latent(studio, looker, name))
    if parts is None or parts["rule"] not in CHIEF:
        raise _nothing(name)
    at = Place(parts["rule"], _number(studio, looker, parts["number"]), int(parts["place"] or 0))
    found = _standing(studio, looker, at)
    if found is None:
        raise _nothing(name)
    return Pointed(name, at, found[0], np.asarray(found[1], dtype=np.float64))


def offered(studio: Studio, looker: Looker) -> list[tuple[str, Place, str]]:
    """Pictures worth pointing at, as name, place and picture id, each once.

    The ideals first, then those close behind the default one, then some of the pool.
    """
    number, group = looker.sight.number, looker.group
    some: list[tuple[str, Place, str]] = []
    if number is not None:
        best = {row.rule: row.picture_id for row in ideals(studio.database, group.group_id, number)}
        some += [(rule, Place(rule, number), best[rule]) for rule in CHIEF if rule in best]
        some += [
            (f"{row.rule}-{row.place + 1}", Place(row.rule, number, row.place + 1), row.picture_id)
            for row in runners_up(studio.database, group.group_id, number)
            if row.rule == DEFAULT_RULE
        ]
    pool = pool_of(studio.database, group.group_id)[:FROM_POOL]
    some += [(picture, Place(), picture) for picture in pool]
    first = {picture: place for place, (_, _, picture) in reversed(list(enumerate(some)))}
    return [one for place, one in enumerate(some) if first[one[2]] == place]


def _number(studio: Studio, looker: Looker, said: str | None) -> int:
    """The number that is meant: the newest unless told.

    Raises:
        NotFound: The asker may see none, or not this one.
    """
    if said is None:
        newest = looker.sight.number
        if newest is None:
            raise NotFound("this group has no picture of its taste to see yet")
        return newest
    if int(said) != looker.sight.number and not shows_number(studio, looker, int(said)):
        raise _nothing(said)
    return int(said)


def _standing(studio: Studio, looker: Looker, at: Place) -> tuple[str, Sequence[float]] | None:
    """Picture and latent of what stands in a place, if anything does."""
    database, group_id = studio.database, looker.group.group_id
    there: Sequence[IdealRow | RunnerUpRow]
    if at.place:
        behind = runners_up(database, group_id, at.number)
        there = [one for one in behind if one.place + 1 == at.place]
    else:
        there = ideals(database, group_id, at.number)
    return next(((one.picture_id, one.latent) for one in there if one.rule == at.rule), None)


def _latent(studio: Studio, looker: Looker, picture_id: str) -> Array:
    """The latent of a stored picture of the group's space that the asker may see."""
    group, found = looker.group, picture_of(studio.database, picture_id)
    if found is None or found.space != group.space or not shows_picture(studio, looker, picture_id):
        raise _nothing(picture_id)
    if not is_catalogue(group.space):
        return np.asarray(found.latent, dtype=np.float64)
    shelf = shelf_of(studio.database, group.space)
    for pictures in (shelf.card_picture_ids, shelf.picture_ids):
        if picture_id in pictures:
            return np.asarray(shelf.latents[pictures.index(picture_id)])
    raise _nothing(picture_id)


def _nothing(name: str) -> NotFound:
    return NotFound(
        "there is no picture “{name}” in this group to see",
        advice="Name a rule, such as “consensus”, one behind it, “consensus-2”, or the id of a picture.",
        name=name,
    )
