"""Files and tasks: what can be taken away, asking for it, how far it is, and the file."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import Field

from group_plgl.errors import NotFound
from group_plgl.services.kinds.kind import Choice, Count, Word
from group_plgl.services.task import (
    By,
    ask_task,
    cancel,
    content_of,
    failure_of,
    may_take,
    offered,
    task_asked,
)
from group_plgl.store.keys import HOUSE_KEY
from group_plgl.store.people import group_of
from group_plgl.store.tasks import TaskRow, task_of, tasks_of
from group_plgl.web.api.asking import address, asker
from group_plgl.web.api.forms import NEXT, Form, Page, page_of
from group_plgl.web.api.registry import FILES, Call, Done, Example, File, operation
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _, apology
from group_plgl.web.wiring import wiring

ANY_FILE = "*/*"


class WordForm(Form):
    """One thing that may be said about an export."""

    name: str = Field(description="What it is called in `words`.")
    title: str = Field(description="What people read.")
    kind: str = Field(description="choice, count or switch.")
    choices: list[str] = Field(description="Of a choice: what it may be.")
    low: int | None = Field(description="Of a count: the least.")
    high: int | None = Field(description="Of a count: the most.")
    default: str | int | bool = Field(description="What it is unless told.")


class ExportForm(Form):
    """One export that can be had."""

    name: str = Field(description="What it is called in requests.")
    title: str = Field(description="What people read.")
    help: str = Field(description="What comes out, and what it is for.")
    words: list[WordForm] = Field(description="What may be said about it.")
    missing: str = Field(description="Why this group has none of it; empty where it has.")


class ExportList(Form):
    """The exports that this key may ask for."""

    items: list[ExportForm] = Field(description="The exports.")


class ExportAsked(Form):
    """Which file shall be made."""

    export: str = Field(min_length=1, max_length=60, description="Its name; see list_exports.")
    words: dict[str, str | int | bool] = Field({}, max_length=20, description="What is said about it.")


class TaskForm(Form):
    """Something that takes a while: how far it is, and where its file is."""

    task: str = Field(description="Its id.")
    group: str = Field(description="The group it is about.")
    export: str = Field(description="What is made.")
    words: dict[str, Any] = Field(description="What was asked for, with what was not said.")
    status: str = Field(description="queued, running, done, failed or cancelled.")
    stage: str = Field(description="What is being done; empty where that is not said.")
    done: int = Field(description="How many steps of this stage are done.")
    whole: int = Field(description="Of how many; 0 where that is not known.")
    problem: str = Field(description="Why it failed; empty otherwise.")
    asked_at: datetime = Field(description="When it was asked for.")
    finished_at: datetime | None = Field(description="When it ended; null before.")
    expires_at: datetime | None = Field(description="Until when its file is kept; null where there is none.")
    file_url: str = Field(description="Where its file is; empty where there is none to take.")
    file_name: str = Field(description="What the file is called; empty before there is one.")
    media_type: str = Field(description="What kind of file it is; empty before there is one.")
    size: int = Field(description="How large it is, in bytes.")


class TaskList(Form):
    """What this key asked for in a group, the newest first."""

    items: list[TaskForm] = Field(description="The tasks.")
    next: str | None = NEXT


@operation("GET", "/groups/{slug}/exports", scope="exports", subject=FILES, answer=ExportList)
def list_exports(call: Call) -> ExportList:
    """What can be taken away from a group, and what may be said about each file."""
    studio, visitor = wiring().studio, asker(call)
    return ExportList(
        items=[
            ExportForm(
                name=kind.name, title=_(kind.title), help=_(kind.help),
                words=[_word(one) for one in kind.words],
                missing=apology(reason) if (reason := kind.missing(studio, visitor.group)) else "",
            )
            for kind in offered(studio, visitor)
        ]
    )  # fmt: skip


@operation(
    "POST", "/groups/{slug}/exports", scope="exports", subject=FILES, answer=TaskForm, body=ExportAsked,
    status=202, repeatable=True, example=Example(body={"export": "picture", "words": {"pixels": "512"}}),
)  # fmt: skip
def create_export(call: Call) -> Done:
    """Have a file made: an ideal at a size, and whatever else `list_exports` names.

    It takes a while: the answer is a task. Ask for it until it is done, then take its file.
    """
    visitor = asker(call)
    row = ask_task(wiring().studio, visitor, call.body.export, call.body.words, _by(call))
    return Done(_task_form(visitor, row), 202, address(f"/tasks/{row.task_id}"))


@operation(
    "GET", "/groups/{slug}/tasks", scope="exports", subject=FILES, answer=TaskList, query=Page,
    example=Example(query={"limit": 20}),
)  # fmt: skip
def list_tasks(call: Call) -> TaskList:
    """What this key asked for in a group, the newest first."""
    visitor = asker(call)
    there = tasks_of(wiring().studio.database, visitor.group.group_id, *_theirs(call), limit=None)
    shown, more = page_of(there, [row.task_id for row in there], call.query)
    return TaskList(items=[_task_form(visitor, row) for row in shown], next=more)


@operation("GET", "/tasks/{task_id}", scope="exports", subject=FILES, answer=TaskForm)
def read_task(call: Call) -> TaskForm:
    """How far a task of this key is."""
    return _task_form(*_own(call))


@operation("DELETE", "/tasks/{task_id}", scope="exports", subject=FILES, answer=TaskForm)
def cancel_task(call: Call) -> TaskForm:
    """Call a task off; what is under way stops at its next step, and what is over stays as it is."""
    _visitor, row = _own(call)
    cancel(wiring().studio, row)
    return _task_form(*_own(call))


@operation(
    "GET", "/tasks/{task_id}/file", scope="exports", subject=FILES, answer=(ANY_FILE,),
    example=Example(path={"task_id": "$DONE_TASK"}),
)  # fmt: skip
def download_task(call: Call) -> File:
    """The file that came of a task, for as long as it is kept and the key may see what it shows."""
    visitor, row = _own(call)
    if not may_take(wiring().studio, visitor, row):
        raise NotFound(NOTHING_HERE)
    return File(content_of(wiring().studio, row), row.media_type, row.file_name)


def _by(call: Call) -> By:
    return By(*_theirs(call))


def _theirs(call: Call) -> tuple[str, str]:
    """How tasks name a key that asks."""
    return "key", call.key.key_id


def _own(call: Call) -> tuple[Visitor, TaskRow]:
    """A task of this key, and the key seen from the group it is about.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    studio = wiring().studio
    row = task_of(studio.database, call.path["task_id"])
    if row is None or call.key.group_id not in (HOUSE_KEY, row.group_id):
        raise NotFound(NOTHING_HERE)
    visitor = Visitor(group_of(studio.database, row.group_id), None, "admin" in call.key.scopes)
    return visitor, task_asked(studio, visitor, row.task_id, _by(call))


def _task_form(visitor: Visitor, row: TaskRow) -> TaskForm:
    there, failure = may_take(wiring().studio, visitor, row), failure_of(row)
    return TaskForm(
        task=row.task_id, group=visitor.group.slug, export=row.kind, words=json.loads(row.words),
        status=row.status, stage=row.stage, done=row.done, whole=row.whole,
        problem=apology(failure) if failure else "", asked_at=row.asked_at, finished_at=row.finished_at,
        expires_at=row.expires_at if there else None,
        file_url=address(f"/tasks/{row.task_id}/file") if there else "",
        file_name=row.file_name if there else "", media_type=row.media_type if there else "",
        size=row.size if there else 0,
    )  # fmt: skip


def _word(word: Word) -> WordForm:
    choices, low, high = [], None, None
    if isinstance(word, Choice):
        kind, choices = "choice", list(word.choices)
    elif isinstance(word, Count):
        kind, low, high = "count", word.low, word.high
    else:
        kind = "switch"
    return WordForm(
        name=word.name, title=_(word.title), kind=kind, choices=choices, low=low, high=high,
        default=word.default,
    )  # fmt: skip
