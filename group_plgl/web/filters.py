"""Small words for templates: shares, counts and times as people say them, in their language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from group_plgl.groups.rules import RULES
from group_plgl.web import language
from group_plgl.web.language import _, either, later, ngettext, written
from group_plgl.web.wiring import wiring

NOUNS = {
    "member": either("{n} member", "{n} members"),
    "answer": either("{n} answer", "{n} answers"),
    "gene": either("{n} gene", "{n} genes"),
    "picture": either("{n} picture", "{n} pictures"),
    "taste": either("{n} taste", "{n} tastes"),
    "learned taste": either("{n} learned taste", "{n} learned tastes"),
    "simulated member": either("{n} simulated member", "{n} simulated members"),
}
HEADINGS = {
    "label": later("member"),
    "camp": later("camp"),
    "certainty": later("certainty"),
    "x": later("across"),
    "y": later("up"),
    "answers": later("answers"),
    "right_held_out": later("foretold right"),
    "held_out": later("of held-out answers"),
    "supported": later("camps supported"),
    "rule": later("rule"),
    "liking": later("predicted liking"),
    "low": later("at least"),
    "high": later("at most"),
    "standing": later("liked more than"),
    "at_least": later("at least"),
    "at_most": later("at most"),
    "members": later("members"),
    "words": later("in words"),
    "other": later("and"),
    "other_camp": later("camp of the other"),
    "shared": later("pictures both saw"),
    "agree": later("said the same"),
    "by_chance": later("by chance alone"),
    "attribute": later("scale"),
    "low_end": later("one end"),
    "high_end": later("other end"),
    "lift": later("leaning beyond the rest"),
    "lift_low": later("that, at least"),
    "lift_high": later("that, at most"),
    "p_value": later("by chance alone"),
    "clear": later("clear"),
    "kappa": later("agreement beyond chance"),
    "kappa_low": later("that, at least"),
    "kappa_high": later("that, at most"),
    "liked_share": later("really liked"),
    "unmoved_low": later("at least, if unmoved"),
    "unmoved_high": later("at most, if unmoved"),
    "expected_low": later("that, at least"),
    "expected_high": later("that, at most"),
    "people": later("people"),
    "likes": later("like it"),
    "consensus": later("liked by every camp"),
    "divided": later("apart"),
    "kind": later("kind"),
    "name": later("name"),
    "mean": later("liking on average"),
    "worst": later("of whoever likes it least"),
    "worst_low": later("that, at least"),
    "worst_high": later("that, at most"),
    "ballot": later("vote"),
    "place": later("place"),
    "votes": later("votes"),
    "share": later("share"),
    "foretold": later("foretold"),
    "foretold_low": later("foretold at least"),
    "foretold_high": later("foretold at most"),
    "candidate": later("candidate"),
    "right_share": later("share foretold right"),
    "baseline": later("guessing gets"),
    "chance_from": later("chance from"),
    "chance_to": later("chance to"),
    "liked": later("liked"),
    "disliked": later("disliked"),
    "at_number": later("model number"),
    "made_at": later("made"),
    "earlier": later("held against model"),
    "similarity": later("alike"),
    "group": later("all on average"),
    "expected": later("steps it would still move"),
    "step": later("step"),
    "moved": later("steps it moves"),
    "weight": later("weight"),
    "seconds_from": later("seconds from"),
    "seconds_to": later("seconds to"),
    "flagged": later("unusual"),
    "job": later("job"),
    "status": later("status"),
    "started_at": later("from"),
    "finished_at": later("to"),
    "seconds": later("seconds"),
}
_SHARES = (
    "liking", "low", "high", "standing", "certainty", "agree", "by_chance", "consensus", "mean", "worst",
    "worst_low", "worst_high", "share", "foretold", "foretold_low", "foretold_high", "right_share",
    "baseline", "chance_from", "chance_to", "liked_share",
)  # fmt: skip


def install(app: Flask) -> None:
    """Give the filters to an app's templates."""
    app.jinja_env.filters.update(
        percent=percent,
        finely=finely,
        reach=reach,
        extent=extent,
        count=count,
        ago=ago,
        duration=duration,
        capital=capital,
        spoken=spoken,
        heading=heading,
        cell=cell,
        written=language.written,
        day=language.date,
    )


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent: 0.816 is `82%`; what lies outside counts as the end."""
    return language.percent(min(max(share, 0.0), 1.0))


def finely(share: float) -> str:
    """A share from 0 to 1 as percent with a digit more: 0.0132 is `1.3%`."""
    return language.percent(share, 1)


def reach(shares: list[float]) -> str:
    """From the lowest to the highest of several shares: `82–94%`, or one number where they agree."""
    low, high = percent(min(shares)), percent(max(shares))
    return high if low == high else f"{low.rstrip('%').rstrip()}–{high}"


def extent(share: float) -> str:
    """A share from 0 to 1 as SVG measures it, the same in every language."""
    return f"{min(max(share, 0.0), 1.0) * 100:.0f}%"


def count(number: int, noun: str) -> str:
    """A number with its noun: `1 member`, `12 members`. Inside a sentence, translate the sentence."""
    return ngettext(*NOUNS[noun], number)


def ago(moment: datetime | None) -> str:
    """How long ago something was, roughly: `just now`, `3 min ago`, `2 h ago`, or the date."""
    if moment is None:
        return ""
    seconds = (wiring().studio.now() - moment).total_seconds()
    if seconds < 45:
        return _("just now")
    if seconds < 3600:
        return _("{n} min ago", n=max(1, round(seconds / 60)))
    if seconds < 24 * 3600:
        return _("{n} h ago", n=round(seconds / 3600))
    return language.date(moment)


def duration(seconds: float | None) -> str:
    """How long something took: `0.3 s`, `12 s`, `3 min`."""
    if seconds is None:
        return ""
    if seconds < 10:
        return _("{n} s", n=language.decimal(seconds, 1))
    return _("{n} s", n=round(seconds)) if seconds < 120 else _("{n} min", n=round(seconds / 60))


def capital(text: str) -> str:
    """A text with a capital in front, where a phrase stands alone."""
    return text[:1].upper() + text[1:]


def spoken(name: str) -> str:
    """A name as tables have it, as people say it: `learn_members` is `Learn members`."""
    return _(name.replace("_", " ").capitalize())


def heading(column: str) -> str:
    """The head of a chart's column."""
    return _(HEADINGS.get(column, column.replace("_", " ")))


def cell(value: Any, column: str) -> str:
    """One value of a chart's rows as a table shows it."""
    if column == "rule" and value in RULES:
        return _(RULES[value].title)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return ""
    return percent(value) if column in _SHARES else written(value)
