"""Folders on the server's disk that are becoming catalogues, and what became of each of their files.

Rows stay until the catalogue is complete, so that whoever is stopped goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Folder:
    """A folder that is being read.

    Attributes:
        folder: Its full path.
        space: The catalogue it becomes.
    """

    folder: str
    space: str
    begun_at: datetime


@dataclass(frozen=True)
class FileRead:
    """What became of one file.

    Attributes:
        space: The catalogue.
        path: Where it lies in the folder, with slashes.
        bytes: Its size when it was read.
        modified_ns: When it was last changed, in nanoseconds.
        picture_id: The picture it became, or is the same as; empty otherwise.
        problem: Why it was left out; empty when it was not.
        advice: What to do about that.
    """

    space: str
    path: str
    bytes: int
    modified_ns: int
    picture_id: str
    problem: str
    advice: str


FOLDERS = Table("folders", Folder, ("folder",))
FILES = Table("folder_files", FileRead, ("space", "path"))


def put_folder(database: Database, folder: Folder) -> Folder:
    """Begin with a folder; the row that is there already when it was begun before."""

    def change(cursor: Cursor) -> Folder:
        FOLDERS.add_new(cursor, [folder])
        return FOLDERS.find(cursor, "WHERE folder = ?", [folder.folder])[0]

    return database.write(change)


def folder_of(database: Database, folder: str) -> str:
    """The catalogue that a folder is becoming; empty when it is not being read."""
    found = FOLDERS.find(database, "WHERE folder = ?", [folder])
    return found[0].space if found else ""


def put_file(database: Database, read: FileRead) -> None:
    """Remember what became of a file."""
    database.write(lambda cursor: FILES.replace(cursor, [read]))


def files_read(database: Database, space: str) -> dict[str, FileRead]:
    """The files that were read, by path."""
    return {one.path: one for one in FILES.find(database, "WHERE space = ?", [space])}


def drop_file(database: Database, read: FileRead) -> None:
    """Forget a file that has changed or gone, with its picture and whatever was the same picture."""

    def change(cursor: Cursor) -> None:
        cursor.execute("DELETE FROM folder_files WHERE space = ? AND path = ?", [read.space, read.path])
        if read.picture_id and not read.problem:
            for table in ("folder_files", "catalogues", "measures"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE space = ? AND picture_id = ?", [read.space, read.picture_id]
                )

    database.write(change)


def close_folder(database: Database, space: str) -> bool:
    """Be done with a folder that may grow: what became of its files stays known; whether it was under way."""
    sql = "DELETE FROM folders WHERE space = ? RETURNING 1"
    return database.write(lambda cursor: bool(cursor.execute(sql, [space]).fetchall()))


def drop_folder(database: Database, space: str) -> bool:
    """Be done with a folder: nothing of how it was read is needed any more; whether it was under way."""

    def change(cursor: Cursor) -> bool:
        found = cursor.execute("DELETE FROM folders WHERE space = ? RETURNING 1", [space]).fetchall()
        cursor.execute("DELETE FROM folder_files WHERE space = ?", [space])
        return bool(found)

    return database.write(change)
