"""Steering: what the host of a session does while it runs, one order at a time.

A session goes from the lobby to rating, to the reveal with its slides, to a blind vote and its
result; `forward` and `backward` walk that way, `go_to` jumps. Whatever is changed is changed about
the current session or the group, so every device that shows it hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from group_plgl.errors import BadInput, NotAllowed, NotFound, SessionClosed
from group_plgl.services.ballot import RESULT, close_ballot, open_ballot, withdraw_ballot
from group_plgl.services.convene import (
    PRIVACY,
    Named,
    close_session,
    free_code,
    named_in,
    new_session,
    open_session,
)
from group_plgl.services.reveal import may_single_out, privacy_locked, published
from group_plgl.services.studio import Studio
from group_plgl.store.ballots import newest_closed, open_ballot_of, votes_of
from group_plgl.store.images import put_behind
from group_plgl.store.models import runners_up
from group_plgl.store.people import (
    Group,
    Session,
    current_session,
    member_named,
    put_group_changed,
    put_session_changed,
    put_set_aside,
)

LOBBY, RATING, REVEAL, VOTE = PHASES = ("lobby", "rating", "reveal", "vote")
IDEAL, RULES, SPREAD, DIVIDED, OTHERS = "ideal", "rules", "spread", "divided", "others"
LONGEST_CLOCK = 180
NARROWEST_BAND = 0.05
Stop = tuple[str, str]


def way(studio: Studio, group: Group) -> list[Stop]:
    """The stops of the current session in order: phases, and the slides of the reveal."""
    number = published(studio.database, group)
    stops: list[Stop] = [(LOBBY, ""), (RATING, ""), (REVEAL, IDEAL)]
    if number is None:
        return stops
    stops += [(REVEAL, RULES), (REVEAL, SPREAD), (REVEAL, DIVIDED)]
    if runners_up(studio.database, group.group_id, number):
        stops.append((REVEAL, OTHERS))
    session = _running(studio, group)
    voted = newest_closed(studio.database, group.group_id, session.number) is not None
    return [*stops, (REVEAL, RESULT) if voted and session.phase != VOTE else (VOTE, "")]


def place_in(session: Session) -> str:
    """The stop a session is at, in one word."""
    return f"{session.phase}/{session.slide}"


def forward(studio: Studio, group: Group, at: str = "") -> None:
    """To the next stop; out of a vote by closing it, and at the end nowhere.

    Two who go at once from the same stop, which they may name as in `place_in`, go one step.

    Raises:
        NotYet: A vote comes next, and there is nothing to vote on.
        SessionClosed: A vote comes next, and the session is closed.
    """
    session, stops = _running(studio, group), way(studio, group)
    if at not in ("", place_in(session)):
        return
    if session.phase == VOTE:
        close_ballot(studio, group)
        return
    place = _place(session, stops)
    if place + 1 < len(stops):
        _to(studio, group, session, stops[place + 1])


def backward(studio: Studio, group: Group, at: str = "") -> None:
    """To the stop before; out of a vote by taking it back.

    Two who go at once from the same stop go one step.

    Raises:
        NotAllowed: Somebody has voted already.
    """
    session, stops = _running(studio, group), way(studio, group)
    if at not in ("", place_in(session)):
        return
    place = len(stops) - 1 if session.phase == VOTE else _place(session, stops)
    if place > 0:
        _to(studio, group, session, stops[place - 1])


def go_to(studio: Studio, group: Group, phase: str, slide: str = "") -> None:
    """To one stop; a vote in which somebody voted is closed on the way, another one taken back.

    Raises:
        BadInput: There is no such stop now.
        NotYet: There is nothing to vote on.
    """
    wanted = (phase, slide or (IDEAL if phase == REVEAL else ""))
    if phase not in PHASES:
        raise BadInput("there is no phase '{phase}'; known: {known}", phase=phase, known=", ".join(PHASES))
    if wanted != (VOTE, "") and wanted not in [*way(studio, group), (REVEAL, RESULT)]:
        raise BadInput("there is nothing like '{slide}' to show now", slide=slide)
    session = _running(studio, group)
    voting = phase != VOTE and session.phase == VOTE
    ballot = open_ballot_of(studio.database, group.group_id) if voting else None
    if ballot is not None and votes_of(studio.database, ballot):
        close_ballot(studio, group, *wanted, results_shown=phase == REVEAL or ballot.results_seen)
    else:
        _to(studio, group, session, wanted)


def show_results(studio: Studio, group: Group, shown: bool) -> None:
    """Let members and readers see results, or hide them.

    Raises:
        NotAllowed: A vote is open, which would be blind no more.
    """

    def change(now: Session) -> Session:
        if shown and now.phase == VOTE:
            raise NotAllowed(
                "results stay hidden while a blind vote is open", advice="Close the vote to show its result."
            )
        return replace(now, results_shown=shown)

    put_session_changed(studio.database, group.group_id, change)


def hold_door(studio: Studio, group: Group, is_open: bool) -> None:
    """Let newcomers in, or nobody new."""
    put_session_changed(studio.database, group.group_id, lambda now: replace(now, door_open=is_open))


def set_clock(studio: Studio, group: Group, minutes: float) -> None:
    """Start a clock of so many minutes; 0 stops it. When it has run out, nothing happens by itself.

    Raises:
        BadInput: Less than nothing, or more than three hours.
    """
    ends_at = _end_in(studio, minutes)
    put_session_changed(studio.database, group.group_id, lambda now: replace(now, ends_at=ends_at))


def give_time(studio: Studio, group: Group, minutes: float) -> None:
    """More time on the clock, counted from now where it has run out or none runs."""
    time = studio.now()

    def longer(now: Session) -> Session:
        left = (max(now.ends_at or time, time) - time).total_seconds() / 60
        return replace(now, ends_at=_end_in(studio, min(left + minutes, LONGEST_CLOCK)))

    put_session_changed(studio.database, group.group_id, longer)


def rotate_code(studio: Studio, group: Group) -> str:
    """A new join code; the old one is nobody's from now on."""
    code = free_code(studio)
    put_group_changed(studio.database, group.group_id, lambda now: replace(now, join_code=code))
    return code


