"""The charts: from a view's rows to a Vega-Lite specification, and the bundle that draws it.

Each chart is one entry of `CHARTS`, with the DuckDB view it draws and a sentence on how it
misleads. Rows come labelled: whether names may be seen was decided before. Colours are
colour-blind safe (Okabe-Ito) and doubled by shapes; camps get them only when they are supported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

Row = Mapping[str, Any]
Spec = dict[str, Any]

CAMP_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]
CAMP_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
QUIET = "#7d8590"
FEW = 16
_FONT = "ui-sans-serif, system-ui, Helvetica, Arial, sans-serif"


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


@dataclass(frozen=True)
class Chart:
    """One chart: its words, its view and how it is drawn.

    Attributes:
        name: As in URLs; also the view's name.
        title: As people read it.
        help: What it answers, in one line.
        misleads: What would mislead here.
        subtitle: A line with n in it; `{names}` are fields of `About`.
        build: Rows and About -> Vega-Lite specification.
    """

    name: str
    title: str
    help: str
    misleads: str
    subtitle: str
    build: Callable[[Sequence[Row], About], Spec]


def vega_bundle() -> str:
    """Vega, Vega-Lite, the embedder and the expression interpreter as one ES module.

    Made on this machine from the installed package; nothing is fetched.
    """
    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # its stub forgets the default


def _supported(rows: Sequence[Row]) -> bool:
    return bool(rows) and bool(rows[0]["supported"])


def _camp_scale(rows: Sequence[Row], looks: Sequence[str]) -> dict[str, Any]:
    """Scale and legend of the camps there are; a camp's look is its number's, always."""
    camps = sorted({int(row["camp"]) for row in rows})
    scale = alt.Scale(domain=camps, range=[looks[camp - 1] for camp in camps])
    return {"scale": scale, "title": "Camp", "legend": alt.Legend(orient="top", direction="horizontal")}


def _camp_colour(rows: Sequence[Row]) -> Any:
    if not _supported(rows):
        return alt.value(QUIET)
    return alt.Color("camp:N", **_camp_scale(rows, CAMP_COLOURS))


def _camp_shape(rows: Sequence[Row]) -> Any:
    if not _supported(rows):
        return alt.value("circle")
    return alt.Shape("camp:N", **_camp_scale(rows, CAMP_SHAPES))


def _taste_map(rows: Sequence[Row], about: About) -> Spec:
    """Members at their place, each as a picture predicted to please them."""
    reach = max((max(abs(row["x"]), abs(row["y"])) for row in rows), default=1.0) * 1.18 or 1.0
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    spot = alt.Chart(alt.Data(values=[dict(row) for row in rows])).encode(
        x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale)
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("answers:Q", title="answers"),
        alt.Tooltip("right_held_out:Q", title="foretold right"),
        alt.Tooltip("held_out:Q", title="of held-out answers"),
        alt.Tooltip("image:N", title="image"),
    ]
    side = 36 if len(rows) <= FEW else 26
    ring = spot.mark_point(size=1.5 * side**2, strokeWidth=3, filled=False, opacity=0.9).encode(
        color=_camp_colour(rows), shape=_camp_shape(rows)
    )
    picture = spot.mark_image(width=side, height=side).encode(url="image:N", tooltip=words)
    # Names of many would lie on each other; they stay in the tooltip and the table.
    names = [spot.mark_text(dy=33, fontSize=11).encode(text="label:N")] if len(rows) <= FEW else []
    return _finished(alt.layer(ring, picture, *names), height=440)


def _rule_liking(rows: Sequence[Row], about: About) -> Spec:
    """Predicted liking of each rule's ideal, a line per member; sorted by the worst-off."""
    worst = {
        rule: min(row["liking"] for row in rows if row["rule"] == rule) for rule in {r["rule"] for r in rows}
    }
    order = [about.rules[rule] for rule in sorted(worst, key=lambda rule: (-worst[rule], rule))]
    people = list(dict.fromkeys(row["label"] for row in sorted(rows, key=lambda row: int(row["camp"]))))
    values = [{**row, "rule_title": about.rules[row["rule"]]} for row in rows]
    offset = alt.YOffset("label:N", sort=people)
    chart = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y(
            "rule_title:N", sort=order, title=None, axis=alt.Axis(labelFontSize=13, ticks=False, domain=False)
        ),
        yOffset=offset,
        color=_camp_colour(rows),
    )
    share = alt.Axis(format="%", tickCount=5)
    span = chart.mark_rule(opacity=0.45, strokeWidth=1.5).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), axis=share, title="predicted chance of liking it"),
        x2="high:Q",
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("rule_title:N", title="rule"),
        alt.Tooltip("liking:Q", format=".0%", title="predicted liking"),
        alt.Tooltip("low:Q", format=".0%", title="at least"),
        alt.Tooltip("high:Q", format=".0%", title="at most"),
    ]
    dot = chart.mark_point(filled=True, size=55, opacity=1).encode(
        x="liking:Q", shape=_camp_shape(rows), tooltip=words
    )
    half = (
        alt.Chart(alt.Data(values=[{"half": 0.5}]))
        .mark_rule(strokeDash=[4, 4], color=QUIET)
        .encode(x="half:Q")
    )
    each = max(3, min(12, 150 // max(len(people), 1)))
    return _finished(alt.layer(half, span, dot), height=each * (len(people) + 2) * max(len(order), 1))


def _rule_reach(rows: Sequence[Row], about: About) -> Spec:
    """How many of all members are predicted to like each rule's ideal, as far as it may be told."""
    members = max((int(row["members"]) for row in rows), default=1)
    order = sorted(rows, key=lambda row: (-row["at_least"], -row["at_most"], row["rule"]))
    values = [{**row, "rule_title": about.rules[row["rule"]]} for row in rows]
    chart = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y(
            "rule_title:N",
            sort=[about.rules[row["rule"]] for row in order],
            title=None,
            axis=alt.Axis(labelFontSize=13, ticks=False, domain=False),
        )
    )
    words = [alt.Tooltip("rule_title:N", title="rule"), alt.Tooltip("words:N", title="predicted to like it")]
    reach = chart.mark_rule(strokeWidth=10, strokeCap="round", color=CAMP_COLOURS[0], opacity=1).encode(
        x=alt.X(
            "at_least:Q",
            scale=alt.Scale(domain=[0, members]),
            axis=alt.Axis(tickMinStep=1, format="d"),
            title="members predicted to like it",
        ),
        x2="at_most:Q",
        tooltip=words,
    )
    dot = chart.mark_point(filled=True, size=80, opacity=1, color=CAMP_COLOURS[0]).encode(
        x="at_least:Q", tooltip=words
    )
    said = chart.mark_text(dy=-15, align="right", fontSize=12).encode(x="at_most:Q", text="words:N")
    return _finished(alt.layer(reach, dot, said), height=52 * max(len(rows), 1))


def _finished(chart: alt.LayerChart, height: int) -> Spec:
    """The specification with the house's type and no background of its own.

    Heights are in pixels: a height counted in steps makes the library complain in the console.
    """
    words = {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "titleFontSize": 12,
    }
    config = {
        "font": _FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**words, "titleFontWeight": 500, "grid": True, "gridColor": QUIET, "gridOpacity": 0.18},
        "legend": words,
        "text": {"color": "currentColor"},
    }
    spec: Spec = chart.properties(width="container", height=height).to_dict()
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["config"] = config
    return spec


