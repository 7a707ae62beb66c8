"""Matching: members who let themselves be found see whose taste meets theirs, and what both would like.

Being found is off until a member switches it on, for themself, and it takes effect at once either way:
matches are computed when somebody looks, from the newest fit and the switches as they are, and nothing
of them is kept. Who has not switched it on is in no match and in no count; who has not, sees none.

What is told of two people is told to both, and only where both are predicted to like what the other
likes. One who likes you while you do not like them is not told apart from one who is not there: every
page is made of the matches alone. Of what two both like some pictures are left out by a coin that is
tossed once for each pair and picture, so that a missing one tells nothing for sure, and numbers are
rounded.

What somebody learns who switches on and off again: the matches there are at this moment, and nothing
else, since neither the switch nor who else is on changes what is computed of two people. They learn
that a match was on when seen; when it is gone later, that it was switched off, or that one of the two
tastes moved, or what is compared; the page does not say which. Who was told by somebody that they are on
and does not see them learns that they are no match, which is not that they dislike anything: too few
answers on either side look the same. Somebody who gives other answers on purpose, or joins several
times, can see with which taste they match: that is telling somebody's likes, to which they consented,
and is said beside the switch. In anonymous groups there are no matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

import numpy as np

from group_plgl.errors import NotAllowed, NotFound, NotYet
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.ideals.match import EVEN, nearest
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.company import numbered
from group_plgl.services.draw import draw
from group_plgl.services.play import sound_bytes
from group_plgl.services.rank import pool_ranking, ranking
from group_plgl.services.reveal import HIDDEN, Sight, drawing, may_single_out
from group_plgl.services.space import group_space, is_catalogue, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.findable import findable_in, put_findable
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.models import MemberModelRow, fit_at, newest_fit
from group_plgl.store.nevers import banned_in, last_change
from group_plgl.store.people import Group, Member, group_named, members_of

PICTURES, ALIKE = 24, 6
LEFT_OUT = 0.5
STEP = 0.05
ANONYMOUS, PAST, OUTSIDE, UNKNOWN, OFF, ON = "anonymous", "past", "outside", "unknown", "off", "on"
SEEKING = "seeking"
_MEDIA_TYPE = "image/webp"
# Who waits for matches holds a thread of the web: the others come again.
_SEEKERS = BoundedSemaphore(1)
Liking = tuple[float, float, float]


@dataclass(frozen=True)
class Matched:
    """Somebody who matches, as both of the two are told.

    Attributes:
        alike: Correlation of both tastes, with a 95 % interval; in steps of .05, as all numbers here.
        liking: The chance of liking the other's best pictures of whoever likes them less, with interval.
        answers: How many answers the less known of both tastes rests on.
        both: Picture ids of the pool that both are predicted to like, the best first; some are left out.
        bridge: The latent both would like most; None where both are not predicted to like it, and for
            everybody where very many let themselves be found.
        bridge_liking: The chance of whoever likes it less, with interval.
    """

    member_id: str
    alike: Liking
    liking: Liking
    answers: int
    both: Sequence[str]
    bridge: Sequence[float] | None
    bridge_liking: Liking


@dataclass(frozen=True)
class Matching:
    """What one member sees.

    Attributes:
        state: `on` and `off` as they switched it; `hidden` while the host keeps results; `unknown` before
            their taste is known; `seeking` while others' matches are looked for; `outside`, `past` and
            `anonymous` where nobody is matched.
        matches: The most alike first.
        own: Picture ids of the pool with the member's own predicted liking and its interval.
    """

    state: str
    matches: Sequence[Matched] = ()
    own: Mapping[str, Liking] = field(default_factory=dict)


def let_find(studio: Studio, group: Group, member: Member, findable: bool) -> None:
    """Take what a member says about being found by taste.

    Raises:
        NotAllowed: In this group nobody is found.
    """
    if findable and not may_single_out(group):
        raise NotAllowed("in an anonymous group nobody is found by taste")
    put_findable(studio.database, member, findable, studio.now())
    studio.database.forget("match", group.group_id)


def lets_find(studio: Studio, member: Member) -> bool:
    """Whether a member lets themself be found now."""
    return member.member_id in findable_in(studio.database, member.group_id)


def matching(studio: Studio, sight: Sight, member: Member | None) -> Matching:
    """The matches of a member, and how they are predicted to like the pictures of the pool.

    Raises:
        NotYet: Somebody else's matches are being looked for.
    """
    group = sight.group
    if not may_single_out(group):
        return Matching(ANONYMOUS)
    if is_past(group.space):
        return Matching(PAST)
    if member is None:
        return Matching(OUTSIDE)
    fit = newest_fit(studio.database, group.group_id)
    ready = ready_members(studio, group.group_id, fit.seen_event) if fit else []
    known = {row.member_id: row for row in ready}
    if member.member_id not in known:
        return Matching(UNKNOWN)
    hidden = sight.withheld == HIDDEN
    found = _findable_with(studio, member) if not hidden else set()
    rows = [row for name, row in sorted(known.items()) if name in found or name == member.member_id]
    matches, own = _looked_up(studio, group, member.member_id, rows)
    found &= _findable_with(studio, member)  # somebody may have switched it off meanwhile
    state = HIDDEN if hidden else ON if lets_find(studio, member) else OFF
    return Matching(state, [one for one in matches if one.member_id in found], own)


def matches_by_name(studio: Studio, slug: str) -> dict[str, Any]:
    """Every match among those who let themselves be found, once, as plain values for who runs the house.

    Raises:
        NotFound: There is no such group.
        NotAllowed: In this group nobody is matched.
        NotYet: A member's matches are being looked for.
    """
    group = group_named(studio.database, slug)
    if not may_single_out(group):
        raise NotAllowed("in an anonymous group nobody is found by taste")
    members = {one.member_id: one for one in members_of(studio.database, group.group_id)}
    called = {one.member_id: f"Member {place}" for place, one in enumerate(numbered([*members.values()]), 1)}
    if group.privacy == "identified":
        called |= {name: one.nickname for name, one in members.items() if one.nickname}
    rows = [
        {"one": called[name], "other": called[one.member_id], **_plain(one)}
        for name in findable_in(studio.database, group.group_id)
        if name in members
        for one in matching(studio, Sight(group, None, ""), members[name]).matches
        if name < one.member_id
    ]
    return {"group": group.slug, "matches": sorted(rows, key=lambda row: -row["alike"])}


def _plain(one: Matched) -> dict[str, Any]:
    return {
        "alike": one.alike[0], "alike_low": one.alike[1], "alike_high": one.alike[2],
        "liking": one.liking[0], "low": one.liking[1], "high": one.liking[2],
        "answers": one.answers, "both": list(one.both), "bridge": one.bridge is not None,
    }  # fmt: skip


def group_likes(studio: Studio, sight: Sight) -> dict[str, Liking]:
    """Picture ids of the pool that members like on average, best by the group's rule first.

    Empty while no taste of the group may be seen.
    """
    if sight.number is None or sight.anonymous or is_past(sight.group.space):
        return {}
    ids, z = pictures_of(studio, sight.group)
    if is_catalogue(sight.group.space):
        ranked = ranking(studio, sight, DEFAULT_RULE)
        ids, found = ranked.shelf.card_picture_ids, {"order": ranked.order, **ranked.likings}
    else:
        found = pool_ranking(studio, sight, DEFAULT_RULE, z)
    told = {
        ids[int(row)]: (float(found["liking"][row]), float(found["low"][row]), float(found["high"][row]))
        for row in found["order"]
    }
    return {picture: liking for picture, liking in told.items() if liking[0] >= EVEN}


def most_like(
    studio: Studio, sight: Sight, picture_id: str, people: Sequence[str]
) -> tuple[list[tuple[str, float]], list[tuple[str, str, float]]]:
    """What looks most like a picture of the pool, in just noticeable differences, the most alike first.

    Args:
        studio: Where.
        sight: What the asker may see.
        picture_id: The given picture.
        people: Of which members the spread is held against it.

    Returns:
        Pictures of the pool with their gaps; members with the nearest picture of their spread and its gap.

    Raises:
        NotFound: It is no picture of the pool.
    """
    ids, z = pictures_of(studio, sight.group)
    if picture_id not in ids:
        raise NotFound("there is no such picture here")
    drawn = drawing(studio, sight)
    spread = [one for one in (drawn.samples if drawn else []) if one.member_id in people]
    there = np.vstack([z, *[np.asarray(one.latent)[None] for one in spread]])
    words, arrays = space_words(studio, sight.group)
    arrays |= {"z": there, "never_z": z[[ids.index(picture_id)]], "never_radius": np.ones(1)}
    gaps = studio.child.run("avoid", words, arrays)[1]["gap"]
    pool = sorted(zip(ids, gaps[: len(ids)].tolist(), strict=True), key=lambda pair: pair[1])
    owners = [people.index(one.member_id) for one in spread]
    rows = nearest(gaps[len(ids) :], owners)
    return [pair for pair in pool if pair[0] != picture_id][:ALIKE], [
        (spread[row].member_id, spread[row].picture_id, float(gaps[len(ids) + row])) for row in rows
    ]


def bridge_bytes(studio: Studio, group: Group, found: Matched) -> bytes:
    """The picture that two people would both like most, drawn now; nothing of it is kept.

    Raises:
        NotFound: There is none that both are predicted to like, or it is one of the group's own.
    """
    if found.bridge is None or is_catalogue(group.space):
        raise NotFound("there is no such picture here")
    pixels = studio.settings.sample_pixels
    words = {"space": group.space, "pixels": pixels, "media_type": _MEDIA_TYPE}
    z = group_space(studio, group).canonical([found.bridge])
    return studio.child.run("draw", words, {"z": z})[1]["bytes"].tobytes()


def bridge_sound(studio: Studio, group: Group, found: Matched) -> bytes:
    """What the picture that two people would both like most sounds like, played now and not kept.

    Raises:
        NotFound: There is none that both are predicted to like, or it makes no sound.
        NotYet: Too many wait for sounds already.
    """
    if found.bridge is None or is_catalogue(group.space):
        raise NotFound("there is no such picture here")
    return sound_bytes(studio, group.space, group_space(studio, group).canonical([found.bridge]))


def bridge_there(studio: Studio, group: Group, found: Matched) -> str:
    """The picture id of what two people would both like most among a group's own pictures, or empty."""
    if found.bridge is None or not is_catalogue(group.space):
        return ""
    z = np.array([found.bridge], dtype=np.float64)
    return draw(studio, group_space(studio, group), z, studio.settings.card_pixels, _MEDIA_TYPE)[0]


