"""Groups and their sessions: what there is, how far it is, founding a group, and steering its session."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from group_plgl.errors import NotAllowed
from group_plgl.feedback.modes import DEFAULT_MODE
from group_plgl.services import steer
from group_plgl.services.convene import DEFAULT_K, Asked, Named, found_group
from group_plgl.services.reveal import counted, sight_of
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.store.keys import HOUSE_KEY
from group_plgl.store.people import Group, Session, all_groups, current_session, group_of, sessions_of
from group_plgl.web.api.asking import address, asked_group, asker
from group_plgl.web.api.forms import NEXT, Form, Page, page_of
from group_plgl.web.api.registry import GROUPS, Call, Done, Example, operation
from group_plgl.web.identity import Visitor
from group_plgl.web.wiring import wiring


class GroupForm(Form):
    """A group as a key sees it."""

    slug: str = Field(description="The group's name in its links and in addresses of the API.")
    name: str = Field(description="What people call it.")
    question: str = Field(description="What is asked about every picture.")
    space: str = Field(description="What draws its pictures, name@version; catalogue-… for own pictures.")
    own_pictures: bool = Field(description="Whether they are the group's own pictures, not drawn ones.")
    latent_dim: int | None = Field(
        description="How many numbers a latent has; null where nothing is drawn any more."
    )
    privacy: str = Field(description="identified, pseudonymous or anonymous.")
    k: int = Field(description="The fewest members anything told of an anonymous group rests on.")
    rehearsal: bool = Field(description="Whether everybody may look at it, and members may be simulated.")
    mode: str = Field(description="How members answer in the current session.")
    phase: str = Field(description="lobby, rating, reveal or vote.")
    session: int = Field(description="The number of the current session.")
    session_open: bool = Field(description="Whether votes are taken.")
    joined: int | None = Field(description="How many joined; null where telling would single somebody out.")
    answered: int | None = Field(description="How many of them have answered anything; null as above.")
    ready: int | None = Field(description="How many tastes are learned; null as above.")
    answers: int | None = Field(description="How many answers stand; null as above.")
    withheld: str = Field(
        description="Why results are kept from this key: hidden, or empty when they are not."
    )
    number: int | None = Field(
        description="The newest group model this key may see; null before there is one."
    )
    made_at: datetime = Field(description="When it was founded.")


class GroupList(Form):
    """Groups, the newest first."""

    items: list[GroupForm] = Field(description="The groups of this page.")
    next: str | None = Field(description="What to send as `after` for the next page; null on the last.")


class AskedForm(Form):
    """A question for those who join."""

    text: str = Field(min_length=1, max_length=80, description="The question.")
    choices: list[str] = Field([], max_length=12, description="What may be answered; empty for a short text.")


class NewGroup(Form):
    """What a group shall be."""

    name: str = Field(min_length=1, max_length=80, description="What people call it.")
    question: str = Field(
        "Would you live with it?", min_length=1, max_length=200, description="What is asked."
    )
    space: str = Field(min_length=1, max_length=80, description="The name of a space; see list_spaces.")
    privacy: Literal["identified", "pseudonymous", "anonymous"] = Field(
        "identified", description="Who sees whom."
    )
    k: int = Field(DEFAULT_K, ge=3, le=100, description="Fewest members behind anything, where anonymous.")
    mode: str = Field(DEFAULT_MODE, max_length=40, description="How members answer at first.")
    classes: list[str] = Field([], max_length=9, description="Names of the classes, for modes with classes.")
    ordered: bool = Field(False, description="Whether neighbouring classes are alike, from first to last.")
    aim: str = Field("", max_length=40, description="The class the ideal is made for; the first unless told.")
    strategy: str = Field(
        "", max_length=40, description="How the next pictures are chosen; the house's unless told."
    )
    results_shown: bool = Field(True, description="Whether members see results before the host shows them.")
    questions: list[AskedForm] = Field([], max_length=3, description="What those who join are asked.")
    rehearsal: bool = Field(
        False, description="Whether everybody may look at it, and members may be simulated."
    )


class Founded(Form):
    """A group that was just founded."""

    group: GroupForm = Field(description="The group.")
    join_code: str = Field(description="What people type to come in.")
    host_key: str | None = Field(
        description="Who holds it is the host. Told once: null when the same request comes again."
    )


class SessionForm(Form):
    """One sitting of a group."""

    number: int = Field(description="Its number in the group, from 1.")
    mode: str = Field(description="How members answer.")
    turns: int = Field(description="How many turns are suggested.")
    classes: list[str] = Field(description="Names of the classes, in modes with classes.")
    ordered: bool = Field(description="Whether neighbouring classes are alike.")
    aim: int = Field(description="The class the ideal is made for, from 0.")
    strategy: str = Field(description="How the next pictures are chosen.")
    phase: str = Field(description="lobby, rating, reveal or vote.")
    results_shown: bool = Field(description="Whether members see results.")
    door_open: bool = Field(description="Whether newcomers may join.")
    ends_at: datetime | None = Field(description="When the host means to stop; null without a clock.")
    opened_at: datetime = Field(description="When it was opened.")
    closed_at: datetime | None = Field(description="When it was closed; null while it is open.")


class SessionList(Form):
    """Sittings of a group, the first one first."""

    items: list[SessionForm] = Field(description="The sittings.")
    next: str | None = NEXT


class NewSession(Form):
    """What a new sitting shall be; what is left out is as it was."""

    mode: str = Field("", max_length=40, description="How members answer; see list_modes.")
    classes: list[str] = Field([], max_length=9, description="Names of the classes, for modes with classes.")
    ordered: bool = Field(False, description="Whether neighbouring classes are alike.")
    aim: str = Field("", max_length=40, description="The class the ideal is made for; the first unless told.")
    strategy: str = Field("", max_length=40, description="How the next pictures are chosen.")


class SessionChange(Form):
    """What shall change of the current sitting; what is left out stays."""

    phase: Literal["lobby", "rating", "reveal"] | None = Field(None, description="Where the room shall be.")
    results_shown: bool | None = Field(None, description="Whether members see results.")
    door_open: bool | None = Field(None, description="Whether newcomers may join.")
    closed: Literal[True] | None = Field(
        None, description="True closes it: votes are taken for the grace time only."
    )


@operation(
    "GET", "/groups", scope="groups:read", subject=GROUPS, answer=GroupList, query=Page,
    example=Example(query={"limit": 20}),
)  # fmt: skip
def list_groups(call: Call) -> GroupList:
    """The groups a key is for: the one whose host made it, or all with a key of the house."""
    studio = wiring().studio
    mine = [
        one for one in reversed(all_groups(studio.database)) if call.key.group_id in (HOUSE_KEY, one.group_id)
    ]
    shown, more = page_of(mine, [one.slug for one in mine], call.query)
    host = "admin" in call.key.scopes
    return GroupList(
        items=[_group_form(studio, Visitor(one, None, host)) for one in shown],
        next=more,
    )


@operation("GET", "/groups/{slug}", scope="groups:read", subject=GROUPS, answer=GroupForm)
def read_group(call: Call) -> GroupForm:
    """One group, and how far it is."""
    return _group_form(wiring().studio, asker(call))


@operation(
    "POST", "/groups", scope="admin", subject=GROUPS, answer=Founded, body=NewGroup, status=201,
    errors=(409,), once=("host_key",), repeatable=True,
    example=Example(body={"name": "Lobby wall", "space": "tiles", "privacy": "identified"}),
)  # fmt: skip
def create_group(call: Call) -> Done:
    """Found a group with its first session open. Takes a key of the house.

    The host key is told once: keep it, or hand it to whoever shall be the host. Pictures are drawn and
    cards dealt within seconds after.
    """
    if call.key.group_id != HOUSE_KEY:
        raise NotAllowed("groups are founded with a key of the house")
    studio, wanted = wiring().studio, call.body
    told = wanted.model_dump(exclude={"questions"})
    questions = [Asked(one.text, one.choices) for one in wanted.questions]
    group, host_key = found_group(studio, questions=questions, **told)
    form = Founded(
        group=_group_form(studio, Visitor(group, None, True)), join_code=group.join_code, host_key=host_key
    )
    return Done(form, 201, address(f"/groups/{group.slug}"))


@operation(
    "GET", "/groups/{slug}/sessions", scope="groups:read", subject=GROUPS, answer=SessionList, query=Page,
    example=Example(query={"limit": 5}),
)  # fmt: skip
def list_sessions(call: Call) -> SessionList:
    """All sittings of a group, the first one first."""
    found = sessions_of(wiring().studio.database, asked_group(call).group_id)
    shown, more = page_of(found, [str(one.number) for one in found], call.query)
    return SessionList(items=[_session_form(one) for one in shown], next=more)


@operation("GET", "/groups/{slug}/session", scope="groups:read", subject=GROUPS, answer=SessionForm)
def read_session(call: Call) -> SessionForm:
    """The current sitting of a group. Its ETag is what `change_session` has to name."""
    return _session_form(current_session(wiring().studio.database, asked_group(call).group_id))


@operation(
    "POST", "/groups/{slug}/sessions", scope="groups:write", subject=GROUPS, answer=SessionForm,
    body=NewSession, status=201, errors=(409,), repeatable=True, example=Example(body={"mode": "swipe"}),
)  # fmt: skip
def open_session(call: Call) -> Done:
    """Open a new sitting; one that is open is closed first, with the vote in it."""
    studio, group, wanted = wiring().studio, asked_group(call), call.body
    named = Named(wanted.classes, wanted.ordered, wanted.aim) if wanted.classes else None
    session = steer.begin_session(studio, group, wanted.mode, named, wanted.strategy)
    return Done(_session_form(session), 201, address(f"/groups/{group.slug}/session"))


@operation(
    "PATCH", "/groups/{slug}/session", scope="groups:write", subject=GROUPS, answer=SessionForm,
    body=SessionChange, errors=(409,), guarded_by=read_session,
    example=Example(body={"results_shown": True}, headers={"If-Match": "$ETAG"}),
)  # fmt: skip
def change_session(call: Call) -> SessionForm:
    """Change the current sitting: its phase, what members see, its door; or close it.

    Send the ETag you read as `If-Match`: what somebody else has changed meanwhile is not undone unseen.
    """
    studio, group, wanted = wiring().studio, asked_group(call), call.body
    if wanted.phase is not None:
        steer.go_to(studio, group, wanted.phase)
    if wanted.results_shown is not None:
        steer.show_results(studio, group, wanted.results_shown)
    if wanted.door_open is not None:
        steer.hold_door(studio, group, wanted.door_open)
    if wanted.closed:
        steer.end_session(studio, group)
    return read_session(call)  # type: ignore[return-value]


def _group_form(studio: Studio, visitor: Visitor) -> GroupForm:
    group = group_of(studio.database, visitor.group.group_id)
    session, many = current_session(studio.database, group.group_id), counted(studio, group)
    sight = sight_of(studio, visitor)
    return GroupForm(
        slug=group.slug, name=group.name, question=group.question, space=group.space,
        own_pictures=is_catalogue(group.space), latent_dim=_latent_dim(studio, group),
        privacy=group.privacy, k=group.k, rehearsal=group.rehearsal, mode=session.mode, phase=session.phase,
        session=session.number, session_open=session.closed_at is None, joined=many.joined,
        answered=many.answered, ready=many.ready, answers=many.answers, withheld=sight.withheld,
        number=sight.number, made_at=group.made_at,
    )  # fmt: skip


def _latent_dim(studio: Studio, group: Group) -> int | None:
    return None if is_past(group.space) else group_space(studio, group).latent_dim


def _session_form(session: Session) -> SessionForm:
    told = {name: getattr(session, name) for name in SessionForm.model_fields}
    return SessionForm(**told | {"classes": list(session.classes), "strategy": session.chooses})
