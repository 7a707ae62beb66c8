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
    if newest is None or not newest.held_out or newest.family not in FAMILIES:
        return None
    lines = [
        _line(one["name"], one["right"], one["asked"], newest.family)
        for one in json.loads(newest.evidence)["families"]
        if one["name"] in FAMILIES
    ]
    return ModelChoice(
        newest.family, _(FAMILIES[newest.family].title), _words(newest), newest.answers, newest.made_at, lines
    )


def _line(name: str, right: int, asked: int, chosen: str) -> ModelLine:
    low, high = wilson(right, asked)
    title = _(FAMILIES[name].title)
    words = _("{right} of {n}").format(right=right, n=asked)
    return ModelLine(
        name, title, _(FAMILIES[name].help), right, asked, low, high, words, name == chosen
    )  # fmt: skip


def _words(row: ChoiceRow) -> str:
    """What was chosen and why, in a few sentences."""
    title = _(FAMILIES[row.family].title)
    if row.family == DEFAULT_FAMILY:
        return _(
            "Yours is the one everybody begins with, “{model}”: no other foretells your answers clearly "
            "better."
        ).format(model=title)
    low, high = wilson(row.right_held_out, row.held_out)
    return _(
        "Yours is “{model}”: it foretells your answers clearly better than the one everybody begins with. "
        "Chosen anew without each answer in turn, it was right on {right} of {n} ({low} to {high})."
    ).format(model=title, right=row.right_held_out, n=row.held_out, low=percent(low), high=percent(high))
