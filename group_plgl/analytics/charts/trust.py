"""Charts of how far to trust it: learning, foretold answers, drift and convergence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt

from group_plgl.analytics.charts.base import (
    ASKED,
    CAMP_COLOURS,
    DISLIKED,
    FEW,
    LIKED,
    OF_MEMBERS,
    ON_TOP,
    QUIET,
    SHARE,
    WHOLE,
    About,
    Chart,
    Row,
    Spec,
    finished,
    inline,
    mark_at,
)

_STEP = 0.05


def _learning(rows: Sequence[Row], about: About) -> Spec:
    """How many unseen answers are foretold, against how many were given: a line per member."""
    few = len({row["label"] for row in rows}) <= FEW
    chart = inline(rows).encode(
        x=alt.X("answers:Q", title="answers given", axis=alt.Axis(tickMinStep=1, format="d")),
        detail="label:N",
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("answers:Q", title="answers"),
        alt.Tooltip("right_held_out:Q", title="foretold right"),
        alt.Tooltip("held_out:Q", title="of held-out answers"),
        alt.Tooltip("baseline:Q", format=".0%", title="guessing gets"),
    ]
    last = inline(_last(rows)).encode(x="answers:Q", detail="label:N")
    line = chart.mark_line(opacity=0.55 if few else 0.25, strokeWidth=1.5, color=ASKED).encode(
        y=alt.Y("right_share:Q", title="unseen answers foretold right", scale=WHOLE, axis=SHARE)
    )
    span = last.mark_rule(opacity=0.3, color=ASKED).encode(y="low:Q", y2="high:Q")
    dot = last.mark_point(filled=True, size=50, opacity=1, color=ASKED).encode(
        y="right_share:Q", tooltip=words
    )
    guess = last.mark_tick(thickness=2, size=14, color=QUIET, opacity=1).encode(y="baseline:Q")
    return finished(alt.layer(span, line, guess, dot), height=360)


def _last(rows: Sequence[Row]) -> list[Row]:
    """The newest row of each member."""
    return list({row["label"]: row for row in rows}.values())


def _tested(rows: Sequence[Row]) -> dict[str, Any]:
    last = _last(rows)
    return {
        "members": len(last),
        "right": sum(int(row["right_held_out"]) for row in last),
        "tested": sum(int(row["held_out"]) for row in last),
    }


def _liking_histogram(rows: Sequence[Row], about: About) -> Spec:
    """Liked upwards and disliked downwards, by the chance that was foretold without the answer."""
    values = [
        {**row, "kind": kind, "count": sign * row[kind]}
        for row in rows
        for kind, sign in (("liked", 1), ("disliked", -1))
    ]
    chart = inline(values)
    bars = chart.mark_bar(opacity=0.9).encode(
        x=alt.X("chance_from:Q", bin="binned", scale=WHOLE, axis=SHARE, title="foretold chance of liking"),
        x2="chance_to:Q",
        y=alt.Y(
            "count:Q",
            title="disliked ↓   liked ↑",
            axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1),
        ),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=["liked", "disliked"], range=[LIKED, DISLIKED]),
            legend=ON_TOP,
        ),
        tooltip=[
            alt.Tooltip("chance_from:Q", format=".0%", title="from"),
            alt.Tooltip("chance_to:Q", format=".0%", title="to"),
            alt.Tooltip("liked:Q", title="liked"),
            alt.Tooltip("disliked:Q", title="disliked"),
        ],
    )
    brush = alt.selection_interval(encodings=["x"], name="band")
    return finished(alt.layer(bars.add_params(brush), mark_at(0.0, across=False)), height=320)


def _sorted_apart(rows: Sequence[Row]) -> dict[str, Any]:
    """How many answers there are, and how often something liked was put above something disliked."""
    liked, disliked = sum(int(row["liked"]) for row in rows), sum(int(row["disliked"]) for row in rows)
    above, below = 0.0, 0
    for row in rows:  # from the least chance on
        above += row["liked"] * (below + row["disliked"] / 2)
        below += int(row["disliked"])
    return {
        "counted": liked + disliked,
        "auc_share": above / (liked * disliked) if liked and disliked else 0.5,
    }


def _calibration(rows: Sequence[Row], about: About) -> Spec:
    """Answers foretold with about the same chance, and how many of them were likes."""
    told = [{**row, "clear": row["answers"] >= 5} for row in rows]
    at = inline(told).encode(
        x=alt.X("foretold:Q", scale=WHOLE, axis=SHARE, title="foretold chance of liking")
    )
    line = (
        inline([{"at": 0.0}, {"at": 1.0}])
        .mark_line(strokeDash=[4, 4], color=QUIET)
        .encode(x="at:Q", y="at:Q")
    )
    span = at.mark_rule(color=ASKED, opacity=0.6).encode(
        y=alt.Y("low:Q", scale=WHOLE, axis=SHARE, title="really liked"), y2="high:Q"
    )
    dot = at.mark_point(opacity=1, color=ASKED, strokeWidth=2).encode(
        y="liked_share:Q",
        size=alt.Size("answers:Q", title="answers", scale=alt.Scale(range=[40, 420]), legend=ON_TOP),
        fill=alt.condition("datum.clear", alt.value(ASKED), alt.value("transparent")),
        tooltip=[
            alt.Tooltip("foretold:Q", format=".0%", title="foretold"),
            alt.Tooltip("liked_share:Q", format=".0%", title="really liked"),
            alt.Tooltip("low:Q", format=".0%", title="at least"),
            alt.Tooltip("high:Q", format=".0%", title="at most"),
            alt.Tooltip("answers:Q", title="answers"),
        ],
    )
    return finished(alt.layer(line, span, dot), height=420)


def _counted(rows: Sequence[Row]) -> dict[str, Any]:
    return {"counted": int(rows[0]["counted"]) if rows else 0}


def _drift(rows: Sequence[Row], about: About) -> Spec:
    """How alike each taste is to what it was, number by number, with the band of one that has not moved."""
    chart = inline(rows).encode(
        x=alt.X("at_number:O", title="model number", axis=alt.Axis(labelAngle=0)), detail="label:N"
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("at_number:O", title="model number"),
        alt.Tooltip("similarity:Q", format=".2f", title="alike"),
        alt.Tooltip("unmoved_low:Q", format=".2f", title="at least, if unmoved"),
        alt.Tooltip("unmoved_high:Q", format=".2f", title="at most, if unmoved"),
    ]
    up = alt.Y("similarity:Q", title="alike to what it was", scale=alt.Scale(domainMax=1))
    group = alt.FieldEqualPredicate(field="group", equal=True)
    members = chart.mark_line(
        strokeWidth=1.2, opacity=0.35, color=QUIET, point=alt.OverlayMarkDef(size=18, color=QUIET)
    ).encode(y=up, tooltip=words)
    band = (
        chart.transform_filter(group)
        .mark_area(opacity=0.18, color=CAMP_COLOURS[0])
        .encode(y=alt.Y("unmoved_low:Q", title="alike to what it was"), y2="unmoved_high:Q")
    )
    whole = (
        chart.transform_filter(group)
        .mark_line(strokeWidth=3, color=CAMP_COLOURS[0], point=True)
        .encode(y="similarity:Q", tooltip=words)
    )
    return finished(alt.layer(band, members, whole), height=320)


def _moved(rows: Sequence[Row]) -> dict[str, Any]:
    """How many tastes are outside their band in the newest number, of how many."""
    newest = list({row["label"]: row for row in rows if not row["group"]}.values())
    moved = sum(row["similarity"] < row["unmoved_low"] for row in newest)
    return {"moved": moved, "members": len(newest)} | _first(rows)


def _first(rows: Sequence[Row]) -> dict[str, Any]:
    """The model number that all are held against."""
    return {"earlier": rows[0]["earlier"] if rows else 0}


def _convergence(rows: Sequence[Row], about: About) -> Spec:
    """How far more answers would still move the picture, and the line below which nobody would see it."""
    chart = inline(rows).encode(x=alt.X("answers:Q", title="answers of the group", axis=alt.Axis(format="d")))
    band = chart.mark_area(opacity=0.18, color=ASKED).encode(
        y=alt.Y(
            "expected_low:Q", title="just noticeable steps it would still move", scale=alt.Scale(domainMin=0)
        ),
        y2="expected_high:Q",
    )
    line = chart.mark_line(color=ASKED, point=True, strokeWidth=2).encode(
        y="expected:Q",
        tooltip=[
            alt.Tooltip("answers:Q", title="answers"),
            alt.Tooltip("expected:Q", format=".1f", title="steps"),
        ],
    )
    return finished(alt.layer(band, mark_at(1.0, across=False), line), height=280)


TRUST = (
    Chart(
        name="learning",
        title="Do we know each member yet?",
        help="Who needs more cards, and when is it enough?",
        misleads="Right answers are counted on cards the taste had not seen, but few of them say little: 4 "
        "of 5 may be anything from 38 to 96 %. What guessing gets is the tick; people contradict "
        "themselves, too.",
        subtitle="{members} members; {right} of {tested} unseen answers foretold right. Bars are 95 % "
        "intervals, ticks what always guessing the commoner answer gets.",
        build=_learning,
        topic="trust",
        shows="members",
        filters=OF_MEMBERS,
        tell=_tested,
    ),
    Chart(
        name="liking_histogram",
        title="Likes and dislikes apart",
        help="Can tastes tell what is liked from what is not, and where should they ask next?",
        misleads="Every answer is foretold by a taste that had not seen it; scores of answers learned from "
        "would look far better. Where both colours overlap, tastes are still unsure.",
        subtitle="{members} members, {counted} answers. In {auc_share} of pairs, what was liked had been "
        "put above what was not; half would be chance.",
        build=_liking_histogram,
        topic="trust",
        shows="members",
        filters=OF_MEMBERS,
        tell=_sorted_apart,
    ),
    Chart(
        name="calibration",
        title="When it says 80\u00a0%, is it 80\u00a0%?",
        help="May the predicted shares be quoted?",
        misleads="Only unseen answers count. Hollow points rest on fewer than five answers. Members who "
        "answer much weigh more than those who answer little.",
        subtitle="{members} members, {counted} answers. On the dashed line predictions come true exactly as "
        "often as they say; bars are 95 % intervals.",
        build=_calibration,
        topic="trust",
        shows="together",
        filters=OF_MEMBERS,
        tell=_counted,
    ),
    Chart(
        name="drift",
        title="Has taste moved?",
        help="Did people change their minds, or do we only know them better?",
        misleads="Tastes look different once they are known better; the band says how far that alone would "
        "take the group. Who joined later changes the group's taste without anybody changing theirs.",
        subtitle="{members} members, held against model {earlier}. The thick line is their average, thin "
        "ones are members; {moved} are outside what knowing them better explains.",
        build=_drift,
        topic="trust",
        shows="together",
        filters=OF_MEMBERS,
        tell=_moved,
    ),
    Chart(
        name="convergence",
        title="Is it settling?",
        help="How far would more answers still move the picture?",
        misleads="A picture that stands still may still be wrong: that tastes foretell better than "
        "guessing, and that most take part, must be seen beside it.",
        subtitle="{members} members. Expected move with 20 more answers; below the dashed line nobody would "
        "see it. The band holds eight of ten moves.",
        build=_convergence,
        topic="trust",
        shows="nobody",
    ),
)

_DRIFT = next(chart for chart in TRUST if chart.name == "drift")
TRUST_TOGETHER = (
    replace(
        _DRIFT,
        subtitle="{members} members together, held against model {earlier}. The line is their average, the "
        "band where it would be if nobody had changed their mind; nobody's own line is shown.",
        tell=_first,
    ),
)
