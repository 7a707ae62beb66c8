"""Changing a picture over HTTP until somebody likes it, as little as one sees; nothing of it is kept.

Pictures of the group are asked for by address, so that what came out can be shown again by its link;
brought ones are sent, looked at and forgotten. The pictures of an answer ride inside it.
"""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore

import numpy as np
from flask import Blueprint, Response, request

from group_plgl.analytics.keys import SEEN, keys_of
from group_plgl.errors import BadInput, NotAllowed, NotYet, UnsafeBytes
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.encode import Encoded, encode_upload
from group_plgl.services.favour import LIKE, ME, MEMBER, favour_named, favours
from group_plgl.services.point import Looker, Pointed, looking, pointed
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.services.transform import (
    EVEN,
    HALF,
    PIXELS,
    Wanted,
    may_keep,
    may_lean,
    transform,
)
from group_plgl.services.wish import GROUP, wished_by
from group_plgl.store.people import Group
from group_plgl.web import encoding
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.changed import changed_picture
from group_plgl.web.differing import changing, choices, favour_title, number_asked, who_asks
from group_plgl.web.encoding import sent
from group_plgl.web.errors import status_of
from group_plgl.web.filters import capital, percent
from group_plgl.web.guards import takes_files
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, apology, decimal, later
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.transforming_pages import Option, TransformPage, WordGroup
from group_plgl.web.wiring import wiring

blueprint = Blueprint("transforming", __name__)
AT_ONCE = 4  # each holds a thread of the web until it is computed
PLACES = BoundedSemaphore(AT_ONCE)
LEVELS = (EVEN, 0.65, 0.75, 0.85)
BUDGETS = (1.0, 2.0, 4.0, 8.0)
_MOST_WORDS = 2
_WAYS = {"chance": later("until it is liked"), "budget": later("as far as so much change goes")}


@blueprint.get("/g/<slug>/transform")
def change(slug: str) -> Response:
    """What becomes of a picture of the group, or the form to ask for it."""
    return _answered(require_reader(slug))


@blueprint.get("/g/<slug>/transform.json")
def change_json(slug: str) -> Response:
    """The same as JSON."""
    return _answered(require_reader(slug))


@blueprint.post("/g/<slug>/transform")
@takes_files
def change_brought(slug: str) -> Response:
    """What becomes of a picture that was brought along, as a page or as JSON."""
    return _answered(require_reader(slug), brought=True)


def _answered(visitor: Visitor, brought: bool = False) -> Response:
    """The page; what cannot be done is said on it, to programs as a problem."""
    looker = looking(wiring().studio, visitor)
    try:
        page, status = _page(visitor, looker, brought), 200
    except (BadInput, UnsafeBytes, NotAllowed, NotYet) as problem:
        if wants_json():
            raise
        page, status = _form(visitor, looker, None, capital(apology(problem))), status_of(problem)
    return private(twin(page, status) if wants_json() else html("transforming/transform.html", page, status))


def _page(visitor: Visitor, looker: Looker, brought: bool) -> TransformPage:
    """The form with what came of it, if anything was asked."""
    studio, name = wiring().studio, request.args.get("picture", "")
    if not brought and not name:
        return _form(visitor, looker, None)
    start = None if brought else pointed(studio, looker, name)
    wanted = _wanted(looker, brought)
    slow_down("transform", wiring().buckets, who_asks(visitor))
    found = None
    if start is None:
        found = _brought(visitor)
        z = found.z
    else:
        z = start.latent
    with place(PLACES):
        changed = transform(studio, looker, z, wanted)
    page = _form(visitor, looker, start)
    return replace(page, result=changed_picture(visitor, wanted, changed, start, found))


def _brought(visitor: Visitor) -> Encoded:
    """The picture that was sent, as a latent of the group's space.

    Raises:
        BadInput: There is none, or none can be drawn here.
    """
    group, studio = visitor.group, wiring().studio
    if is_catalogue(group.space) or is_past(group.space):
        raise BadInput("this group has only its own pictures: none from outside can be drawn there")
    with place(encoding.PLACES):
        return encode_upload(studio, group_space(studio, group), sent(), PIXELS)


