"""The documentation of the API: a page made of the registry, with a request to copy for each operation."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from group_plgl import errors
from group_plgl.services.entrust import SCOPES
from group_plgl.web.answers import html, twin
from group_plgl.web.api.openapi import PATH, fields_of, statuses
from group_plgl.web.api.registry import PARAMETERS, PREFIX, SUBJECTS, Operation, in_order
from group_plgl.web.api.serving import WINDOW, blueprint
from group_plgl.web.api.snippets import curl, python, variables
from group_plgl.web.errors import STATUS
from group_plgl.web.pages import Page, fact
from group_plgl.web.wiring import wiring


@dataclass(frozen=True)
class FieldLine(Page):
    """One thing that is sent or answered."""

    name: str = fact("Its name.")
    kind: str = fact("What it is: text, number, list …")
    needed: bool = fact("Whether it has to be sent.")
    help: str = fact("What it says.")


@dataclass(frozen=True)
class OperationCard(Page):
    """One operation."""

    name: str = fact("Its operation id, and the method of the Python client.")
    method: str = fact("HTTP method.")
    path: str = fact("Its address.")
    scope: str = fact("What a key needs for it.")
    summary: str = fact("What it does, in a line.")
    help: list[str] = fact("The rest, by paragraphs.")
    asked: list[FieldLine] = fact("What is sent, in the address, the query or the body.")
    answered: list[FieldLine] = fact("What is answered; empty for a file.")
    file: str = fact("What kind of file is answered; empty for JSON.")
    statuses: list[int] = fact("The statuses of problems it knows.")
    curl: str = fact("A request that works, for a shell.")
    python: str = fact("The same for the Python client.")
    variables: list[str] = fact("What stands for something of yours in both.")


@dataclass(frozen=True)
class SubjectPart(Page):
    """Operations about one subject."""

    name: str = fact("The subject.")
    anchor: str = fact("Where on the page it is.")
    operations: list[OperationCard] = fact("The operations.")


@dataclass(frozen=True)
class ScopeLine(Page):
    """Something that a key may be good for."""

    name: str = fact("Its name.")
    help: str = fact("What may be done with it.")


@dataclass(frozen=True)
class ProblemLine(Page):
    """A kind of problem."""

    type: str = fact("Its stable name.")
    status: int = fact("HTTP status.")
    help: str = fact("What it means.")


@dataclass(frozen=True)
class ApiPage(Page):
    """What programs can ask for."""

    root: str = fact("What all addresses begin with.")
    document_url: str = fact("The OpenAPI document.")
    requests: int = fact("Requests that each key has in the window.")
    window: int = fact("Seconds of the window.")
    scopes: list[ScopeLine] = fact("What a key may be good for.")
    subjects: list[SubjectPart] = fact("The operations by subject.")
    problems: list[ProblemLine] = fact("The kinds of problems.")


@blueprint.get("/docs/api")
def docs() -> Response:
    """What programs can ask for, with a request to copy for everything."""
    return html("api/docs.html", api_page())


@blueprint.get("/docs/api.json")
def docs_json() -> Response:
    """The same as JSON."""
    return twin(api_page())


def api_page() -> ApiPage:
    """The documentation of the API."""
    there = in_order()
    return ApiPage(
        root=PREFIX,
        document_url=PATH,
        requests=wiring().studio.settings.api_requests,
        window=WINDOW,
        scopes=[ScopeLine(name, help) for name, help in SCOPES.items()],
        subjects=[
            SubjectPart(name, name.lower().replace(" ", "-").replace(",", ""), [_card(one) for one in some])
            for name in SUBJECTS
            if (some := [one for one in there if one.subject == name])
        ],
        problems=_problems(),
    )


def _card(one: Operation) -> OperationCard:
    asked = [FieldLine(name, "text", True, PARAMETERS[name].help) for name in one.parameters]
    forms = (one.body,) if one.takes_file else (one.query, one.body)
    asked += [FieldLine(*line) for form in forms for line in fields_of(form)]
    file = ", ".join(one.answer) if isinstance(one.answer, tuple) else ""
    return OperationCard(
        name=one.name, method=one.method, path=PREFIX + one.path, scope=one.scope, summary=one.summary,
        help=[part.replace("\n", " ") for part in one.help.split("\n\n") if part], asked=asked,
        answered=[FieldLine(*line) for line in fields_of(None if file else one.answer)],  # type: ignore[arg-type]
        file=file, statuses=statuses(one), curl=curl(one), python=python(one), variables=variables(one),
    )  # fmt: skip


def _problems() -> list[ProblemLine]:
    """The kinds of problems that are ours, by status."""
    kinds = sorted(STATUS.items(), key=lambda pair: (pair[1], pair[0].__name__))
    return [
        ProblemLine(f"/problems/{_slug(kind)}", status, (kind.__doc__ or "").partition("\n")[0])
        for kind, status in kinds
        if kind is not errors.GroupPLGLError
    ]


def _slug(kind: type) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip(
        "-"
    )
