"""What requests and answers of the API are made of: strict forms, whose fields say what they are.

A form refuses what it does not know, numbers that are no numbers, and text for numbers; where it does,
it says so with a pointer. The same forms validate, document, and type the Python client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from group_plgl.errors import Malformed

LONGEST_PAGE, USUAL_PAGE = 200, 50
_MOST_TOLD = 20


class Form(BaseModel):
    """Anything that is sent or answered."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        defer_build=True,
        protected_namespaces=(),
    )


class Page(Form):
    """Which part of a list is asked for."""

    limit: int = Field(USUAL_PAGE, ge=1, le=LONGEST_PAGE, description="How many at most.")
    after: str = Field(
        "", max_length=200, description="Only what comes after this: `next` of the page before."
    )


NEXT = Field(None, description="What to send as `after` for the next page; null on the last.")


class Nothing(Form):
    """An answer that says no more than that it was done."""

    done: bool = Field(True, description="Always true.")


Share = Annotated[float, Field(ge=0.0, le=1.0)]
HexId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
MemberName = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Latent = Annotated[list[Annotated[float, Field(ge=-100.0, le=100.0)]], Field(min_length=1, max_length=1024)]
F = TypeVar("F", bound=Form)
T = TypeVar("T")


def form_of(kind: type[F], body: bytes) -> F:
    """The form that a JSON body is.

    Raises:
        Malformed: It is none, or something in it does not fit.
    """
    try:
        return kind.model_validate_json(body or b"null")
    except ValidationError as error:
        raise _told(error, "") from error


def form_in_query(kind: type[F], said: Mapping[str, Sequence[str]]) -> F:
    """The form that the query of an address is; only lists may be given several times.

    Raises:
        Malformed: Something in it does not fit.
    """
    several = {name for name, one in kind.model_fields.items() if "list" in str(one.annotation)}
    twice = [name for name, values in said.items() if len(values) > 1 and name not in several]
    if twice:
        raise misfit([(f"?{name}", "given more than once") for name in twice])
    plain: dict[str, Any] = {
        name: list(values) if name in several else values[0] for name, values in said.items()
    }
    try:
        return kind.model_validate_strings(plain)
    except ValidationError as error:
        raise _told(error, "?") from error


def page_of(rows: Sequence[T], names: Sequence[str], asked: Page) -> tuple[Sequence[T], str | None]:
    """The rows of a page, and what to send as `after` for the next one; None on the last.

    Args:
        rows: The whole list.
        names: By what each row is gone on from.
        asked: Which page.

    Raises:
        Malformed: There is nothing of that name to go on from.
    """
    if asked.after and asked.after not in names:
        raise lost()
    start = names.index(asked.after) + 1 if asked.after else 0
    end = start + asked.limit
    return rows[start:end], names[end - 1] if end < len(rows) else None


def lost() -> Malformed:
    """What is raised where a list does not have the place to go on from."""
    return misfit([("?after", "this list has no such place, or not any more: begin again without it")])


def misfit(wrong: Sequence[tuple[str, str]]) -> Malformed:
    """What is raised where parts of a request do not fit: where, and why."""
    return Malformed(
        "the request does not fit", advice="See under errors what is said of each part of it.", wrong=wrong
    )


def _told(error: ValidationError, mark: str) -> Malformed:
    """What does not fit, with a JSON pointer each, or the name of a parameter of the address."""
    wrong = []
    for one in error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_TOLD]:
        path = [str(part).replace("~", "~0").replace("/", "~1") for part in one["loc"]]
        pointer = f"{mark}{path[0] if path else ''}" if mark else "".join(f"/{part}" for part in path)
        wrong.append((pointer, str(one["msg"])))
    return misfit(wrong)