def set_aside(studio: Studio, group: Group, member_id: str, aside: bool) -> None:
    """Take a member out of all models and votes, or back in.

    Raises:
        NotFound: Nobody in this group has that id.
        NotAllowed: Nobody is singled out in an anonymous group.
    """
    if not may_single_out(group):
        raise NotAllowed("in an anonymous group nobody is singled out, not even by the host")
    member = member_named(studio.database, member_id)
    if member is None or member.group_id != group.group_id:
        raise NotFound("there is no such member in this group")
    if member.set_aside != aside:
        put_set_aside(studio.database, member, aside, studio.now())


def privacy_choices(studio: Studio, group: Group) -> list[str]:
    """The other privacy modes that a group may still change to."""
    return [one for one in PRIVACY if one != group.privacy and not privacy_locked(studio, group, one)]


def change_privacy(studio: Studio, group: Group, privacy: str) -> None:
    """Another privacy mode, as long as that breaks no promise.

    Raises:
        BadInput: There is no such mode.
        NotAllowed: Somebody voted, or joined under a stricter promise.
    """
    if privacy not in PRIVACY:
        raise BadInput(
            "unknown privacy mode '{privacy}'; known: {known}", privacy=privacy, known=", ".join(PRIVACY)
        )

    def change(now: Group) -> Group:
        if privacy != now.privacy and privacy_locked(studio, now, privacy):
            raise NotAllowed(
                "members were promised otherwise when they joined",
                advice="Found another group for another promise.",
            )
        return replace(now, privacy=privacy)

    put_group_changed(studio.database, group.group_id, change)


