"""Charts of who likes what alike: the map and the agreement of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from group_plgl.analytics.charts.base import (
    FEW,
    OF_MEMBERS,
    OF_VOTES,
    About,
    Chart,
    Row,
    Spec,
    camp_colour,
    camp_shape,
    finished,
    inline,
    mark_at,
    named,
    named_axis,
)

ENOUGH_SHARED = 8
_SIDE = 460
_SCALES = 12


def _taste_map(rows: Sequence[Row], about: About) -> Spec:
    """Members at their place, each as a picture predicted to please them."""
    reach = max((max(abs(row["x"]), abs(row["y"])) for row in rows), default=1.0) * 1.18 or 1.0
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    spot = inline(rows).encode(x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale))
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("answers:Q", title="answers"),
        alt.Tooltip("right_held_out:Q", title="foretold right"),
        alt.Tooltip("held_out:Q", title="of held-out answers"),
        alt.Tooltip("image:N", title="image"),
    ]
    side = 36 if len(rows) <= FEW else 26
    ring = spot.mark_point(size=1.5 * side**2, strokeWidth=3, filled=False, opacity=0.9).encode(
        color=camp_colour(rows), shape=camp_shape(rows)
    )
    picture = spot.mark_image(width=side, height=side).encode(url="image:N", tooltip=words)
    # Names of many would lie on each other; they stay in the tooltip and the table.
    names = [spot.mark_text(dy=33, fontSize=11).encode(text="label:N")] if len(rows) <= FEW else []
    return finished(alt.layer(ring, picture, *names), height=440)


def _agreement(rows: Sequence[Row], about: About) -> Spec:
    """Pairs of members as a square each, in the order of camps; faint where they share few pictures."""
    people = list(dict.fromkeys(row["label"] for row in rows))
    few = len(people) <= FEW
    square = inline(rows).encode(
        x=alt.X(
            "label:N",
            sort=people,
            title=None,
            axis=alt.Axis(labelAngle=-60, ticks=False, domain=False) if few else None,
        ),
        y=alt.Y(
            "other:N", sort=people, title=None, axis=alt.Axis(ticks=False, domain=False) if few else None
        ),
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("other:N", title="and"),
        alt.Tooltip("kappa:Q", format=".2f", title="agreement beyond chance"),
        alt.Tooltip("kappa_low:Q", format=".2f", title="at least"),
        alt.Tooltip("kappa_high:Q", format=".2f", title="at most"),
        alt.Tooltip("agree:Q", format=".0%", title="said the same"),
        alt.Tooltip("shared:Q", title="of pictures both saw"),
    ]
    tint = alt.Color(
        "kappa:Q",
        title="Agreement beyond chance",
        scale=alt.Scale(scheme="purpleorange", domain=[-1, 1], reverse=True, clamp=True),
        legend=alt.Legend(orient="top", direction="horizontal", gradientLength=180),
    )
    faint = alt.Opacity("shared:Q", legend=None, scale=alt.Scale(domain=[0, 20], range=[0.15, 1], clamp=True))
    heat = square.mark_rect(cornerRadius=2 if few else 0).encode(color=tint, opacity=faint, tooltip=words)
    layers: list[Any] = [heat]
    if few:
        told = alt.condition(
            f"datum.shared < {ENOUGH_SHARED}", alt.value("?"), alt.Text("kappa:Q", format=".1f")
        )
        shade = alt.condition(
            f"abs(datum.kappa) > 0.6 && datum.shared >= {ENOUGH_SHARED}",
            alt.value("white"),
            alt.value("#1b1c20"),
        )
        layers.append(square.mark_text(fontSize=11).encode(text=told, color=shade))
    return finished(alt.layer(*layers, usermeta={"side": _SIDE}), height=_SIDE)


def _camp_profile(rows: Sequence[Row], about: About) -> Spec:
    """How each camp leans beyond the rest of its group, on the scales that tell camps apart the most."""
    told = [{**row, "pole": _pole(row)} for row in rows if row["attribute"] in _telling(rows)]
    order = [_pole(row) for row in sorted(told, key=lambda row: (row["p_value"], row["attribute"]))]
    # One end above the other: beside each other they would be cut.
    ends = "[split(datum.label, ' – ')[0] + ' –', split(datum.label, ' – ')[1]]"
    y = alt.Y("pole:N", sort=list(dict.fromkeys(order)), title=None, axis=named_axis(labelExpr=ends))
    chart = inline(told).encode(y=y, yOffset="camp:N", color=camp_colour(rows))
    span = chart.mark_rule(strokeWidth=2, opacity=0.6).encode(
        x=alt.X("lift_low:Q", title="less ←   → more"), x2="lift_high:Q"
    )
    words = [
        alt.Tooltip("pole:N", title="scale"),
        alt.Tooltip("camp:N", title="camp"),
        alt.Tooltip("lift:Q", format="+.2f", title="leaning beyond the rest"),
        alt.Tooltip("lift_low:Q", format="+.2f", title="at least"),
        alt.Tooltip("lift_high:Q", format="+.2f", title="at most"),
        alt.Tooltip("clear:N", title="clear"),
    ]
    dot = chart.mark_point(size=70, opacity=1, strokeWidth=2).encode(
        x="lift:Q",
        shape=camp_shape(rows),
        fill=camp_colour(rows),
        fillOpacity=alt.condition("datum.clear", alt.value(1), alt.value(0)),
        tooltip=words,
    )
    camps = len({row["camp"] for row in rows}) or 1
    height = max(1, len(set(order))) * (16 * camps + 14)
    return finished(alt.layer(mark_at(0.0), span, dot), height=height)


def _pole(row: Row) -> str:
    return f"{row['low_end']} – {row['high_end']}"


def _telling(rows: Sequence[Row]) -> set[str]:
    """The scales on which some camp leans most surely."""
    best: dict[str, float] = {}
    for row in rows:
        best[row["attribute"]] = min(best.get(row["attribute"], 1.0), float(row["p_value"]))
    return set(sorted(best, key=lambda one: (best[one], one))[:_SCALES])


def _clear(rows: Sequence[Row]) -> dict[str, Any]:
    scales = {row["attribute"] for row in rows}
    return {
        "clear": sum(bool(row["clear"]) for row in rows),
        "scales": len(scales),
        "drawn": min(len(scales), _SCALES),
    }


def _shown(rows: Sequence[Row]) -> dict[str, Any]:
    return named(rows) | {"answers": sum(int(row["answers"]) for row in rows)}


def _shared(rows: Sequence[Row]) -> dict[str, Any]:
    """How many pictures a pair shares, in the middle."""
    shared = sorted(int(row["shared"]) for row in rows)
    return {"shared": shared[len(shared) // 2] if shared else 0, "few": ENOUGH_SHARED} | named(rows)


TASTES = (
    Chart(
        name="taste_map",
        title="Taste map",
        help="Are we one group or several, and who stands alone?",
        misleads="A flat picture of many dimensions always shows clumps. Only the sentence about camps may "
        "be quoted; the axes have no meaning, and nearness of two members on the map is approximate.",
        subtitle="{members} members, {answers} answers. Near means alike; this flat picture keeps "
        "{map_share} of the differences. Camps were looked for in all dimensions: {reading}.",
        build=_taste_map,
        topic="tastes",
        shows="members",
        filters=OF_MEMBERS,
        tell=_shown,
    ),
    Chart(
        name="agreement",
        title="Who agrees with whom",
        help="Whom to pair, whom to hear, who sees it all differently?",
        misleads="People who like nearly everything agree often by chance; that is taken off, and what is "
        "left is uncertain where few pictures are shared. Members were shown different pictures. Of more "
        "than sixty members those are compared who answered about most pictures.",
        subtitle="{members} members; a pair shares {shared} pictures in the middle. Cohen's kappa, ordered "
        "by camp; ? and faint squares rest on fewer than {few} pictures.",
        build=_agreement,
        topic="tastes",
        shows="members",
        filters=OF_VOTES,
        tell=_shared,
    ),
    Chart(
        name="camp_profile",
        title="What each camp is about",
        help="What would a camp see that the others would not?",
        misleads="Many scales were looked at, so some look telling by luck: only filled marks stand after "
        "correcting for that, hollow ones may not be quoted. Words are what the pictures measure, not what "
        "people said.",
        subtitle="{members} members. How each camp leans beyond the rest, with 95 % intervals, on the "
        "{drawn} most telling of {scales} scales; {clear} leanings are clear.",
        build=_camp_profile,
        topic="tastes",
        shows="members",
        filters=("camp",),
        tell=_clear,
    ),
)
