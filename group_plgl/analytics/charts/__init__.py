"""The charts: from a view's rows to a Vega-Lite specification, and the bundle that draws it.

Each chart is one entry of `CHARTS`, with the DuckDB view it draws and a sentence on how it
misleads. Adding one touches its entry here and its view in `store/schema`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import altair as alt
import vl_convert

from group_plgl.analytics.charts.base import (
    CAMP_COLOURS,
    CAMP_SHAPES,
    FONT,
    INK,
    QUIET,
    About,
    Chart,
    Row,
    Spec,
    Topic,
)
from group_plgl.analytics.charts.part import PART, STEPS
from group_plgl.analytics.charts.pictures import ENOUGH_PEOPLE, PICTURES, PICTURES_TOGETHER
from group_plgl.analytics.charts.tastes import TASTES
from group_plgl.analytics.charts.trust import TRUST, TRUST_TOGETHER

__all__ = [
    "CAMP_COLOURS",
    "CAMP_SHAPES",
    "CHARTS",
    "ENOUGH_PEOPLE",
    "KINDS",
    "QUIET",
    "SHOWN_OUTSIDE",
    "STEPS",
    "TOGETHER",
    "TOPICS",
    "About",
    "Chart",
    "Row",
    "Spec",
    "Topic",
    "curves_svg",
    "drawn_png",
    "drawn_svg",
    "vega_bundle",
]

CHARTS: dict[str, Chart] = {chart.name: chart for chart in (*TASTES, *PICTURES, *TRUST, *PART)}
# What takes a chart's place where nobody may be singled out: rows of all members together.
TOGETHER: dict[str, Chart] = {chart.name: chart for chart in (*PICTURES_TOGETHER, *TRUST_TOGETHER)}
TOPICS: Mapping[Topic, str] = {
    "tastes": "Who likes what alike",
    "pictures": "Which picture",
    "trust": "How far to trust it",
    "part": "Who took part",
}
KINDS = ("liked", "disliked", "usual", "unusual", "done", "running", "abandoned", "failed")  # in legends
# What a link may show: how the house works is for those inside.
SHOWN_OUTSIDE = tuple(name for name in CHARTS if name not in ("influence", "answer_pace", "job_runs"))
_INKS = {"light": ("#1b1c20", "#ffffff"), "dark": ("#ececf1", "#17181c")}
_WIDTH, _ENLARGED = 880, 2.0
_COLUMN = 620  # wide, in a document that says the title itself: letters are as large as its own


def vega_bundle() -> str:
    """Vega, Vega-Lite, the embedder and the expression interpreter as one ES module.

    Made on this machine from the installed package; nothing is fetched.
    """
    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # its stub forgets the default


def drawn_svg(spec: Spec, title: str, subtitle: str, theme: str = "light") -> str:
    """A chart as SVG with its title and subtitle inside if it has any, in ink and on paper of its own."""
    return str(vl_convert.vegalite_to_svg(_standing_alone(spec, title, subtitle, theme)))


def drawn_png(spec: Spec, title: str, subtitle: str, theme: str = "light") -> bytes:
    """The same as PNG, twice as many pixels as units."""
    alone = _standing_alone(spec, title, subtitle, theme)
    return bytes(vl_convert.vegalite_to_png(alone, scale=_ENLARGED))


def _standing_alone(spec: Spec, title: str, subtitle: str, theme: str) -> str:
    """A specification that needs no page around it: width, ink, paper, and what is said above it."""
    ink, paper = _INKS[theme]
    lines = _wrapped(subtitle)
    heading = {
        "text": title,
        "subtitle": lines,
        "anchor": "start",
        "frame": "group",
        "offset": 18,
        "fontSize": 20,
        "subtitleFontSize": 13,
        "color": ink,
        "subtitleColor": ink,
        "subtitlePadding": 6,
    }
    side = spec.get("usermeta", {}).get("side")  # of a square
    alone = {**spec, "width": side or (_WIDTH if title else _COLUMN), "background": paper, "padding": 24}
    if title:
        alone["title"] = heading
    alone["config"] = {**spec["config"], "background": paper}
    alone.pop("autosize", None)
    return json.dumps(alone).replace(f'"{INK}"', json.dumps(ink))


def _wrapped(text: str, most: int = 118) -> list[str]:
    """A sentence in lines that fit above a chart."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


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
        color=alt.Color(
            "name:N",
            sort=names,
            title=None,
            scale=alt.Scale(scheme="tableau20"),
            legend=alt.Legend(labelLimit=320, symbolStrokeWidth=3),
        ),
        strokeDash=alt.StrokeDash(
            "ours:N", legend=None, scale=alt.Scale(domain=[True, False], range=[[1, 0], [5, 4]])
        ),
    )
    spot = alt.Y("y:Q", title=up, scale=alt.Scale(zero=False))
    line = at.mark_line(point=alt.OverlayMarkDef(size=28), strokeWidth=2).encode(y=spot)
    doubt = at.mark_rule(opacity=0.35).encode(
        y=alt.Y("low:Q", title=up), y2="high:Q", strokeDash=alt.value([1, 0])
    )
    chart = alt.layer(doubt, line).properties(width=640, height=420, title=title, background="white")
    return str(vl_convert.vegalite_to_svg(chart.configure(font=FONT).to_dict()))
