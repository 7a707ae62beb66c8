"""Mirroring: a member asks to see their own taste, and gets it drawn.

Nothing is drawn for those who never ask. What can be seen depends on a fit in which the member's
taste is learned; with a group model that was published, the way to the group's ideal is drawn too.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.draw import draw
from group_plgl.services.heed import heeded
from group_plgl.services.learn import MADE_BY
from group_plgl.services.review import Answered, answered_by
from group_plgl.services.space import goes_on, group_space, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of, put_wanted
from group_plgl.store.mirrors import (
    Mirror,
    MirrorPicture,
    drop_wish,
    mirror_of,
    mirrors_due,
    put_mirror,
    put_wish,
)
from group_plgl.store.models import fit_at, group_models, ideals, member_records, newest_record
from group_plgl.store.people import Group, Member, group_of, member_named

FRAMES = 11
Aim = tuple[int, int]


def aim_of(studio: Studio, group: Group, member: Member, number: int | None) -> Aim | None:
    """The fit, and the group model or 0, that a member's mirror would be drawn from now, if it can be.

    Args:
        studio: Where.
        group: The member's group.
        member: Whose mirror.
        number: The newest group model whose ideal the member may see, if any.
    """
    if is_past(group.space):
        return None
    if number is not None:
        seen = _seen_by(studio, group, number)
        if seen is not None and any(
            one.ready and one.member_id == member.member_id
            for one in member_records(studio.database, group.group_id, seen)
        ):
            return seen, number
    record = newest_record(studio.database, group.group_id, member.member_id)
    return (record.seen_event, 0) if record is not None and record.ready else None


def ask_mirror(studio: Studio, member: Member, aim: Aim) -> None:
    """Wish for a mirror; the job draws it."""
    put_wish(studio.database, member.group_id, member.member_id, *aim, studio.now())


def behind(studio: Studio) -> list[tuple[str, str]]:
    """Who waits for their mirror: (group, member)."""
    return [one for one in mirrors_due(studio.database) if goes_on(studio, one[0])]


def draw_mirror(studio: Studio, item: tuple[str, str]) -> dict[str, Any]:
    """Draw and store what one member asked to see."""
    _, member_id = item
    member, wish = member_named(studio.database, member_id), mirror_of(studio.database, member_id)
    if member is None or wish is None:
        return {"pictures": 0}
    group = group_of(studio.database, member.group_id)
    try:
        mirror, pictures = mirrored(studio, group, member, wish)
    except NotFound:  # what was wanted was tidied away; the page asks again for what there is
        drop_wish(studio.database, member_id)
        return {"group": group.slug, "pictures": 0}
    put_wanted(studio.database, [one.picture_id for one in pictures], studio.now())
    put_mirror(studio.database, mirror, pictures)
    return {"group": group.slug, "pictures": len(pictures)}


def mirrored(
    studio: Studio, group: Group, member: Member, wish: Mirror
) -> tuple[Mirror, list[MirrorPicture]]:
    """A member's mirror with its pictures drawn; nothing is stored but the pictures.

    Raises:
        NotFound: The fit, the group's ideal or the member's taste is not there any more.
    """
    turns = [turn for turn in answered_by(studio, member) if turn.mode.trains]
    said, got, evidence = _asked(studio, group, member, wish, turns)
    space = group_space(studio, group)
    z = space.canonical(got["z"])
    settings = studio.settings
    sizes = [settings.ideal_pixels] * 2 + [settings.card_pixels] * (len(z) - 2)
    drawn = [
        picture
        for size in dict.fromkeys(sizes)
        for picture in draw(studio, space, z[[one == size for one in sizes]], size, "image/webp")
    ]
    kinds = [("ideal", 0), ("opposite", 0), *(("between", place) for place in range(len(z) - 2))]
    shares, standing = [0.0, 0.0, *got["shares"]], [None, None, *got["standing"]]
    pictures = [
        MirrorPicture(
            member_id=member.member_id,
            kind=kind,
            position=position,
            group_id=group.group_id,
            latent=z[row].tolist(),
            picture_id=drawn[row],
            share=float(shares[row]),
            liking=float(got["liking"][row]),
            low=float(got["low"][row]),
            high=float(got["high"][row]),
            standing=None if standing[row] is None else float(standing[row]),
        )
        for row, (kind, position) in enumerate(kinds)
    ]
    mirror = Mirror(
        member.member_id, group.group_id, wish.want_event, wish.want_number, wish.asked_at, wish.want_event,
        wish.want_number, said["limit"], json.dumps(_with_cards(said["leanings"], evidence)), MADE_BY,
        studio.now(),
    )  # fmt: skip
    return mirror, pictures


def _asked(
    studio: Studio, group: Group, member: Member, wish: Mirror, turns: list[Answered]
) -> tuple[dict[str, Any], dict[str, Array], list[str]]:
    """What the compute child says about a member's taste, and the cards its rows stand for."""
    fit = fit_at(studio.database, group.group_id, wish.want_event)
    ready = ready_members(studio, group.group_id, wish.want_event)
    places = [place for place, row in enumerate(ready) if row.member_id == member.member_id]
    if not places:
        raise NotFound("this member's taste is not learned")
    tastes = from_bytes([row.payload for row in ready], group.space)
    pictures = sorted({card.picture_id for turn in turns for card in turn.cards})
    cards, answers = _seen(turns, latents_of(studio.database, pictures))
    words, arrays = space_words(studio, group)
    arrays |= required(studio, group)
    words |= {
        "own": places[0], "rule": DEFAULT_RULE if wish.want_number else "", "frames": FRAMES,
        "calibration": fit.calibration, "ceiling": fit.ceiling, "held_out": fit.held_out,
        "seed": int(studio.rng("mirror", member.member_id).integers(2**62)),
    }  # fmt: skip
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, **answers}
    arrays["weights"] = heeded(studio, group, wish.want_event, [row.member_id for row in ready])
    arrays["seen"] = answers["seen"].reshape(len(cards), group_space(studio, group).latent_dim)
    if wish.want_number:
        arrays["us"] = _consensus(studio, group, wish.want_number)
    said, got = studio.child.run("mirror", words, arrays)
    return said, got, cards


