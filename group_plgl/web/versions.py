"""The version of each group: a number that rises whenever something its pages show may have changed.

Versions are hints, never contents: who hears a new one asks again for the page they look at. They
come from stamps, so nobody who writes has to tell anybody. A version is a time in milliseconds
before which everything is counted in, or the next free number; so it goes on rising after a
restart and says nothing of how often or how much was said. Who is told, and how, is in `hub`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from group_plgl.services.reveal import ANONYMOUS, newest_shown
from group_plgl.store.database import Database
from group_plgl.store.pages import Stamp, stamps_of
from group_plgl.store.people import group_of

BEAT_SECONDS = 3.0
_MOST_KNOWN = 5000


@dataclass(frozen=True)
class Hint:
    """All that watchers of a group are told.

    Attributes:
        version: Rises with every change; two equal versions mean the same pages.
        session: The version at which the group, its session or its vote last changed.
        number: The newest model that may be shown, while members see results.
    """

    version: int
    session: int
    number: int | None


@dataclass(frozen=True)
class _Known:
    """A group as it was when last looked at."""

    stamp: Stamp
    changes: int
    hint: Hint
    moved_at: datetime


class Versions:
    """The versions of a database's groups; safe to ask from any thread.

    Where nobody sees individuals, what only counts answers and people moves the version once in
    `BEAT_SECONDS` at most: counting hints does not count votes.

    Args:
        database: Whose groups.
        now: Tells the time, with its zone UTC.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._known: dict[str, _Known] = {}
        self._turn = threading.Lock()

    def hint(self, group_id: str) -> Hint:
        """A group's hint as of this moment; no query while nothing has changed."""
        return self.look([group_id])[group_id]

    def look(self, group_ids: Iterable[str]) -> dict[str, Hint]:
        """The hints of some groups as of this moment, in at most one query."""
        asked = list(dict.fromkeys(group_ids))
        with self._turn:
            now = self._now()  # read first, so that what happens meanwhile is seen next time
            changes = self._database.changes
            heads = self._database.heads()
            stale = [one for one in asked if one not in self._known or self._known[one].changes != changes]
            stamps = stamps_of(self._database, stale) if stale else {}
            return {one: self._moved(one, stamps.get(one), heads.get(one, 0), changes, now) for one in asked}

    def _moved(
        self, group_id: str, fresh: Stamp | None, last_event: int, changes: int, now: datetime
    ) -> Hint:
        """A group's hint after its stamp was looked at, kept for the next time."""
        known = self._known.pop(group_id, None)
        if fresh is None and known is not None:
            fresh = replace(known.stamp, last_event=last_event)
        assert fresh is not None
        if known is None:
            first = self._hint(group_id, int(now.timestamp() * 1000), None)
            known = _Known(fresh, changes, first, now)
        elif fresh == known.stamp or self._waits(group_id, fresh, known, now):
            known = replace(known, changes=changes if fresh == known.stamp else -1)
        else:
            version = max(known.hint.version + 1, int(now.timestamp() * 1000))
            same = known.hint.session if _sitting(fresh) == _sitting(known.stamp) else None
            known = _Known(fresh, changes, self._hint(group_id, version, same), now)
        self._known[group_id] = known
        while len(self._known) > _MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
        return known.hint

    def _waits(self, group_id: str, fresh: Stamp, known: _Known, now: datetime) -> bool:
        """Whether a change that only counts is held back for the next beat."""
        early = timedelta(0) <= now - known.moved_at < timedelta(seconds=BEAT_SECONDS)
        only_counts = _shown(fresh) == _shown(known.stamp)
        return early and only_counts and group_of(self._database, group_id).privacy == ANONYMOUS

    def _hint(self, group_id: str, version: int, session: int | None) -> Hint:
        number = newest_shown(self._database, group_of(self._database, group_id))
        return Hint(version, version if session is None else session, number)


def _sitting(stamp: Stamp) -> tuple[object, ...]:
    """What changes when a host does something."""
    return stamp.session, stamp.group, stamp.ballots, stamp.marks


def _shown(stamp: Stamp) -> tuple[object, ...]:
    """What is waited for: all but counts of answers, people and pictures."""
    return *_sitting(stamp), stamp.drawn, stamp.analysed
