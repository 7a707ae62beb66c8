"""The ranking: a group's own pictures, the best first, a part at a time.

Which number is shown, and whether likings are told, is decided by `services.reveal`; file names are the
host's alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.services.rank import Ranking, liking_of, ranking
from group_plgl.services.reveal import Sight, camping, sight_of
from group_plgl.web.answers import html, twin
from group_plgl.web.describing import described
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, later
from group_plgl.web.liked import picture_url
from group_plgl.web.ranking_pages import Choice, RankedPicture, RankingPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("ranking", __name__)
PART = 48
_SHOWS = {"all": later("All pictures"), "diverse": later("Diverse picks")}
Asked = Mapping[str, str]


@blueprint.get("/g/<slug>/ranking")
def ranked(slug: str) -> Response:
    """A part of the ranking."""
    return html("groups/ranking.html", ranking_page(require_reader(slug)))


@blueprint.get("/g/<slug>/ranking.json")
def ranked_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(ranking_page(require_reader(slug)))


def ranking_page(visitor: Visitor) -> RankingPage:
    """The part of the ranking that the address asks for, as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    camps = _camps(sight)
    asked = _asked(camps)
    camp = int(asked["camp"]) - 1 if asked["camp"] else None
    found = ranking(studio, sight, asked["rule"], camp)
    rows = [int(row) for row in (found.picks if asked["show"] == "diverse" else found.order)]
    start = min((int(asked["part"]) - 1) * PART, (len(rows) - 1) // PART * PART)
    shown = rows[start : start + PART]
    pictures = _pictures(visitor, found, [*shown, found.central])
    asked["part"] = "1"
    return RankingPage(
        **frame_of(visitor),
        withheld=sight.withheld,
        number=found.number,
        members=found.members,
        rules=[_choice(group.slug, asked, "rule", name, _(RULES[name].title)) for name in CHIEF]
        if found.number is not None
        else [],
        shows=[_choice(group.slug, asked, "show", name, _(title)) for name, title in _SHOWS.items()],
        camps=[_choice(group.slug, asked, "camp", name, title) for name, title in camps.items()],
        central=pictures.pop(),
        pictures=pictures,
        pictures_in_all=len(found.order),
        first=start + 1,
        of=len(rows),
        earlier_url=_part_url(group.slug, asked, start // PART) if start else "",
        later_url=_part_url(group.slug, asked, start // PART + 2) if start + PART < len(rows) else "",
    )


def _asked(camps: Mapping[str, str]) -> dict[str, str]:
    """What the address asks for; what is unknown in it is as if it were not there."""
    said = request.args
    rule, show, part, camp = (said.get(name, "") for name in ("rule", "show", "part", "camp"))
    return {
        "rule": rule if rule in CHIEF else DEFAULT_RULE,
        "show": show if show in _SHOWS else "all",
        "camp": camp if camp in camps else "",
        "part": part if part.isascii() and part.isdecimal() and len(part) < 7 and int(part) else "1",
    }


def _camps(sight: Sight) -> dict[str, str]:
    """The camps that may be told, by what stands in the address; nothing where there are none."""
    found = camping(wiring().studio, sight)
    if found is None or not found.supported or not found.places:
        return {}
    return {"": _("Everybody")} | {str(label): _("Camp {n}", n=label) for label in found.sizes}


def _choice(slug: str, asked: Asked, which: str, name: str, title: str) -> Choice:
    return Choice(name, title, _url(slug, {**asked, which: name}), asked[which] == name)


def _part_url(slug: str, asked: Asked, part: int) -> str:
    return _url(slug, {**asked, "part": str(part)})


def _url(slug: str, asked: Asked) -> str:
    """The address that asks for this; what is so anyway does not stand in it."""
    usual = {"rule": DEFAULT_RULE, "show": "all", "camp": "", "part": "1"}
    said = urlencode({name: value for name, value in asked.items() if value != usual[name]})
    return url_for("ranking.ranked", slug=slug) + (f"?{said}" if said else "")


def _pictures(visitor: Visitor, found: Ranking, rows: list[int]) -> list[RankedPicture]:
    """Pictures in their places, as this visitor may see them."""
    group, shelf = visitor.group, found.shelf
    place = {int(row): at + 1 for at, row in enumerate(found.order)}
    cards = [shelf.card_picture_ids[row] for row in rows]
    words = described(group, cards)
    return [
        RankedPicture(
            place=place[row],
            picture_url=picture_url(group, card),
            large_url=picture_url(group, shelf.picture_ids[row]),
            words=words[card],
            file_name=shelf.file_names[row] if visitor.host else "",
            **liking_of(found, row),
        )
        for row, card in zip(rows, cards, strict=True)
    ]
