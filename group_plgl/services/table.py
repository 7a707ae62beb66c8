"""Tables as text: rows to CSV that no spreadsheet takes for formulas, and to JSON Lines.

Source: RFC 4180 for CSV; OWASP, CSV Injection, for what begins a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """Rows as CSV with a head, lines ended as RFC 4180 has it; no cell can be taken for a formula.

    Args:
        rows: Each with the same names.
        columns: The names, for tables that may be empty; those of the first row unless told.
    """
    names = list(columns or (rows[0] if rows else ()))
    written = io.StringIO()
    writer = csv.writer(written)
    if names:
        writer.writerow([cell(name) for name in names])
        writer.writerows([cell(row[name]) for name in names] for row in rows)
    return written.getvalue()


def lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as JSON Lines."""
    return "".join(json.dumps(dict(row), ensure_ascii=False, default=plain) + "\n" for row in rows)


def cell(value: Any) -> Any:
    """A value as a cell: a text that a spreadsheet would reckon with gets a mark before it."""
    if isinstance(value, datetime):
        return plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def plain(value: Any) -> str:
    """A time as JSON has it, in UTC.

    Raises:
        TypeError: It is no time.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no place in a table")
