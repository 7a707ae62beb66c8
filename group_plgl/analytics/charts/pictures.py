"""Charts of pictures: which are liked by all, what each rule asks of whom, and what a blind vote said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from group_plgl.analytics.charts.base import (
    CAMP_COLOURS,
    FEW,
    FORETOLD,
    OF_MEMBERS,
    OF_VOTES,
    QUIET,
    SHARE,
    WEIGHTED,
    WHOLE,
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

ENOUGH_PEOPLE = 5
_ON_THE_LINE = 7
_IN_A_BAND = 12


def _picture_liking(rows: Sequence[Row], about: About) -> Spec:
    """Pictures by how far they divide, across, and how many like them, up."""
    told = [row for row in rows if row["people"] >= ENOUGH_PEOPLE]
    camps = any(row["supported"] for row in told)
    spot = inline(told).encode(
        x=alt.X(
            "divided:Q",
            title="camps agree ←   → camps are apart" if camps else "one voice ←   → split in half",
            scale=WHOLE,
            axis=alt.Axis(format=".1f", tickCount=5),
        ),
    )
    words = [
        alt.Tooltip("people:Q", title="members asked"),
        alt.Tooltip("liking:Q", format=".0%", title="like it (smoothed)"),
        alt.Tooltip("low:Q", format=".0%", title="at least"),
        alt.Tooltip("high:Q", format=".0%", title="at most"),
        alt.Tooltip("image:N", title="image"),
    ]
    span = spot.mark_rule(opacity=0.16, strokeWidth=1.5).encode(
        y=alt.Y("low:Q", scale=WHOLE, axis=SHARE, title="like it"), y2="high:Q", color=alt.value(QUIET)
    )
    side = 30 if len(told) <= 60 else 20
    picture = spot.mark_image(width=side, height=side).encode(y="liking:Q", url="image:N", tooltip=words)
    return finished(alt.layer(mark_at(0.5, across=False), span, picture), height=420)


def _by_chance(rows: Sequence[Row]) -> dict[str, Any]:
    """How many pictures there are, and how many all would like by chance alone."""
    told = [row for row in rows if row["people"] >= ENOUGH_PEOPLE]
    asked = sum(int(row["people"]) for row in told)
    liked = sum(float(row["liking"]) * int(row["people"]) for row in told) / asked if asked else 0.0
    return {
        "pictures": len(told),
        "few": ENOUGH_PEOPLE,
        "chance": round(sum(liked ** int(row["people"]) for row in told), 1),
    }


def _bands(rows: Sequence[Row], about: About) -> Spec:
    """Pictures side by side, in a row for each word on how many like them; of many the first."""
    order = list(dict.fromkeys(row["band_title"] for row in rows))
    of = {band: [row for row in rows if row["band_title"] == band] for band in order}
    values = [{**row, "place": place} for each in of.values() for place, row in enumerate(each[:_IN_A_BAND])]
    more = [
        {"band_title": band, "place": _IN_A_BAND, "words": f"+{len(each) - _IN_A_BAND}"}
        for band, each in of.items()
        if len(each) > _IN_A_BAND
    ]
    across = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[-0.5, _IN_A_BAND + 0.5], nice=False))
    up = alt.Y("band_title:N", sort=order, title=None, axis=named_axis())
    picture = (
        inline(values)
        .mark_image(width=30, height=30)
        .encode(x=across, y=up, url="image:N", tooltip=[alt.Tooltip("band_title:N", title="like it")])
    )
    rest = inline(more).mark_text(fontSize=12).encode(x=across, y=up, text="words:N")
    return finished(alt.layer(picture, rest), height=48 * max(len(order), 1))


def _seen_by(rows: Sequence[Row]) -> dict[str, Any]:
    return {"pictures": len(rows), "few": max((int(row["people"]) for row in rows), default=0)}


def _rule_liking(rows: Sequence[Row], about: About) -> Spec:
    """Predicted liking of each rule's ideal, a line per member; sorted by the worst-off."""
    worst = {
        rule: min(row["liking"] for row in rows if row["rule"] == rule) for rule in {r["rule"] for r in rows}
    }
    order = [about.rules[rule] for rule in sorted(worst, key=lambda rule: (-worst[rule], rule))]
    people = list(dict.fromkeys(row["label"] for row in sorted(rows, key=lambda row: int(row["camp"]))))
    values = [{**row, "rule_title": about.rules[row["rule"]]} for row in rows]
    chart = inline(values).encode(
        y=alt.Y("rule_title:N", sort=order, title=None, axis=named_axis()),
        yOffset=alt.YOffset("label:N", sort=people),
        color=camp_colour(rows),
    )
    span = chart.mark_rule(opacity=0.45 if len(people) <= FEW else 0.16, strokeWidth=1.5).encode(
        x=alt.X("low:Q", scale=WHOLE, axis=SHARE, title="predicted chance of liking it"), x2="high:Q"
    )
    words = [
        alt.Tooltip("label:N", title="member"),
        alt.Tooltip("rule_title:N", title="rule"),
        alt.Tooltip("liking:Q", format=".0%", title="predicted liking"),
        alt.Tooltip("low:Q", format=".0%", title="at least"),
        alt.Tooltip("high:Q", format=".0%", title="at most"),
    ]
    dot = chart.mark_point(filled=True, size=55, opacity=1).encode(
        x="liking:Q", shape=camp_shape(rows), tooltip=words
    )
    each = max(3, min(12, 150 // max(len(people), 1)))
    height = each * (len(people) + 2) * max(len(order), 1)
    return finished(alt.layer(mark_at(0.5), span, dot), height=height)


def rule_reach(rows: Sequence[Row], about: About) -> Spec:
    """How many of all members are predicted to like each rule's ideal, as far as it may be told."""
    members = max((int(row["members"]) for row in rows), default=1)
    order = sorted(rows, key=lambda row: (-row["at_least"], -row["at_most"], row["rule"]))
    values = [{**row, "rule_title": about.rules[row["rule"]]} for row in rows]
    titles = [about.rules[row["rule"]] for row in order]
    chart = inline(values).encode(y=alt.Y("rule_title:N", sort=titles, title=None, axis=named_axis()))
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
    return finished(alt.layer(reach, dot, said), height=52 * max(len(rows), 1))


def _price_of_fairness(rows: Sequence[Row], about: About) -> Spec:
    """Pictures by liking on average and of whoever likes them least; the best compromises are joined."""
    front = _front(rows)
    scale = alt.Scale(zero=False, padding=24)
    place = {
        "x": alt.X("mean:Q", title="liking on average, predicted", axis=SHARE, scale=scale),
        "y": alt.Y("worst:Q", title="of whoever likes it least", axis=SHARE, scale=scale),
    }
    words = [
        alt.Tooltip("mean:Q", format=".0%", title="liking on average"),
        alt.Tooltip("worst:Q", format=".0%", title="of whoever likes it least"),
        alt.Tooltip("worst_low:Q", format=".0%", title="at least"),
        alt.Tooltip("worst_high:Q", format=".0%", title="at most"),
        alt.Tooltip("image:N", title="image"),
    ]
    cloud = inline(rows).mark_circle(size=70, opacity=0.45, color=QUIET).encode(**place, tooltip=words)
    on_line = inline(front)
    step = on_line.mark_line(interpolate="step-before", color=CAMP_COLOURS[0], strokeWidth=2).encode(**place)
    doubt = on_line.mark_rule(opacity=0.35, color=CAMP_COLOURS[0]).encode(
        x=place["x"], y=alt.Y("worst_low:Q", title="of whoever likes it least"), y2="worst_high:Q"
    )
    shown = inline(_spaced(front))
    picture = shown.mark_image(width=40, height=40).encode(**place, url="image:N", tooltip=words)
    return finished(alt.layer(doubt, cloud, step, picture), height=400)


def _front(rows: Sequence[Row]) -> list[Row]:
    """Pictures that no other beats on both counts, from the fairest on."""
    ordered = sorted(rows, key=lambda row: (-row["mean"], -row["worst"]))
    front: list[Row] = []
    for row in ordered:
        if not front or row["worst"] > front[-1]["worst"]:
            front.append(row)
    return front[::-1]


def _spaced(front: Sequence[Row]) -> list[Row]:
    """At most seven of them, evenly apart, the ends among them: pictures must not cover each other."""
    if len(front) <= _ON_THE_LINE:
        return list(front)
    last = len(front) - 1
    return [front[round(i * last / (_ON_THE_LINE - 1))] for i in range(_ON_THE_LINE)]


def _blind_vote(rows: Sequence[Row], about: About) -> Spec:
    """Each candidate's share of votes with its interval, and the tick that was foretold before."""
    order = [row["candidate"] for row in rows]
    chart = inline(rows).encode(y=alt.Y("candidate:N", sort=order, title=None, axis=named_axis()))
    words = [
        alt.Tooltip("candidate:N", title="candidate"),
        alt.Tooltip("votes:Q", title="votes"),
        alt.Tooltip("share:Q", format=".0%", title="share"),
        alt.Tooltip("foretold:Q", format=".0%", title="foretold"),
        alt.Tooltip("image:N", title="image"),
    ]
    span = chart.mark_rule(strokeWidth=2, color=CAMP_COLOURS[0]).encode(
        x=alt.X("low:Q", scale=WHOLE, axis=SHARE, title="share of votes"), x2="high:Q"
    )
    dot = chart.mark_point(filled=True, size=110, opacity=1, color=CAMP_COLOURS[0]).encode(
        x="share:Q", tooltip=words
    )
    doubt = chart.mark_rule(strokeWidth=9, opacity=0.2, color=FORETOLD).encode(
        x="foretold_low:Q", x2="foretold_high:Q"
    )
    tick = chart.mark_tick(thickness=3, size=22, color=FORETOLD, opacity=1).encode(
        x="foretold:Q", tooltip=words
    )
    return finished(alt.layer(doubt, span, dot, tick), height=56 * max(len(rows), 1))


def _judges(rows: Sequence[Row]) -> dict[str, Any]:
    return {"members": max((int(row["people"]) for row in rows), default=0)}


def _voters(rows: Sequence[Row]) -> dict[str, Any]:
    return {"voters": max((int(row["people"]) for row in rows), default=0)}


PICTURES = (
    Chart(
        name="picture_liking",
        title="Loved and disputed",
        help="Which pictures to keep, which to talk about, which to drop?",
        misleads="Pictures that pleased are shown more often, so shares of rare ones are the least certain. "
        "Some are liked by everybody asked by chance alone; the line above says how many to expect.",
        subtitle="{members} members; {pictures} pictures that at least {few} of them saw. Bars are 95 % "
        "intervals, shares smoothed; about {chance} of these would be liked by everybody asked by chance.",
        build=_picture_liking,
        topic="pictures",
        shows="together",
        filters=(*OF_VOTES, WEIGHTED),
        tell=_by_chance,
    ),
    Chart(
        name="rule_liking",
        title="Rules and members",
        help="What does each rule ask of whom?",
        misleads="These are predictions by the same models that drew the ideals, so they flatter them. Only "
        "a blind vote can say whether people really like the picture.",
        subtitle="{members} members. Points are predictions, lines their 95 % intervals; sorted by whoever "
        "would like it least.",
        build=_rule_liking,
        topic="pictures",
        shows="together",
        filters=OF_MEMBERS,
        tell=named,
    ),
    Chart(
        name="price_of_fairness",
        title="The price of fairness",
        help="What does the average give up so that nobody is left behind?",
        misleads="Both numbers are predictions, and the least of many predictions looks worse than it is. "
        "Neighbours on the line are often level within their intervals.",
        subtitle="{members} members. Each point is a picture the group could have; those on the line cannot "
        "please the average more without pleasing somebody less. Bars are 95 % intervals, predicted.",
        build=_price_of_fairness,
        topic="pictures",
        shows="members",
        filters=(*OF_MEMBERS, WEIGHTED),
        tell=_judges,
    ),
    Chart(
        name="blind_vote",
        title="Blind vote against prediction",
        help="Does the group's picture win when nobody knows which it is?",
        misleads="One vote each among a few candidates: a small group proves little. The prediction was "
        "frozen before the vote; a random picture and the best real one are there to be beaten.",
        subtitle="{voters} votes. Points are shares with 95 % intervals; the tick and its band were "
        "foretold before.",
        build=_blind_vote,
        topic="pictures",
        shows="together",
        tell=_voters,
    ),
)

PICTURES_TOGETHER = (
    Chart(
        name="rule_liking",
        title="Rules and members",
        help="How many does each rule please?",
        misleads="These are predictions by the same models that drew the ideals, so they flatter them. "
        "Where few would differ from the rest, only from how many to how many is told: nobody is exposed.",
        subtitle="{members} members together. Nobody's own line is shown.",
        build=rule_reach,
        topic="pictures",
        shows="together",
    ),
    Chart(
        name="picture_liking",
        title="Loved and disputed",
        help="Which pictures to keep, which to talk about, which to drop?",
        misleads="Pictures that pleased are shown more often. How many like a picture is told in a word, "
        "which says neither all nor none: shares of so few would tell single votes.",
        subtitle="{members} members together; {pictures} pictures that at least {few} of them saw, in rows "
        "by how many of those like them.",
        build=_bands,
        topic="pictures",
        shows="together",
        tell=_seen_by,
    ),
)
