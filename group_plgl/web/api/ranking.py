"""Ranking: the pictures of a group by its taste, page by page."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from pydantic import Field
from werkzeug.exceptions import Conflict

from group_plgl.errors import NotFound
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE
from group_plgl.services.rank import liking_of, pool_ranking, ranking
from group_plgl.services.reveal import may_single_out, sight_of, told_pool, told_tastes
from group_plgl.services.space import is_catalogue
from group_plgl.store.images import latents_of
from group_plgl.web.api.asking import asker, picture_address
from group_plgl.web.api.forms import Form, Page, Share, lost, misfit
from group_plgl.web.api.judging import SCORING
from group_plgl.web.api.registry import JUDGING, Call, Example, operation
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _
from group_plgl.web.pacing import place
from group_plgl.web.wiring import wiring


class RankAsked(Page):
    """Which ranking."""

    rule: str = Field(DEFAULT_RULE, max_length=40, description="How tastes become one.")
    camp: int | None = Field(
        None, ge=1, le=1000, description="Only the tastes of this camp; for own pictures."
    )


class RankedForm(Form):
    """A picture in its place."""

    place: int = Field(description="From 1, the best.")
    picture: str = Field(description="Its id.")
    picture_url: str = Field(description="Where it is, for this key.")
    file_name: str = Field(
        description="What the host's file was called; empty unless the key sees what the host sees."
    )
    liking: Share | None = Field(description="Mean predicted chance of liking; null in anonymous groups.")
    low: Share | None = Field(description="Lower end of its 95 % interval.")
    high: Share | None = Field(description="Upper end of its 95 % interval.")


class RankedList(Form):
    """Pictures of a group, the best first."""

    number: int | None = Field(description="The group model it rests on; null where no taste is seen yet.")
    members: int | None = Field(description="How many tastes; null where that is not told.")
    items: list[RankedForm] = Field(description="The pictures of this page.")
    next: str | None = Field(description="What to send as `after` for the next page; null on the last.")


@operation(
    "GET", "/groups/{slug}/ranking", scope="models:read", subject=JUDGING, answer=RankedList, query=RankAsked,
    errors=(409, 503), example=Example(query={"rule": "consensus", "limit": 5}),
)  # fmt: skip
def rank_pictures(call: Call) -> RankedList:
    """The pictures of a group by its taste, the best first: its own, or those of its pool.

    Of own pictures the most central come first while no taste is known. In anonymous groups the order
    is told, and no liking.
    """
    studio, visitor, asked = wiring().studio, asker(call), call.query
    sight = sight_of(studio, visitor)
    if asked.rule not in CHIEF:
        raise misfit([("?rule", f"one of {', '.join(CHIEF)}")])
    with place(SCORING):
        rows, number, members = _ranked(visitor, sight, asked.rule, asked.camp)
    start = _place_after(asked.after, number)
    shown = rows[start : start + asked.limit]
    return RankedList(
        number=number, members=members,
        items=[
            RankedForm(
                place=start + at, picture=one["picture"], file_name=one["file_name"] if visitor.host else "",
                picture_url=picture_address(visitor.group, one["picture"]),
                **{name: one[name] for name in ("liking", "low", "high")},
            )
            for at, one in enumerate(shown, 1)
        ],
        next=f"{number or 0}.{start + asked.limit}" if start + asked.limit < len(rows) else None,
    )  # fmt: skip


def _place_after(after: str, number: int | None) -> int:
    """From which place on a ranking is asked for; `after` names the number it was begun with.

    Raises:
        Malformed: It is no place.
        Conflict: The ranking rests on another number now, so that places have moved.
    """
    said = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,9})", after)
    if after and said is None:
        raise lost()
    if said and int(said[1]) != (number or 0):
        raise Conflict(_("There is a newer model, and the places have moved: begin again without “after”."))
    return int(said[2]) if said else 0


def _ranked(
    visitor: Visitor, sight: Any, rule: str, camp: int | None
) -> tuple[list[dict[str, Any]], int | None, int | None]:
    """All pictures in order with their likings, the number and the members it rests on."""
    studio, group = wiring().studio, visitor.group
    if is_catalogue(group.space):
        found = ranking(studio, sight, rule, camp - 1 if camp is not None else None)
        rows = [
            {
                "picture": found.shelf.picture_ids[row],
                "file_name": found.shelf.file_names[row],
                **liking_of(found, row),
            }
            for row in map(int, found.order)
        ]
        return rows, found.number, found.members
    if camp is not None:
        raise NotFound("only own pictures are ranked by camps")
    ids = told_pool(studio, group)
    latents = latents_of(studio.database, ids)
    got = pool_ranking(studio, sight, rule, np.array([latents[one] for one in ids], dtype=np.float64))
    told = may_single_out(group)
    numbers = {name: got[name] for name in ("liking", "low", "high")}
    rows = [
        {
            "picture": ids[row],
            "file_name": "",
            **{name: float(one[row]) if told else None for name, one in numbers.items()},
        }
        for row in map(int, got["order"])
    ]
    return rows, sight.number, told_tastes(studio, group, sight.number)
