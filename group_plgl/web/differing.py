"""What pages of changing and comparing pictures share: frames, choices, differences and likings in words.

Whose liking is told is decided in `services.favour`; here it only gets a label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from flask import request, url_for

from group_plgl.errors import BadInput
from group_plgl.groups.rules import RULES
from group_plgl.services.favour import CAMP, GROUP, ME, Favour
from group_plgl.services.point import Looker, Place, Pointed, offered
from group_plgl.services.space import is_catalogue, is_past
from group_plgl.services.transform import Liked, Shown
from group_plgl.store.people import Group, members_of
from group_plgl.web.describing import described
from group_plgl.web.encoding import inside
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import Label, labels_of
from group_plgl.web.language import _
from group_plgl.web.liked import picture_url
from group_plgl.web.portrait import PAST
from group_plgl.web.transforming_pages import Chance, LikingPair, PictureOption, Shift
from group_plgl.web.wiring import wiring

MOST_SAID = 2


def changing(visitor: Visitor, looker: Looker) -> dict[str, Any]:
    """The fields of a `ChangeFrame`."""
    group = visitor.group
    return frame_of(visitor) | {
        "own": is_catalogue(group.space),
        "past": _(PAST) if is_past(group.space) else "",
        "withheld": looker.sight.withheld,
    }


def who_asks(visitor: Visitor) -> str:
    """By what an asker is slowed down: members each for themself, all others by their address."""
    return visitor.member.member_id if visitor.member else request.remote_addr or ""


def choices(looker: Looker, chosen: Pointed | None) -> list[PictureOption]:
    """Pictures of the group to choose from; one that was asked for by its id is among them."""
    group, found = looker.group, offered(wiring().studio, looker)
    if chosen is not None and all(name != chosen.name for name, _, _ in found):
        found = [(chosen.name, chosen.place, chosen.picture_id), *found]
    told = described(group, [picture for _, _, picture in found])
    newest = looker.sight.number
    plain = [name for name, where, __ in found if not where.rule]
    return [
        PictureOption(
            name=name,
            title=titled(place, newest) or _("picture {n}", n=plain.index(name) + 1),
            chosen=chosen is not None and name == chosen.name,
            picture_url=picture_url(group, picture),
            words=told[picture],
        )
        for name, place, picture in found
    ]


def titled(place: Place, newest: int | None) -> str:
    """What a picture of the group is called; empty where it was not drawn for a rule."""
    if not place.rule:
        return ""
    rule = _(RULES[place.rule].title)
    if place.number != newest:
        return _("the ideal by “{rule}” of model {n}", rule=rule, n=place.number)
    if place.place:
        return _("close behind by “{rule}”, {n}", rule=rule, n=place.place)
    return _("the ideal by “{rule}”", rule=rule)


def shifts(rows: Sequence[Mapping[str, Any]]) -> list[Shift]:
    """What differs, in the reader's language."""
    return [Shift(_(one["towards"]), _(one["away_from"])) for one in rows]


def in_words(moved: Sequence[Shift], seen: Sequence[Shift]) -> str:
    """The most plain differences as a phrase; empty where there are none."""
    said = list(dict.fromkeys(one.towards for one in [*moved, *seen]))[:MOST_SAID]
    return _("{one} and {other}", one=said[0], other=said[1]) if len(said) > 1 else "".join(said)


def shown_url(group: Group, shown: Shown) -> str:
    """Where a picture is: of a catalogue in the house, otherwise inside the answer, kept nowhere."""
    return picture_url(group, shown.picture_id) if shown.picture_id else inside(shown.content)


def pairs_of(
    visitor: Visitor, likings: Mapping[str, tuple[Liked, Liked, str]]
) -> tuple[LikingPair | None, list[LikingPair]]:
    """The asker's own likings, and everybody's where others' are told; who likes the second most first."""
    labels = labels_of(visitor, members_of(wiring().studio.database, visitor.group.group_id))
    rows = {one: _pair(labels[one], *both) for one, both in likings.items() if one in labels}
    you = next((row for row in rows.values() if row.you), None)
    others = any(not row.you for row in rows.values())
    return you, sorted(rows.values(), key=lambda one: -one.after.liking) if others else []


def chance_of(one: Liked) -> Chance:
    """A predicted liking on a page."""
    return Chance(one.liking, one.low, one.high)


def _pair(label: Label, before: Liked, after: Liked, side: str) -> LikingPair:
    return LikingPair(label.text, label.you, label.simulated, chance_of(before), chance_of(after), side)


def favour_title(visitor: Visitor, favour: Favour) -> str:
    """In whose favour, as a form says it."""
    if favour.kind == ME:
        return _("my taste")
    if favour.kind == GROUP:
        return _("the group's taste, by “{rule}”", rule=_(RULES[favour.rule].title))
    if favour.kind == CAMP:
        return _("the taste of camp {n}", n=favour.camp)
    return _("{name}'s taste", name=name_of(visitor, favour))


def name_of(visitor: Visitor, favour: Favour) -> str:
    """Who it is, where it is one member or camp."""
    if favour.kind == CAMP:
        return _("Camp {n}", n=favour.camp)
    labels = labels_of(visitor, members_of(wiring().studio.database, visitor.group.group_id))
    return labels[favour.member_id].text if favour.member_id in labels else ""


def number_asked(name: str, usual: float) -> float:
    """A number from the address or the form.

    Raises:
        BadInput: It is none, or not finite.
    """
    said = request.values.get(name, "")
    try:
        value = float(said or usual)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise BadInput("“{said}” is not a number", said=said)
    return value


def steps_url(group: Group, picture: str, favour: Favour, step: int | None = None) -> str:
    """The slider along a taste, or one step of it."""
    asked: dict[str, Any] = {"picture": picture, "for": favour.name}
    if step is not None:
        asked["step"] = step
    return url_for("stepping.steps", slug=group.slug, **asked)
