"""The minutes of a group in one click: a page, its twin, one file for any browser, and a PDF.

Minutes are a document: they say nobody's “you”, stay with one model, and leave the group's house. So
names stand in them in identified groups alone; elsewhere members are numbers, to the host too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import NotFound
from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.services.company import is_played
from group_plgl.services.export import provenance
from group_plgl.services.heed import heeded, uneven_voices
from group_plgl.services.juxtapose import mean_of, side_by_side
from group_plgl.services.keep import keep_number
from group_plgl.services.reveal import Drawing, Sight, drawing, may_single_out, people, sight_of
from group_plgl.services.space import is_catalogue
from group_plgl.store.ballots import ballots_of
from group_plgl.store.events import last_event
from group_plgl.store.images import picture_of
from group_plgl.store.people import Group, current_session, members_of
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import html, twin
from group_plgl.web.ballots import result_panel
from group_plgl.web.board import model_asked
from group_plgl.web.dissenting import minority_of
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.filters import percent
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import labels_of, listed
from group_plgl.web.language import _, ngettext
from group_plgl.web.minutes_pages import Chosen, MinutesPage, Proof, Rejected
from group_plgl.web.minutes_paper import minutes_on_paper
from group_plgl.web.pacing import place
from group_plgl.web.pages import Ideal
from group_plgl.web.papers import as_file, as_pdf, pictures_in
from group_plgl.web.pictures import PLACES
from group_plgl.web.portrait import camp_reading, ideal_of
from group_plgl.web.rules import cards_of
from group_plgl.web.rules_pages import RuleCard
from group_plgl.web.stage_pages import ResultPanel
from group_plgl.web.trusted import together
from group_plgl.web.verdicts import alternatives
from group_plgl.web.wiring import wiring

blueprint = Blueprint("minutes", __name__)
SHEETS = ("house.css", "tally.css", "minutes.css")
FEW = 12  # tastes, below which one more could well move the picture
MOST_REJECTED = 6
_Mean = tuple[float | None, float | None, float | None]
Wanted = dict[str, dict[str, tuple[float, float]]]
RATHER = 0.1  # of predicted chance, from which on somebody would rather have something else
LEVEL = 0.005
ALIKE = 0.1  # of how far two pictures at random look apart: as good as the chosen one itself


@blueprint.get("/g/<slug>/minutes")
def minutes(slug: str) -> Response:
    """The minutes."""
    return html("minutes/minutes.html", minutes_page(require_reader(slug)))


@blueprint.get("/g/<slug>/minutes.json")
def minutes_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(minutes_page(require_reader(slug)))


@blueprint.get("/g/<slug>/minutes.html")
def minutes_file(slug: str) -> Response:
    """The same as one file with pictures inside, which asks no network for anything."""
    page, _made_at = _taken(require_reader(slug))
    return as_file("minutes/file.html", page, f"{slug}-minutes-model-{page.number}.html", SHEETS)


@blueprint.get("/g/<slug>/minutes.pdf")
def minutes_pdf(slug: str) -> Response:
    """The same as PDF."""
    page, made_at = _taken(require_reader(slug))
    name = f"{slug}-minutes-model-{page.number}.pdf"
    with place(PLACES):
        return as_pdf(name, "paper", minutes_on_paper(page), list(pictures_in(page)), made_at)


@dataclass(frozen=True)
class _Option:
    """A picture the group could have, whichever way it was found."""

    title: str
    picture_url: str
    words: str
    sentence: str
    mean: float | None
    low: float | None
    high: float | None
    worst: float | None
    shown: bool
    likings: dict[str, float]

    @classmethod
    def of_card(cls, card: RuleCard) -> _Option:
        """One that some rules would choose."""
        one = card.picture
        return cls(
            listed([rule.title for rule in card.rules]), one.picture_url, one.words, one.sentence, one.mean,
            one.low, one.high, one.worst, card.shown, {row.label: row.liking for row in one.likings},
        )  # fmt: skip

    @classmethod
    def of_ideal(cls, one: Ideal, mean: _Mean) -> _Option:
        """The ideal of a chief rule, with its mean liking by voices."""
        worst = min((row.liking for row in one.likings), default=None)
        likings = {row.label: row.liking for row in one.likings}
        shown = one.rule == DEFAULT_RULE
        return cls(one.title, one.picture_url, one.words, one.sentence, *mean, worst, shown, likings)


def minutes_page(visitor: Visitor) -> MinutesPage:
    """The minutes as this visitor may see them, of the newest model or of the one that is asked for."""
    studio, group = wiring().studio, visitor.group
    asked = model_asked(request.args)
    sight = sight_of(studio, replace(visitor, number=asked) if asked is not None else visitor)
    found = drawing(studio, sight)
    if found is None:
        if asked is not None and not sight.withheld:
            raise NotFound(NOTHING_HERE)
        return _empty(visitor, sight)
    reader = on_paper(visitor)
    labels = labels_of(reader, members_of(studio.database, group.group_id))
    ideals = [ideal_of(group, found, name, labels) for name in found.ideals]
    ours = next(one for one in ideals if one.rule == DEFAULT_RULE)
    beside = side_by_side(studio, sight)
    told = beside is not None and beside.number == found.number
    cards = cards_of(beside, alternatives(group, beside, labels)) if beside and told else []
    cards = [one for one in cards if one.shown or one.apart >= ALIKE]
    means = _means(group, found)
    options = [_Option.of_card(one) for one in cards]
    options = options or [_Option.of_ideal(one, means[one.rule]) for one in ideals]
    wanted = _wanted(options)
    rejected = _rejected(options, wanted)
    camps, vote = camp_reading(reader, sight), _vote(visitor, found.number)
    asks: dict[str, Any] = {"slug": group.slug, "number": found.number}
    return MinutesPage(
        **frame_of(visitor),
        question=group.question,
        withheld="",
        number=found.number,
        made_at=found.made_at,
        took_part=_took_part(group, found),
        members=found.members,
        answers=found.answers,
        chosen=_chosen(ours, means[ours.rule], bool(uneven_voices(studio, group, found.seen_event))),
        vote=vote,
        minority=minority_of(reader, sight),
        rejected=rejected,
        behind=[
            Rejected(
                title=_("Close behind by “{rule}”", rule=ours.title),
                picture_url=one.picture_url, words=one.words, sentence="",
                why=_("Pleases nearly as much by the same rule, and looks different."),
                mean=None, low=None, high=None,
            )
            for one in ours.runners_up
        ],
        rather=_rather(rejected, wanted) if may_single_out(group) else [],
        camps=f"{_(camps.reading)[:1].upper()}{_(camps.reading)[1:]}. {camps.sentence}" if camps else "",
        limits=_limits(group, found, vote),
        permalink=public_root() + url_for("minutes.minutes", **asks),
        proofs=_proofs(group, found),
        html_url=url_for("minutes.minutes_file", **asks),
        pdf_url=url_for("minutes.minutes_pdf", **asks),
    )  # fmt: skip


def on_paper(visitor: Visitor) -> Visitor:
    """Whom a document speaks to: it says nobody's “you”, and names only where all were promised names."""
    return replace(visitor, member=None, guest=visitor.group.privacy != "identified", host=False)


