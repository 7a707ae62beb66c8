"""Members: who is there, and letting people join, see cards and answer through a program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from group_plgl.errors import GroupPLGLError, SessionClosed
from group_plgl.feedback.events import Event
from group_plgl.members.calibration import wilson
from group_plgl.services.collect import record
from group_plgl.services.deal import next_turns, suggested_turns
from group_plgl.services.entrust import let_join
from group_plgl.services.forget import forget_member
from group_plgl.services.join import clean_line
from group_plgl.services.reveal import may_single_out, own_record, people, sight_of
from group_plgl.services.takeout import takeout
from group_plgl.store.people import Group, Member, current_session, members_of
from group_plgl.web.api.asking import (
    address,
    asked_group,
    asker,
    member_name,
    own_members,
    picture_address,
    spoken,
    told_about,
)
from group_plgl.web.api.forms import NEXT, Form, HexId, Nothing, Page, Share, page_of
from group_plgl.web.api.registry import MEMBERS, Call, Done, Example, File, operation
from group_plgl.web.describing import described
from group_plgl.web.errors import status_of
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import labels_of
from group_plgl.web.language import apology
from group_plgl.web.mirrored import leanings_of
from group_plgl.web.voting import mode_choice, progress
from group_plgl.web.wiring import wiring

MOST_RATINGS = 200


class MemberForm(Form):
    """A member as a key sees them."""

    member: str = Field(description="What the member is called in addresses of the API.")
    label: str = Field(description="Nickname, or a number where names are hidden.")
    yours: bool = Field(description="Whether they joined through this key, which then speaks for them.")
    simulated: bool = Field(description="Whether a program plays them.")
    answers: int = Field(description="Answers that stand.")
    ready: bool = Field(description="Whether their taste is learned.")


class MemberList(Form):
    """Members of a group; nobody in anonymous groups, where none are listed."""

    items: list[MemberForm] = Field(description="The members.")
    next: str | None = NEXT


class NewMember(Form):
    """Who shall join."""

    nickname: str = Field(
        "", max_length=40, description="What they want to be called; not kept in anonymous groups."
    )
    answers: list[str] = Field(
        [], max_length=3, description="What they say to the host's questions, in order."
    )
    simulated: bool = Field(False, description="Whether a program plays them; in rehearsal groups only.")


class CardForm(Form):
    """One card to answer."""

    card: str = Field(description="Its id, which a rating names.")
    place: int = Field(description="Its place in the turn, from 0.")
    picture: str = Field(description="The picture's id.")
    picture_url: str = Field(description="Where the picture is, for this key.")
    words: str = Field(description="What can be seen in it, for those who cannot.")


class TurnForm(Form):
    """Cards that are answered together."""

    turn: int = Field(description="Which turn of the deck, from 0.")
    cards: list[CardForm] = Field(description="The cards, place by place.")


class CardList(Form):
    """The next cards of a member, and how they are answered."""

    mode: str = Field(description="The mode's name.")
    answer: str = Field(description="like, share, ten, pick, class, set or sheet.")
    classes: list[str] = Field(description="Names of the classes, in modes with classes.")
    phase: str = Field(description="lobby, rating, reveal or vote.")
    session_open: bool = Field(description="Whether votes are taken.")
    suggested: int = Field(description="How many turns are suggested.")
    answered: int = Field(description="Answers of this member that stand.")
    items: list[TurnForm] = Field(description="Unanswered turns, in order; more are dealt as they answer.")


class Cards(Form):
    """How many turns are wanted."""

    limit: int = Field(8, ge=1, le=40, description="How many turns at most.")


Kind = Literal["rated", "chosen", "classed", "sorted", "skipped", "undone", "commented"]


class Rating(Form):
    """One thing a member says."""

    kind: Kind = Field(
        "rated",
        description="rated: like 1 or dislike 0, 0 to 1, or 1 to 10, by mode; chosen: preferred to those "
        "shown with it; classed, sorted: into a class, or several; skipped; undone: takes back `target`; "
        "commented: says `text` about the card.",
    )
    card: HexId | None = Field(None, description="The card it is about; none for undone.")
    value: float | None = Field(
        None, ge=0.0, le=511.0, description="What was answered, as the mode takes it."
    )
    target: HexId | None = Field(None, description="What is taken back, for undone.")
    answer_ms: int | None = Field(
        None, ge=0, le=86_400_000, description="Milliseconds from seeing to answering."
    )
    text: str | None = Field(None, min_length=1, max_length=500, description="What was said, for commented.")


class NamedRating(Rating):
    """The same with its id."""

    id: HexId = Field(description="32 hex digits that you make: sent again it is the same rating.")


class Ratings(Form):
    """Several things a member says, in order."""

    ratings: list[NamedRating] = Field(min_length=1, max_length=MOST_RATINGS, description="At most 200.")


class Taken(Form):
    """What became of one rating."""

    id: str = Field(description="The rating.")
    status: int = Field(description="201 when it is new, 200 when it was there, else as a problem's status.")
    seq: int | None = Field(description="Its number among all that was said; null when it was not taken.")
    problem: str = Field(description="Why it was not taken; empty when it was.")


class TakenList(Form):
    """What became of each rating, in the order in which they came."""

    items: list[Taken] = Field(description="One for each.")


class Leaning(Form):
    """One thing that shows clearly in a member's answers."""

    towards: str = Field(description="What they lean to.")
    away_from: str = Field(description="Rather than what.")
    effect: float = Field(
        description="Difference of the logit of liking between one sd above the middle and one below."
    )
    low: float = Field(description="Lower end of the interval.")
    high: float = Field(description="Upper end of the interval.")


