"""Tasks: asking for long work, doing it, calling it off, and reading what came of it.

Whoever asks may see the task and take its file away for as long as they may see what it is about;
nobody else knows of it. A task that was being done when the server stopped is begun again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from group_plgl.errors import Cancelled, ChildFailed, GroupPLGLError, NotAllowed, NotFound, NotYet
from group_plgl.services.kinds import KINDS, kind_named
from group_plgl.services.kinds.kind import HOST, Kind, Made, Step
from group_plgl.services.kinds.pictures import NEWEST
from group_plgl.services.reveal import Asker, shows_number, sight_of, still_shown, withheld_from
from group_plgl.services.studio import Studio
from group_plgl.store.erasure import shown_again
from group_plgl.store.models import ideals
from group_plgl.store.people import Group, Member, group_named, group_of
from group_plgl.store.tasks import (
    Result,
    TaskRow,
    claim_task,
    put_back,
    put_end,
    put_file,
    put_progress,
    put_task,
    task_of,
    tasks_of,
    waiting_tasks,
)

MOST_WAITING = 12
MOST_ATTEMPTS = 2
TOLD_EVERY = timedelta(seconds=0.3)
NOTHING = "there is no such export"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class By:
    """Who asks: the role (host, member, key, share or house), and which member, key or share."""

    role: str
    who: str = ""


HOUSE = By("house")


@dataclass(frozen=True)
class _Within:
    """Whoever runs the house, who sees what a host sees."""

    group: Group
    member: Member | None = None
    host: bool = True
    number: int | None = None


def by_of(asker: Asker) -> By:
    """Who somebody is that reads a group.

    Raises:
        NotAllowed: They only look: what is made is made for members and hosts.
    """
    if asker.host:
        return By("host")
    if asker.member is None:
        raise NotAllowed("only members and the host can have files made", advice="Join the group first.")
    return By("member", asker.member.member_id)


def offered(studio: Studio, asker: Asker) -> list[Kind]:
    """What somebody may ask for at all, in the order it is listed."""
    seen = not withheld_from(studio, asker)
    return [kind for kind in KINDS.values() if asker.host or (kind.who != HOST and seen)]


def ask_task(
    studio: Studio, asker: Asker, name: str, given: Mapping[str, Any], by: By | None = None
) -> TaskRow:
    """Queue a task, or find the same one that waits already.

    Args:
        studio: Where.
        asker: Who reads the group.
        name: The kind.
        given: What is asked for; the rest is as it is by default.
        by: Who asks, where it is neither the host nor a member.

    Raises:
        NotFound: There is no such kind, or nothing to be seen yet.
        NotAllowed: It is not theirs to ask for.
        BadInput: A word is not what it may be.
        NotYet: Too much of theirs is waiting already, or the group has nothing of the kind.
    """
    who, kind = by or by_of(asker), kind_named(name)
    if kind.who == HOST and not asker.host:
        raise NotAllowed(
            "only the host of this group may have that made",
            advice="Ask the host; a program needs a key with the scope admin.",
        )
    words = kind.settled(given)
    if reason := kind.missing(studio, asker.group) or kind.refuses(asker.group, words):
        raise reason
    if kind.numbered:
        words["number"] = _number(studio, asker, words.get("number", NEWEST))
    return _queued(studio, asker.group, who, kind, words)


def ask_by_name(studio: Studio, slug: str, name: str, given: Mapping[str, Any]) -> TaskRow:
    """Queue a task for whoever runs the house.

    Raises:
        NotFound: There is no such group or kind, or nothing to be seen yet.
        BadInput: A word is not what it may be.
        NotYet: The group has nothing of the kind.
    """
    return ask_task(studio, _Within(group_named(studio.database, slug)), name, given, HOUSE)


def tasks_asked(studio: Studio, asker: Asker) -> list[TaskRow]:
    """What somebody asked for in a group, newest first; nothing for those who only look."""
    if not asker.host and asker.member is None:
        return []
    who = by_of(asker)
    return tasks_of(studio.database, asker.group.group_id, who.role, who.who)


def task_asked(studio: Studio, asker: Asker, task_id: str, by: By | None = None) -> TaskRow:
    """One task of somebody's own.

    Raises:
        NotFound: There is no such task, or it is somebody else's.
    """
    row = task_of(studio.database, task_id)
    if row is None or row.group_id != asker.group.group_id:
        raise NotFound(NOTHING)
    if by is None and not asker.host and asker.member is None:
        raise NotFound(NOTHING)
    who = by or by_of(asker)
    if (row.role, row.asker) != (who.role, who.who):
        raise NotFound(NOTHING)
    return row


def house_task(studio: Studio, task_id: str) -> TaskRow:
    """A task that whoever runs the house asked for.

    Raises:
        NotFound: There is no such task.
    """
    row = task_of(studio.database, str(task_id))
    if row is None or row.role != HOUSE.role:
        raise NotFound(NOTHING)
    return row


def told_of(row: TaskRow) -> dict[str, Any]:
    """A task as programs read it."""
    failure = failure_of(row)
    return {
        "task_id": row.task_id, "kind": row.kind, "status": row.status, "stage": row.stage, "done": row.done,
        "whole": row.whole, "words": json.loads(row.words), "file": row.file_name, "bytes": row.size,
        "sha256": row.sha256 if row.status == "done" else "", "media_type": row.media_type,
        "told": json.loads(row.told),
        "problem": f"{failure}. {failure.advice}".strip() if failure else "",
    }  # fmt: skip


def cancel(studio: Studio, row: TaskRow) -> bool:
    """Call a task off; whether it was not over yet. What is under way stops at its next step."""
    return put_end(studio.database, row.task_id, "cancelled", studio.now(), _expiry(studio))


def may_take(studio: Studio, asker: Asker, row: TaskRow) -> bool:
    """Whether the file of a task is somebody's to take away now: what it shows may have been hidden since."""
    kind = KINDS.get(row.kind)
    if row.status != "done" or kind is None or (kind.who == HOST and not asker.host):
        return False
    if row.expires_at is not None and row.expires_at < studio.now():
        return False
    return not kind.numbered or still_shown(studio, asker, json.loads(row.words)["number"])


