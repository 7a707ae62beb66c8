"""The schema, step by step: numbered .sql files, each applied once and recorded with its digest.

A step and its record are one transaction, so a crash leaves it done or not begun. What the tables
mean is written in the .sql files themselves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from group_plgl.errors import BadInput

SCHEMA = Path(__file__).resolve().parent / "schema"


@dataclass(frozen=True)
class Step:
    """One migration: its number, its file name and its SQL."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the SQL, which tells whether an applied step was edited later."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def steps(folder: Path = SCHEMA) -> list[Step]:
    """All steps of a folder in the order of their numbers.

    Raises:
        BadInput: The files are not numbered 1, 2, 3, … without a gap.
    """
    paths = sorted(folder.glob("[0-9]*_*.sql"))
    found = [Step(int(path.name.split("_")[0]), path.name, path.read_text("utf-8")) for path in paths]
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise BadInput(f"migrations are numbered {[step.number for step in found]}, should be 1, 2, 3, …")
    return found


def migrate(connection: DuckDBPyConnection, folder: Path = SCHEMA) -> list[str]:
    """Apply the steps that are missing; returns their names.

    Raises:
        BadInput: The file was made by a newer version, or an applied step was edited afterwards.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations "
        "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)"
    )
    known = steps(folder)
    applied = dict(connection.execute("SELECT number, digest FROM migrations").fetchall())
    _refuse_strangers(known, applied)
    missing = [step for step in known if step.number not in applied]
    for step in missing:
        _apply(connection, step)
    return [step.name for step in missing]


def _refuse_strangers(known: list[Step], applied: dict[int, str]) -> None:
    """Stop at a file of a newer version, or at a step whose text changed after it was applied."""
    if len(applied) > len(known):
        raise BadInput(
            f"the database has {len(applied)} migrations, this version knows {len(known)}",
            advice="Update Group PLGL, or use another data folder.",
        )
    for step in known:
        if applied.get(step.number, step.digest) != step.digest:
            raise BadInput(
                f"migration {step.name} was edited after this database was made",
                advice="Use the version that made it, or start with an empty data folder.",
            )


def _apply(connection: DuckDBPyConnection, step: Step) -> None:
    """One step and its record in one transaction."""
    connection.begin()
    try:
        connection.execute(step.sql)
        connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", [step.number, step.name, step.digest])
        connection.commit()
    except Exception:
        connection.rollback()
        raise
