"""Labelling: the page on which a member goes through pictures one by one and steers what comes next.

Everything on it is the member's own; what the group is foretold to like comes from `services.label`,
which asks who may see it. Answers are sent like those of the deck; without scripts three buttons do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, NotYet
from group_plgl.feedback.events import Event, is_id
from group_plgl.services import label
from group_plgl.services.collect import record
from group_plgl.services.point import looking
from group_plgl.services.reveal import own_record
from group_plgl.services.space import is_catalogue
from group_plgl.services.steer import NARROWEST_BAND
from group_plgl.store.events import last_event
from group_plgl.store.labelling import MODE, labelling_of
from group_plgl.store.people import Member
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_member, require_reader
from group_plgl.web.labelling_pages import (
    ChanceRow,
    FolderBins,
    Foresight,
    LabelCounts,
    LabelPage,
    OwnBand,
    SidedBins,
    TrialLine,
)
from group_plgl.web.language import _, apology, later, percent
from group_plgl.web.pacing import slow_down
from group_plgl.web.pages import Turn
from group_plgl.web.voting import cards_page, rate_page, turns
from group_plgl.web.wiring import wiring

blueprint = Blueprint("labelling", __name__)
SIDED_BINS, ROWS = 20, 10
MOST_TRIALS = 60
ME, GROUP = "me", "group"
TOO_OFTEN = later("That was asked a moment ago. Try again in {n} s.")
_SAID = {"positive": ("rated", 1.0), "negative": ("rated", 0.0), "next": ("skipped", None)}


@blueprint.get("/g/<slug>/label")
def page(slug: str) -> Response:
    """Pictures to label; those who have not joined are sent to the group."""
    visitor = require_reader(slug)
    if visitor.member is None:
        return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    found = label_page(visitor, visitor.member, _whose())
    return private(html("voting/label.html" if found.labelling else "voting/label_begin.html", found))


@blueprint.get("/g/<slug>/label.json")
def page_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(label_page(*require_member(slug), _whose()))


@blueprint.get("/g/<slug>/label/cards.json")
def cards(slug: str) -> Response:
    """The next pictures to label, as the deck wants its cards."""
    return twin(cards_page(*require_member(slug), MODE))


@blueprint.post("/g/<slug>/label/sitting")
def begin(slug: str) -> Response:
    """The member begins to label, or ends it: then what the session asks comes as before."""
    visitor, member = require_member(slug)
    if request.form.get("order") == "end":
        label.end_labelling(wiring().studio, member)
        return Response(status=303, headers={"Location": url_for("groups.group", slug=slug)})
    label.begin_labelling(wiring().studio, member)
    return _done(visitor, member)


@blueprint.post("/g/<slug>/label/band")
def steer(slug: str) -> Response:
    """The member chooses between which chances of liking their own next pictures are."""
    visitor, member = require_member(slug)
    label.choose_own_band(wiring().studio, member, _share("low"), _share("high"))
    return _done(visitor, member)


@blueprint.post("/g/<slug>/label/learn")
def learn(slug: str) -> Response:
    """The member asks for their taste to be learned now; the clock takes it up within a second."""
    visitor, member = require_member(slug)
    slow_down("learn", wiring().buckets, member.member_id, TOO_OFTEN)
    label.learn_now(wiring().studio)
    return _done(visitor, member, 202)


@blueprint.post("/g/<slug>/label/say")
def say(slug: str) -> Response:
    """One label, or one taken back, sent by a form."""
    visitor, member = require_member(slug)
    order, form = request.form.get("order", ""), request.form
    event_id = form.get("event", "")
    if not is_id(event_id):
        raise BadInput("{name} is an id of 32 hex digits", name="event")
    if order == "undo":
        event = _event(event_id, member, "undone", target=form.get("target", ""))
    elif order in _SAID:
        event = _event(event_id, member, _SAID[order][0], form.get("card", ""), _SAID[order][1])
    else:
        raise BadInput("a label is one of {names}", names=", ".join((*_SAID, "undo")))
    record(wiring().studio, member, event)
    return _done(visitor, member)


def label_page(visitor: Visitor, member: Member, whose: str) -> LabelPage:
    """The page as the member sees it now."""
    studio, group = wiring().studio, visitor.group
    labelling, settings = labelling_of(studio.database, member.member_id), studio.settings
    low, high = (
        (labelling.band_low, labelling.band_high) if labelling else (settings.band_low, settings.band_high)
    )
    said, learned = label.labelled_by(studio, group, member), own_record(studio, member)
    known = learned if learned is not None and learned.ready else None
    folder, why = _folder(visitor, member, whose, (low, high))
    unseen, sitting = label.foretold_unseen(studio, member), said.sitting
    trials = [_line(one) for one in label.trials_of(studio, member)[-MOST_TRIALS:]]
    rate, coming = rate_page(group, member, MODE), turns(group, member, 1, MODE)
    counted, asks = said.counted, rate.session_open and rate.phase in ("rating", "vote")
    return LabelPage(
        **frame_of(visitor),
        rate=rate,
        own=is_catalogue(group.space),
        labelling=labelling is not None,
        band=OwnBand(low, high, NARROWEST_BAND),
        counts=LabelCounts(counted.positive, counted.negative, counted.undecided, counted.left),
        said=rate.taste.answered,
        learned=known.answers if known else 0,
        seen=known.seen_event if known else 0,
        trials=trials,
        trial_words=_words(trials[-1] if trials else None),
        unseen=_sided(unseen, SIDED_BINS),
        whose=whose,
        folder=folder,
        folder_words=why,
        sitting=_sided(sitting, SIDED_BINS),
        unforetold=said.unforetold,
        table=_table(folder, unseen, sitting),
        next=coming[0] if coming and asks else None,
        event=_next_event(visitor, member, coming),
        last=said.last,
    )


def _folder(
    visitor: Visitor, member: Member, whose: str, band: tuple[float, float]
) -> tuple[FolderBins | None, str]:
    """Predictions for every picture, or why there are none."""
    studio, group = wiring().studio, visitor.group
    try:
        found = (
            label.group_folder(studio, looking(studio, visitor))
            if whose == GROUP
            else label.own_folder(studio, group, member)
        )
    except NotYet as error:
        return None, apology(error)
    if found is None:
        return None, _("Predictions for every picture appear here once your taste is learned.")
    first, last = (round(end * label.BINS) for end in band)
    inside = sum(found.left[first:last])
    coming = [Foresight(one.card_id, *map(list, astuple(one)[1:])) for one in found.coming]
    everything = list(found.everything)
    return FolderBins(everything, list(found.left), sum(everything), inside, coming), ""


def _sided(answers: Sequence[tuple[float, bool]], bins: int) -> SidedBins:
    """Answers by foretold chance, those that liked and those that did not."""
    positive, negative = (
        label.binned([chance for chance, liked in answers if liked is side], bins) for side in (True, False)
    )
    return SidedBins(positive, negative, len(answers))


def _table(
    folder: FolderBins | None, unseen: Sequence[tuple[float, bool]], sitting: Sequence[tuple[float, bool]]
) -> list[ChanceRow]:
    """The three histograms in tenths."""
    tenths, here = _sided(unseen, ROWS), _sided(sitting, ROWS)
    wide = label.BINS // ROWS

    def of(bins: Sequence[int] | None, row: int) -> int | None:
        return None if bins is None else sum(bins[row * wide : (row + 1) * wide])

    return [
        ChanceRow(
            _("{low} to {high}", low=percent(row / ROWS), high=percent((row + 1) / ROWS)),
            of(folder.everything if folder else None, row), of(folder.left if folder else None, row),
            tenths.positive[row], tenths.negative[row], here.positive[row], here.negative[row],
        )
        for row in range(ROWS)
    ]  # fmt: skip


def _line(one: label.Trial) -> TrialLine:
    auc, low, high = one.auc or (None, None, None)
    share = one.right / one.asked if one.asked else None
    return TrialLine(
        one.answers, one.right, one.asked, share, one.low, one.high, one.baseline, auc, low, high,
        one.liked, one.passed, one.telling,
    )  # fmt: skip


def _words(newest: TrialLine | None) -> str:
    """What the newest trial says, without making more of it than there is."""
    if newest is None:
        return _("How well your taste foretells you shows once it is learned.")
    if not newest.telling:
        return _("No signal yet: what you like is not foretold better than by chance.")
    if newest.auc is None:
        words = _("Too few to say: it takes {n} pictures you like and {n} you do not that no taste chose.")
        return words.format(n=label.FEWEST_SIDED)
    words = _("On answers it had not seen, to pictures that no taste chose. Guessing gets {share} right.")
    return words.format(share=percent(newest.baseline))


def _event(
    event_id: str, member: Member, kind: str, card: str = "", value: float | None = None, target: str = ""
) -> Event:
    """What a form says, as an event heard now."""
    for name, one in (("card", card), ("target", target)):
        if one and not is_id(one):
            raise BadInput("{name} is an id of 32 hex digits", name=name)
    return Event(
        event_id=event_id,
        member_id=member.member_id,
        kind=kind,  # type: ignore[arg-type]
        card_id=card or None,
        value=value,
        target_id=target or None,
        answer_ms=None,
        said_at=wiring().studio.now(),
    )


def _next_event(visitor: Visitor, member: Member, coming: Sequence[Turn]) -> str:
    """The id of the next answer by form: sent twice it is one answer, after an undo another one."""
    card = coming[0].cards[0].card if coming else ""
    heard = last_event(wiring().studio.database, visitor.group.group_id)
    return hashlib.sha256(f"{member.member_id} {card} {heard}".encode()).hexdigest()[:32]


def _whose() -> str:
    return GROUP if request.args.get("whose") == GROUP else ME


def _share(name: str) -> float:
    """A share from 0 to 1, sent as percent by form or JSON."""
    sent = request.get_json(silent=True) if request.is_json else request.form
    try:
        share = float(sent[name]) / 100.0  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("'{name}' is a number of percent", name=name) from error
    if share != share:
        raise BadInput("'{name}' is a number of percent", name=name)
    return share


def _done(visitor: Visitor, member: Member, status: int = 200) -> Response:
    """The page after an order: its twin, or the page itself."""
    if wants_json():
        return private(twin(label_page(visitor, member, _whose()), status))
    return Response(status=303, headers={"Location": url_for("labelling.page", slug=visitor.group.slug)})