def pictures_of(studio: Studio, group: Group) -> tuple[list[str], Array]:
    """The pictures that are looked through, by id, and their latents `n x d`: pool or own pictures."""
    if is_catalogue(group.space):
        shelf, gone = shelf_of(studio.database, group.space), banned_in(studio.database, group.group_id)
        rows = [row for row, one in enumerate(shelf.card_picture_ids) if one not in gone]
        return [shelf.card_picture_ids[row] for row in rows], shelf.latents[rows]
    ids = pool_of(studio.database, group.group_id)
    latents = latents_of(studio.database, ids)
    z = np.array([latents[one] for one in ids], dtype=np.float64)
    return ids, z.reshape(len(ids), group_space(studio, group).latent_dim)


def _findable_with(studio: Studio, member: Member) -> set[str]:
    """Who may be in a match: who is on, is still here and was not set aside; nobody unless the member may."""
    here = {one.member_id for one in members_of(studio.database, member.group_id) if not one.set_aside}
    found = here & set(findable_in(studio.database, member.group_id))
    return found if member.member_id in found else set()


def _looked_up(
    studio: Studio, group: Group, own: str, rows: Sequence[MemberModelRow]
) -> tuple[list[Matched], dict[str, Liking]]:
    """What the compute child says, remembered as long as it rests on the same tastes and pictures.

    Raises:
        NotYet: Somebody else's matches are being looked for.
    """
    ids, z = pictures_of(studio, group)
    marks = last_change(studio.database, group.group_id)
    basis = repr((rows[0].seen_event, [row.member_id for row in rows], ids, marks))
    return studio.database.remembered_while(
        ("match", group.group_id, own), basis, lambda: _sought(studio, group, own, rows, ids, z)
    )


