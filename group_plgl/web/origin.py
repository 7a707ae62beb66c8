"""Where an ideal comes from, and how new it is: what its export says, as a page.

Whether a number may be seen is decided by `services.reveal`; names of known works are for the host.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.errors import NotFound
from group_plgl.groups.rules import RULES
from group_plgl.perception.novelty import Nearest
from group_plgl.services.company import is_played
from group_plgl.services.export import Story, story_of
from group_plgl.services.originality import CHOSEN, DRAWN
from group_plgl.services.reveal import shows_number
from group_plgl.services.space import space_title
from group_plgl.web.answers import html, twin
from group_plgl.web.describing import described
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, ngettext, written
from group_plgl.web.liked import picture_url
from group_plgl.web.origin_pages import Gap, OriginPage
from group_plgl.web.pacing import place
from group_plgl.web.pictures import PLACES
from group_plgl.web.wiring import wiring

blueprint = Blueprint("origin", __name__)


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/<rule>")
def origin(slug: str, number: int, rule: str) -> Response:
    """Where an ideal comes from."""
    return html("groups/origin.html", origin_page(require_reader(slug), number, rule))


@blueprint.get("/g/<slug>/ideals/<int(max=1000000000):number>/<rule>.json")
def origin_json(slug: str, number: int, rule: str) -> Response:
    """The same as JSON."""
    return twin(origin_page(require_reader(slug), number, rule))


def origin_page(visitor: Visitor, number: int, rule: str) -> OriginPage:
    """The story of one ideal as this visitor may see it.

    Raises:
        NotFound: There is no such ideal, or it is not theirs to see.
    """
    studio, group = wiring().studio, visitor.group
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    with place(PLACES):
        story = story_of(studio, group, number, rule)
    found, told = story.originality, story.told
    address: dict[str, Any] = {"slug": group.slug, "number": number, "rule": rule}
    return OriginPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        joined=visitor.member is not None,
        number=number,
        rule=rule,
        title=_(RULES[rule].title),
        space=_(space_title(studio, group)),
        members=told["members"],
        simulated=is_played(studio, group, number),
        made_at=told["made_at"],
        code_version=told["code_version"],
        model_sha256=told["model_sha256"],
        picture_url=picture_url(group, story.picture_id),
        words=described(group, [story.picture_id])[story.picture_id],
        kind=found.kind,
        sentence=_sentence(story),
        pool=_gap(found.pool),
        known=_gap(found.known, found.work if visitor.host else ""),
        copied=found.copied,
        download_url="" if found.copied else url_for("pictures.ideal", **address),
        sampler_url=url_for("pictures.sampler", **address) if found.kind == DRAWN else "",
    )


def _gap(near: Nearest | None, name: str = "") -> Gap | None:
    return Gap(round(near.gap, 1), near.of, name) if near else None


def _sentence(story: Story) -> str:
    """How new a picture is, in words."""
    found = story.originality
    if found.kind == CHOSEN:
        return _("One of the group's own pictures: it was chosen, not drawn, and is not new.")
    if found.kind != DRAWN:
        return _("An earlier version drew it, so how new it is cannot be measured any more.")
    if found.copied:
        return _(
            "It looks the same as a work that was brought as somebody's own, so it is not given out. The "
            "host can mark it as never to be shown; then another one is drawn."
        )
    if found.pool is None:
        return _("It was drawn for this group; there is nothing to hold it against.")
    if found.pool.copied:
        return _("It looks the same as a picture of the pool that it was learned from.")
    gap = written(round(found.pool.gap, 1))
    return ngettext(
        "A new picture: {gap} just noticeable differences from the one picture of the pool.",
        "A new picture: {gap} just noticeable differences from the nearest of {n} pictures of the pool.",
        found.pool.of, gap=gap,
    )  # fmt: skip
