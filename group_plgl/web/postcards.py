"""Postcards of camps: a page, its twin, and A6 cards to print; what may be told is in `services.postcard`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, url_for

from group_plgl.errors import NotFound
from group_plgl.services.postcard import Card, Postcards, Split, postcards
from group_plgl.services.reveal import Sight, drawing, sight_of
from group_plgl.store.people import Group, members_of
from group_plgl.web.answers import html, twin
from group_plgl.web.describing import described
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.filters import percent
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import labels_of, listed
from group_plgl.web.language import _, date, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.pacing import place
from group_plgl.web.papers import as_pdf, pictures_in, printed
from group_plgl.web.pictures import PLACES
from group_plgl.web.postcards_pages import CardPicture, Disagreement, Postcard, PostcardsPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("postcards", __name__)


@blueprint.get("/g/<slug>/postcards")
def cards(slug: str) -> Response:
    """The cards."""
    return html("minutes/postcards.html", postcards_page(require_reader(slug)))


@blueprint.get("/g/<slug>/postcards.json")
def cards_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(postcards_page(require_reader(slug)))


@blueprint.get("/g/<slug>/postcards.pdf")
def cards_pdf(slug: str) -> Response:
    """The same to print, A6, one card a page."""
    page = postcards_page(require_reader(slug))
    if not page.cards or page.made_at is None:
        raise NotFound(NOTHING_HERE)
    name = f"{slug}-postcards-model-{page.number}.pdf"
    with place(PLACES):
        return as_pdf(name, "postcards", _on_paper(page), list(pictures_in(page)), page.made_at)


def postcards_page(visitor: Visitor) -> PostcardsPage:
    """The cards as this visitor may see them."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    drawn = drawing(studio, sight)
    found = postcards(studio, sight) if drawn else Postcards(0, (), None)
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    told = _described(group, found)
    return PostcardsPage(
        **frame_of(visitor),
        question=group.question,
        withheld=sight.withheld,
        number=drawn.number if drawn else None,
        made_at=drawn.made_at if drawn else None,
        fewest=found.fewest,
        cards=[
            _card(one, told, [labels[who].text for who in one.who if who in labels]) for one in found.cards
        ],
        disagreement=_disagreement(found.split, told) if found.split else None,
        nothing="" if found.cards else _nothing(sight, found),
        pdf_url=url_for("postcards.cards_pdf", slug=group.slug) if found.cards else "",
    )


def _described(group: Group, found: Postcards) -> dict[str, CardPicture]:
    """Every picture of the cards with what can be seen in it, by id."""
    ids = [one for card in found.cards for one in (card.keep, *card.loved, *card.rejected)]
    ids += [found.split.picture_id] if found.split else []
    words = described(group, list(dict.fromkeys(ids)))
    return {one: CardPicture(picture_url(group, one), words[one]) for one in ids}


def _nothing(sight: Sight, found: Postcards) -> str:
    if sight.withheld == "hidden":
        return _("The host shows results later; postcards come with them.")
    if sight.withheld:
        return _("You see this once your own taste is known, so that nobody's answers follow the others'.")
    if sight.number is None:
        return _("There is nothing to see before the first picture is drawn.")
    return _(
        "There are no camps here that the answers support and that have at least {n} members each, so there "
        "is nobody to write a card for.",
        n=found.fewest,
    )


def _card(one: Card, told: dict[str, CardPicture], labels: list[str]) -> Postcard:
    liking, low, high = one.liking
    return Postcard(
        number=one.camp,
        size=one.size,
        labels=labels,
        keep=told[one.keep],
        liking=liking,
        low=low,
        high=high,
        liking_words=ngettext(
            "Predicted liking {mean} ({low} to {high}), {n} taste.",
            "Mean predicted liking {mean} ({low} to {high}), {n} tastes.",
            one.size, mean=percent(liking), low=percent(low), high=percent(high),
        ),
        sentence=_sentence([_(word) for word in one.likes], [_(word) for word in one.leaves]),
        loved=[told[picture] for picture in one.loved],
        rejected=[told[picture] for picture in one.rejected],
    )  # fmt: skip


def _sentence(likes: list[str], leaves: list[str]) -> str:
    """What a camp likes and leaves, as people say it."""
    if likes and leaves:
        return _("Rather {likes}; less {leaves}.", likes=listed(likes), leaves=listed(leaves))
    if likes:
        return _("Rather {likes}.", likes=listed(likes))
    if leaves:
        return _("Less {leaves}.", leaves=listed(leaves))
    return _("What it likes has no words here: see the pictures.")


def _disagreement(one: Split, told: dict[str, CardPicture]) -> Disagreement:
    return Disagreement(
        picture=told[one.picture_id],
        pro=one.pro,
        contra=one.contra,
        pro_words=_surely(one.pro_liking, one.pro_words, _("For it: {words}.")),
        contra_words=_surely(one.contra_liking, one.contra_words, _("Against it: {words}.")),
    )


def _surely(liking: tuple[float, float, float], seen: Sequence[str], because: str) -> str:
    """Why a camp likes a picture or does not, and how surely."""
    mean, low, high = map(percent, liking)
    why = because.format(words=listed([_(word) for word in seen])) if seen else ""
    said = _("Mean predicted liking {mean} ({low} to {high}).", mean=mean, low=low, high=high)
    return f"{why} {said}".strip()


def _on_paper(page: PostcardsPage) -> dict[str, Any]:
    """What the template `postcards` draws."""

    def small(pictures: list[CardPicture]) -> list[dict[str, str]]:
        return [{"picture": printed(one.picture_url), "words": one.words} for one in pictures]

    split = page.disagreement
    return {
        "title": page.question,
        "name": f"{page.name} · {_('Rehearsal')}" if page.rehearsal else page.name,
        "foot": _("Model {n}, {date}. Predictions, not votes.", n=page.number, date=_day(page)),
        "loves": _("Loves"),
        "rejects": _("Rejects"),
        "cards": [
            {
                "number": one.number,
                "title": _("Camp {n}", n=one.number),
                "size": ngettext("{n} member", "{n} members", one.size),
                "picture": printed(one.keep.picture_url),
                "words": one.keep.words,
                "sentence": one.sentence,
                "liking": one.liking_words,
                "loved": small(one.loved),
                "rejected": small(one.rejected),
            }
            for one in page.cards
        ],
        "split": {
            "title": _("What divides us"),
            "picture": printed(split.picture.picture_url),
            "words": split.picture.words,
            "sides": [
                {"number": split.pro, "title": _("Camp {n} likes it", n=split.pro), "text": split.pro_words},
                {
                    "number": split.contra,
                    "title": _("Camp {n} does not", n=split.contra),
                    "text": split.contra_words,
                },
            ],
        }
        if split
        else None,
    }


def _day(page: PostcardsPage) -> str:
    return date(page.made_at) if page.made_at else ""