def _wanted(looker: Looker, brought: bool) -> Wanted:
    """What the address or the form asks for; what is left open is what suits best."""
    studio, said = wiring().studio, request.values
    favour = favour_named(studio, looker, said.get("for", ""), brought)
    goals = [pointed(studio, looker, one).latent for one in said.getlist("to")[:2] if one]
    budget = _by_budget() or favour.kind == LIKE
    return Wanted(
        favour=favour,
        like=np.array(goals) if goals and favour.kind == LIKE else None,
        chance=None if budget else number_asked("chance", EVEN),
        budget=number_asked("budget", BUDGETS[1]) if budget else None,
        keep=said.getlist("keep"),
        brought=brought,
        lean=_leans(),
        strength=number_asked("strength", HALF),
    )


def _leans() -> list[str]:
    """The words that were asked for."""
    return [one for one in request.values.getlist("lean")[:_MOST_WORDS] if one]


def _by_budget() -> bool:
    said = request.values
    return said.get("by") == "budget" or ("budget" in said and "by" not in said)


def _form(visitor: Visitor, looker: Looker, start: Pointed | None, problem: str = "") -> TransformPage:
    """The page with what was asked, without an answer."""
    studio, group, said = wiring().studio, visitor.group, request.values
    drawn, own = not is_past(group.space), is_catalogue(group.space)
    there = list(favours(studio, looker)) if drawn else []
    pictures = choices(looker, start) if drawn else []
    if start is None and pictures:
        pictures[0] = replace(pictures[0], chosen=True)
    goals, kept = said.getlist("to"), said.getlist("keep")
    favour = said.get("for", "") or (there[0].name if there else LIKE)
    options = [Option(one.name, favour_title(visitor, one), one.name == favour) for one in there]
    chances = LEVELS if group.privacy != "anonymous" or any(one.kind == ME for one in there) else (EVEN,)
    return TransformPage(
        **changing(visitor, looker),
        pictures=pictures,
        favours=[*options, Option(LIKE, _("the look of another picture"), favour == LIKE)],
        brought_favours=[one for one, what in zip(options, there, strict=True) if what.kind != MEMBER],
        goals=[replace(one, chosen=one.name in goals) for one in pictures],
        ways=[Option(name, _(title), (name == "budget") == _by_budget()) for name, title in _WAYS.items()],
        chances=_numbers("chance", chances, EVEN),
        budgets=_numbers("budget", BUDGETS, BUDGETS[1]),
        words=[*_together(studio, looker), *_words(studio, group, 0)],
        also=_words(studio, group, 1),
        strength=min(max(number_asked("strength", HALF), 0.0), 1.0),
        stays=[Option(name, _(capital(name)), name in kept) for name in ATTRIBUTES if drawn and not own],
        families=[Option(name, _(capital(name)), name in kept) for name in may_keep(studio, group)],
        brings=drawn and not own,
        problem=problem,
        result=None,
    )


def _together(studio: Studio, looker: Looker) -> list[WordGroup]:
    """The group's own wishes as something to go towards, where it has any."""
    if not any(one.key and max(one.wanted.values()) > 0.0 for one in wished_by(studio, looker.sight)):
        return []
    title = _("What the group says it likes")
    return [WordGroup(_("The group"), [Option(GROUP, title, GROUP in _leans())])]


def _words(studio: Studio, group: Group, place: int) -> list[WordGroup]:
    """The words of the group's space by what they are about; the one asked for at a place is chosen."""
    asked = [*_leans(), "", ""][place]
    kinds: dict[str, list[Option]] = {}
    genes = {gene.name: gene.family for gene in group_space(studio, group).genes}
    for name, scale in may_lean(studio, group).items():
        if name in SEEN:
            kind = _("What one sees") if name in ATTRIBUTES else _("Colours")
        else:
            kind = _(capital(genes[name]))
        kinds.setdefault(kind, []).extend(Option(key, _(word), key == asked) for key, word in keys_of(scale))
    return [WordGroup(kind, some) for kind, some in kinds.items()]


def _numbers(name: str, usual: tuple[float, ...], default: float) -> list[Option]:
    """Numbers to choose from; one that was asked for is among them."""
    said = request.values.get(name, "") or f"{default:g}"
    names = [f"{one:g}" for one in usual]
    some = names if said in names or not _is_number(said) else [*names, said]
    titles = {
        one: percent(float(one)) if name == "chance" else decimal(float(one), int(float(one) % 1 > 0))
        for one in some
    }
    return [Option(one, titles[one], one == said) for one in some]


def _is_number(said: str) -> bool:
    try:
        return bool(np.isfinite(float(said)))
    except ValueError:
        return False
