"""Juxtaposing: what other rules would choose for a group, side by side, as somebody may see it.

Where nobody is singled out there is no row of any member, no number that one of them may make, and no
picture that is for fewer than k: what is left are pictures of all together, and how many like them in
bands. What is stored is made by `deliberate`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from group_plgl.errors import NotFound
from group_plgl.groups.rules import RULES
from group_plgl.ideals.wish import BEYOND, CONFLICT, MET
from group_plgl.services.describe import taste_told
from group_plgl.services.reveal import PLEASED, Sight, hiding, published, told_members
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import EXACT, Told, told_likings
from group_plgl.store.models import LikingRow, likings, member_records
from group_plgl.store.options import (
    InfluenceRow,
    OptionLikingRow,
    OptionRow,
    VerdictRow,
    influences_of,
    newest_verdict,
    option_likings_of,
    options_of,
)
from group_plgl.store.people import group_named, members_of

KINDS = (
    "rule", "fairness", "split", "joint", "set", "proportional", "collection", "opinions", "weights",
)  # fmt: skip
ANSWERS = (MET, CONFLICT, BEYOND)
TOGETHER = ("rule", "fairness", "split", "opinions", "weights", "collection")


@dataclass(frozen=True)
class Seen:
    """A picture as it may be seen.

    Attributes:
        pleased: How many are predicted to like it.
        mean, low, high: Mean predicted chance of liking, by voices, with its 95 % interval; None
            where nobody is singled out.
        worst: Whose predicted liking is least; None there.
        likings: By member, most liking first; empty there.
    """

    spot: int
    picture_id: str
    pleased: Told
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    worst: OptionLikingRow | None = None
    likings: Sequence[OptionLikingRow] = ()


@dataclass(frozen=True)
class SideBySide:
    """Options of one number as they may be seen.

    Attributes:
        members: How many tastes it is made of; None where telling would single somebody out.
        answers: How many answers those rest on; None there.
        options: Kind by kind, in their places.
        seen: The pictures by spot.
        verdict: Whether one picture serves all; None where that may not be told.
        parts: How many are in each part; empty where that may not be told.
        influences: By member, with the part they are in; empty where nobody is singled out.
        wish: Whether one picture pleases everybody, with the level; None where nobody is singled out, and
            before it was looked for.
    """

    number: int
    made_at: datetime
    members: int | None
    answers: int | None
    options: Mapping[str, Sequence[OptionRow]]
    seen: Mapping[int, Seen]
    verdict: VerdictRow | None
    parts: Sequence[int]
    influences: Sequence[InfluenceRow]
    wish: VerdictRow | None

    @property
    def clashing(self) -> list[str]:
        """Ids of the members whom no picture found pleases together; empty where one does, or not told."""
        return [one.member_id for one in self.influences if one.clashes]

    def part(self, part: int) -> list[str]:
        """Ids of the members of one part."""
        return [one.member_id for one in self.influences if one.part == part]

    def mean_in(self, part: int, spot: int) -> tuple[float, float, float] | None:
        """Mean predicted liking of a picture in one part, with its 95 % interval; None where not told."""
        voice = {one.member_id: one.weight for one in self.influences if one.part == part}
        rows = [one for one in self.seen[spot].likings if one.member_id in voice]
        return mean_of(rows, voice) if rows else None


def side_by_side(studio: Studio, sight: Sight) -> SideBySide | None:
    """The options of the newest number somebody may see that has any; None before there are some.

    Options are shown as candidates of the group: they were found to meet what was required then.
    """
    database, group = studio.database, sight.group
    found = newest_verdict(database, group.group_id, sight.number) if sight.number is not None else None
    if found is None:
        return None
    here = set(hiding(studio, group, [one.member_id for one in members_of(database, group.group_id)]))
    number = found.number
    influences = [one for one in influences_of(database, group.group_id, number) if one.member_id in here]
    members = told_members(studio, group, number, [one.member_id for one in influences])
    sizes = Counter(one.part for one in influences)
    parts = [sizes[part] for part in sorted(sizes)]
    clear = not sight.anonymous or (members is not None and min(parts, default=0) >= group.k)
    options: dict[str, list[OptionRow]] = defaultdict(list)
    for row in options_of(database, group.group_id, number):
        if (row.kind in TOGETHER or not sight.anonymous) and (clear or row.kind != "split"):
            options[row.kind].append(row)
    seen = _seen(studio, sight, number, influences, members)
    shown = {row.spot: row.picture_id for rows in options.values() for row in rows}
    records = member_records(database, group.group_id, found.seen_event)
    return SideBySide(
        number=number,
        made_at=found.made_at,
        members=members,
        answers=sum(one.answers for one in records if one.ready and one.member_id in here)
        if members is not None
        else None,
        options=options,
        seen={spot: seen(spot, picture) for spot, picture in shown.items()},
        verdict=found if clear else None,
        parts=parts if clear else (),
        influences=() if sight.anonymous else influences,
        wish=None if sight.anonymous or found.wish not in ANSWERS else found,
    )


def _seen(
    studio: Studio, sight: Sight, number: int, influences: Sequence[InfluenceRow], members: int | None
) -> Any:
    """From a spot and its picture to what may be seen of it."""
    voice = {one.member_id: one.weight for one in influences}
    each: dict[int, list[OptionLikingRow]] = defaultdict(list)
    for row in option_likings_of(studio.database, sight.group.group_id, number):
        if row.member_id in voice:
            each[row.spot].append(row)
    if sight.anonymous:
        bands = _bands(studio, sight, number, each, members, voice)
        return lambda spot, picture: Seen(spot, picture, bands[spot])

    def seen(spot: int, picture: str) -> Seen:
        rows = sorted(each[spot], key=lambda one: -one.liking)
        pleased = Told(EXACT, sum(one.liking >= PLEASED for one in rows))
        return Seen(spot, picture, pleased, *mean_of(rows, voice), rows[-1], rows)

    return seen


def mean_of(
    rows: Sequence[OptionLikingRow | LikingRow], voice: Mapping[str, float]
) -> tuple[float, float, float]:
    """Mean predicted liking by voices with its 95 % interval; members are taken as known independently."""
    share = sum(voice[one.member_id] for one in rows)
    mean = sum(voice[one.member_id] * one.liking for one in rows) / share
    doubt = math.sqrt(sum((voice[one.member_id] * (one.high - one.low) / 2.0) ** 2 for one in rows)) / share
    return mean, max(0.0, mean - doubt), min(1.0, mean + doubt)


def _bands(
    studio: Studio,
    sight: Sight,
    number: int,
    each: Mapping[int, Sequence[OptionLikingRow]],
    members: int | None,
    voice: Collection[str],
) -> dict[int, Told]:
    """How many like each picture, told as the group page tells it of the ideals, and then of the others."""
    pleased: dict[str, int] = defaultdict(int)
    for row in likings(studio.database, sight.group.group_id, number):
        pleased[row.rule] += row.liking >= PLEASED and row.member_id in voice
    counts = dict(sorted(pleased.items()))
    counts |= {str(spot): sum(one.liking >= PLEASED for one in rows) for spot, rows in sorted(each.items())}
    whole = max((len(rows) for rows in each.values()), default=0)
    told = told_likings(counts, whole, sight.group.k)
    return {spot: told[str(spot)] if members is not None else told[str(spot)].blurred for spot in each}


def by_spot(rows: Sequence[OptionRow]) -> list[list[OptionRow]]:
    """Options in their places, those of the same picture together."""
    each: dict[int, list[OptionRow]] = defaultdict(list)
    for row in rows:
        each[row.spot].append(row)
    return list(each.values())


def told_by_name(studio: Studio, group: str) -> dict[str, Any]:
    """What other rules would choose as plain values, for whoever runs the house.

    Raises:
        NotFound: There is no such group, or nothing to tell of it yet.
    """
    found = group_named(studio.database, group)
    sight = Sight(found, published(studio.database, found), "")
    told = side_by_side(studio, sight)
    if told is None:
        raise NotFound(
            "the rules have not been held against each other yet",
            advice="The job deliberate_groups does it once the group's picture is drawn.",
        )
    named = found.privacy == "identified"
    names = {one.member_id: one.nickname for one in members_of(studio.database, found.group_id)}
    return {
        "group": found.slug, "name": found.name, "number": told.number, "members": told.members,
        "answers": told.answers,
        "verdict": None if told.verdict is None else {
            name: getattr(told.verdict, name) for name in ("verdict", "gain", "low", "high")
        },
        "parts": list(told.parts),
        "taste": taste_told(studio, sight),
        "joint": None if told.wish is None else {
            "answer": told.wish.wish, "level": told.wish.level, "clashing": len(told.clashing),
            "names": [name for one, name in names.items() if named and one in told.clashing],
        },
        "options": [
            {
                "kind": row.kind, "place": row.place, "name": row.name,
                "title": RULES[row.name].title if row.kind in ("rule", "opinions") else "",
                "apart": row.apart, "across": row.across, "picture_id": row.picture_id,
                **_plain(told.seen[row.spot], names if named else {}),
            }
            for kind in KINDS
            for row in told.options.get(kind, ())
        ],
    }  # fmt: skip


def _plain(one: Seen, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "mean": one.mean, "low": one.low, "high": one.high, "band": one.pleased.band,
        "pleased": one.pleased.count, "worst": one.worst.liking if one.worst else None,
        "worst_off": names.get(one.worst.member_id, "") if one.worst else "",
    }  # fmt: skip
