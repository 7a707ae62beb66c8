"""What a chart is, and the house's look: colours that hold up for everybody, quiet axes, one font.

Rows come labelled: whether names may be seen was decided before. Colours are colour-blind safe
(Okabe-Ito) and doubled by shapes; camps get them only when they are supported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

Row = Mapping[str, Any]
Spec = dict[str, Any]
# Whose rows a chart has: of single members, never where nobody may be singled out; of all together,
# there only as far as enough people are behind them; of nobody at all.
Shows = Literal["members", "together", "nobody"]
Topic = Literal["tastes", "pictures", "trust", "part"]

CAMP_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]
CAMP_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
LIKED, DISLIKED, ASKED, FORETOLD = "#0072B2", "#D55E00", "#0072B2", "#D55E00"
QUIET = "#7d8590"
INK = "currentColor"
FEW = 16
OF_MEMBERS = ("camp", "answers", "members")
OF_VOTES = (*OF_MEMBERS, "session", "mode", "since", "until")
WEIGHTED = "weighted"
FONT = "ui-sans-serif, system-ui, Helvetica, Arial, sans-serif"
SHARE = alt.Axis(format="%", tickCount=5)
WHOLE = alt.Scale(domain=[0, 1])
ON_TOP = alt.Legend(orient="top", direction="horizontal", titleLimit=400)


@dataclass(frozen=True)
class About:
    """What a chart says around its marks.

    Attributes:
        number: Model number drawn.
        members: How many members are in it; None where that is not told.
        answers: How many answers they gave; None where that is not told.
        reading: What was found about camps, in words.
        map_share: Share of differences the flat map keeps, 0 to 1.
        rules: Title of each rule by name.
    """

    number: int
    members: int | None
    answers: int | None
    reading: str
    map_share: float
    rules: Mapping[str, str]


def nothing_more(_rows: Sequence[Row]) -> dict[str, Any]:
    """A subtitle that says no more than what `About` knows."""
    return {}


def named(rows: Sequence[Row]) -> dict[str, Any]:
    """A subtitle that says of how many members there are rows."""
    return {"members": len({row["label"] for row in rows})}


@dataclass(frozen=True)
class Chart:
    """One chart: its words, its view and how it is drawn.

    Attributes:
        name: As in URLs; also the view's name.
        title: As people read it.
        help: What it answers, in one line.
        misleads: What would mislead here.
        subtitle: A line with n in it; `{names}` are fields of `About`, or what `tell` gives.
        build: Rows and About -> Vega-Lite specification.
        topic: Which question of the board it belongs to.
        shows: Whose rows it has.
        filters: What it may be filtered by.
        tell: Further numbers for the subtitle, from the rows; shares from 0 to 1 end in `_share`.
    """

    name: str
    title: str
    help: str
    misleads: str
    subtitle: str
    build: Callable[[Sequence[Row], About], Spec]
    topic: Topic
    shows: Shows
    filters: tuple[str, ...] = ()
    tell: Callable[[Sequence[Row]], Mapping[str, Any]] = nothing_more

    @property
    def of_votes(self) -> bool:
        """Whether it is drawn from votes, of whoever gave any; else from what was learned."""
        return set(OF_VOTES) <= set(self.filters)


def inline(rows: Sequence[Row]) -> alt.Chart:
    """A chart of rows that travel inside the specification."""
    return alt.Chart(alt.Data(values=[dict(row) for row in rows]))


def mark_at(value: float, across: bool = True) -> alt.Chart:
    """A dashed line to hold marks against: upright at a place across, or level."""
    place = {"x" if across else "y": alt.X("at:Q") if across else alt.Y("at:Q")}
    return inline([{"at": value}]).mark_rule(strokeDash=[4, 4], color=QUIET).encode(**place)


def named_axis(**more: Any) -> alt.Axis:
    """An axis of names, without ticks."""
    return alt.Axis(labelFontSize=13, ticks=False, domain=False, labelLimit=220, **more)


def supported(rows: Sequence[Row]) -> bool:
    """Whether camps may be coloured."""
    return bool(rows) and bool(rows[0]["supported"])


def camp_colour(rows: Sequence[Row]) -> Any:
    """Each camp's colour, or one quiet one where there are no camps to speak of."""
    return alt.Color("camp:N", **_camp_scale(rows, CAMP_COLOURS)) if supported(rows) else alt.value(QUIET)


def camp_shape(rows: Sequence[Row]) -> Any:
    """Each camp's shape, or one for all."""
    return alt.Shape("camp:N", **_camp_scale(rows, CAMP_SHAPES)) if supported(rows) else alt.value("circle")


def _camp_scale(rows: Sequence[Row], looks: Sequence[str]) -> dict[str, Any]:
    """Scale and legend of the camps there are; a camp's look is its number's, always."""
    camps = sorted({int(row["camp"]) for row in rows})
    scale = alt.Scale(domain=camps, range=[looks[(camp - 1) % len(looks)] for camp in camps])
    return {"scale": scale, "title": "Camp", "legend": ON_TOP}


def finished(chart: alt.LayerChart | alt.Chart, height: int) -> Spec:
    """The specification with the house's type and no background of its own.

    Heights are in pixels: a height counted in steps makes the library complain in the console.
    What a test has found valid is not checked again for every reader, which took half of the time.
    """
    words = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12}
    spec: Spec = chart.properties(width="container", height=height).to_dict(validate=False)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["config"] = {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**words, "titleFontWeight": 500, "grid": True, "gridColor": QUIET, "gridOpacity": 0.18},
        "legend": words,
        "text": {"color": INK},
    }
    return spec
