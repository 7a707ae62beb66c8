"""The operations of the API: one entry each, from which everything else comes.

The route, what is checked, the OpenAPI document, the page of documentation, the Python client and the
tests iterate over `OPERATIONS`. An operation is a function with a docstring: its first line is the
summary, the rest the help.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from group_plgl.store.keys import ApiKey
from group_plgl.web.api.forms import Form

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Parameter:
    """A part of an address that differs: how it looks, what it is, and what stands for it in examples."""

    pattern: str
    help: str
    example: str


# What in an example begins with $ is a variable: tests and readers put in what is theirs.
PARAMETERS: dict[str, Parameter] = {
    "slug": Parameter(r"[a-z0-9-]{1,80}", "The group's name in its links.", "$GROUP"),
    "member": Parameter(r"[0-9a-f]{12}", "A member, as the API names them.", "$MEMBER"),
    "event_id": Parameter(r"[0-9a-f]{32}", "An id of 32 hex digits that you make.", "$EVENT"),
    "picture_id": Parameter(r"[0-9a-f]{32}", "A picture.", "$PICTURE"),
    "number": Parameter(r"[1-9][0-9]{0,8}", "The number of a group model.", "$NUMBER"),
    "rule": Parameter(r"[a-z_-]{1,40}", "The name of a rule.", "consensus"),
    "chart": Parameter(r"[a-z_-]{1,60}", "The name of a chart.", "rule_liking"),
    "concept": Parameter(r"[a-zäöüß0-9-]{2,40}", "The name of a concept.", "$CONCEPT"),
    "task_id": Parameter(r"[0-9a-f]{32}", "A task.", "$TASK"),
    "name": Parameter(r"[a-z_]{1,60}", "The name of a job.", "learn_members"),
}


@dataclass(frozen=True)
class Example:
    """A request that works: what is filled in, besides the parameters of the address."""

    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request that was let in.

    Attributes:
        key: The key it came with.
        path: The parts of its address.
        query: Its query, checked.
        body: Its body, checked; bytes of a file where the operation takes one.
    """

    key: ApiKey
    path: Mapping[str, str]
    query: Any
    body: Any


@dataclass(frozen=True)
class Done:
    """What an operation answers when it is more than a form.

    Attributes:
        form: What is told.
        status: HTTP status.
        location: Where what came of it is; empty for nowhere.
    """

    form: Form
    status: int = 200
    location: str = ""


@dataclass(frozen=True)
class File:
    """A file that an operation answers with.

    Attributes:
        content: Its bytes.
        media_type: What it is.
        name: What it is called when it is kept; empty where it is only shown.
        for_ever: Whether it never changes under its address.
    """

    content: bytes
    media_type: str
    name: str = ""
    for_ever: bool = False


Result = Form | Done | File | Response  # the last where an answer is not finished yet
Work = Callable[[Call], Result]


@dataclass(frozen=True)
class Operation:
    """One thing that programs may ask for.

    Attributes:
        name: Its operation id, and the method of the Python client.
        method: HTTP method.
        path: Behind `PREFIX`, with `{names}` of `PARAMETERS`.
        scope: What a key needs for it.
        subject: Under which heading it is documented.
        summary: What it does, in a line.
        help: The rest; may be empty.
        answer: The form it answers with, or the media types of the file.
        query: The form of its query, if it takes one.
        body: The form of its body, if it takes one.
        takes_file: Whether the body may be a picture instead.
        status: HTTP status when something was done.
        errors: Statuses it may answer with, besides those that all may.
        example: A request that works.
        once: Fields of the answer that are told once, and not again to the same request.
        repeatable: Whether an `Idempotency-Key` is heeded.
        guarded_by: The operation whose ETag a change has to name, if any.
        work: What it does.
    """

    name: str
    method: str
    path: str
    scope: str
    subject: str
    summary: str
    help: str
    answer: type[Form] | tuple[str, ...]
    query: type[Form] | None
    body: type[Form] | None
    takes_file: bool
    status: int
    errors: tuple[int, ...]
    example: Example
    once: tuple[str, ...]
    repeatable: bool
    guarded_by: Work | None
    work: Work

    @property
    def parameters(self) -> list[str]:
        """The names in its path, in order."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    @property
    def rule(self) -> str:
        """Its route, as Flask spells it."""
        return PREFIX + self.path.replace("{", "<").replace("}", ">")


OPERATIONS: dict[str, Operation] = {}
GROUPS, MEMBERS, MODELS, JUDGING, CHARTS, FILES, HOUSE = SUBJECTS = (
    "Groups and sessions", "Members and answers", "Models, ideals and camps", "Scores, rankings and changes",
    "Charts", "Files and tasks", "The house",
)  # fmt: skip


def in_order() -> list[Operation]:
    """All operations, subject by subject."""
    return sorted(OPERATIONS.values(), key=lambda one: SUBJECTS.index(one.subject))


def operation(
    method: str,
    path: str,
    *,
    scope: str,
    subject: str,
    answer: type[Form] | tuple[str, ...],
    query: type[Form] | None = None,
    body: type[Form] | None = None,
    takes_file: bool = False,
    status: int = 200,
    errors: tuple[int, ...] = (),
    example: Example | None = None,
    once: tuple[str, ...] = (),
    repeatable: bool = False,
    guarded_by: Work | None = None,
) -> Callable[[Work], Work]:
    """Enter a function into the registry; see `Operation`."""

    def enter(work: Work) -> Work:
        name = work.__name__
        summary, _, rest = (inspect.getdoc(work) or "").partition("\n")
        OPERATIONS[name] = Operation(
            name, method, path, scope, subject, summary, rest.strip(), answer, query, body, takes_file,
            status, errors, example or Example(), once, repeatable, guarded_by, work,
        )  # fmt: skip
        return work

    return enter
