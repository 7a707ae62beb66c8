"""Dealing: a group's pool of drawn pictures grows, and every member has cards ahead.

Cards are drawn before they are asked for, so no model runs while somebody swipes. All members
of a group are dealt from one pool, each in an order of their own: what several people rated can
be compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.generators import space_of
from group_plgl.queries.shuffled import shuffled
from group_plgl.services.draw import draw
from group_plgl.services.studio import Studio
from group_plgl.store.images import (
    CardRow,
    cards_of,
    decks,
    pool_of,
    put_cards,
    put_pool,
    unanswered_cards_of,
)
from group_plgl.store.people import Group, Member, all_groups, group_of

CARD_MEDIA_TYPE = "image/webp"
_AT_ONCE = 16


@dataclass(frozen=True)
class Shown:
    """A card as a member gets it."""

    card_id: str
    position: int
    picture_id: str


def next_cards(studio: Studio, member: Member, n: int) -> list[Shown]:
    """The next `n` unanswered cards of a member, in order."""
    rows = unanswered_cards_of(studio.database, member.member_id, n)
    return [Shown(row.card_id, row.position, row.picture_id) for row in rows]


def behind(studio: Studio) -> list[str]:
    """Groups whose pool or decks run short."""
    return [group.group_id for group in all_groups(studio.database) if _is_short(studio, group)]


def deal_group(studio: Studio, group_id: str) -> dict[str, Any]:
    """Draw what the pool lacks (a batch at a time) and deal cards ahead to every member."""
    group = group_of(studio.database, group_id)
    pool = pool_of(studio.database, group_id)
    drawn = min(_wanted(studio, group) - len(pool), _AT_ONCE)
    if drawn > 0:
        pool += _draw_more(studio, group, len(pool), drawn)
    dealt = sum(
        _deal_ahead(studio, group, member_id, pool, dealt - answered)
        for member_id, (dealt, answered) in decks(studio.database, group_id).items()
    )
    return {"group": group.slug, "drawn": max(drawn, 0), "dealt": dealt}


def deal_member(studio: Studio, group: Group, member: Member) -> int:
    """Deal the first cards to somebody who has just joined; how many there were to deal."""
    return _deal_ahead(studio, group, member.member_id, pool_of(studio.database, group.group_id), 0)


def _wanted(studio: Studio, group: Group) -> int:
    """How many pictures the pool should hold: well ahead of whoever has answered most."""
    settings = studio.settings
    answered = max((done for _, done in decks(studio.database, group.group_id).values()), default=0)
    return min(settings.full_pool, max(settings.first_pool, answered + 2 * settings.deck_ahead))


def _is_short(studio: Studio, group: Group) -> bool:
    pool = len(pool_of(studio.database, group.group_id))
    ahead = studio.settings.deck_ahead
    return pool < _wanted(studio, group) or any(
        dealt - answered < ahead and dealt < pool
        for dealt, answered in decks(studio.database, group.group_id).values()
    )


def _draw_more(studio: Studio, group: Group, start: int, count: int) -> list[str]:
    space = space_of(group.space)
    places = range(start, start + count)
    z = np.vstack([space.sample(1, studio.rng("pool", group.group_id, str(place))) for place in places])
    ids = draw(studio, space, z, studio.settings.card_pixels, CARD_MEDIA_TYPE)
    put_pool(studio.database, group.group_id, list(zip(places, ids, strict=True)))
    return ids


def _deal_ahead(studio: Studio, group: Group, member_id: str, pool: list[str], unanswered: int) -> int:
    """Deal one member's deck up to the wanted length; how many cards were added."""
    missing = studio.settings.deck_ahead - unanswered
    if missing <= 0:
        return 0
    dealt = cards_of(studio.database, member_id)
    had = {card.picture_id for card in dealt}
    fresh = [picture for picture in pool if picture not in had]
    chosen = shuffled(fresh, missing, studio.rng("deal", member_id, str(len(dealt))))
    cards = [
        CardRow(
            _card_id(member_id, picture), group.group_id, member_id, len(dealt) + place, picture, studio.now()
        )
        for place, picture in enumerate(chosen)
    ]
    if cards:
        put_cards(studio.database, cards)
    return len(cards)


def _card_id(member_id: str, picture_id: str) -> str:
    """One id per member and picture, so that a card dealt twice at once is one card."""
    return hashlib.sha256(f"{member_id} {picture_id}".encode()).hexdigest()[:32]
