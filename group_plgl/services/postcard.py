"""Postcards: each camp with the picture it would keep, what it loves and rejects, and what splits two camps.

Only camps that the answers support have one, and only those of enough members: three, and in
anonymous groups at least k. Everything on a card is a mean over all members of a camp, predicted.
Its own picture and its words are those that were found with the camps; which of the pictures that
members were shown splits two camps is seen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.services.describe import camp_pictures_of, describe, words_of
from group_plgl.services.juxtapose import side_by_side
from group_plgl.services.rank import ranked_among
from group_plgl.services.reveal import PLEASED, Sight, camping, drawing
from group_plgl.services.space import group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.findings import CampPicture, camps
from group_plgl.store.images import latents_of, pool_of

FEWEST = 3
SHOWN = 3  # pictures of each kind on a card
MOST_WORDS = 2
WORDED = 16  # pictures at either end of a camp's liking, by which it is judged what speaks for one
OFTENER = 0.25  # by how much more of them something is to be seen in
Liking = tuple[float, float, float]
Ranked = Mapping[str, NDArray[Any]]
Told = tuple[list[str], list[str]]
Camped = Mapping[int, Sequence[CampPicture]]


@dataclass(frozen=True)
class Card:
    """One camp.

    Attributes:
        camp: Its number, from 1.
        size: How many are in it.
        who: Their ids; empty where nobody is singled out.
        keep: The picture that was drawn for it, or else the one it would like best of all that are there.
        liking: Mean predicted chance of liking that, with its 95 % interval, 0 to 1.
        loved, rejected: Pictures members were shown, liked best and least, that differ from each other.
        likes, leaves: The ends of scales that it surely likes more, and less, than the rest; as words.
    """

    camp: int
    size: int
    who: Sequence[str]
    keep: str
    liking: Liking
    loved: Sequence[str]
    rejected: Sequence[str]
    likes: Sequence[str]
    leaves: Sequence[str]


@dataclass(frozen=True)
class Split:
    """The picture that two camps are farthest apart on.

    Attributes:
        picture_id: The picture.
        pro, contra: Numbers of the camps that like it and that do not.
        pro_liking, contra_liking: Mean predicted chances, with intervals that do not meet.
        pro_words, contra_words: What can be seen in it and is oftener in what one likes best than in what
            it likes least, and in what the other likes least than in what it likes best.
    """

    picture_id: str
    pro: int
    contra: int
    pro_liking: Liking
    contra_liking: Liking
    pro_words: Sequence[str]
    contra_words: Sequence[str]


@dataclass(frozen=True)
class Postcards:
    """The cards of a group, largest camp first, and what splits two camps most.

    Attributes:
        fewest: How many members a camp needs to have a card.
        cards: One per camp; empty where no camps are supported.
        split: None where no picture clearly splits two camps.
    """

    fewest: int
    cards: Sequence[Card]
    split: Split | None


def postcards(studio: Studio, sight: Sight) -> Postcards:
    """The postcards of what somebody may see."""
    fewest = max(FEWEST, sight.group.k) if sight.anonymous else FEWEST
    them = _supported(studio, sight, fewest)
    if not them:
        return Postcards(fewest, (), None)
    drawn = camp_pictures_of(studio, sight)
    ids, z, shown = _pictures(studio, sight, drawn)
    ranked = {camp: ranked_among(studio, sight, who, z) for camp, who in them.items()}
    told = _words(studio, sight, them)
    cards = [
        _card(camp, who, sight, ids, shown, ranked[camp], drawn.get(camp, ()), told[camp])
        for camp, who in sorted(them.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    return Postcards(fewest, cards, _split(studio, sight, ids, shown, ranked))


def _supported(studio: Studio, sight: Sight, fewest: int) -> dict[int, list[str]]:
    """Members by the number of their camp, of camps that may be told and are large enough."""
    found = camping(studio, sight)
    if found is None or not found.supported or sight.number is None:
        return {}
    stored = camps(studio.database, sight.group.group_id, sight.number)
    them: dict[int, list[str]] = {}
    for place in stored[1] if stored else ():
        them.setdefault(place.camp + 1, []).append(place.member_id)
    return {camp: who for camp, who in them.items() if len(who) >= fewest}


def _pictures(studio: Studio, sight: Sight, camped: Camped) -> tuple[list[str], Array, int]:
    """Picture ids, their latents `n x d`, and how many of the first were shown to members."""
    group = sight.group
    if is_catalogue(group.space):
        shelf = shelf_of(studio.database, group.space)
        return list(shelf.card_picture_ids), shelf.latents, len(shelf.card_picture_ids)
    pool = pool_of(studio.database, group.group_id)
    drawn, beside = drawing(studio, sight), side_by_side(studio, sight)
    more = [row.picture_id for rows in camped.values() for row in rows]
    more += [row.picture_id for row in drawn.ideals.values()] if drawn else []
    more += [row.picture_id for rows in drawn.runners_up.values() for row in rows] if drawn else []
    more += [one.picture_id for one in beside.seen.values()] if beside else []
    ids = list(dict.fromkeys([*pool, *more]))
    latents = latents_of(studio.database, ids)
    z = np.array([latents[one] for one in ids], dtype=np.float64)
    return ids, z.reshape(len(ids), group_space(studio, group).latent_dim), len(pool)


def _card(
    camp: int, who: Sequence[str], sight: Sight, ids: Sequence[str], shown: int, ranked: Ranked,
    drawn: Sequence[CampPicture], told: Told,
) -> Card:  # fmt: skip
    order = [int(row) for row in ranked["order"]]
    seen = [ids[row] for row in order if row < shown]
    kinds: dict[str, list[str]] = {"ideal": [], "most": [], "least": []}
    for one in drawn:
        kinds.setdefault(one.kind, []).append(one.picture_id)
    keep = next((one for one in kinds["ideal"] if one in ids), ids[order[0]])
    return Card(
        camp=camp,
        size=len(who),
        who=() if sight.anonymous else list(who),
        keep=keep,
        liking=_at(ranked, ids.index(keep)),
        loved=(kinds["most"] or [one for one in seen if one != keep])[:SHOWN],
        rejected=(kinds["least"] or seen[::-1])[:SHOWN],
        likes=told[0],
        leaves=told[1],
    )


def _at(ranked: Ranked, row: int) -> Liking:
    liking, low, high = (float(ranked[name][row]) for name in ("liking", "low", "high"))
    return liking, low, high


def _words(studio: Studio, sight: Sight, them: Mapping[int, Sequence[str]]) -> dict[int, Told]:
    """What each camp surely likes more and less than the rest, in the order of saying."""
    said = words_of(studio, sight).camps
    first = {camp: list(said.get(camp, ()))[:MOST_WORDS] for camp in them}
    return {
        camp: ([one.towards for one in clauses], [one.away_from for one in clauses])
        for camp, clauses in first.items()
    }


def _split(
    studio: Studio, sight: Sight, ids: Sequence[str], shown: int, ranked: Mapping[int, Ranked]
) -> Split | None:
    """The picture that members were shown on which two camps are surely apart, and farthest."""
    best: tuple[float, int, int, int] | None = None
    for one, other in combinations(sorted(ranked), 2):
        for pro, contra in ((one, other), (other, one)):
            likes, leaves = ranked[pro], ranked[contra]
            there = np.isin(np.arange(len(ids)), likes["order"]) & (np.arange(len(ids)) < shown)
            sure = there & (likes["low"] > leaves["high"])
            sure &= (likes["liking"] >= PLEASED) & (leaves["liking"] < PLEASED)
            gap = np.where(sure, likes["liking"] - leaves["liking"], 0.0)
            row = int(gap.argmax()) if len(gap) else 0
            if len(gap) and gap[row] > (best[0] if best else 0.0):
                best = float(gap[row]), row, pro, contra
    if best is None:
        return None
    _gap, row, pro, contra = best
    return Split(
        picture_id=ids[row],
        pro=pro,
        contra=contra,
        pro_liking=_at(ranked[pro], row),
        contra_liking=_at(ranked[contra], row),
        pro_words=_telling(studio, sight, ids, row, ranked[pro]["order"]),
        contra_words=_telling(studio, sight, ids, row, ranked[contra]["order"][::-1]),
    )


def _telling(studio: Studio, sight: Sight, ids: Sequence[str], row: int, order: NDArray[Any]) -> list[str]:
    """What can be seen in a picture and in plainly more of the first in an order than of the last."""
    first, last = ([ids[place] for place in end] for end in (order[:WORDED], order[::-1][:WORDED]))
    said = describe(studio, sight.group, list(dict.fromkeys([ids[row], *first, *last])))

    def share(word: str, end: Sequence[str]) -> float:
        return sum(word in said[one] for one in end) / max(1, len(end))

    return [word for word in said[ids[row]] if share(word, first) - share(word, last) >= OFTENER]
