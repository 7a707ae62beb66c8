"""Facts of this data folder, by name: the studio seed, who wrote it."""

from __future__ import annotations

from group_plgl.store.database import Cursor, Database


def read_house(database: Database, name: str) -> str | None:
    """The fact of this name, if any."""
    found = database.read("SELECT value FROM house WHERE name = ?", [name])
    return str(found[0][0]) if found else None


def put_house(database: Database, name: str, value: str) -> None:
    """Store a fact; an older one of the same name is overwritten."""

    def change(cursor: Cursor) -> None:
        cursor.execute(
            "INSERT INTO house (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )

    database.write(change)
