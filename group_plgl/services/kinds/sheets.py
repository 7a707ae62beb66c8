"""A contact sheet to hand round: what each rule comes to, and what pleases nearly as much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl import __version__
from group_plgl.errors import NotFound, NotYet
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.services.company import is_played
from group_plgl.services.export import provenance, texts_of
from group_plgl.services.kinds.kind import VIEWER, Choice, Kind, Made, Step
from group_plgl.services.kinds.pictures import SHELF, untold
from group_plgl.services.originality import copied, is_copy
from group_plgl.services.reveal import Drawing, Sight, drawing, may_single_out
from group_plgl.services.space import is_catalogue, space_title
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import EXACT, Told
from group_plgl.store.images import picture_of
from group_plgl.store.people import Group, members_of

BEHIND = 3
_OF = Choice("of", "Pictures", {"rules": "Each rule and what comes close", "spread": "The spread"}, "rules")
Row = list[tuple[str, str, str]]  # picture, caption, second line


def make_sheet(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """Pictures with captions on one sheet; copies of works that are somebody's own are left out.

    Raises:
        NotFound: There is no such number.
        Copied: Nothing but copies is left.
    """
    number = words["number"]
    found = drawing(studio, Sight(group, number, ""))
    if found is None:
        raise NotFound("there is no model {number} to be seen", number=number)
    step("drawing", 0, 2)
    spread = words["of"] == "spread"
    rows = _spread(studio, group, found) if spread else _rules(studio, group, found)
    if not rows:
        raise copied()
    content = set_in_type(studio, group, found, rows, f"{group.question}")
    step("writing", 2, 2)
    name = f"{group.slug}-model-{number}-{'spread' if spread else 'sheet'}.png"
    return Made(content, name, "image/png", {"pictures": sum(map(len, rows))})


def set_in_type(
    studio: Studio,
    group: Group,
    found: Drawing,
    rows: Sequence[Row],
    title: str,
    extra: Sequence[bytes] = (),
) -> bytes:
    """A sheet as a PNG that says where it comes from.

    Args:
        studio: Where.
        group: Whose.
        found: The number it is about.
        rows: Pictures by id with two lines each; an empty id takes the next of `extra`.
        title: What stands on top.
        extra: Files of pictures that are not stored.
    """
    more = iter(extra)
    files = [content_of(studio, one) if one else next(more) for row in rows for one, _, _ in row]
    told = {**provenance(studio, group, found.ideals[DEFAULT_RULE]), "derived": "contact sheet"}
    told |= dict.fromkeys(("latent", "chance", "latent_sha256"))
    words = {
        "title": title, "lead": _lead(studio, group, found), "foot": _foot(studio, group, found),
        "rows": [[[caption, beneath] for _, caption, beneath in row] for row in rows],
        "texts": texts_of(told),
    }  # fmt: skip
    _, made = studio.child.run("contact", words, joined(files))
    return made["bytes"].tobytes()


def joined(files: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    """Files one after the other, as tasks of the child take them."""
    ends = np.cumsum([len(file) for file in files], dtype=np.int64)
    return {"bytes": np.frombuffer(b"".join(files), dtype=np.uint8), "ends": ends}


def content_of(studio: Studio, picture_id: str) -> bytes:
    """The file of a stored picture.

    Raises:
        NotFound: It is gone.
    """
    picture = picture_of(studio.database, picture_id)
    if picture is None:
        raise NotFound("a picture of this model is not kept any more")
    return studio.files.read(picture.sha256, picture.media_type)


def pleased_words(one: Told, members: int | None) -> str:
    """How many are predicted to like a picture, as far as it may be told."""
    if one.band == EXACT and one.count is not None and members is not None:
        return f"{one.count} of {members} predicted to like it"
    return f"{one.band if one.band != EXACT else 'some'} predicted to like it".capitalize()


def _rules(studio: Studio, group: Group, found: Drawing) -> list[Row]:
    """A row for each rule: its ideal, and what pleases nearly as much."""
    rows: list[Row] = []
    for rule in CHIEF:
        if rule not in found.ideals or is_copy(studio, group, found.ideals[rule].latent):
            continue
        own = (one for one in found.runners_up.get(rule, ()) if not is_copy(studio, group, one.latent))
        behind = list(islice(own, BEHIND))
        liked = pleased_words(found.pleased[rule], found.members) if rule in found.pleased else ""
        first = (found.ideals[rule].picture_id, RULES[rule].title, liked)
        rows.append([first, *((one.picture_id, "", "pleases nearly as much") for one in behind)])
    return rows


def _spread(studio: Studio, group: Group, found: Drawing) -> list[Row]:
    """The spread in an order that names nobody, six in a row."""
    shown = sorted(
        (one for one in found.samples if not is_copy(studio, group, one.latent)),
        key=lambda one: one.picture_id,
    )
    told = [(one.picture_id, "", f"predicted chance {one.liking:.0%} for one member") for one in shown]
    return [told[at : at + 6] for at in range(0, len(told), 6)]


def _lead(studio: Studio, group: Group, found: Drawing) -> str:
    simulated = any(one.simulated for one in members_of(studio.database, group.group_id))
    made = "this group" if found.members is None else f"{found.members} members"
    told = [group.name, space_title(studio, group), f"model {found.number}", f"made for {made}"]
    if simulated:
        alone = is_played(studio, group, found.number)
        told.append("all of them simulated" if alone else "some of them simulated")
    return " · ".join(told)


def _foot(studio: Studio, group: Group, found: Drawing) -> str:
    answers = f" from {found.answers} answers" if found.answers and may_single_out(group) else ""
    origin = "the group's own pictures" if is_catalogue(group.space) else "AI-generated"
    made = f"{origin} · Group PLGL {__version__} · {found.made_at:%Y-%m-%d}"
    return f"Likings are predictions{answers}, not votes · {made}"


def _singles_out(group: Group, words: Mapping[str, Any]) -> NotYet | None:
    """Why there is no sheet of the spread; None where there is."""
    return untold() if words["of"] == "spread" and not may_single_out(group) else None


SHEET = Kind(
    "sheet", "Contact sheet",
    "One page for the wall or the brief: what each rule comes to, how many are predicted to like it, and "
    "what pleases nearly as much.",
    VIEWER, SHELF, (_OF,), make_sheet, refuses=_singles_out,
)  # fmt: skip
