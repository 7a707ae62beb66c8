"""A slider along a taste, from less to more: one picture for each step, asked for when it is reached.

A step goes by foretold looks, so that it is there before a hand has moved on; nothing of it is kept.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from group_plgl.errors import BadInput, NotAllowed
from group_plgl.services.favour import LIKE, favour_named
from group_plgl.services.point import Looker, looking, offered, pointed
from group_plgl.services.transform import STEPS, Wanted, steps_of
from group_plgl.web.answers import html, private, twin
from group_plgl.web.differing import (
    chance_of,
    changing,
    favour_title,
    number_asked,
    shown_url,
    steps_url,
    who_asks,
)
from group_plgl.web.filters import percent
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, decimal
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.transforming import PLACES
from group_plgl.web.transforming_pages import StepPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("stepping", __name__)


@blueprint.get("/g/<slug>/transform/steps")
def steps(slug: str) -> Response:
    """A slider along a taste, from less to more."""
    return private(html("transforming/steps.html", _step_page(require_reader(slug))))


@blueprint.get("/g/<slug>/transform/steps.json")
def steps_json(slug: str) -> Response:
    """One step of it."""
    return private(twin(_step_page(require_reader(slug))))


def _step_page(visitor: Visitor) -> StepPage:
    """One step along a taste."""
    studio, group, said = wiring().studio, visitor.group, request.args
    looker = looking(studio, visitor)
    favour = favour_named(studio, looker, said.get("for", ""))
    if favour.kind == LIKE:
        raise BadInput("a row of steps follows a taste")
    start = pointed(studio, looker, said.get("picture", "") or _first(looker))
    step = int(number_asked("step", 0.0))
    slow_down("steps", wiring().looks, who_asks(visitor))
    with place(PLACES):
        (found,) = steps_of(studio, looker, start.latent, Wanted(favour), [step])
    own = visitor.member.member_id if visitor.member else ""
    you = found.likings.get(own)

    return StepPage(
        **changing(visitor, looker),
        picture=start.name,
        favour=favour.name,
        title=favour_title(visitor, favour),
        step=step,
        most=STEPS,
        change=found.change,
        picture_url=shown_url(group, found.shown),
        words=_step_words(step, found.change, you.liking if you else None),
        you=chance_of(you) if you else None,
        less_url=steps_url(group, start.name, favour, step - 1) if step > -STEPS else "",
        more_url=steps_url(group, start.name, favour, step + 1) if step < STEPS else "",
    )


def _first(looker: Looker) -> str:
    """The picture to set out from where none is named."""
    there = offered(wiring().studio, looker)
    if not there:
        raise NotAllowed("there is no picture to set out from yet")
    return there[0][0]


def _step_words(step: int, change: float, yours: float | None) -> str:
    """Where a step is, and how the asker is predicted to like it."""
    many = decimal(change, 1)
    if not step:
        where = _("The picture itself.")
    elif step > 0:
        where = _("{n} just noticeable differences towards the taste.", n=many)
    else:
        where = _("{n} just noticeable differences away from the taste.", n=many)
    return (
        where
        if yours is None
        else f"{where} {_('You are predicted to like it with {liking}.', liking=percent(yours))}"
    )
