"""Never: a host marks pictures that must not come again, and nothing drawn from then on comes near them.

A mark is a picture and a radius in just noticeable differences. It can be lifted. Pictures drawn
before that fall under it leave the pools and every deck at once; ideals and mirrors are drawn anew by
their jobs. What was answered stays said, and what was published under older numbers stays there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.errors import BadInput, NotFound
from group_plgl.services.space import group_space, is_catalogue, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.models import ideals, newest_drawn, runners_up
from group_plgl.store.nevers import (
    Never,
    banned_in,
    last_change,
    mirrored_latents,
    nevers_of,
    pictures_to_sift,
    put_banned,
    put_never,
)
from group_plgl.store.people import Group

NARROWEST, USUAL, WIDEST = 1.0, 3.0, 6.0  # just noticeable differences
MOST_MARKS = 200
LEAST_LEFT = 0.5  # of the pictures of a space
AT_LARGE = 200
_TRIES = 5


@dataclass(frozen=True)
class Reach:
    """What falls under a mark.

    Attributes:
        pictures: Picture ids of the pool.
        gaps: How far each is foretold to be from the marked one, in just noticeable differences.
    """

    pictures: list[str]
    gaps: Array


def mark(studio: Studio, group: Group, picture_id: str, radius: float) -> None:
    """Mark a picture of a group as never to be shown again, with all that looks like it.

    Raises:
        NotFound: The picture is not one of the group's, or not drawn here any more.
        BadInput: The radius is out of range, or the marks would leave too little.
    """
    if not NARROWEST <= radius <= WIDEST:
        raise BadInput(
            "how far a mark reaches is a number from {low} to {high}",
            low=f"{NARROWEST:g}",
            high=f"{WIDEST:g}",
        )
    latent = markable(studio, group, newest_drawn(studio.database, group.group_id)).get(picture_id)
    if latent is None or is_past(group.space):
        raise NotFound("there is no such picture to mark")
    marks = nevers_of(studio.database, group.group_id)
    if len(marks) >= MOST_MARKS:
        raise BadInput("a group has at most {most} marks", advice="Lift one of them.", most=MOST_MARKS)
    _leaves_enough(studio, group, [*marks, _said(group, picture_id, latent, radius, studio)])
    put_never(studio.database, group.group_id, picture_id, latent, radius, studio.now())
    settle(studio, group)


def lift(studio: Studio, group: Group, picture_id: str) -> None:
    """Take a mark back; what fell under it alone may come again. Again does nothing."""
    for one in nevers_of(studio.database, group.group_id):
        if one.picture_id == picture_id:
            put_never(studio.database, group.group_id, picture_id, one.latent, 0.0, studio.now())
    settle(studio, group)


def markable(studio: Studio, group: Group, number: int | None) -> dict[str, list[float]]:
    """Pictures that may be marked, with latents: ideals of a number, those behind them, the pools.

    Without a number nothing is among them that says what the group likes.
    """
    database, found = studio.database, dict[str, list[float]]()
    if number is not None:
        found |= {row.picture_id: list(row.latent) for row in ideals(database, group.group_id, number)}
        found |= {row.picture_id: list(row.latent) for row in runners_up(database, group.group_id, number)}
    if is_catalogue(group.space):
        shelf = shelf_of(database, group.space)
        return {**found, **dict(zip(shelf.card_picture_ids, shelf.latents.tolist(), strict=True))}
    kinds = ("prior",) if number is None else ("prior", "near")
    return {**found, **dict(pictures_to_sift(database, group.group_id, kinds))}


def reach_of(studio: Studio, group: Group, picture_id: str) -> Reach:
    """How far the pictures of the pool are from one of them, as it is foretold.

    Raises:
        NotFound: The picture is not one of the group's.
    """
    latent = markable(studio, group, newest_drawn(studio.database, group.group_id)).get(picture_id)
    if latent is None:
        raise NotFound("there is no such picture to mark")
    there = dict(_there(studio, group))
    gaps = _avoided(studio, group, [_said(group, picture_id, latent, USUAL, studio)], list(there.values()))
    return Reach(list(there), gaps["gap"])


def settle(studio: Studio, group: Group) -> None:
    """Hold the marks that stand against the pictures there are; again changes nothing."""
    for _ in range(_TRIES):
        change = last_change(studio.database, group.group_id)
        marks = nevers_of(studio.database, group.group_id, change)
        there = _there(studio, group)
        mirrored = mirrored_latents(studio.database, group.group_id)
        z = [latent for _, latent in (*there, *mirrored)]
        never = _avoided(studio, group, marks, z)["never"]
        banned = [picture for (picture, _), under in zip(there, never, strict=False) if under]
        mirrors = {m for (m, _), under in zip(mirrored, never[len(there) :], strict=True) if under}
        if put_banned(studio.database, group.group_id, change, banned, sorted(mirrors)):
            return


def allowed(studio: Studio, group: Group, z: Array) -> Array:
    """Which of `n x d` latents fall under no mark of a group, `n`."""
    marks = nevers_of(studio.database, group.group_id)
    return np.asarray(_avoided(studio, group, marks, z.tolist())["never"] == 0)


def is_banned(studio: Studio, group: Group, picture_id: str) -> bool:
    """Whether a picture of the group's pool falls under a mark."""
    return picture_id in banned_in(studio.database, group.group_id)


def _there(studio: Studio, group: Group) -> list[tuple[str, list[float]]]:
    """The pictures of a group that decks are dealt from, with their latents."""
    if not is_catalogue(group.space):
        return pictures_to_sift(studio.database, group.group_id)
    shelf = shelf_of(studio.database, group.space)
    return list(zip(shelf.card_picture_ids, shelf.latents.tolist(), strict=True))


def _leaves_enough(studio: Studio, group: Group, marks: list[Never]) -> None:
    """Refuse marks under which too much of a space falls."""
    if is_catalogue(group.space):
        z = shelf_of(studio.database, group.space).latents
    else:
        z = group_space(studio, group).sample(AT_LARGE, studio.rng("never", group.group_id))
    left = 1.0 - float(_avoided(studio, group, marks, z.tolist())["never"].mean())
    if left < LEAST_LEFT:
        raise BadInput(
            "with this mark only {left} of a hundred pictures could still be shown",
            advice="Make it smaller, or lift another one.",
            left=round(100 * left),
        )


def falling_under(studio: Studio, group: Group, z: list[list[float]]) -> list[bool]:
    """Which of some latents look like what is never to be shown, so that nothing shows them."""
    marks = nevers_of(studio.database, group.group_id)
    return [bool(one) for one in _avoided(studio, group, marks, z)["never"]]


def _avoided(studio: Studio, group: Group, marks: list[Never], z: list[list[float]]) -> dict[str, Array]:
    """What the compute child says of latents under some marks."""
    if not marks or not z:
        return {"never": np.zeros(len(z), dtype=np.bool_), "gap": np.full(len(z), np.inf)}
    words, arrays = space_words(studio, group)
    arrays |= {
        "z": np.array(z, dtype=np.float64),
        "never_z": np.array([one.latent for one in marks], dtype=np.float64),
        "never_radius": np.array([one.radius for one in marks], dtype=np.float64),
    }
    return studio.child.run("avoid", words, arrays)[1]


def _said(group: Group, picture_id: str, latent: list[float], radius: float, studio: Studio) -> Never:
    return Never(group.group_id, 0, picture_id, latent, radius, studio.now())
