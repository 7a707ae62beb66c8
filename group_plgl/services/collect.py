"""Collecting: what a member says is checked, made durable, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from group_plgl.errors import CardNotIssued, GroupPLGLError, NotAllowed, SessionClosed
from group_plgl.feedback.events import Event
from group_plgl.feedback.modes import check_answer, mode_named
from group_plgl.services.ballot import has_counted, takes_vote
from group_plgl.services.studio import Studio
from group_plgl.store.events import EventRow, Receipt, append_event, append_events, receipt_of
from group_plgl.store.images import CardRow, card_of, put_cards
from group_plgl.store.own import classes_in
from group_plgl.store.people import Group, Member, Session, current_session


def record(studio: Studio, member: Member, event: Event) -> Receipt:
    """The receipt of an event, once it is on disk; a repeated delivery gets its first number.

    Raises:
        NotAllowed: The event is another member's.
        BadInput: The card's mode takes no such answer.
        CardNotIssued: The card was never dealt to this member.
        SessionClosed: The session is closed and the grace time is over, or the vote is closed.
        EventConflict: The same event id came before with other content.
        StoreBusy: It could not be written in time; nothing was written.
    """
    if event.member_id != member.member_id:
        raise NotAllowed("members speak for themselves only")
    session = current_session(studio.database, member.group_id)
    if not takes_votes(studio, session):
        if (stored := _stored(studio, member, event)) is not None:
            return stored
        raise SessionClosed(
            "this session is closed and takes no more votes", advice="Ask the host to open it again."
        )
    if event.card_id is not None:
        card = card_of(studio.database, event.card_id)
        if card is None or card.member_id != member.member_id:
            raise CardNotIssued("this card was not dealt to you", advice="Load the page again for new cards.")
        mode = mode_named(card.mode)
        check_answer(event, mode, _classes(studio, session, event))
        if mode.pool == "ballot":
            return _record_vote(studio, member, EventRow(event, member.group_id, session.number), card.turn)
    return append_event(studio.database, EventRow(event, member.group_id, session.number))


def record_brought(
    studio: Studio, group: Group, brought: Sequence[tuple[CardRow, Event]]
) -> list[Receipt | GroupPLGLError]:
    """What became of ratings that were given elsewhere, once they are on disk: as `record`, many at once.

    They answer cards that were made for them, whether a session is open or not.

    Raises:
        CardNotIssued: A card is another member's than the rating.
        BadInput: A card's mode takes no such answer.
    """
    number = current_session(studio.database, group.group_id).number
    for card, event in brought:
        if card.member_id != event.member_id or card.card_id != event.card_id:
            raise CardNotIssued("this card was not dealt to this member")
        check_answer(event, mode_named(card.mode), 0)
    put_cards(studio.database, [card for card, _ in brought])
    return append_events(studio.database, [EventRow(event, group.group_id, number) for _, event in brought])


def _record_vote(studio: Studio, member: Member, row: EventRow, turn: int) -> Receipt:
    """A vote that came in time; what was stored only after the vote closed is not acknowledged."""
    if takes_vote(studio, row.group_id, turn):
        receipt: Receipt | None = append_event(studio.database, row)
    else:
        receipt = _stored(studio, member, row.event)
    if receipt is None or not has_counted(studio, row.group_id, turn, receipt.seq):
        raise SessionClosed("this vote is closed", advice="Its result comes when the host shows it.")
    return receipt


def _classes(studio: Studio, session: Session, event: Event) -> int:
    """How many classes an answer may name: an offline one may be to a card of an earlier session."""
    now = len(session.classes)
    named = (event.value or 0.0) < (now if event.kind == "classed" else 2**now)
    if event.kind not in ("classed", "sorted") or named:
        return now
    return max(map(len, classes_in(studio.database, session.group_id).values()), default=now)


def _stored(studio: Studio, member: Member, event: Event) -> Receipt | None:
    """A vote that was stored but whose acknowledgement got lost is told its number at any time."""
    return receipt_of(studio.database, member.member_id, event.event_id)


def takes_votes(studio: Studio, session: Session) -> bool:
    """Whether a session is open, or closed so recently that votes may still be under way."""
    if session.closed_at is None:
        return True
    return studio.now() - session.closed_at <= timedelta(seconds=studio.settings.grace_seconds)
