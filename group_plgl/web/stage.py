"""What is shown to a room: the gauge, the mosaic, the slides of the reveal.

Everybody looks at the projector, so everything here is what a reader of the group may see, read
through the same layer as every other page; the host's own rights play no part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from group_plgl.analytics.convergence import AHEAD, Outlook
from group_plgl.analytics.likely import chance_pleased, likely_count
from group_plgl.services.converge import TAKING_PART, Convergence, convergence
from group_plgl.services.reveal import camping, drawing, heard_until, published, sight_of
from group_plgl.services.weigh import FEWEST, Divided, dividing, liked_lately
from group_plgl.store.people import Group
from group_plgl.web.ballots import tiles
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _, decimal, ngettext
from group_plgl.web.pages import Drawn, GroupPage, Ideal
from group_plgl.web.stage_pages import DividedTile, Gauge, GaugePoint, RuleSlide, SideLine, Tile
from group_plgl.web.wiring import wiring

MOSAIC = 16
DIVIDED = 3
OTHERS = 4
MOST_TILES = 40
WIDE, HIGH = 1000.0, 360.0
_LEAST, _MOST = 0.25, 8.0
_FRAME = 2.35
_CAPTION = 0.16


def audience(group: Group) -> Visitor:
    """The room: somebody who has not joined and holds no key."""
    return Visitor(group, None, False)


def gauge(group: Group) -> Gauge:
    """Whether the group may stop."""
    studio = wiring().studio
    found = convergence(studio, group, published(studio.database, group))
    points = [GaugePoint(one.answers, one.expected, one.low, one.high) for one in found.course]
    line, band, now = _drawn_course(found.course)
    return Gauge(
        words=_outlook_words(found),
        because=_missing(group, found),
        stop=found.stop,
        points=points,
        line=line,
        band=band,
        stop_y=round(_height(1.0), 1),
        now_x=now[0],
        now_y=now[1],
    )


def mosaic(group: Group, hidden: bool) -> tuple[list[Tile], str]:
    """Pictures that several members liked lately, and what they are called.

    While results are hidden these are pictures that several have looked at: what they said of them
    is not told.
    """
    studio = wiring().studio
    fewest, upto = FEWEST, heard_until(studio.database, group)
    if group.privacy == "anonymous":
        fewest = max(FEWEST, group.k)
    found = liked_lately(studio, group, fewest=fewest, most=MOSAIC, upto=upto, any_word=hidden)
    if hidden:
        words = ngettext("Looked at by {n} or more", "Looked at by {n} or more", fewest)
    else:
        words = ngettext("Liked by {n} or more", "Liked by {n} or more", fewest)
    return tiles(group, found), words


def rule_slides(group: Group, drawn: Drawn) -> list[RuleSlide]:
    """What each rule draws, with how many it is predicted to please and how surely."""
    return [
        RuleSlide(
            rule=ideal.rule,
            title=ideal.title,
            help=ideal.help,
            sentence=ideal.sentence,
            reach=_reach(ideal),
            doubt=ideal.doubt,
            tile=Tile(
                ideal.picture_url,
                _(
                    "The group's ideal by the rule “{rule}”, model {number}",
                    rule=ideal.title,
                    number=drawn.number,
                ),
                ideal.title,
                False,
            ),
        )
        for ideal in drawn.ideals
    ]


def basis(page: GroupPage) -> str:
    """What the picture rests on."""
    drawn = page.drawn
    if drawn is None:
        return ""
    if drawn.members is None or drawn.answers is None:
        return _("Model {n}, predicted", n=drawn.number)
    return _(
        "Model {number}, predicted from {answers} answers of {n} members",
        number=drawn.number, answers=drawn.answers, n=drawn.members,
    )  # fmt: skip


def spread_tiles(group: Group, drawn: Drawn) -> list[Tile]:
    """The picture each member is predicted to love most; named only where everybody sees names."""
    named = group.privacy == "identified"
    return [
        Tile(
            one.samples[0].picture_url,
            _("Generated picture for {name}", name=one.label)
            if named
            else _("Generated picture for one member"),
            one.label if named else "",
            one.simulated,
        )
        for one in drawn.spread
        if one.samples
    ]


def columns_for(count: int) -> int:
    """How many square tiles with captions go beside each other so that all of them are largest."""
    if count == 0:
        return 1

    def side(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(_FRAME / columns, 1.0 / rows / (1 + _CAPTION))

    return max(range(1, count + 1), key=side)


def divided_tiles(group: Group) -> list[DividedTile]:
    """The pictures members differ most about."""
    studio = wiring().studio
    sight = sight_of(studio, audience(group))
    if sight.number is None:
        return []
    found = camping(studio, sight)
    sides = {one.member_id: one.camp for one in found.places} if found and found.supported else {}
    fewest = group.k if sight.anonymous else 1
    upto = heard_until(studio.database, group)
    rows = dividing(studio, group, sides, fewest=fewest, most=DIVIDED, upto=upto)
    pictures = tiles(group, [row.picture_id for row in rows])
    tell = _banded if sight.anonymous else _divided
    return [tell(row, tile) for row, tile in zip(rows, pictures, strict=True)]


def other_tiles(group: Group, drawn: Drawn) -> list[Tile]:
    """What stands behind the ideal: pleasing nearly as much, and looking different."""
    studio = wiring().studio
    found = drawing(studio, sight_of(studio, audience(group)))
    rows = found.runners_up.get(drawn.ideals[0].rule, ()) if found else ()
    return tiles(group, [row.picture_id for row in rows[:OTHERS]])


def _divided(row: Divided, tile: Tile) -> DividedTile:
    return DividedTile(
        tile=tile,
        liked=row.liked,
        asked=row.asked,
        words=_("{liked} of {n} like it", liked=row.liked, n=row.asked),
        sides=[
            SideLine(camp + 1, _("Camp {camp}: {liked} of {n}", camp=camp + 1, liked=liked, n=asked))
            for camp, (liked, asked) in row.camps.items()
        ],
    )


def _banded(row: Divided, tile: Tile) -> DividedTile:
    """The same roughly: an exact count from one number to the next may tell of one member."""
    words = _("About half like it")
    if 3 * row.liked < row.asked:
        words = _("Some like it, most do not")
    elif 3 * row.liked > 2 * row.asked:
        words = _("Most like it, some do not")
    return DividedTile(tile=tile, liked=None, asked=None, words=words, sides=[])


def _reach(ideal: Ideal) -> str:
    """From how many to how many are likely to like an ideal, as surely as tastes are known."""
    if not ideal.likings:
        return ""
    low, high = likely_count([chance_pleased(one.low, one.high) for one in ideal.likings])
    members = len(ideal.likings)
    if low == high:
        return _("Likely {high} of {n}.", high=high, n=members)
    return _("Likely {low} to {high} of {n}.", low=low, high=high, n=members)


def _outlook_words(found: Convergence) -> str:
    """What 20 more answers would do, in a sentence."""
    now = found.now
    if now is None:
        return _("Too early to tell how far the picture still moves.")
    if now.expected < 1.0:
        return _("{n} more answers would move the picture less than you can see.", n=AHEAD)
    return _(
        "{n} more answers would move the picture about {times} times as much as you can just see.",
        n=AHEAD,
        times=decimal(now.expected, 0 if now.expected >= 3 else 1),
    )


def _missing(group: Group, found: Convergence) -> str:
    """What else is missing before the group may stop."""
    if not found.still or found.stop:
        return ""
    if not found.attended:
        if group.privacy == "anonymous":
            return _("But too few of those here are in it yet.")
        return _(
            "But it is made of {members} of {n} members; {share} are enough.",
            members=found.members, n=found.joined, share=math.ceil(TAKING_PART * found.joined),
        )  # fmt: skip
    return _(
        "But tastes are not yet told better than by guessing: {right} of {n}.",
        right=found.right,
        n=found.asked,
    )


def _height(expected: float) -> float:
    """Where an expectation is in the gauge: by its logarithm, since it halves more than it falls."""
    inside = min(max(expected, _LEAST), _MOST)
    return HIGH * (1 - math.log(inside / _LEAST) / math.log(_MOST / _LEAST))


def _drawn_course(course: Sequence[Outlook]) -> tuple[str, str, tuple[float, float]]:
    """The course as SVG paths, a line and a band, and where it ends."""
    if not course:
        return "", "", (0.0, 0.0)
    x = WIDE * np.array([one.answers for one in course], dtype=np.float64) / (course[-1].answers + AHEAD)
    both = list(zip(x, course, strict=True))
    rows = {
        name: [(round(float(at), 1), round(_height(getattr(one, name)), 1)) for at, one in both]
        for name in ("expected", "low", "high")
    }
    band = _path([*rows["high"], *reversed(rows["low"])]) + "Z" if len(course) > 1 else ""
    return _path(rows["expected"]), band, rows["expected"][-1]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