_ALL = (
    Chart(
        name="taste_map",
        title="Taste map",
        help="Are we one group or several, and who stands alone?",
        misleads="A flat picture of many dimensions always shows clumps. Only the sentence about camps may "
        "be quoted; the axes have no meaning, and nearness of two members on the map is approximate.",
        subtitle="{members} members, {answers} answers. Near means alike; this flat picture keeps "
        "{map_share} of the differences. Camps were looked for in all dimensions: {reading}.",
        build=_taste_map,
    ),
    Chart(
        name="rule_liking",
        title="Rules and members",
        help="What does each rule ask of whom?",
        misleads="These are predictions by the same models that drew the ideals, so they flatter them. "
        "Only a blind vote can say whether people really like the picture.",
        subtitle="{members} members. Points are predictions, lines their 95 % intervals; "
        "sorted by whoever would like it least.",
        build=_rule_liking,
    ),
)
CHARTS: dict[str, Chart] = {chart.name: chart for chart in _ALL}

# What takes a chart's place where nobody may be singled out: rows of all members together.
TOGETHER: dict[str, Chart] = {
    "rule_liking": Chart(
        name="rule_liking",
        title="Rules and members",
        help="How many does each rule please?",
        misleads="These are predictions by the same models that drew the ideals, so they flatter them. "
        "Where few would differ from the rest, only from how many to how many is told: nobody is exposed.",
        subtitle="{members} members together. Nobody's own line is shown.",
        build=_rule_reach,
    )
}


def curves_svg(rows: Sequence[Row], title: str, across: str, up: str) -> str:
    """Curves as one SVG for a document: ours solid, peers dashed.

    Args:
        rows: `name`, `ours` (a truth value), `x`, `y`, and the interval `low` to `high` of every point.
        title: What is drawn.
        across: Title of the axis of `x`.
        up: Title of the axis of `y`.
    """
    names = list(dict.fromkeys(str(row["name"]) for row in rows))
    at = alt.Chart(alt.Data(values=[dict(row) for row in rows])).encode(
        x=alt.X("x:Q", title=across, scale=alt.Scale(type="symlog", constant=8)),
        color=alt.Color("name:N", sort=names, title=None, scale=alt.Scale(scheme="tableau20"),
                        legend=alt.Legend(labelLimit=320, symbolStrokeWidth=3)),
        strokeDash=alt.StrokeDash("ours:N", legend=None,
                                  scale=alt.Scale(domain=[True, False], range=[[1, 0], [5, 4]])),
    )  # fmt: skip
    spot = alt.Y("y:Q", title=up, scale=alt.Scale(zero=False))
    line = at.mark_line(point=alt.OverlayMarkDef(size=28), strokeWidth=2).encode(y=spot)
    doubt = at.mark_rule(opacity=0.35).encode(
        y=alt.Y("low:Q", title=up), y2="high:Q", strokeDash=alt.value([1, 0])
    )
    chart = alt.layer(doubt, line).properties(width=640, height=420, title=title, background="white")
    return str(vl_convert.vegalite_to_svg(chart.configure(font=_FONT).to_dict()))