class TasteForm(Form):
    """What is known of a member's taste."""

    member: str = Field(description="Whose.")
    ready: bool = Field(description="Whether it is learned.")
    answers: int = Field(description="Answers that stand.")
    needed: int = Field(description="Answers before a taste is learned, in the mode of the session.")
    right_held_out: int = Field(description="Answers foretold rightly that the taste had not seen.")
    held_out: int = Field(description="Of how many.")
    accuracy: Share | None = Field(description="The share of both; null before there is one.")
    accuracy_low: Share | None = Field(description="Lower end of its 95 % interval.")
    accuracy_high: Share | None = Field(description="Upper end of its 95 % interval.")
    baseline: Share | None = Field(description="What always guessing their commoner answer would get.")
    words: str = Field(description="How far the taste is known, in a sentence.")
    leanings: list[Leaning] = Field(description="The taste in words, where it was asked for on My taste.")


@operation(
    "GET", "/groups/{slug}/members", scope="groups:read", subject=MEMBERS, answer=MemberList, query=Page,
    example=Example(query={"limit": 20}),
)  # fmt: skip
def list_members(call: Call) -> MemberList:
    """Who is in a group. In anonymous groups nobody is listed, whoever asks."""
    visitor = asker(call)
    rows = {row.member.member_id: row for row in people(wiring().studio, visitor.group)}
    labels = labels_of(visitor, members_of(wiring().studio.database, visitor.group.group_id))
    mine = {one.member_id for one in own_members(call, visitor.group).values()}
    there = [key for key in labels if key in rows]
    shown, more = page_of(there, [member_name(key) for key in there], call.query)
    return MemberList(
        items=[
            MemberForm(
                member=member_name(key), label=labels[key].text, yours=key in mine,
                simulated=labels[key].simulated, answers=rows[key].answers,
                ready=_is_ready(rows[key].record),
            )
            for key in shown
        ],
        next=more,
    )  # fmt: skip


@operation(
    "POST", "/groups/{slug}/members", scope="ratings:write", subject=MEMBERS, answer=MemberForm,
    body=NewMember, status=201, errors=(409,), repeatable=True, example=Example(body={"nickname": "Ada"}),
)  # fmt: skip
def create_member(call: Call) -> Done:
    """Let somebody join through your program; the key then speaks for them.

    Tell them first what the group's privacy is: who joins anonymously, or under a nickname. They are
    members like all others, count like them, and can be erased with `delete_member`.
    """
    studio, group, wanted = wiring().studio, asked_group(call), call.body
    session = current_session(studio.database, group.group_id)
    if session.closed_at is not None or not session.door_open:
        raise SessionClosed("nobody may join now", advice="The host opens the session and its door.")
    member = let_join(studio, call.key, group, wanted.nickname, wanted.simulated, wanted.answers)
    form = _member_form(group, member)
    return Done(form, 201, address(f"/groups/{group.slug}/members/{form.member}"))


@operation(
    "GET", "/groups/{slug}/members/{member}", scope="ratings:write", subject=MEMBERS, answer=MemberForm
)
def read_member(call: Call) -> MemberForm:
    """A member for whom the key speaks, and how far they are."""
    visitor, member = spoken(call)
    return _member_form(visitor.group, member)


@operation(
    "GET", "/groups/{slug}/members/{member}/takeout", scope="ratings:write", subject=MEMBERS,
    answer=("application/zip",),
)  # fmt: skip
def download_takeout(call: Call) -> File:
    """Everything kept about a member of yours, as a ZIP for them. Not in anonymous groups."""
    studio, (visitor, member) = wiring().studio, told_about(call)
    with_group = sight_of(studio, visitor).number is not None
    content = takeout(studio, visitor.group, member, with_group=with_group)
    return File(content, "application/zip", f"{visitor.group.slug}-{call.path['member']}.zip")


@operation(
    "DELETE", "/groups/{slug}/members/{member}", scope="ratings:write", subject=MEMBERS, answer=Nothing
)
def delete_member(call: Call) -> Nothing:
    """Erase a member for whom the key speaks, all they said, and everything made of it."""
    _visitor, member = spoken(call)
    forget_member(wiring().studio, member)
    return Nothing(done=True)


