"""Blind votes: unlabelled candidates with frozen predictions, the cards they are put on, and who voted.

A vote is an ordinary `chosen` event on a card of mode blind-vote. Its turn says which ballot the card
belongs to; turns of ballots lie far above those of decks, so that the two never meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.images import CARDS, CardRow
from group_plgl.store.people import Session, put_session_in
from group_plgl.store.tables import Table

MODE = "blind-vote"
FIRST_TURN = 1_000_000
TAKEN_BACK = -1
_ALL = 2**62


@dataclass(frozen=True)
class Ballot:
    """One blind vote of a group.

    Attributes:
        session_number: The sitting it belongs to.
        number: The group model its ideals and predictions come from.
        closed_event: The last event that counts; None while it is open, -1 when it was taken back.
        voters: For how many voters the prediction was made.
        results_seen: Whether members could see results until it opened.
    """

    group_id: str
    ballot: int
    session_number: int
    number: int
    opened_at: datetime
    closed_at: datetime | None
    closed_event: int | None
    voters: int
    results_seen: bool

    @property
    def turn(self) -> int:
        """The turn of its cards in every deck."""
        return FIRST_TURN + self.ballot

    @property
    def seed(self) -> str:
        """What no other vote of the group has, erased ones neither: their numbers are given again."""
        return f"{self.ballot} {self.opened_at.isoformat()}"


@dataclass(frozen=True)
class Candidate:
    """One picture of a blind vote.

    Attributes:
        kind: ideal, runner-up, best (of those answered) or random.
        rule: Whose ideal; empty for the others.
        share: Predicted share of votes, 0 to 1, with a 95 % interval from `low` to `high`.
    """

    group_id: str
    ballot: int
    place: int
    kind: str
    rule: str
    picture_id: str
    latent: Sequence[float]
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Vote:
    """The newest vote of one member that stands.

    Attributes:
        picture_id: What they chose; empty when they chose none in particular.
    """

    member_id: str
    picture_id: str


BALLOTS = Table("ballots", Ballot, ("group_id", "ballot"))
CANDIDATES = Table("candidates", Candidate, ("group_id", "ballot", "place"))
_ONE = "group_id = ? AND ballot = ?"
_DEALT = f"group_id = ? AND mode = '{MODE}' AND turn = ?"
_SET_ASIDE = "SELECT member_id FROM members WHERE group_id = ? AND set_aside"
_UNCOUNTED = f"SELECT member_id FROM uncounted WHERE {_ONE}"
# An undo counts like everything else only until the ballot closed.
_VOTES = (
    "SELECT e.member_id, e.kind, e.value, c.picture_id FROM events e "
    f"JOIN (SELECT card_id, picture_id FROM cards WHERE {_DEALT}) c ON c.card_id = e.card_id "
    "LEFT JOIN (SELECT member_id, target_id FROM events "
    "WHERE group_id = ? AND kind = 'undone' AND seq <= ?) u "
    "ON u.member_id = e.member_id AND u.target_id = e.event_id "
    "WHERE e.group_id = ? AND e.kind IN ('chosen', 'skipped') AND e.seq <= ? AND u.target_id IS NULL "
    "AND e.member_id NOT IN ({left_out}) ORDER BY e.seq"
)


def put_ballot(
    database: Database,
    ballot: Ballot,
    candidates: Sequence[Candidate],
    cards: Sequence[CardRow],
    opened: Callable[[Session], Session],
) -> bool:
    """Open a vote: the ballot, its candidates, everybody's cards and the session, in one transaction.

    `opened` gives the session anew, as in `put_session_changed`; from the one before it is taken
    whether results were seen.

    Returns:
        Whether it was done: while another vote of the group is open, nothing is.
    """

    def change(cursor: Cursor) -> bool:
        there = "SELECT 1 FROM ballots WHERE group_id = ? AND closed_at IS NULL"
        if cursor.execute(there, [ballot.group_id]).fetchone() is not None:
            return False

        def open_in(session: Session) -> Session:
            BALLOTS.add(cursor, [replace(ballot, results_seen=session.results_shown)])
            return opened(session)

        put_session_in(cursor, ballot.group_id, open_in)
        CANDIDATES.add(cursor, candidates)
        CARDS.add_new(cursor, [card for card in cards if not database.is_gone(card.member_id)])
        return True

    done = database.write(change)
    database.forget("session", ballot.group_id)
    return done


def put_closed(
    database: Database,
    ballot: Ballot,
    closed: Callable[[Session], Session],
    at: datetime,
    counts: bool = True,
) -> None:
    """Close a vote: nothing that is said from now on counts, or, taken back, nothing at all.

    Who is set aside now is left out of its result, and nobody else later.
    `closed` gives the session anew, as in `put_session_changed`. One that is closed already stays
    as it is, and so does the session.
    """

    def change(cursor: Cursor) -> None:
        (last,) = cursor.execute(
            "SELECT coalesce(max(seq), 0) FROM events WHERE group_id = ?", [ballot.group_id]
        ).fetchone() or (0,)
        was_open = cursor.execute(
            f"UPDATE ballots SET closed_at = ?, closed_event = ? WHERE {_ONE} AND closed_at IS NULL "
            "RETURNING 1",
            [
                at.astimezone(UTC).replace(tzinfo=None),
                last if counts else TAKEN_BACK,
                ballot.group_id,
                ballot.ballot,
            ],
        ).fetchone()
        if was_open:
            cursor.execute(
                f"INSERT INTO uncounted SELECT ?, ?, member_id FROM ({_SET_ASIDE})",
                [ballot.group_id, ballot.ballot, ballot.group_id],
            )
            put_session_in(cursor, ballot.group_id, closed)

    database.write(change)
    database.forget("session", ballot.group_id)


def drop_ballots(cursor: Cursor, group_id: str, member_id: str) -> list[str]:
    """Within a change: erase the votes since a member joined, who had a part in what they were between.

    With them go everybody's votes in them, since a vote without its candidates says nothing. A session
    that was voting is rating again, with results as they were before; the caller forgets it.

    Returns:
        The pictures they showed.
    """
    found = cursor.execute(
        "SELECT b.ballot FROM ballots b JOIN members m ON m.member_id = ? AND b.opened_at >= m.joined_at "
        "WHERE b.group_id = ?",
        [member_id, group_id],
    ).fetchall()
    ballots = [ballot for (ballot,) in found]
    cast = f"group_id = ? AND mode = '{MODE}' AND turn IN (SELECT unnest(?::INTEGER[]))"
    turns = [group_id, [FIRST_TURN + ballot for ballot in ballots]]
    numbered = "group_id = ? AND ballot IN (SELECT unnest(?::INTEGER[]))"
    shown = f"DELETE FROM candidates WHERE {numbered} RETURNING picture_id"
    pictures = [picture for (picture,) in cursor.execute(shown, [group_id, ballots]).fetchall()]
    cursor.execute(
        f"DELETE FROM events WHERE group_id = ? AND card_id IN (SELECT card_id FROM cards WHERE {cast})",
        [group_id, *turns],
    )
    cursor.execute(f"DELETE FROM cards WHERE {cast}", turns)
    cursor.execute(f"DELETE FROM uncounted WHERE {numbered}", [group_id, ballots])
    left = f"DELETE FROM ballots WHERE {numbered} RETURNING closed_at IS NULL, results_seen"
    for was_open, results_seen in cursor.execute(left, [group_id, ballots]).fetchall():
        if was_open:
            cursor.execute(
                "UPDATE sessions SET phase = 'rating', slide = '', results_shown = ? "
                "WHERE group_id = ? AND phase = 'vote'",
                [results_seen, group_id],
            )
    return pictures


def ballots_of(database: Database, group_id: str) -> list[Ballot]:
    """The votes of a group, oldest first."""
    return BALLOTS.find(database, "WHERE group_id = ? ORDER BY ballot", [group_id])


def open_ballot_of(database: Database, group_id: str) -> Ballot | None:
    """The vote that is open, if any."""
    tail = "WHERE group_id = ? AND closed_at IS NULL ORDER BY ballot DESC LIMIT 1"
    return next(iter(BALLOTS.find(database, tail, [group_id])), None)


def newest_closed(database: Database, group_id: str, session_number: int) -> Ballot | None:
    """The newest vote of a session that is over and counts, if any."""
    tail = "WHERE group_id = ? AND session_number = ? AND closed_event >= 0 ORDER BY ballot DESC LIMIT 1"
    return next(iter(BALLOTS.find(database, tail, [group_id, session_number])), None)


def candidates_of(database: Database, ballot: Ballot) -> list[Candidate]:
    """The candidates of a vote, place by place."""
    return CANDIDATES.find(database, f"WHERE {_ONE} ORDER BY place", [ballot.group_id, ballot.ballot])


def votes_of(database: Database, ballot: Ballot) -> list[Vote]:
    """The newest vote of every member that stands; of those set aside, now or when it closed, none counts."""
    group, upto, left_out = ballot.group_id, ballot.closed_event, _UNCOUNTED
    whose: list[object] = [group, ballot.ballot]
    if upto is None:
        upto, left_out, whose = _ALL, _SET_ASIDE, [group]
    words = [group, ballot.turn, group, upto, group, upto, *whose]
    newest: dict[str, Vote] = {}
    for member, kind, value, picture in database.read(_VOTES.format(left_out=left_out), words):
        newest[member] = Vote(member, picture if kind == "chosen" and value is None else "")
    return list(newest.values())