def _taken(visitor: Visitor) -> tuple[MinutesPage, datetime]:
    """Minutes of something, which is kept, and when it was drawn; of nothing there is no file."""
    page = minutes_page(visitor)
    if page.made_at is None or page.number is None:
        raise NotFound(NOTHING_HERE)
    keep_number(wiring().studio, visitor.group, page.number)
    return page, page.made_at


def _empty(visitor: Visitor, sight: Sight) -> MinutesPage:
    return MinutesPage(
        **frame_of(visitor), question=visitor.group.question, withheld=sight.withheld, number=None,
        made_at=None, took_part="", members=None, answers=None, chosen=None, vote=None, minority=None,
        rejected=[], behind=[], rather=[], camps="", limits=[], permalink="", proofs=[], html_url="",
        pdf_url="",
    )  # fmt: skip


def _took_part(group: Group, found: Drawing) -> str:
    if found.members is None:
        return _("{k} or more members", k=group.k)
    if is_played(wiring().studio, group, found.number):
        return ngettext("{n} simulated member", "{n} simulated members", found.members)
    return ngettext("{n} member", "{n} members", found.members)


def _chosen(ours: Ideal, told: _Mean, uneven: bool) -> Chosen:
    (mean, low, high), words = told, ""
    if mean is not None and low is not None and high is not None:
        words = ngettext(
            "Predicted chance of liking it {mean}, 95 % interval {low} to {high}, of the only taste known.",
            "Mean predicted chance of liking it {mean}, 95 % interval {low} to {high}, of {n} tastes.",
            len(ours.likings), mean=percent(mean), low=percent(low), high=percent(high),
        )  # fmt: skip
        words += " " + _("Voices count as the host has said they do.") if uneven else ""
    return Chosen(
        title=ours.title, picture_url=ours.picture_url, words=ours.words, sentence=ours.sentence,
        doubt=ours.doubt, mean=mean, low=low, high=high, liking=words,
    )  # fmt: skip


