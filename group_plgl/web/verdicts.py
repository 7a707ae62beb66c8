"""The verdict in words: whether one picture serves a group, with the pictures that say so.

What may be told is decided by `services.juxtapose`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from group_plgl.groups.splits import BOTH, ONE
from group_plgl.services.heed import uneven_voices
from group_plgl.services.juxtapose import Seen, SideBySide, side_by_side
from group_plgl.services.reveal import Sight
from group_plgl.store.options import VerdictRow
from group_plgl.store.people import Group, members_of
from group_plgl.web import language
from group_plgl.web.describing import described
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import Label, labels_of, listed
from group_plgl.web.language import _, later
from group_plgl.web.liked import picture_url, sentence
from group_plgl.web.pages import Liking
from group_plgl.web.rules_pages import Alternative, Part, Verdict
from group_plgl.web.wiring import wiring

Shown = Callable[[int], Alternative]
Labels = Mapping[str, Label]
MOST_NAMED = 5
TIMES = {
    0.5: later("{name} counts half, as the host set it on {date}."),
    2.0: later("{name} counts twice, as the host set it on {date}."),
    3.0: later("{name} counts three times, as the host set it on {date}."),
    5.0: later("{name} counts five times, as the host set it on {date}."),
}


def voices_told(visitor: Visitor) -> list[str]:
    """Who counts otherwise than once, and since when: for everybody who may look at the group."""
    studio, group = wiring().studio, visitor.group
    said = uneven_voices(studio, group)
    known = labels_of(visitor, members_of(studio.database, group.group_id)) if said else {}
    return [
        _(TIMES[one.weight], name=known[one.member_id].text, date=language.date(one.said_at))
        for one in said
        if one.member_id in known
    ]


def verdict_now(visitor: Visitor, sight: Sight) -> Verdict | None:
    """The verdict on the very number somebody sees; None before it is known."""
    studio, group = wiring().studio, visitor.group
    found = side_by_side(studio, sight)
    if found is None or found.number != sight.number:
        return None
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    return verdict_of(found, alternatives(group, found, labels), labels)


def alternatives(group: Group, found: SideBySide, labels: Labels) -> Shown:
    """From a spot to its picture in words."""
    told = described(group, [one.picture_id for one in found.seen.values()])
    made = {
        spot: _alternative(group, one, found.members, told[one.picture_id], labels)
        for spot, one in found.seen.items()
    }
    return made.__getitem__


def _alternative(group: Group, one: Seen, members: int | None, words: str, labels: Labels) -> Alternative:
    rows = [row for row in one.likings if row.member_id in labels]
    return Alternative(
        spot=one.spot,
        picture_url=picture_url(group, one.picture_id),
        words=words,
        sentence=sentence(one.pleased, members),
        band=one.pleased.band,
        pleased=one.pleased.count,
        members=members,
        mean=one.mean,
        low=one.low,
        high=one.high,
        worst=one.worst.liking if one.worst else None,
        worst_off=name_of(labels, one.worst.member_id) if one.worst else "",
        likings=[
            Liking(
                label=labels[row.member_id].text, you=labels[row.member_id].you,
                simulated=labels[row.member_id].simulated, liking=row.liking, low=row.low, high=row.high,
                standing=row.standing,
            )
            for row in rows
        ],
    )  # fmt: skip


def name_of(labels: Labels, member: str) -> str:
    """What a member is called in a sentence to this visitor."""
    label = labels.get(member)
    return "" if label is None else _("you") if label.you else label.text


def verdict_of(found: SideBySide, shown: Shown, labels: Labels) -> Verdict:
    """Whether one picture serves the group, in words; where that may not be told, it says so."""
    told, rows = found.verdict, found.options.get("split", ())
    if told is None:
        words = _("Whether one picture serves all of you is told only where every part would be large")
        return Verdict("", words, "", None, None, None, None, [])
    parts = [_part(found, place, row.spot, shown, labels) for place, row in enumerate(rows[1:])]
    return Verdict(
        verdict=told.verdict,
        sentence=_answer(told.verdict, parts),
        detail=_detail(told, found.members) if parts else _("Fewer than four known tastes have no parts."),
        gain=told.gain,
        low=told.low,
        high=told.high,
        one=shown(rows[0].spot) if rows else None,
        parts=parts,
    )


def _part(found: SideBySide, part: int, spot: int, shown: Shown, labels: Labels) -> Part:
    mean, low, high = found.mean_in(part, spot) or (None, None, None)
    others = found.mean_in(1 - part, spot)
    return Part(
        number=part + 1,
        size=found.parts[part],
        labels=_labels_in(found, part, labels),
        picture=shown(spot),
        mean=mean,
        low=low,
        high=high,
        elsewhere=others[0] if others else None,
    )


def _answer(verdict: str, parts: Sequence[Part]) -> str:
    """The sentence that answers whether one picture is enough."""
    if verdict == ONE:
        return _("One picture serves all of you")
    if verdict == BOTH:
        return _("One picture serves you, and two would serve you better")
    if all(0 < len(part.labels) <= MOST_NAMED for part in parts):
        one, other = (listed(part.labels) for part in parts)
        return _("You fall into two: one picture for {one}, another for {other}", one=one, other=other)
    return _("You fall into two: no single picture serves all of you")


def _detail(told: VerdictRow, members: int | None) -> str:
    gain, low, high = (language.decimal(100.0 * one, 0) for one in (told.gain, told.low, told.high))
    words = _(
        "Predicted: with one picture for each of two parts, everybody's own would stand {gain} places in a "
        "hundred higher than the one for all, on average (95 % interval {low} to {high}).",
        gain=gain, low=low, high=high,
    )  # fmt: skip
    return words if members is None else words + " " + _("Made of {n} tastes.", n=members)


def _labels_in(found: SideBySide, part: int, labels: Labels) -> list[str]:
    theirs = [labels[one] for one in found.part(part) if one in labels]
    return [label.text for label in sorted(theirs, key=lambda one: one.place)]
