"""Writing a database file anew, so that nothing that was deleted is left in it.

Deleted rows stay in a file's blocks and in its log until they happen to be overwritten. Here the
living rows are copied into a fresh file, which then takes the old one's name: killed at any moment,
there is one whole file, the old or the new. Whoever calls this has closed the file and lets nobody
else open it; how readers and writers are kept waiting is in `database`.

Source: DuckDB zeroes the unused parts of a block before it writes it, so a fresh file holds rows
and nothing else; a test searches the bytes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import duckdb

from group_plgl.errors import StoreBusy

STORAGE = "v1.2.0"
_SPARE_BYTES = 16 * 1024 * 1024
_FRESH, _SPILLED = ".fresh", ".spilled"


def rewrite_file(path: Path) -> None:
    """The same tables, views, comments and rows in a fresh file of the same name.

    Args:
        path: A database file that nobody has open.

    Raises:
        StoreBusy: The disk is too full, or the copy failed; the file is as it was.
    """
    drop_leftovers(path)
    _check_room(path)
    fresh = _beside(path, _FRESH)
    try:
        _settle(path)
        _copy(path, fresh)
        _sync(fresh)
        fresh.replace(path)
        _sync(path.parent)
    except (duckdb.Error, OSError) as error:
        raise StoreBusy(
            f"the database could not be written anew: {error}",
            advice="See that the disk is not full; it is tried again later.",
        ) from error
    finally:
        drop_leftovers(path)


def drop_leftovers(path: Path) -> None:
    """Remove what a rewriting that was killed left beside the file."""
    for left in path.parent.glob(f"{path.name}{_FRESH}*"):
        left.unlink()
    shutil.rmtree(_beside(path, _SPILLED), ignore_errors=True)


def _check_room(path: Path) -> None:
    """Both files are there for a moment."""
    needed = path.stat().st_size + _SPARE_BYTES
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreBusy(
            f"writing the database anew takes {needed / 1e6:.0f} MB, the disk has {free / 1e6:.0f} MB left",
            advice="Make room on the disk; it is tried again later.",
        )


def _settle(path: Path) -> None:
    """Bring everything that is only in the log into the file: the fresh one must not meet that log."""
    if not _logs(path):
        return
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        connection.execute("CHECKPOINT")
    if left := _logs(path):
        raise OSError(f"{left[0].name} could not be emptied")


def _logs(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.wal*"))


def _copy(path: Path, fresh: Path) -> None:
    """All living rows, by a connection of its own that may open files."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(_beside(path, _SPILLED)),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with contextlib.closing(duckdb.connect(":memory:", config=config)) as connection:
        connection.execute(f"ATTACH {_quoted(path)} AS old_file (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(fresh)} AS fresh_file (STORAGE_VERSION '{STORAGE}')")
        connection.execute("COPY FROM DATABASE old_file TO fresh_file")
        connection.execute("CHECKPOINT fresh_file")
        connection.execute("DETACH fresh_file")
        connection.execute("DETACH old_file")
    if left := _logs(fresh):
        raise OSError(f"{left[0].name} could not be emptied")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _quoted(path: Path) -> str:
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"


def _sync(path: Path) -> None:
    """Make a file's bytes, or a folder's names, durable."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
