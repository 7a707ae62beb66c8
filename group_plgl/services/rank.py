"""Ranking: a group's own pictures by what its published number is predicted to like, the best first.

Whoever sees no number yet gets the pictures from the middle of the catalogue outwards: that rests on
the pictures alone. In anonymous groups the order is told, and no liking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from group_plgl.errors import NotFound
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import meeting
from group_plgl.services.heed import heeded
from group_plgl.services.reveal import Sight, camping, published, told_members, told_tastes
from group_plgl.services.space import is_catalogue, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import Shelf, shares_of, shelf_of
from group_plgl.store.models import fit_at, group_models
from group_plgl.store.nevers import last_change
from group_plgl.store.people import Group, group_named

PICKS = 24
_LIKING = ("liking", "low", "high", "pleased")


@dataclass(frozen=True)
class Ranking:
    """The pictures of a group in order; rows are places on the shelf.

    Attributes:
        shelf: The pictures.
        number: The number it rests on; None when it rests on no taste.
        members: How many tastes; None without any, or where telling would single somebody out.
        order: Rows, the best first, `n`.
        picks: Rows of pictures that please and differ from each other, the best first.
        central: The row in the middle of the best; without tastes of all.
        likings: `liking`, `low`, `high` (0 to 1) and `pleased` (members) by row; empty without tastes
            and in anonymous groups.
    """

    shelf: Shelf
    number: int | None
    members: int | None
    order: NDArray[Any]
    picks: NDArray[Any]
    central: int
    likings: Mapping[str, NDArray[Any]]


def ranking(studio: Studio, sight: Sight, rule: str, camp: int | None = None) -> Ranking:
    """The pictures of a group as somebody may see them ranked, by one rule.

    Args:
        studio: Where.
        sight: What they may see.
        rule: How tastes become one.
        camp: From 0, whose tastes only; None for all.

    Raises:
        NotFound: The pictures are not the group's own, or not complete; or there is no such camp to see.
    """
    group, database = sight.group, studio.database
    if not is_catalogue(group.space) or shares_of(database, group.space) is None:
        raise NotFound("this group has no pictures of its own to rank")
    whose = _members_of_camp(studio, sight, camp)
    models = group_models(database, group.group_id, sight.number) if sight.number is not None else []
    model = next((one for one in models if one.rule == rule), models[0] if models else None)
    basis = repr((model.digest if model else "", last_change(database, group.group_id)))
    key = ("ranking", group.group_id, rule, str(camp))
    got = database.remembered_while(key, basis, lambda: _asked(studio, sight, rule, whose))
    likings = {name: row for name, row in got.items() if name in _LIKING}
    of_whom = told_tastes(studio, group, model.number) if model else None
    if model and whose is not None:
        of_whom = told_members(studio, group, model.number, whose)
    return Ranking(
        shelf=shelf_of(database, group.space),
        number=sight.number if model else None,
        members=of_whom,
        order=got["order"],
        picks=got["picks"],
        central=int(got["central"][0]),
        likings={} if sight.anonymous else likings,
    )


def ranked_by_name(
    studio: Studio, group: str, rule: str, top: int, diverse: bool, where: Sequence[str] = ()
) -> dict[str, Any]:
    """The best pictures of a group as plain values, for whoever runs the house.

    `where` are conditions on the group's concepts, such as `is-portrait>=.9`.

    Raises:
        NotFound: There is no such group or concept, or its pictures are not its own.
        BadInput: A condition is none.
    """
    found = group_named(studio.database, group)
    ranked = ranking(studio, Sight(found, published(studio.database, found), ""), rule)
    place = {int(row): at + 1 for at, row in enumerate(ranked.order)}
    met = meeting(studio, found, where, ranked.shelf.latents)
    rows = [int(row) for row in (ranked.picks if diverse else ranked.order) if met[row]][:top]
    return {
        "group": found.slug, "rule": rule, "number": ranked.number, "members": ranked.members,
        "of": len(ranked.order), "where": list(where), "meeting": int(met[ranked.order].sum()),
        "sentence": _sentence(found, ranked, rule),
        "pictures": [
            {"place": place[row], "file_name": ranked.shelf.file_names[row],
             "picture_id": ranked.shelf.picture_ids[row], **liking_of(ranked, row)}
            for row in rows
        ],
    }  # fmt: skip


def liking_of(ranked: Ranking, row: int) -> dict[str, Any]:
    """How a picture is predicted to be liked; None where that is not known or not told."""
    return {name: ranked.likings[name][row].item() if ranked.likings else None for name in _LIKING}


def _sentence(group: Group, ranked: Ranking, rule: str) -> str:
    whole = f"{group.name}: {len(ranked.order)} pictures"
    if ranked.number is None:
        return f"{whole}. No taste of the group is known yet: the most central ones first."
    tastes = f"{ranked.members} tastes" if ranked.members is not None else "enough tastes"
    return f"{whole} by the rule {rule}, model {ranked.number}, made of {tastes}; mean predicted liking."


def _members_of_camp(studio: Studio, sight: Sight, camp: int | None) -> list[str] | None:
    """Who is in a camp that may be seen; None for everybody."""
    if camp is None:
        return None
    found = camping(studio, sight)
    members = [one.member_id for one in found.places if one.camp == camp] if found else []
    if not members:
        raise NotFound("there is no such camp to see")
    return members


def pool_ranking(studio: Studio, sight: Sight, rule: str, pool: Array) -> dict[str, NDArray[Any]]:
    """The pictures of a drawn space (latents `n x d`) by one rule: `order`, and likings by row.

    Raises:
        NotFound: No taste of the group may be seen.
    """
    if sight.number is None:
        raise NotFound("no taste of this group is to be seen yet")
    group = sight.group
    models = [one.digest for one in group_models(studio.database, group.group_id, sight.number)]
    marks, pictures = last_change(studio.database, group.group_id), hashlib.sha256(pool.tobytes()).hexdigest()
    return studio.database.remembered_while(
        ("pool ranking", group.group_id, rule),
        repr((models, marks, pictures)),
        lambda: _asked(studio, sight, rule, None, {"pool": pool}),
    )


def ranked_among(studio: Studio, sight: Sight, whose: Sequence[str], pool: Array) -> dict[str, NDArray[Any]]:
    """Pictures by the mean liking of some members: `order`, `picks`, and likings by row.

    What may be told of so few is for whoever asks to know.

    Args:
        studio: Where.
        sight: Of which number.
        whose: Ids of the members.
        pool: Latents `n x d` of a drawn space; a group's own pictures are all of its shelf.

    Raises:
        NotFound: No taste of the group may be seen.
    """
    if sight.number is None:
        raise NotFound("no taste of this group is to be seen yet")
    group = sight.group
    models = [one.digest for one in group_models(studio.database, group.group_id, sight.number)]
    marks, pictures = last_change(studio.database, group.group_id), hashlib.sha256(pool.tobytes()).hexdigest()
    them = hashlib.sha256(" ".join(sorted(whose)).encode()).hexdigest()
    arrays = {} if is_catalogue(group.space) else {"pool": pool}
    return studio.database.remembered_while(
        ("ranking among", group.group_id, them),
        repr((models, marks, pictures)),
        lambda: _asked(studio, sight, "mean", list(whose), arrays),
    )


def _asked(
    studio: Studio, sight: Sight, rule: str, whose: list[str] | None, pool: Mapping[str, Array] | None = None
) -> dict[str, NDArray[Any]]:
    """What the compute child says about the pictures."""
    group = sight.group
    words, arrays = space_words(studio, group)
    arrays |= pool or {}
    words |= {"rule": rule, "picks": PICKS}
    models = group_models(studio.database, group.group_id, sight.number) if sight.number is not None else []
    if models:
        seen = models[0].seen_event
        rows = [
            row
            for row in ready_members(studio, group.group_id, seen)
            if whose is None or row.member_id in whose
        ]
        tastes = from_bytes([row.payload for row in rows], group.space)
        weights = heeded(studio, group, seen, [row.member_id for row in rows])
        fit = fit_at(studio.database, group.group_id, seen)
        words |= {"calibration": fit.calibration, "ceiling": fit.ceiling, "held_out": fit.held_out}
        arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "weights": weights}
    return studio.child.run("rank", words, arrays)[1]