def content_of(studio: Studio, row: TaskRow) -> bytes:
    """The file that came of a task.

    Raises:
        NotFound: There is none.
    """
    if row.status != "done":
        raise NotFound(NOTHING)
    return studio.files.read(row.sha256, row.media_type)


def failure_of(row: TaskRow) -> GroupPLGLError | None:
    """Why a task failed; None where it did not."""
    if not row.error:
        return None
    told = json.loads(row.error)
    return GroupPLGLError(told["text"], advice=told["advice"], **told["values"])


def behind(studio: Studio) -> list[str]:
    """Tasks that wait, and those that a server which is gone left half done."""
    return [row.task_id for row in waiting_tasks(studio.database)]


def do_task(studio: Studio, task_id: str, tell: Step | None = None) -> Mapping[str, Any]:
    """Do one task, and tell what came of it; what is over already is left alone.

    Args:
        studio: Where.
        task_id: Which.
        tell: Is told every step too.
    """
    row = claim_task(studio.database, task_id, studio.now())
    if row is None:
        return {}
    group = group_of(studio.database, row.group_id)
    told = {"group": group.slug}
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise ChildFailed("it was begun {n} times and never came to an end", n=row.attempts - 1)
        kind, words = kind_named(row.kind), json.loads(row.words)
        if kind.numbered and not ideals(studio.database, group.group_id, words["number"]):
            raise NotFound(
                "model {number} is not kept any more", advice="Ask for the newest.", number=words["number"]
            )
        made = kind.make(studio, group, words, _stepper(studio, task_id, tell))
        _keep(studio, row, made)
    except Cancelled:
        return told
    except ChildFailed as error:
        if row.attempts >= MOST_ATTEMPTS:
            _fail(studio, task_id, error)
        else:  # the server may be closing, or the child was ended: it is worth another attempt
            put_back(studio.database, task_id)
    except GroupPLGLError as error:
        _fail(studio, task_id, error)
    except Exception:
        _fail(studio, task_id, GroupPLGLError("something broke on our side while it was made"))
        raise
    return told


