"""Rows as frozen dataclasses, written many at a time and read back whole.

A `Table` joins a table's name with the dataclass of its rows: fields are columns, in order, and
their annotations give the SQL types. Many rows are one `INSERT … SELECT unnest(?)`, which DuckDB
and PostgreSQL both take and which is ten times faster than row by row. Only rows with blobs or lists
go as one `INSERT … VALUES`, three times faster again: every vote waits while the writer writes.
What the rows mean is said in the modules by subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from group_plgl.store.database import Cursor, Database, rows

Row = TypeVar("Row")

_SQL_TYPES = {
    "str": "TEXT",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "bytes": "BLOB",
    "datetime": "TIMESTAMP",
    "Sequence[float]": "FLOAT[]",
    "Sequence[str]": "TEXT[]",
}


_BULKY = {"BLOB", "FLOAT[]", "TEXT[]"}


@dataclass(frozen=True)
class Table(Generic[Row]):
    """One table and the dataclass its rows come as.

    Attributes:
        name: The table's name.
        row: Frozen dataclass with one field per column; its annotations give the SQL types.
        key: Columns of the primary key, for replacing.
    """

    name: str
    row: Callable[..., Row]
    key: tuple[str, ...]

    @property
    def columns(self) -> str:
        """The column names, comma-separated, in the order of the fields."""
        return ", ".join(self._types())

    def find(self, source: Database | Cursor, tail: str, params: Sequence[object] = ()) -> list[Row]:
        """The rows that `SELECT columns FROM table <tail>` gives, as dataclasses.

        `source` is the database, or within a change its cursor.
        """
        sql = f"SELECT {self.columns} FROM {self.name} {tail}"
        found = source.read(sql, params) if isinstance(source, Database) else rows(source, sql, params)
        if any(one.kw_only for one in fields(self.row)):  # type: ignore[arg-type]
            names = list(self._types())
            return [self.row(**dict(zip(names, values, strict=True))) for values in found]
        return [self.row(*values) for values in found]

    def add(self, cursor: Cursor, rows: Sequence[Row], tail: str = "") -> None:
        """Insert all rows with one statement; `tail` is what follows, such as ON CONFLICT."""
        if not rows:
            return
        types = self._types()
        if _BULKY.intersection(types.values()):
            places = ", ".join(f"?::{kind}" for kind in types.values())
            listed = f"VALUES {', '.join([f'({places})'] * len(rows))}"
            values = [_plain(getattr(row, name), kind) for row in rows for name, kind in types.items()]
        else:
            listed = f"SELECT {', '.join(f'unnest(?::{kind}[])' for kind in types.values())}"
            values = [[getattr(row, name) for row in rows] for name in types]
        cursor.execute(f"INSERT INTO {self.name} ({self.columns}) {listed} {tail}", values)

    def add_new(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        """Insert the rows whose key is not there yet; the others stay as they are."""
        self.add(cursor, _last_of_each(rows, self.key), "ON CONFLICT DO NOTHING")

    def replace(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        """Insert the rows; those whose key is there already are overwritten."""
        rest = [name for name in self._types() if name not in self.key]
        change = ", ".join(f"{name} = excluded.{name}" for name in rest)
        tail = f"ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {change}"
        self.add(cursor, _last_of_each(rows, self.key), tail)

    def _types(self) -> dict[str, str]:
        """SQL type of each column, read off the annotations."""
        spelled = {f.name: str(f.type).removesuffix(" | None") for f in fields(self.row)}  # type: ignore[arg-type]
        return {name: _SQL_TYPES[kind] for name, kind in spelled.items()}


def _plain(value: Any, kind: str) -> Any:
    """Arrays become lists of floats; everything else is what DuckDB takes already."""
    if kind == "FLOAT[]":
        return [float(number) for number in value]
    return value


def _last_of_each(rows: Iterable[Row], key: tuple[str, ...]) -> list[Row]:
    """One row per key: a statement must not meet the same key twice."""
    return list({tuple(getattr(row, name) for name in key): row for row in rows}.values())
