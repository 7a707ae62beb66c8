"""Reviewing: what a member answered, turn by turn, and how well they agree with themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from group_plgl.feedback.dataset import Dealt, Said, liking
from group_plgl.feedback.modes import MIXED, Mode, mode_named
from group_plgl.feedback.repeats import agreement_with_self
from group_plgl.services.studio import Studio
from group_plgl.store.images import CardRow, cards_of
from group_plgl.store.own import OwnEvent, own_events
from group_plgl.store.people import Member, sessions_of

_STANDING = ("rated", "chosen", "classed", "sorted", "skipped")
_NOTHING = np.zeros(0)


@dataclass(frozen=True)
class Answered:
    """One turn that was answered or skipped, as it stands.

    Attributes:
        mode: How it was answered.
        cards: The cards shown together, place by place.
        event: The newest answer that stands.
        comments: What was said about its cards in words.
        aim: The class that counted as liking in its sitting, from 0.
    """

    mode: Mode
    cards: list[CardRow]
    event: OwnEvent
    comments: list[OwnEvent]
    aim: int = 0

    @property
    def liked(self) -> dict[str, float]:
        """1 or 0 for each card: whether the member went for it; nothing of a turn that was skipped.

        Of a pick of some, the one picked was gone for and the others were passed over.
        """
        if self.event.kind == "chosen" and self.event.value is None:
            return {card.card_id: float(card.card_id == self.event.card_id) for card in self.cards}
        return {
            card.card_id: float(value > 0.5)
            for card in self.cards
            for picture, _, value, _ in self.rows
            if card.picture_id == picture
        }

    @property
    def rows(self) -> list[tuple[str, str, float, float]]:
        """The answer as rows: picture, the picture it was preferred to (or empty), value, weight.

        Source: pairs against each rival are a composite likelihood; under no preference they vary
        q/2 times as much as so many comparisons, so each counts 2/q.
        """
        chosen, q = self.event.card_id, len(self.cards)
        if self.event.kind == "chosen" and self.event.value is None:
            mine = next((card.picture_id for card in self.cards if card.card_id == chosen), "")
            return [(mine, card.picture_id, 1.0, 2.0 / q) for card in self.cards if card.card_id != chosen]
        if self.event.kind == "chosen":
            return [(card.picture_id, "", self.event.value or 0.0, 1.0 / q) for card in self.cards]
        if self.event.kind == "skipped":
            return []
        if self.mode.answer == "sheet":
            one = [] if self.event.value == MIXED else self.cards
            return [(card.picture_id, "", self.event.value or 0.0, 1.0 / q) for card in one]
        said = Said(self.event.event_id, "", self.event.kind, chosen, self.event.value, None)
        return [(self.cards[0].picture_id, "", liking(said, self.mode, self.aim), 1.0)]


def answered_by(studio: Studio, member: Member) -> list[Answered]:
    """The turns a member answered or skipped, newest answer first."""
    events = own_events(studio.database, member.member_id)
    cards = {card.card_id: card for card in cards_of(studio.database, member.member_id)}
    undone = {event.target_id for event in events if event.kind == "undone"}
    shown: dict[int, list[CardRow]] = defaultdict(list)
    for card in cards.values():
        shown[card.turn].append(card)
    latest: dict[int, OwnEvent] = {}
    comments: dict[int, list[OwnEvent]] = defaultdict(list)
    for event in events:
        about = cards.get(event.card_id or "")
        if about is None or event.event_id in undone:
            continue
        if event.kind in _STANDING:
            latest[about.turn] = event
        elif event.kind == "commented":
            comments[about.turn].append(event)
    newest = sorted(latest.items(), key=lambda turn: -turn[1].seq)
    aims = {one.number: one.aim for one in sessions_of(studio.database, member.group_id)}
    return [
        Answered(
            mode_named(shown[turn][0].mode),
            shown[turn],
            event,
            comments[turn],
            aims.get(event.session_number, 0),
        )
        for turn, event in newest
    ]


def agreement_of(studio: Studio, member: Member) -> tuple[int, int]:
    """How many repeats a member answered as the first time, and how many they answered."""
    cards = {
        card.card_id: Dealt(card.member_id, card.turn, card.mode, card.picture_id, card.repeat_of, _NOTHING)
        for card in cards_of(studio.database, member.member_id)
    }
    said = [
        Said(event.event_id, member.member_id, event.kind, event.card_id, event.value, event.target_id)
        for event in own_events(studio.database, member.member_id)
        if event.card_id is None or event.card_id in cards
    ]
    return agreement_with_self(said, cards).get(member.member_id, (0, 0))
