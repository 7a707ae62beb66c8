"""Ratings in a file: who rated which picture how, and when, line by line as CSV.

Columns are `member`, `picture`, `value` and, if known, `time`, in any order and with commas, semicolons
or tabs between. Here text becomes lines, and values become likings; which picture and which member is
meant is decided by who takes them in.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from group_plgl.errors import BadInput, Word

COLUMNS = ("member", "picture", "value")
TIME = "time"
MOST_LINES = 100_000
LONGEST_CELL = 400
_WORDS = {
    "1": 1.0, "yes": 1.0, "y": 1.0, "true": 1.0, "like": 1.0, "liked": 1.0,
    "0": 0.0, "no": 0.0, "n": 0.0, "false": 0.0, "dislike": 0.0, "disliked": 0.0,
}  # fmt: skip
_SURE = 0.9  # of the values, more than which fit the scale that is guessed


@dataclass(frozen=True)
class Line:
    """One line as it stands in the file.

    Attributes:
        number: Which line, from 1; the head is the first.
        member: Who rated.
        picture: What they rated.
        value: How.
        time: When; empty where it is not told.
    """

    number: int
    member: str
    picture: str
    value: str
    time: str


@dataclass(frozen=True)
class Scale:
    """One way to write how much a picture is liked.

    Attributes:
        name: As people tell it.
        help: What values it takes, in one line.
        mode: The mode whose answers they become.
        read: A value as a liking 0 to 1; None where it is none of the scale's.
    """

    name: str
    help: str
    mode: str
    read: Callable[[str], float | None]


def _word(text: str) -> float | None:
    return _WORDS.get(text.casefold())


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _share(text: str) -> float | None:
    number = _number(text)
    return number if number is not None and 0.0 <= number <= 1.0 else None


def _upto(most: float, text: str) -> float | None:
    number = _number(text)
    return (number - 1.0) / (most - 1.0) if number is not None and 1.0 <= number <= most else None


SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("yes-no", "yes and no, like and dislike, true and false, or 1 and 0", "swipe", _word),
        Scale("share", "numbers from 0 to 1", "slider", _share),
        Scale("one-to-five", "numbers from 1 to 5, as stars", "slider", partial(_upto, 5.0)),
        Scale("one-to-ten", "numbers from 1 to 10", "slider", partial(_upto, 10.0)),
    )
}


def lines_in(text: str) -> list[Line]:
    """The lines of a file but for its head; empty ones are left out.

    Raises:
        BadInput: A column is missing, a cell is too long, or there are too many lines.
    """
    return [
        Line(number, *cells) for number, cells in rows_in(text, COLUMNS, "member,picture,value,time", TIME)
    ]


def rows_in(text: str, columns: Sequence[str], head: str, *others: str) -> list[tuple[int, list[str]]]:
    """The lines of a CSV but for its head, by number, as the cells of some columns; no empty ones.

    Args:
        text: The file.
        columns: Those it must have, in any order.
        head: What its first line should be, for whoever has to mend it.
        others: Columns it may have; cells are empty where it has not.

    Raises:
        BadInput: A column is missing, a line is no CSV, or there are too many.
    """
    text = text.removeprefix("\ufeff")
    first, _, _ = text.partition("\n")
    between = max(",;\t", key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=between)
    try:
        places = _places(next(rows, []), columns, head, others)
        found = [(rows.line_num, _cells(row, places)) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        raise BadInput("line {line} is no CSV", line=rows.line_num) from error
    if len(found) > MOST_LINES:
        raise BadInput(
            "a file has at most {most} lines, this one has {have}",
            advice="Divide it.", most=MOST_LINES, have=len(found),
        )  # fmt: skip
    return found


def scale_of(values: Iterable[str]) -> Scale:
    """The first scale that fits nearly all of some values, and as many as any other.

    Raises:
        BadInput: That cannot be guessed: a tenth or more fit none, or a few fit another one alone.
    """
    every = [value for value in values if value]
    fits = {name: sum(one.read(value) is not None for value in every) for name, one in SCALES.items()}
    best = max(fits, key=fits.__getitem__)
    first = next((name for name, fit in fits.items() if fit > _SURE * len(every)), "")
    if every and (not first or fits[first] < fits[best]):
        raise BadInput(
            "which scale these values are on is not sure: {have} of {of} are on “{scale}”",
            advice="Name the scale, or mend the values that are on none.",
            have=fits[best], of=len(every), scale=Word(SCALES[best].help),
        )  # fmt: skip
    return SCALES[best]


def scale_named(name: str) -> Scale:
    """The scale of that name.

    Raises:
        BadInput: There is none; the known ones are listed.
    """
    if name not in SCALES:
        raise BadInput("there is no scale '{scale}'; known: {known}", scale=name, known=", ".join(SCALES))
    return SCALES[name]


def time_in(text: str) -> datetime | None:
    """A time as ISO 8601 writes it, without a zone in UTC; None where it is none, or before 1970."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= 1970 else None


def _places(first: list[str], columns: Sequence[str], head: str, others: Sequence[str]) -> list[int | None]:
    """Where the columns stand; None for one of the others that is not told."""
    names = [name.strip().casefold() for name in first]
    missing = [name for name in columns if name not in names]
    if missing:
        raise BadInput(
            "the first line names no column {missing}; it names {have}",
            advice="The first line is: {head}.",
            missing=", ".join(missing), have=", ".join(names)[:200] or "-", head=head,
        )  # fmt: skip
    return [names.index(name) if name in names else None for name in (*columns, *others)]


def _cells(row: list[str], places: list[int | None]) -> list[str]:
    cells = [row[place].strip() if place is not None and place < len(row) else "" for place in places]
    return [cell[:LONGEST_CELL] for cell in cells]