def _number(studio: Studio, asker: Asker, wanted: int) -> int:
    """The number that is meant, where it is theirs to see."""
    newest = sight_of(studio, asker).number
    if newest is None:
        raise NotFound("no taste of this group is to be seen yet")
    if wanted not in (NEWEST, newest) and not shows_number(studio, asker, wanted):
        raise NotFound("there is no model {number} to be seen", number=wanted)
    return newest if wanted == NEWEST else wanted


def _queued(studio: Studio, group: Group, by: By, kind: Kind, words: Mapping[str, Any]) -> TaskRow:
    text, theirs = json.dumps(words, sort_keys=True), (by.role, by.who)
    waiting = waiting_tasks(studio.database, group.group_id)
    own = [(row.kind, row.words) for row in waiting if (row.role, row.asker) == theirs]
    if (kind.name, text) not in own and len(own) >= MOST_WAITING:
        raise NotYet(
            "{n} files of yours are waiting to be made already", n=MOST_WAITING,
            advice="Wait for them, or cancel some.",
        )  # fmt: skip
    row = TaskRow(
        secrets.token_hex(16), group.group_id, kind.name, by.role, by.who, text, "queued", "", 0, 0,
        "", "", "", 0, "{}", "", 0, studio.now(),
    )  # fmt: skip
    return put_task(studio.database, row)


def _stepper(studio: Studio, task_id: str, tell: Step | None = None) -> Step:
    """What a task calls between its steps: it tells how far it is, and stops when it was called off."""
    last: list[Any] = ["", datetime.min.replace(tzinfo=studio.now().tzinfo)]

    def step(stage: str, done: int, whole: int) -> None:
        now = studio.now()
        if stage != last[0] or now - last[1] >= TOLD_EVERY or done == whole:
            goes_on = put_progress(studio.database, task_id, stage, done, whole)
            last[:] = [stage, now]
        else:
            row = task_of(studio.database, task_id)
            goes_on = row is not None and row.status == "running"
        if not goes_on:
            raise Cancelled("it was cancelled")
        if tell is not None:
            tell(stage, done, whole)

    return step


def _keep(studio: Studio, row: TaskRow, made: Made) -> None:
    """The row names the file, then the file is durable, then the row is done.

    A file that nobody waits for any more goes again; wherever this stops, the row knows of it.
    """
    sha256 = hashlib.sha256(made.content).hexdigest()
    if not put_file(studio.database, row.task_id, sha256, made.media_type):
        return
    if row.sha256:  # of an attempt that a stop of the server left half done
        _drop_file(studio, row.sha256, row.media_type)
    studio.files.keep(made.content, made.media_type)
    result = Result(sha256, made.media_type, made.name, len(made.content), json.dumps(dict(made.told)))
    if not put_end(studio.database, row.task_id, "done", studio.now(), _expiry(studio), result):
        _drop_file(studio, sha256, made.media_type)


def _drop_file(studio: Studio, sha256: str, media_type: str) -> None:
    """Remove a file unless something that stands names it."""
    if not shown_again(studio.database, [(sha256, media_type)]):
        studio.files.drop(sha256, media_type, studio.now() + timedelta(days=1))


def _fail(studio: Studio, task_id: str, error: GroupPLGLError) -> None:
    told = {"text": error.text, "advice": error.advice_text, "values": error.values}
    text = json.dumps(told, default=str)
    put_end(studio.database, task_id, "failed", studio.now(), _expiry(studio), error=text)


def _expiry(studio: Studio) -> datetime:
    return studio.now() + timedelta(hours=studio.settings.kept_hours)