def _means(group: Group, found: Drawing) -> Mapping[str, _Mean]:
    """Mean predicted liking of each ideal by voices, with its interval; nothing where none is told."""
    means: dict[str, _Mean] = dict.fromkeys(found.ideals, (None, None, None))
    for rule, rows in found.likings.items():
        who = [row.member_id for row in rows]
        weights = heeded(wiring().studio, group, found.seen_event, who)
        means[rule] = mean_of(rows, dict(zip(who, weights.tolist(), strict=True)))
    return means


def _rejected(told: Sequence[_Option], wanted: Wanted) -> list[Rejected]:
    """What other rules would have chosen and what speaks against it: what most would rather have comes first.

    Every rule was asked where the rules have been held against each other; until then the chief ones.
    """
    ours = next((one for one in told if one.shown), None)
    others = {one.picture_url: one for one in reversed(told) if not one.shown}
    order = sorted(
        others.values(), key=lambda one: (-len(wanted.get(one.picture_url, ())), -(one.mean or 0.0))
    )
    return [
        Rejected(
            title=one.title, picture_url=one.picture_url, words=one.words, sentence=one.sentence,
            why=_why(one, ours) if ours else "", mean=one.mean, low=one.low, high=one.high,
        )
        for one in order
        if ours is None or one.picture_url != ours.picture_url
    ][:MOST_REJECTED]  # fmt: skip


def _why(one: _Option, ours: _Option) -> str:
    """What speaks against a picture beside the chosen one."""
    if one.mean is None or ours.mean is None or one.worst is None or ours.worst is None:
        return _("Another rule's choice. How it compares in numbers would single somebody out.")
    told = {
        "mean": percent(one.mean), "ours": percent(ours.mean),
        "worst": percent(one.worst), "least": percent(ours.worst),
    }  # fmt: skip
    less, more = one.mean < ours.mean - LEVEL, one.mean > ours.mean + LEVEL
    if one.worst >= ours.worst - LEVEL:
        if less:
            return _("Liked less in all ({mean} instead of {ours}).", **told)
        return _("No worse by these numbers ({mean} beside {ours} in all); the rule looks at more.", **told)
    if less:
        return _(
            "Liked less in all ({mean} instead of {ours}), and less by whoever likes it least ({worst} "
            "instead of {least}).", **told,
        )  # fmt: skip
    if more:
        return _(
            "Liked more in all ({mean} instead of {ours}), but less by whoever likes it least ({worst} "
            "instead of {least}).", **told,
        )  # fmt: skip
    return _("Liked as much in all, but less by whoever likes it least ({worst} instead of {least}).", **told)


