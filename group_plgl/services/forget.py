"""Forgetting: a member leaves, and nothing of them is left in any file.

Their rows and everything made of them go in one transaction; then the picture files of that, and
then the database file is written anew, because deleted rows stay in a file's blocks. What could not
be finished at once is owed, and `tidy` comes back to it. The jobs learn the group anew without them.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from group_plgl.errors import StoreBusy
from group_plgl.services.run import ask_run
from group_plgl.services.studio import Studio
from group_plgl.store.erasure import Owed, drop_member, drop_strays, owed_of, put_owed, shown_again
from group_plgl.store.people import Member
from group_plgl.store.tidy import drop_pictures

UNDER_WAY = timedelta(minutes=15)  # longer than a job's run and the rest of a picture nothing shows yet
RESTS = 20.0  # how many times as long as it took the file rests before it is written anew again
TIDYING = "tidy_store"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forgotten:
    """What was erased, as it is told to who left.

    Attributes:
        answers: Answers, skips and undos.
        comments: Comments.
        cards: Cards that were dealt to them.
        tastes: Tastes learned of them and of others together with them.
        models: Group models they had a part in.
        pictures: Picture files.
        finished: Whether the files hold nothing any more; otherwise it follows soon.
    """

    answers: int
    comments: int
    cards: int
    tastes: int
    models: int
    pictures: int
    finished: bool


def forget_member(studio: Studio, member: Member) -> Forgotten:
    """What was erased of a member, once nothing of them is in any table.

    Raises:
        StoreBusy: The store could not take it in time; nothing was erased.
    """
    database = studio.database
    database.shut_out(member.member_id)
    now = studio.now()
    try:
        erased = drop_member(database, member.group_id, member.member_id, now, now + UNDER_WAY)
    except BaseException:
        database.let_in(member.member_id)
        raise
    finally:
        for remembered in ("token", "card", "session", "match", "foretold"):
            database.forget(remembered)
    finished = settle(studio)
    if not finished:
        ask_run(studio, TIDYING)
    rows = erased.rows
    return Forgotten(
        answers=rows["events"] - erased.comments,
        comments=erased.comments,
        cards=rows["cards"],
        tastes=rows["member_models"],
        models=rows["group_models"],
        pictures=erased.files,
        finished=finished,
    )


def owes(studio: Studio) -> bool:
    """Whether forgetting has something to do now."""
    owed = owed_of(studio.database)
    return owed is not None and (_may_rewrite(studio, owed) or _may_sweep(studio, owed))


def settle(studio: Studio) -> bool:
    """Remove the files that are owed and write the database anew; whether nothing is owed now.

    It may be done again and again, and be killed anywhere.
    """
    owed = owed_of(studio.database)
    if owed is not None and _may_sweep(studio, owed):
        owed = _swept(studio, owed)
    if owed is None or not (owed.rewrite or owed.files):
        return True
    if not _may_rewrite(studio, owed):
        return False
    try:
        again = shown_again(studio.database, owed.files)
        before = datetime.fromisoformat(owed.made_before) if owed.made_before else studio.now()
        for sha256, media_type in owed.files:
            if sha256 not in again:
                studio.files.drop(sha256, media_type, before)
        bare = replace(owed, files=())
        if not put_owed(studio.database, owed, bare):
            return False
        begun = time.perf_counter()
        studio.database.rewrite()
        rest = timedelta(seconds=RESTS * (time.perf_counter() - begun))
    except (StoreBusy, OSError) as error:
        _log.warning("forgetting could not be finished and is tried again: %s", error)
        return False
    done = replace(bare, rewrite=False, rested_at=(studio.now() + rest).isoformat())
    return put_owed(studio.database, bare, done)


def _swept(studio: Studio, owed: Owed) -> Owed | None:
    """Look for what came late of members who are gone; what is owed after that."""
    before = studio.now() - UNDER_WAY
    strays, asked = drop_strays(studio.database)
    files = [*drop_pictures(studio.database, before), *asked]
    late = strays + len(files)
    after = replace(
        owed, files=(*owed.files, *files), rewrite=owed.rewrite or late > 0, sweep_at="",
        made_before=before.isoformat(),
    )  # fmt: skip
    left = after if after.rewrite or after.files else None
    return left if put_owed(studio.database, owed, left) else owed_of(studio.database)


def _may_sweep(studio: Studio, owed: Owed) -> bool:
    return bool(owed.sweep_at) and studio.now() >= datetime.fromisoformat(owed.sweep_at)


def _may_rewrite(studio: Studio, owed: Owed) -> bool:
    """Whether there is something to rewrite, and the file has rested: writing it keeps voters waiting."""
    due = owed.rewrite or bool(owed.files)
    return due and (not owed.rested_at or studio.now() >= datetime.fromisoformat(owed.rested_at))