def begin_session(
    studio: Studio, group: Group, mode: str, named: Named | None = None, strategy: str = ""
) -> Session:
    """A new session in a mode and with a strategy; the one that is open is closed first.

    Members see results in it where they saw them last, or saw them before a vote that is still open.

    Raises:
        BadInput: The mode or the strategy is none of a session's, or its classes are too few or too many.
    """
    last = _running(studio, group)
    new_session(
        studio, group, last.number + 1, mode or last.mode, named or named_in(last), True, strategy=strategy
    )
    if (ballot := open_ballot_of(studio.database, group.group_id)) is not None:
        close_ballot(studio, group, RATING, "", ballot.results_seen)
    close_session(studio, group)
    return open_session(studio, group, mode, named, strategy)


def choose_band(studio: Studio, group: Group, low: float, high: float) -> None:
    """The next cards of the running session are pictures foretold to be liked with such a chance.

    Turns that wait go behind: they were chosen otherwise.

    Args:
        studio: Where.
        group: Whose.
        low: The least chance, 0 to 1.
        high: The largest.

    Raises:
        BadInput: That is no band, or too narrow a one.
        SessionClosed: There is none to steer.
    """
    if not 0.0 <= low < high <= 1.0 or high - low < NARROWEST_BAND:
        raise BadInput(
            "the band goes from 0 to 100 percent and is at least {least} percent wide",
            least=round(100 * NARROWEST_BAND),
        )

    _steered(studio, group, lambda now: replace(now, band_low=low, band_high=high))


def lift_band(studio: Studio, group: Group) -> None:
    """The next cards are chosen again as they were before a band was; without one nothing changes.

    Raises:
        SessionClosed: There is none to steer.
    """
    if _running(studio, group).band_low is not None:
        _steered(studio, group, lambda now: replace(now, band_low=None, band_high=None))


def _steered(studio: Studio, group: Group, change: Callable[[Session], Session]) -> None:
    """Change how the running session chooses its cards; those that wait go behind."""

    def steered(now: Session) -> Session:
        if now.closed_at is not None:
            raise SessionClosed("this session is closed", advice="Open a session first.")
        return change(now)

    put_session_changed(studio.database, group.group_id, steered)
    put_behind(studio.database, group.group_id, _running(studio, group).mode)


def end_session(studio: Studio, group: Group) -> None:
    """Close the session, and the vote that is open in it."""
    close_ballot(studio, group)
    close_session(studio, group)


def _to(studio: Studio, group: Group, seen: Session, stop: Stop) -> None:
    """Go to a stop from where the session was seen, unless it has gone elsewhere since.

    Revealing shows results; what members see is otherwise left as it is.
    """
    phase, slide = stop

    def change(now: Session) -> Session:
        if (now.number, now.phase, now.slide) != (seen.number, seen.phase, seen.slide):
            return now
        if now.closed_at is not None and phase == RATING:
            raise SessionClosed("this session is closed", advice="Open a session first.")
        shown = now.results_shown or (phase == REVEAL and now.phase != REVEAL)
        return replace(now, phase=phase, slide=slide, results_shown=shown)

    if phase == VOTE:
        open_ballot(studio, group)
    elif seen.phase == VOTE:
        withdraw_ballot(studio, group, phase, slide)
    else:
        put_session_changed(studio.database, group.group_id, change)


def _end_in(studio: Studio, minutes: float) -> datetime | None:
    """When a clock of so many minutes ends; none does of 0."""
    if not 0 <= minutes <= LONGEST_CLOCK:
        raise BadInput("a clock runs 0 to {most} minutes", most=LONGEST_CLOCK)
    return studio.now() + timedelta(minutes=minutes) if minutes else None


def _place(session: Session, stops: Sequence[Stop]) -> int:
    """Where the session stands among the stops; a slide that is gone counts as the first."""
    here = (session.phase, session.slide)
    return stops.index(here) if here in stops else stops.index((session.phase, IDEAL))


def _running(studio: Studio, group: Group) -> Session:
    return current_session(studio.database, group.group_id)