def _sought(
    studio: Studio, group: Group, own: str, rows: Sequence[MemberModelRow], ids: Sequence[str], z: Array
) -> tuple[list[Matched], dict[str, Liking]]:
    """What the compute child says now, one asker after the other."""
    if not _SEEKERS.acquire(blocking=False):
        raise NotYet("your matches are being looked for", advice="Reload in a moment.")
    try:
        return _asked(studio, group, own, rows, ids, z)
    finally:
        _SEEKERS.release()


def _asked(
    studio: Studio, group: Group, own: str, rows: Sequence[MemberModelRow], ids: Sequence[str], z: Array
) -> tuple[list[Matched], dict[str, Liking]]:
    seen, members = rows[0].seen_event, [row.member_id for row in rows]
    fit = fit_at(studio.database, group.group_id, seen)
    tastes = from_bytes([row.payload for row in rows], group.space)
    words, arrays = space_words(studio, group)
    words |= {
        "own": members.index(own), "calibration": fit.calibration, "ceiling": fit.ceiling,
        "held_out": fit.held_out, "seed": _seed(studio, "match", group.group_id),
        "seeds": [_seed(studio, "match", member) for member in members],
        "pair_seeds": [_seed(studio, "bridge", *sorted((own, member))) for member in members],
    }  # fmt: skip
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "pool": z}
    _, got = studio.child.run("match", words, arrays)
    answers = rows[members.index(own)].answers
    matches = [
        _told(studio, own, rows[int(row)], min(answers, rows[int(row)].answers), got, place, ids)
        for place, row in enumerate(got["rows"])
    ]
    likings = [tuple(column) for column in got["own"].T.tolist()]
    return matches, dict(zip(ids, likings, strict=True))


def _told(
    studio: Studio, own: str, other: MemberModelRow, answers: int, got: Mapping[str, Any], place: int,
    ids: Sequence[str],
) -> Matched:  # fmt: skip
    """One match as both of the two are told."""
    pair, liking = sorted((own, other.member_id)), got["both"][place]
    alike = np.round(np.round(got["told"][place] / STEP) * STEP, 2).tolist()
    bridged = got["bridge_liking"][place] if len(got["bridge"]) else np.zeros(3)
    over = np.round(np.round(bridged / STEP) * STEP, 2).tolist()
    both = [ids[int(row)] for row in np.argsort(-liking, kind="stable") if liking[row] >= EVEN]
    return Matched(
        member_id=other.member_id,
        alike=(alike[0], alike[1], alike[2]),
        liking=(alike[3], alike[4], alike[5]),
        answers=answers,
        both=[one for one in both if studio.rng("both", *pair, one).random() >= LEFT_OUT][:PICTURES],
        bridge=got["bridge"][place].tolist() if bridged[0] >= EVEN else None,
        bridge_liking=(over[0], over[1], over[2]),
    )


def _seed(studio: Studio, *purpose: str) -> int:
    return int(studio.rng(*purpose).integers(2**62))
