"""Correcting: a member sees what their comments were heard to say, and says what they mean.

A correction is the member's own word. It is kept beside what was heard and never changed: a later one
stands instead, and one can go back to what was heard. It counts when the group is next learned. Only the
member sees any of it; in anonymous groups, where nothing is learned from comments, there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.feedback.comments import PLAIN
from group_plgl.services.hear import words_in
from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.corrections import corrections_in, put_correction
from group_plgl.store.heard import heard_of
from group_plgl.store.images import cards_of
from group_plgl.store.own import OwnEvent, own_events
from group_plgl.store.people import Group, Member

LIKED, DISLIKED, NOTHING, HEARD = "liked", "disliked", "nothing", "heard"
MEANINGS = (LIKED, DISLIKED, NOTHING, HEARD)
_ALL = 2**62


@dataclass(frozen=True)
class Meant:
    """One thing that a comment says.

    Attributes:
        term: `name:word`, a scale and one of its ends.
        signed: How strongly it is liked (above 0) or disliked; 0 where the member says it was not meant.
        heard: The same as it was read; 0 where the member alone says so.
        start: Place of the first character of what names it; 0 where nothing was read.
        end: Place after the last.
    """

    term: str
    signed: float
    heard: float
    start: int = 0
    end: int = 0

    @property
    def corrected(self) -> bool:
        """Whether the member's own word stands instead of what was read."""
        return self.signed != self.heard


@dataclass(frozen=True)
class Understood:
    """A comment that stands, with what it says.

    Attributes:
        event: The comment.
        picture_id: The picture it was said about; empty where its card is gone.
        read: Whether it was read yet; it is when its group is next learned.
        meant: What it says, in the order of the text, and what the member added.
    """

    event: OwnEvent
    picture_id: str
    read: bool
    meant: list[Meant]


def understood(studio: Studio, group: Group, member: Member) -> list[Understood]:
    """What a member's comments say, newest first; nothing in anonymous groups."""
    if not may_single_out(group):
        return []
    database = studio.database
    pictures = {card.card_id: card.picture_id for card in cards_of(database, member.member_id)}
    heard = {one.event_id: one for one in heard_of(database, member.member_id)}
    own = corrections_in(database, group.group_id, _ALL, member.member_id)
    found = []
    for event in reversed(_standing(studio, member)):
        row = heard.get(event.event_id)
        meant = {} if row is None else {
            term: Meant(term, signed, signed, int(start), int(end))
            for term, signed, start, end in zip(row.terms, row.signed, row.starts, row.ends, strict=True)
        }  # fmt: skip
        for (_, comment, term), signed in own.items():
            if comment == event.event_id and signed is not None:
                read = meant.get(term, Meant(term, 0.0, 0.0))
                meant[term] = Meant(term, signed, read.heard, read.start, read.end)
        kept = [one for one in meant.values() if one.signed or one.heard]
        found.append(Understood(event, pictures.get(event.card_id or "", ""), row is not None, kept))
    return found


def correct(studio: Studio, group: Group, member: Member, event_id: str, term: str, meaning: str) -> None:
    """Say what one comment means; said again it is nothing new.

    Args:
        studio: Where.
        group: The member's group.
        member: Whose comment, who says so.
        event_id: The comment.
        term: `name:word`, a scale and one of its ends.
        meaning: One of `MEANINGS`: that end is liked, or disliked, it says nothing of it, or what was heard.

    Raises:
        NotAllowed: The group is anonymous.
        NotFound: The member made no such comment, or took it back.
        BadInput: There is no such meaning, or pictures of the group have no such word.
    """
    if not may_single_out(group):
        raise NotAllowed("in an anonymous group nothing is learned from comments")
    if meaning not in MEANINGS:
        raise BadInput("a comment likes, dislikes, says nothing, or says what was heard")
    if term not in words_in(studio, group):
        raise BadInput("pictures of this group have no such word")
    there = {one.event.event_id: one for one in understood(studio, group, member)}
    if event_id not in there:
        raise NotFound("you made no such comment here")
    now = next((one for one in there[event_id].meant if one.term == term), Meant(term, 0.0, 0.0))
    wanted = {
        LIKED: abs(now.heard) or PLAIN, DISLIKED: -abs(now.heard) or -PLAIN, NOTHING: 0.0, HEARD: now.heard
    }[meaning]  # fmt: skip
    if wanted != now.signed:
        place = (member.member_id, event_id, term)
        signed = None if wanted == now.heard else wanted
        put_correction(studio.database, group.group_id, place, signed, studio.now())


def _standing(studio: Studio, member: Member) -> list[OwnEvent]:
    """The comments of a member that were not taken back, in order."""
    events = own_events(studio.database, member.member_id)
    undone = {one.target_id for one in events if one.kind == "undone"}
    return [one for one in events if one.kind == "commented" and one.event_id not in undone]
