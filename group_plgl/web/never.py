"""Never again: the host marks pictures, sees beforehand what falls under a mark, and takes marks back."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.groups.rules import RULES
from group_plgl.services import never
from group_plgl.services.reveal import Sight, drawing, sight_of
from group_plgl.store.nevers import banned_in, nevers_of
from group_plgl.store.people import Group
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.describing import described
from group_plgl.web.errors import status_of
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.language import _, apology, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.never_pages import Choosing, Markable, MarkLine, NeverPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("never", __name__)


@blueprint.get("/g/<slug>/never")
def nevers(slug: str) -> Response:
    """The marks of a group, and pictures to mark."""
    return html("control/never.html", never_page(require_host(slug)))


@blueprint.get("/g/<slug>/never.json")
def nevers_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(never_page(require_host(slug)))


@blueprint.post("/g/<slug>/never/<order>")
def say(slug: str, order: str) -> Response:
    """Mark a picture, or lift its mark; then the page as it is now."""
    visitor = require_host(slug)
    try:
        _follow(visitor.group, order)
    except GroupPLGLError as error:
        if wants_json():
            raise
        return html("control/never.html", never_page(visitor, apology(error)), status_of(error))
    if wants_json():
        return twin(never_page(visitor))
    return Response(status=303, headers={"Location": url_for("never.nevers", slug=slug)})


def never_page(visitor: Visitor, problem: str = "") -> NeverPage:
    """The page as things stand; with `picture` in the address the one that is about to be marked."""
    studio, group = wiring().studio, visitor.group
    chosen = request.values.get("picture", "") if request.method == "GET" or problem else ""
    sight, marks = sight_of(studio, visitor), nevers_of(studio.database, group.group_id)
    titles = _titled(sight)
    shown = {
        **titles,
        **{one: "" for one in never.markable(studio, group, sight.number) if one not in titles},
    }
    reach = never.reach_of(studio, group, chosen) if chosen in shown else None
    gaps = dict(zip(reach.pictures, reach.gaps.tolist(), strict=True)) if reach else {}
    banned = banned_in(studio.database, group.group_id)
    told = described(group, [*shown, *(one.picture_id for one in marks)])
    pictures = [
        Markable(
            one, picture_url(group, one), told[one], title,
            url_for("never.nevers", slug=group.slug, picture=one), gaps.get(one),
        )
        for one, title in shown.items()
        if one not in banned and one != chosen and (not reach or one in gaps)
    ]  # fmt: skip
    return NeverPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        marks=[
            MarkLine(one.picture_id, picture_url(group, one.picture_id), told[one.picture_id], one.radius,
                     _reaching(one.radius))
            for one in reversed(marks)
        ],
        choosing=_choosing(group, chosen, told[chosen], list(gaps.values())) if reach else None,
        narrowest=never.NARROWEST,
        widest=never.WIDEST,
        pictures=sorted(pictures, key=lambda one: one.gap or 0.0),
        banned=len(banned),
        problem=problem,
    )  # fmt: skip


def _titled(sight: Sight) -> dict[str, str]:
    """The newest ideals and those behind them that the host may see, with what they are."""
    drawn = drawing(wiring().studio, sight)
    if drawn is None:
        return {}
    found = {row.picture_id: _("Behind the ideal") for rows in drawn.runners_up.values() for row in rows}
    ideals = {row.picture_id: _(RULES[rule].title) for rule, row in reversed(list(drawn.ideals.items()))}
    return {**{picture: _("Ideal: {rule}", rule=title) for picture, title in ideals.items()},
            **{picture: title for picture, title in found.items() if picture not in ideals}}  # fmt: skip


def _choosing(group: Group, picture: str, words: str, gaps: list[float]) -> Choosing:
    radius = _radius() if request.method == "POST" else never.USUAL
    under = sum(gap < radius for gap in gaps)
    reach = ngettext(
        "{under} of the {n} picture in the pool falls under it.",
        "{under} of the {n} pictures in the pool fall under it.", len(gaps), under=under,
    )  # fmt: skip
    return Choosing(picture, picture_url(group, picture), words, radius, under, len(gaps), reach)


def _reaching(radius: float) -> str:
    return _("and all that differs by less than {n} just noticeable differences", n=f"{radius:g}")


def _follow(group: Group, order: str) -> None:
    said = _said()
    if order == "mark":
        never.mark(wiring().studio, group, said.get("picture", ""), _radius())
    elif order == "lift":
        never.lift(wiring().studio, group, said.get("picture", ""))
    else:
        raise BadInput("there is no order '{order}'", advice="Known orders: mark, lift.", order=order)


def _said() -> dict[str, str]:
    if not request.is_json:
        return request.form.to_dict()
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise BadInput("a mark is a JSON object", advice='Send {"picture": "…", "radius": 3}.')
    return {str(name): str(value) for name, value in said.items()}


def _radius() -> float:
    try:
        radius = float(_said().get("radius", never.USUAL))
    except ValueError as error:
        raise BadInput("how far a mark reaches is a number") from error
    return radius