def _seen(turns: list[Answered], latents: dict[str, list[float]]) -> tuple[list[str], dict[str, Array]]:
    """The cards a member answered, one of each picture, and as arrays what they said about them."""
    newest = {card.picture_id: card.card_id for turn in reversed(turns) for card in turn.cards if turn.liked}
    pictures = sorted(picture for picture in newest if picture in latents)
    row = {picture: place for place, picture in enumerate(pictures)}
    liked = {card.picture_id: turn.liked[card.card_id]
             for turn in reversed(turns) for card in turn.cards if card.card_id in turn.liked}  # fmt: skip
    rows = [
        (row[one], row[other] if other else -1, value, weight)
        for turn in turns
        for one, other, value, weight in turn.rows
        if one in row and (not other or other in row)
    ]
    picture, over, value, weight = zip(*rows, strict=True) if rows else ((), (), (), ())
    return [newest[one] for one in pictures], {
        "seen": np.array([latents[one] for one in pictures], dtype=np.float64),
        "liked": np.array([liked[one] for one in pictures], dtype=np.float64),
        "picture": np.array(picture, dtype=np.int64), "over": np.array(over, dtype=np.int64),
        "value": np.array(value, dtype=np.float64), "weight": np.array(weight, dtype=np.float64),
    }  # fmt: skip


def _consensus(studio: Studio, group: Group, number: int) -> Array:
    for row in ideals(studio.database, group.group_id, number):
        if row.rule == DEFAULT_RULE:
            return np.asarray(row.latent, dtype=np.float64)
    raise NotFound("the group's ideal is not there any more")


def _seen_by(studio: Studio, group: Group, number: int) -> int | None:
    """The watermark of a group model."""
    models = group_models(studio.database, group.group_id, number)
    return models[0].seen_event if models else None


def _with_cards(leanings: list[dict[str, Any]], cards: list[str]) -> list[dict[str, Any]]:
    """Leanings whose examples are named by their card."""
    return [
        {**one, **{side: [cards[row] for row in one[side]] for side in ("liked", "passed")}}
        for one in leanings
    ]
