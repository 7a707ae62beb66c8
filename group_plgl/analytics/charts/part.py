"""Charts of who took part: where people stop, who steers, how fast they answer, and what the jobs did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from group_plgl.analytics.charts.base import (
    CAMP_COLOURS,
    OF_MEMBERS,
    OF_VOTES,
    ON_TOP,
    QUIET,
    About,
    Chart,
    Row,
    Spec,
    finished,
    inline,
    mark_at,
    named,
    named_axis,
)

STEPS = ("joined", "answered", "ten answers", "taste learned", "finished")
_STATUS = {"done": CAMP_COLOURS[2], "running": CAMP_COLOURS[0], "abandoned": QUIET, "failed": CAMP_COLOURS[1]}


def _participation(rows: Sequence[Row], about: About) -> Spec:
    """How many got how far."""
    order = [row["step_title"] for row in rows]
    chart = inline(rows).encode(y=alt.Y("step_title:N", sort=order, title=None, axis=named_axis()))
    bar = chart.mark_bar(color=CAMP_COLOURS[0], cornerRadiusEnd=4, height=26).encode(
        x=alt.X("people:Q", title="members", axis=alt.Axis(tickMinStep=1, format="d"))
    )
    said = chart.mark_text(align="left", dx=6, fontSize=13).encode(x="people:Q", text="words:N")
    return finished(alt.layer(bar, said), height=46 * max(len(rows), 1))


def _influence(rows: Sequence[Row], about: About) -> Spec:
    """How far the ideal moves without each member, most first."""
    order = [row["label"] for row in rows]
    chart = inline(rows).encode(y=alt.Y("label:N", sort=order, title=None, axis=named_axis()))
    bar = chart.mark_bar(color=CAMP_COLOURS[0], cornerRadiusEnd=3).encode(
        x=alt.X("moved:Q", title="just noticeable steps the picture moves without them"),
        tooltip=[
            alt.Tooltip("label:N", title="member"),
            alt.Tooltip("moved:Q", format=".1f", title="steps"),
            alt.Tooltip("answers:Q", title="answers"),
            alt.Tooltip("weight:Q", format=".2f", title="weight"),
        ],
    )
    each = max(9, min(26, 900 // max(len(rows), 1)))
    return finished(alt.layer(bar, mark_at(1.0)), height=each * max(len(rows), 1) + 10)


def _visible(rows: Sequence[Row]) -> dict[str, Any]:
    return named(rows) | {"visible": sum(row["moved"] >= 1.0 for row in rows)}


def _answer_pace(rows: Sequence[Row], about: About) -> Spec:
    """How long answers took, on a scale of powers of ten."""
    values = [{**row, "kind": "unusual" if row["flagged"] else "usual"} for row in rows]
    bars = (
        inline(values)
        .mark_bar()
        .encode(
            x=alt.X(
                "seconds_from:Q",
                bin="binned",
                title="seconds an answer took",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format="~g", values=[0.1, 0.3, 1, 3, 10, 30, 100]),
            ),
            x2="seconds_to:Q",
            y=alt.Y("answers:Q", title="answers", stack=True, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["usual", "unusual"], range=[CAMP_COLOURS[0], CAMP_COLOURS[1]]),
                legend=ON_TOP,
            ),
            tooltip=[
                alt.Tooltip("seconds_from:Q", format=".2~f", title="from"),
                alt.Tooltip("seconds_to:Q", format=".2~f", title="to"),
                alt.Tooltip("answers:Q", title="answers"),
            ],
        )
    )
    return finished(bars, height=280)


def _joined(rows: Sequence[Row]) -> dict[str, Any]:
    return {"members": rows[0]["members"] if rows else 0}


def _pace(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "counted": sum(int(row["answers"]) for row in rows),
        "flagged": sum(int(row["answers"]) for row in rows if row["flagged"]),
    }


def _job_runs(rows: Sequence[Row], about: About) -> Spec:
    """What the jobs did, on a line each."""
    jobs = sorted({row["job_title"] for row in rows})
    values = [{**row, "kind": row["status"]} for row in rows]
    chart = inline(values).encode(y=alt.Y("job_title:N", sort=jobs, title=None, axis=named_axis()))
    bar = chart.mark_bar(height=12, cornerRadius=2, minBandSize=2).encode(
        x=alt.X("started_at:T", title=None),
        x2="finished_at:T",
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=list(_STATUS), range=list(_STATUS.values())),
            legend=ON_TOP,
        ),
        tooltip=[
            alt.Tooltip("job_title:N", title="job"),
            alt.Tooltip("kind:N", title="status"),
            alt.Tooltip("started_at:T", title="from"),
            alt.Tooltip("seconds:Q", format=".1f", title="seconds"),
        ],
    )
    spot = chart.mark_tick(thickness=2, size=12).encode(x="started_at:T", color="kind:N")
    return finished(alt.layer(bar, spot), height=34 * max(len(jobs), 1))


def _runs(rows: Sequence[Row]) -> dict[str, Any]:
    return {"runs": len(rows), "failed": sum(row["status"] == "failed" for row in rows)}


PART = (
    Chart(
        name="participation",
        title="How far people came",
        help="Where does it lose people?",
        misleads="Whoever opened the link and did not join is not counted. Who left early may like other "
        "things than those who stayed.",
        subtitle="{members} members joined by this number.",
        build=_participation,
        topic="part",
        shows="together",
        filters=OF_MEMBERS,
        tell=_joined,
    ),
    Chart(
        name="influence",
        title="Does one person steer the result?",
        help="How far would the picture move without each member?",
        misleads="Influence is no fault: whoever differs most, or is known best, moves it most. Below the "
        "dashed line nobody would see the difference.",
        subtitle="{members} members. Without any one of {visible} of them the picture would look different.",
        build=_influence,
        topic="part",
        shows="members",
        filters=OF_MEMBERS,
        tell=_visible,
    ),
    Chart(
        name="answer_pace",
        title="How fast answers come",
        help="Did people look before they answered?",
        misleads="Fast is not fake. Unusual are answers of members whose median is under half a second, or "
        "who said the same twenty times and nothing else; nobody is left out because of it.",
        subtitle="{members} members, {counted} answers, {flagged} of them by members who answer unusually.",
        build=_answer_pace,
        topic="part",
        shows="members",
        filters=OF_VOTES,
        tell=_pace,
    ),
    Chart(
        name="job_runs",
        title="What the jobs did",
        help="When was this made, and did everything work?",
        misleads="Jobs that had nothing to do leave no trace here.",
        subtitle="{runs} runs for this group within a day of this number; {failed} failed.",
        build=_job_runs,
        topic="part",
        shows="nobody",
        tell=_runs,
    ),
)