def _wanted(told: Sequence[_Option]) -> Wanted:
    """Who would plainly rather have which picture: by its address and label, how much and instead of what."""
    ours, others = next((one for one in told if one.shown), None), [one for one in told if not one.shown]
    wanted: Wanted = defaultdict(dict)
    for label, liking in ours.likings.items() if ours and others else ():
        best = max(others, key=lambda one: one.likings.get(label, 0.0))
        if best.likings.get(label, 0.0) >= liking + RATHER:
            wanted[best.picture_url][label] = best.likings[label], liking
    return wanted


def _rather(rejected: Sequence[Rejected], wanted: Wanted) -> list[str]:
    """The same in sentences, picture by picture; nobody is in it where nobody is singled out."""
    said = []
    for one in rejected:
        them = wanted.get(one.picture_url, {})
        if them:
            more, less = (sum(pair[which] for pair in them.values()) / len(them) for which in (0, 1))
            said.append(
                ngettext(
                    "{names} would rather have the picture of “{title}”: predicted {more} instead of {less}.",
                    "{names} would rather have the picture of “{title}”: on average predicted {more} instead "
                    "of {less}.",
                    len(them),
                    names=listed(list(them)),
                    title=one.title,
                    more=percent(more),
                    less=percent(less),
                )
            )
    return said


def _vote(visitor: Visitor, number: int) -> ResultPanel | None:
    """The newest blind vote on this model or one before, once it is closed."""
    group, database = visitor.group, wiring().studio.database
    session = current_session(database, group.group_id)
    if session.phase == "vote" and session.closed_at is None:
        return None
    closed = [
        one
        for one in ballots_of(database, group.group_id)
        if one.closed_event is not None and one.closed_event >= 0 and one.number <= number
    ]
    return result_panel(group, closed[-1]) if closed else None


def _limits(group: Group, found: Drawing, vote: ResultPanel | None) -> list[str]:
    """What minutes are not."""
    said = []
    if is_played(wiring().studio, group, found.number):
        said.append(_("All members are simulated: nothing here is anybody's taste."))
    said.append(_("Likings are predictions by the models that drew the pictures, so they flatter them."))
    if found.members is not None and found.members < FEW:
        said.append(
            ngettext(
                "It is made of {n} taste. With so few, one more could move the picture.",
                "It is made of {n} tastes. With so few, one more could move the picture.",
                found.members,
            )
        )
    if vote is None:
        said.append(_("No blind vote was held: what people choose without labels was not tried."))
    elif vote.number != found.number:
        said.append(_("The blind vote was on pictures of model {n}, not on these.", n=vote.number))
    if found.seen_event < last_event(wiring().studio.database, group.group_id):
        said.append(_("Answers that came after it was drawn are not in it."))
    right = together(people(wiring().studio, group))
    if right:
        said.append(_("How far the tastes may be trusted: {words}", words=right))
    said.append(
        _("The picture is the best of the group's own pictures, not the best there could be.")
        if is_catalogue(group.space)
        else _("The picture is the best that was found among what this generator can draw.")
    )
    return said


def _proofs(group: Group, found: Drawing) -> list[Proof]:
    """By what the model and its picture are known again."""
    ideal = found.ideals[DEFAULT_RULE]
    story, picture = (
        provenance(wiring().studio, group, ideal),
        picture_of(wiring().studio.database, ideal.picture_id),
    )
    rows = [
        (_("Model"), _("{n}, by the rule “{rule}”", n=found.number, rule=_(RULES[DEFAULT_RULE].title))),
        (_("Model, SHA-256"), story["model_sha256"]),
        (_("Picture, SHA-256"), picture.sha256 if picture else ""),
        (_("Latent, SHA-256"), story["latent_sha256"]),
        (_("Generator"), group.space),
        (_("Made by"), f"Group PLGL {story['code_version']}"),
    ]
    return [Proof(name, str(value)) for name, value in rows if value]
