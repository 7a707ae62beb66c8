"""Folders that are labelled and sorted: whose they are, where answers came from, what was measured.

What was measured on a file is kept by the digest of its bytes, so that sorting goes on where it
stopped; it names no path, and goes when nobody has asked for it for a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

_AT_ONCE = 500


@dataclass(frozen=True)
class GroupFolder:
    """A folder whose pictures are a group's own.

    Attributes:
        folder: Its full path.
        root: The folder from which file names of the group are told.
    """

    folder: str
    group_id: str
    root: str
    since: datetime


@dataclass(frozen=True)
class FolderLabel:
    """An answer that came from a folder.

    Attributes:
        folder: Its full path.
        path: The file in it.
    """

    event_id: str
    member_id: str
    group_id: str
    folder: str
    path: str


@dataclass(frozen=True)
class AxesRow:
    """How what is measured on any picture becomes a latent of a catalogue.

    Attributes:
        measured_by: By what, as `measure.looks` names it.
        payload: Safetensors: `turn` p x d, `offset` d.
    """

    space: str
    measured_by: str
    payload: bytes


@dataclass(frozen=True)
class MeasuredFile:
    """What was measured on one file.

    Attributes:
        digest: SHA-256 of its bytes, 64 hex digits.
        measured_by: By what.
        numbers: 32-bit floats, one after the other.
        looks: `perception.features.looks`, as 16-bit floats.
    """

    digest: str
    measured_by: str
    numbers: bytes
    looks: bytes
    measured_at: datetime


GROUP_FOLDERS = Table("group_folders", GroupFolder, ("folder",))
FOLDER_LABELS = Table("folder_labels", FolderLabel, ("member_id", "event_id"))
AXES = Table("catalogue_axes", AxesRow, ("space",))
MEASURED = Table("measured_files", MeasuredFile, ("digest", "measured_by"))


def put_group_folders(database: Database, rows: Sequence[GroupFolder]) -> None:
    """Say whose pictures some folders hold; a folder is one group's."""
    database.write(lambda cursor: GROUP_FOLDERS.replace(cursor, rows))


def group_folder(database: Database, folder: str) -> GroupFolder | None:
    """Whose pictures a folder holds, if anybody's."""
    return next(iter(GROUP_FOLDERS.find(database, "WHERE folder = ?", [folder])), None)


def put_folder_labels(database: Database, rows: Sequence[FolderLabel]) -> None:
    """Keep where answers came from; somebody who left keeps nothing."""

    def change(cursor: Cursor) -> None:
        FOLDER_LABELS.add_new(cursor, [row for row in rows if not database.is_gone(row.member_id)])

    database.write(change)


def folder_labels_of(database: Database, member_id: str) -> list[FolderLabel]:
    """Which answers of a member came from which folder."""
    return FOLDER_LABELS.find(database, "WHERE member_id = ? ORDER BY folder, path, event_id", [member_id])


def answers_about(database: Database, member_id: str) -> dict[str, list[tuple[str, float | None, bool]]]:
    """What a member said of each picture on a card, in order: event, value, and whether it stands."""
    found = database.read(
        "SELECT c.picture_id, e.event_id, e.value, e.event_id NOT IN (SELECT u.target_id FROM events u "
        "WHERE u.member_id = ? AND u.kind = 'undone') FROM events e JOIN cards c ON c.card_id = e.card_id "
        "AND c.member_id = ? WHERE e.member_id = ? AND e.kind = 'rated' ORDER BY e.seq",
        [member_id, member_id, member_id],
    )
    said: dict[str, list[tuple[str, float | None, bool]]] = {}
    for picture, event, value, stands in found:
        said.setdefault(picture, []).append((event, value, bool(stands)))
    return said


def put_axes(database: Database, row: AxesRow) -> None:
    """Keep how pictures find their place in a catalogue."""
    database.write(lambda cursor: AXES.replace(cursor, [row]))


def axes_row(database: Database, space: str) -> AxesRow | None:
    """How pictures find their place in a catalogue, where that is known."""
    return next(iter(AXES.find(database, "WHERE space = ?", [space])), None)


def put_measured(database: Database, rows: Sequence[MeasuredFile]) -> None:
    """Keep what was measured on some files."""
    database.write(lambda cursor: MEASURED.replace(cursor, rows))


def measured_among(database: Database, digests: Sequence[str], by: str) -> dict[str, MeasuredFile]:
    """What was measured on files before, by digest."""
    found: dict[str, MeasuredFile] = {}
    tail = "WHERE measured_by = ? AND digest IN (SELECT unnest(?::TEXT[]))"
    for start in range(0, len(digests), _AT_ONCE):
        some = list(digests[start : start + _AT_ONCE])
        found |= {one.digest: one for one in MEASURED.find(database, tail, [by, some])}
    return found


def old_measured(database: Database, before: datetime) -> bool:
    """Whether anything was measured on files so long ago that it may go."""
    return bool(database.read("SELECT 1 FROM measured_files WHERE measured_at < ? LIMIT 1", [before]))


def drop_measured(database: Database, before: datetime) -> None:
    """Forget what was measured long ago."""
    sql = "DELETE FROM measured_files WHERE measured_at < ?"
    database.write(lambda cursor: cursor.execute(sql, [before]) and None)
