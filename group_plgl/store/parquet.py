"""Columns as the bytes of a Parquet file, written by a database of its own that holds nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

TYPES = {
    "text": "TEXT", "number": "DOUBLE", "count": "BIGINT", "switch": "BOOLEAN", "time": "TIMESTAMPTZ",
    "list": "TEXT[]",
}  # fmt: skip


def parquet_bytes(columns: Mapping[str, tuple[str, Sequence[Any]]]) -> bytes:
    """A Parquet file of equally long columns: by name a type (`TYPES`) and values, None where missing.

    One thread writes it, so the same columns give the same bytes with one version of the library.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            kinds = [TYPES[kind] for kind, _ in columns.values()]
            named = ", ".join(f"{_quoted(name)} {kind}" for name, kind in zip(columns, kinds, strict=True))
            connection.execute(f"CREATE TABLE it ({named})")
            rows = list(zip(*(values for _, values in columns.values()), strict=True))
            for start in range(0, len(rows), _BATCH):
                some = rows[start : start + _BATCH]
                row = f"({', '.join('?' for _ in kinds)})"
                flat = [value for one in some for value in one]
                connection.execute(f"INSERT INTO it VALUES {', '.join([row] * len(some))}", flat)
            connection.execute(f"COPY it TO {_text(path)} (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


_BATCH = 500


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
