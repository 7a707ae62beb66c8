"""Applying: what changes and comparisons are for whoever runs the house, by names, as plain values.

Running the house shows what the host of the group would see, and no more: nobody else's taste is
favoured, and no liking told, that the group's privacy keeps.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotFound
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.services.contrast import contrast
from group_plgl.services.encode import encode_upload
from group_plgl.services.favour import LIKE, MEMBER, Favour, favour_named, favours
from group_plgl.services.point import Looker, looking, pointed
from group_plgl.services.reveal import may_single_out
from group_plgl.services.score import score
from group_plgl.services.space import group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.transform import HALF, PIXELS, Changed, Shown, Wanted, transform
from group_plgl.store.images import picture_of
from group_plgl.store.people import Group, Member, group_named, members_of


@dataclass(frozen=True)
class House:
    """Whoever runs the house, as somebody who asks.

    Attributes:
        group: Of which group.
        member: Nobody in it.
        host: They see what its host sees.
        number: They see the newest number.
    """

    group: Group
    member: Member | None = None
    host: bool = True
    number: int | None = None


def transformed_by_name(
    studio: Studio, group: str, picture: str, towards: str, like: Sequence[str], chance: float | None,
    budget: float | None, keep: Sequence[str], lean: Sequence[str] = (), strength: float = HALF,
) -> dict[str, Any]:  # fmt: skip
    """A picture of a group, or a file, changed in favour of somebody named; the picture as base64.

    Args:
        studio: Where.
        group: The name in its links.
        picture: A picture of the group as in `point`, or else the absolute path of a file.
        towards: A rule, `camp-2`, or the nickname of a member where names are shown.
        like: Pictures to look like instead, as in `point`.
        chance: The chance to reach, 0 to 1.
        budget: Just noticeable differences to spend instead.
        keep: Genes, families and colours that stay.
        lean: Words to go towards instead.
        strength: How far, 0 to 1.

    Raises:
        NotFound: There is no such group, picture or file.
        NotAllowed: Nobody may be favoured like that there.
    """
    house = _house(studio, group)
    file = Path(picture)
    brought = file.is_absolute() and file.is_file()
    if brought:
        if is_catalogue(house.group.space):
            raise BadInput("this group has only its own pictures: none from outside can be drawn there")
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        z = encode_upload(studio, group_space(studio, house.group), content, PIXELS).z
    else:
        z = pointed(studio, house, picture).latent
    goals = [pointed(studio, house, one).latent for one in like]
    wanted = Wanted(
        favour=Favour(LIKE, LIKE) if like else _favour(studio, house, towards, brought),
        like=np.array(goals) if goals else None,
        chance=chance,
        budget=budget,
        keep=keep,
        brought=brought,
        lean=lean,
        strength=strength,
    )
    found = transform(studio, house, z, wanted)
    content, media_type = _content(studio, found.after)
    names = _names(studio, house.group)
    return {
        "group": house.group.slug, "picture": picture, "for": wanted.favour.name, "verdict": found.verdict,
        "change": found.change, "ahead": found.ahead, "number": found.number,
        "moved": found.moved, "seen": found.seen, "sentence": _sentence(found), "gone": found.gone,
        "likings": [
            {"member": names[one], "before": asdict(before), "after": asdict(after)}
            for one, (before, after) in found.likings.items()
        ],
        "media_type": media_type, "content": base64.b64encode(content).decode(),
    }  # fmt: skip


def compared_by_name(studio: Studio, group: str, a: str, b: str) -> dict[str, Any]:
    """Two pictures of a group and how they differ.

    Raises:
        NotFound: There is no such group or picture.
    """
    house = _house(studio, group)
    found = contrast(studio, house, pointed(studio, house, a), pointed(studio, house, b))
    names = _names(studio, house.group)
    return {
        "group": house.group.slug, "a": a, "b": b, "change": found.change, "number": found.number,
        "moved": found.moved, "seen": found.seen,
        "likings": [
            {"member": names[one], "a": asdict(torn.a), "b": asdict(torn.b), "prefers": torn.prefers,
             "gains": torn.gains, "loses": torn.loses}
            for one, torn in found.likings.items()
        ],
    }  # fmt: skip


def scored_by_name(studio: Studio, group: str, pictures: Sequence[str], towards: str) -> dict[str, Any]:
    """How pictures of a group are predicted to be liked by somebody named.

    Args:
        studio: Where.
        group: The name in its links.
        pictures: As in `point`.
        towards: A rule, `camp-2`, or the nickname of a member where names are shown.

    Raises:
        NotFound: There is no such group or picture.
        NotAllowed: Nobody may be asked for like that there.
    """
    house = _house(studio, group)
    z = np.array([pointed(studio, house, one).latent for one in pictures])
    favour = _favour(studio, house, towards, False)
    found, names = score(studio, house, z, favour, False), _names(studio, house.group)
    return {
        "group": house.group.slug, "for": favour.name, "number": found.number,
        "pictures": [
            {"picture": name, **asdict(one.liking), "standing": dict(one.standing),
             "likings": [{"member": names[key], **asdict(liked)} for key, liked in one.likings.items()]}
            for name, one in zip(pictures, found.pictures, strict=True)
        ],
    }  # fmt: skip


def _house(studio: Studio, slug: str) -> Looker:
    found = group_named(studio.database, slug)
    return looking(studio, House(found))


def _favour(studio: Studio, house: Looker, name: str, brought: bool) -> Favour:
    """Who is meant: by nickname where names are shown, else as in an address."""
    nicknames = {one.nickname: one.member_id for one in members_of(studio.database, house.group.group_id)}
    for one in favours(studio, house, brought):
        if one.kind == MEMBER and nicknames.get(name) == one.member_id:
            return one
    return favour_named(studio, house, name, brought)


def _names(studio: Studio, group: Group) -> dict[str, str]:
    """What members are called; nobody where nobody may be singled out."""
    if not may_single_out(group):
        return {}
    members = members_of(studio.database, group.group_id)
    return {one.member_id: one.nickname or f"Member {place}" for place, one in enumerate(members, start=1)}


def _content(studio: Studio, shown: Shown) -> tuple[bytes, str]:
    if shown.content:
        return shown.content, "image/webp"
    found = picture_of(studio.database, shown.picture_id)
    if found is None:
        raise NotFound("this picture is gone")
    return studio.files.read(found.sha256, found.media_type), found.media_type


def _sentence(found: Changed) -> str:
    said = {
        "reached": "Changed by {n} just noticeable differences.",
        "already": "It is liked that much already: nothing was changed.",
        "invisible": "Nobody would see the difference ({n} of a just noticeable one): nothing to gain.",
        "out of reach": "That cannot be reached. The nearest is {n} just noticeable differences away.",
        "marked": "What it would become must not come again in this group: nothing was changed.",
        "required": "What is required of this group's pictures stands in the way: nothing was changed.",
    }
    return said[found.verdict].format(n=f"{found.change:.1f}")