@operation(
    "GET", "/groups/{slug}/members/{member}/cards", scope="ratings:write", subject=MEMBERS, answer=CardList,
    query=Cards, example=Example(query={"limit": 4}),
)  # fmt: skip
def list_cards(call: Call) -> CardList:
    """The next cards of a member for whom the key speaks. How they are answered is said with them."""
    studio, (visitor, member) = wiring().studio, spoken(call)
    group = visitor.group
    session = current_session(studio.database, group.group_id)
    mode, shown = mode_choice(session), next_turns(studio, member, call.query.limit)
    words = described(group, [one.picture_id for turn in shown for one in turn])
    return CardList(
        mode=mode.name, answer=mode.answer, classes=mode.classes, phase=session.phase,
        session_open=session.closed_at is None, suggested=suggested_turns(studio, group, session),
        answered=progress(member).answered,
        items=[
            TurnForm(
                turn=turn[0].turn,
                cards=[
                    CardForm(
                        card=one.card_id, place=one.place, picture=one.picture_id,
                        picture_url=picture_address(group, one.picture_id, call.path["member"]),
                        words=words[one.picture_id],
                    )
                    for one in turn
                ],
            )
            for turn in shown
        ],
    )  # fmt: skip


@operation(
    "PUT", "/groups/{slug}/members/{member}/ratings/{event_id}", scope="ratings:write", subject=MEMBERS,
    answer=Taken, body=Rating, errors=(409,),
    example=Example(body={"card": "$CARD", "value": 1.0}),
)  # fmt: skip
def put_rating(call: Call) -> Done:
    """Send what a member answered to a card, under an id that you make.

    It is durable once it is answered: 201 the first time, 200 when it comes again. The same id with
    something else in it is a 409, and the first stands.
    """
    _visitor, member = spoken(call)
    receipt = record(wiring().studio, member, _event(member, call.path["event_id"], call.body))
    status = 201 if receipt.new else 200
    return Done(Taken(id=call.path["event_id"], status=status, seq=receipt.seq, problem=""), status)


@operation(
    "POST", "/groups/{slug}/members/{member}/ratings", scope="ratings:write", subject=MEMBERS,
    answer=TakenList, body=Ratings,
    example=Example(body={"ratings": [{"id": "$EVENT", "card": "$CARD", "value": 1.0}]}),
)  # fmt: skip
def send_ratings(call: Call) -> TakenList:
    """Send several answers of a member at once, at most 200; each is told its own status.

    Those that can be taken are taken, whatever becomes of the others. Sent again, nothing counts twice.
    """
    _visitor, member = spoken(call)
    return TakenList(items=[_taken(member, one) for one in call.body.ratings])


@operation(
    "GET", "/groups/{slug}/members/{member}/taste", scope="models:read", subject=MEMBERS, answer=TasteForm
)
def read_taste(call: Call) -> TasteForm:
    """What is known of the taste of a member for whom the key speaks. Not in anonymous groups."""
    _visitor, member = told_about(call)
    known, now = own_record(wiring().studio, member), progress(member)
    asked = known.held_out if known is not None and known.ready else 0
    right = known.right_held_out if known is not None and asked else 0
    low, high = wilson(right, asked) if asked else (None, None)
    return TasteForm(
        member=call.path["member"], ready=now.ready, answers=now.answered, needed=now.needed,
        right_held_out=right, held_out=asked, accuracy=right / asked if asked else None,
        accuracy_low=low, accuracy_high=high,
        baseline=known.baseline if known is not None and asked else None,
        words=now.words, leanings=[Leaning(**one) for one in leanings_of(member)],
    )  # fmt: skip


def _member_form(group: Group, member: Member) -> MemberForm:
    """A member for whom the key speaks."""
    named = may_single_out(group) and bool(member.nickname)
    label = (
        member.nickname
        if named
        else labels_of(Visitor(group, member, False), [member])[member.member_id].text
    )
    return MemberForm(
        member=member_name(member.member_id), label=label, yours=True, simulated=member.simulated,
        answers=progress(member).answered, ready=_is_ready(own_record(wiring().studio, member)),
    )  # fmt: skip


def _is_ready(known: object) -> bool:
    return bool(getattr(known, "ready", False))


def _event(member: Member, event_id: str, said: Rating) -> Event:
    """What was said, as an event of this member, heard now."""
    text = clean_line(said.text, "comment", 500) if said.text is not None else None
    return Event(
        event_id=event_id, member_id=member.member_id, kind=said.kind, card_id=said.card, value=said.value,
        target_id=said.target, answer_ms=said.answer_ms, said_at=wiring().studio.now(), text=text,
    )  # fmt: skip


def _taken(member: Member, said: NamedRating) -> Taken:
    try:
        receipt = record(wiring().studio, member, _event(member, said.id, said))
    except GroupPLGLError as error:
        return Taken(id=said.id, status=status_of(error), seq=None, problem=apology(error))
    return Taken(id=said.id, status=201 if receipt.new else 200, seq=receipt.seq, problem="")
