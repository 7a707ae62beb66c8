"""Which family of models a member's taste is learned by, and what spoke for it, put into words."""

from __future__ import annotations

import json

from group_plgl.members.calibration import wilson
from group_plgl.members.families.registry import DEFAULT_FAMILY, FAMILIES
from group_plgl.services.studio import Studio
from group_plgl.store.choices import ChoiceRow, choices_of
from group_plgl.store.people import Member
from group_plgl.web.filters import percent
from group_plgl.web.language import _
from group_plgl.web.me_pages import ModelChoice, ModelLine


def model_choice(studio: Studio, member: Member) -> ModelChoice | None:
    """A member's family; None before it was compared on answers that can be counted."""
    newest = next(iter(choices_of(studio.database, member.member_id)), None)
    if newest is None or not newest.held_out:
        return None
    evidence = json.loads(newest.evidence)
    lines = {
        one["name"]: _line(one["name"], one["right"], one["asked"], newest.family)
        for one in evidence["families"]
        if one["name"] in FAMILIES
    }
    two = [DEFAULT_FAMILY, evidence["best"] if newest.family == DEFAULT_FAMILY else newest.family]
    words = _words(newest, lines[two[0]], lines[two[1]])
    return ModelChoice(
        family=newest.family, title=lines[newest.family].title, words=words,
        answers=newest.answers, made_at=newest.made_at, lines=[lines[name] for name in two],
        others=[line for name, line in lines.items() if name not in two],
    )  # fmt: skip


def _line(name: str, right: int, asked: int, chosen: str) -> ModelLine:
    low, high = wilson(right, asked)
    words = _("{right} of {n} ({low} to {high})").format(
        right=right, n=asked, low=percent(low), high=percent(high)
    )
    title, told = _(FAMILIES[name].title), _(FAMILIES[name].help)
    return ModelLine(name, title, told, right, asked, low, high, words, name == chosen)


def _words(row: ChoiceRow, usual: ModelLine, other: ModelLine) -> str:
    """What was chosen and why, in a few sentences."""
    counts = _(
        "The model everybody begins with, “{usual}”, foretells {right} of {n} unseen answers; "
        "“{other}” {better} of {n}."
    ).format(usual=usual.title, other=other.title, right=usual.right, better=other.right, n=usual.asked)
    if row.family == DEFAULT_FAMILY:
        return counts + " " + _("That is no clear difference, so yours stays the former.")
    low, high = wilson(row.right_held_out, row.held_out)
    honest = _(
        "Yours is the latter. Chosen anew without each answer in turn, it was right on {right} of {n} "
        "({low} to {high})."
    ).format(right=row.right_held_out, n=row.held_out, low=percent(low), high=percent(high))
    return f"{counts} {honest}"
