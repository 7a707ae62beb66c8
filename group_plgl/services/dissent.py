"""Dissent: who is predicted to dislike a group's picture strongly, and what they would rather keep.

A picture for those few is chosen among pictures that are there: what other rules would choose, and
ideals of the same number. In anonymous groups it is told only where those few, those who like the
picture and those between are each nobody or at least k, so that no number leaves anybody alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.juxtapose import mean_of, side_by_side
from group_plgl.services.reveal import PLEASED, Drawing, Sight, drawing, hiding, may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.models import likings
from group_plgl.store.options import OptionLikingRow, option_likings_of
from group_plgl.store.people import members_of

STRONGLY = 0.3  # predicted chance of liking, from which downwards somebody dislikes a picture strongly


@dataclass(frozen=True)
class Dissent:
    """Those who are predicted to dislike a picture strongly.

    Attributes:
        against: How many.
        members: Of how many.
        who: Their ids; empty where nobody is singled out.
        keep: The picture they would like best of those that are there; empty where none is predicted to
            please them.
        mean, low, high: Mean predicted chance that one of them likes it, with its 95 % interval; None
            without a picture.
        whole: The mean in the whole group; None where nobody is singled out.
    """

    against: int
    members: int
    who: Sequence[str]
    keep: str
    mean: float | None
    low: float | None
    high: float | None
    whole: float | None


def dissent(studio: Studio, sight: Sight) -> Dissent | None:
    """Who dislikes the group's picture strongly; None where nobody does, or where it is not told."""
    found = drawing(studio, sight)
    if found is None or sight.number is None or found.members is None:
        return None
    each = _likings(studio, sight, found)
    ideal = found.ideals[DEFAULT_RULE].picture_id if DEFAULT_RULE in found.ideals else ""
    rows = each.get(ideal, {})
    against = sorted(member for member, row in rows.items() if row.liking <= STRONGLY)
    pleased = sum(row.liking >= PLEASED for row in rows.values())
    cells = (len(against), pleased, len(rows) - pleased - len(against))
    named = may_single_out(sight.group)
    if not against or not (named or all(cell == 0 or cell >= sight.group.k for cell in cells)):
        return None
    if len(against) == len(rows):
        return None  # that is no minority
    keep, likes = _kept(each, against, ideal)
    whole = mean_of(list(each[keep].values()), dict.fromkeys(each[keep], 1.0))[0] if keep and named else None
    mean, low, high = likes if keep else (None, None, None)
    return Dissent(len(against), len(rows), against if named else (), keep, mean, low, high, whole)


def _likings(studio: Studio, sight: Sight, found: Drawing) -> Mapping[str, Mapping[str, OptionLikingRow]]:
    """Predicted liking by picture and member: of the ideals, and of what may be seen beside them."""
    database, group_id, number = studio.database, sight.group.group_id, found.number
    here = set(hiding(studio, sight.group, [one.member_id for one in members_of(database, group_id)]))
    each: dict[str, dict[str, OptionLikingRow]] = defaultdict(dict)
    for row in likings(database, group_id, number):
        if row.member_id in here and row.rule in found.ideals:
            plain = OptionLikingRow(
                group_id, number, -1, row.member_id, row.liking, row.low, row.high, row.standing
            )
            each[found.ideals[row.rule].picture_id][row.member_id] = plain
    beside = side_by_side(studio, sight)
    spots = {spot: one.picture_id for spot, one in beside.seen.items()} if beside else {}
    if beside is not None and beside.number == number:
        for one in option_likings_of(database, group_id, number):
            if one.member_id in here and one.spot in spots:
                each[spots[one.spot]].setdefault(one.member_id, one)
    return each


def _kept(
    each: Mapping[str, Mapping[str, OptionLikingRow]], against: Sequence[str], ideal: str
) -> tuple[str, tuple[float, float, float]]:
    """The picture that those few like best in the mean, and how much; empty where none pleases them."""
    once = dict.fromkeys(against, 1.0)
    means = {
        picture: mean_of([rows[one] for one in against], once)
        for picture, rows in each.items()
        if picture != ideal and all(one in rows for one in against)
    }
    best = max(means, key=lambda picture: (means[picture][0], picture), default="")
    if not best or means[best][0] < PLEASED:
        return "", (0.0, 0.0, 0.0)
    return best, means[best]
