"""Unpacking: the files in a ZIP, one after the other, never trusting what it says about itself.

Nothing is written anywhere and no name is ever a path. What the archive promises is checked before
it is opened, what comes out is counted while it comes. One bad entry costs that entry, not the rest.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from group_plgl.errors import BadInput, GroupPLGLError, UnsafeBytes

MOST_ENTRIES = 2000
MOST_BYTES_IN_ALL = 1_000_000_000
MOST_RATIO = 100
_LARGEST_LISTING = 1024 * 1024
_RATIO_COUNTS_FROM = 1_000_000
_PIECE = 256 * 1024
_END, _LOCATOR, _END_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_BYTES, _LOCATOR_BYTES, _END_64_BYTES, _LONGEST_NOTE = 22, 20, 56, 65535
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Entry:
    """One file of an archive.

    Attributes:
        name: What it is called there.
        content: Its bytes; empty when it was not read.
        problem: Why it was not read; None when it was.
    """

    name: str
    content: bytes
    problem: GroupPLGLError | None = None


def is_archive(beginning: bytes) -> bool:
    """Whether a file begins as a ZIP does."""
    return beginning.startswith((b"PK\x03\x04", _END))


def unpacked(file: IO[bytes], most_each: int) -> Iterator[Entry]:
    """The files of a ZIP in its order; folders and what systems leave lying about are passed over.

    Args:
        file: The archive; it can seek.
        most_each: The most bytes of one file that are read.

    Raises:
        UnsafeBytes: It is no whole ZIP.
        BadInput: It lists more files than are read.
    """
    _check_listing(file)
    left = MOST_BYTES_IN_ALL
    try:
        with zipfile.ZipFile(file) as archive:
            _check_count(len(archive.infolist()))
            for info in archive.infolist():
                if info.is_dir() or is_litter(info.filename):
                    continue
                entry = _entry(archive, info, most_each, left)
                left -= len(entry.content)
                yield entry
    except (zipfile.BadZipFile, struct.error, OSError, NotImplementedError, UnicodeDecodeError) as problem:
        raise _broken() from problem


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_each: int, left: int) -> Entry:
    problem = _objection(info)
    if problem is None and left <= 0:
        problem = BadInput(
            "the ZIP holds more than {most} MB; this file was not read", most=MOST_BYTES_IN_ALL // 10**6
        )
    if problem is not None:
        return Entry(info.filename, b"", problem)
    try:
        return Entry(info.filename, _content(archive, info, min(most_each, left)))
    except GroupPLGLError as bomb:
        return Entry(info.filename, b"", bomb)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        OSError,
        NotImplementedError,
        struct.error,
    ):
        return Entry(info.filename, b"", UnsafeBytes("this file is damaged inside the ZIP"))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one file, counted as they come: at most `most` and one more, so that too many shows."""
    pieces, size = [], 0
    with archive.open(info) as packed:
        while size <= most and (piece := packed.read(_PIECE)):
            pieces.append(piece)
            size += len(piece)
            if size > max(_RATIO_COUNTS_FROM, MOST_RATIO * info.compress_size):
                raise UnsafeBytes(
                    "this file grows more than {most} times when unpacked, as no picture does",
                    most=MOST_RATIO,
                )
    return b"".join(pieces)[: most + 1]


def _objection(info: zipfile.ZipInfo) -> GroupPLGLError | None:
    """Why an entry is not even opened; None for a plain file."""
    name = info.orig_filename
    parts = name.replace("\\", "/").split("/")
    if (
        name.startswith(("/", "\\"))
        or ".." in parts
        or "\0" in name
        or (len(parts[0]) > 1 and parts[0][1] == ":")
    ):
        return UnsafeBytes("its name leads out of the ZIP")
    if stat.S_ISLNK(info.external_attr >> 16):
        return UnsafeBytes("this is a link to another file, not a picture")
    if info.flag_bits & 0x1:
        return UnsafeBytes("this file is locked with a password")
    if info.compress_type not in _READ:
        return UnsafeBytes(
            "this file is packed in a way that is not read here", advice="Pack it as plain ZIP."
        )
    return None


def is_litter(name: str) -> bool:
    """Whether a file is what systems put beside pictures without being asked."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_LITTER[0]) or last in _LITTER or last.startswith("._")


def _check_listing(file: IO[bytes]) -> None:
    """Nothing, when the archive's own list is short enough to be read at all."""
    end = file.seek(0, 2)
    tail_start = max(0, end - _END_BYTES - _LONGEST_NOTE - _LOCATOR_BYTES)
    file.seek(tail_start)
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise _broken()
    entries, size = struct.unpack_from("<H I", tail, place + 10)
    locator = place - _LOCATOR_BYTES
    if locator >= 0 and tail[locator : locator + 4] == _LOCATOR:
        (start,) = struct.unpack_from("<Q", tail, locator + 8)
        file.seek(max(0, tail_start + locator - _END_64_BYTES))
        record = file.read(_END_64_BYTES)
        if start != tail_start + locator - _END_64_BYTES or record[:4] != _END_64:
            raise _broken()
        entries, size = struct.unpack_from("<Q Q", record, 32)
    if size > _LARGEST_LISTING:
        entries = max(entries, MOST_ENTRIES + 1)
    _check_count(entries)
    file.seek(0)


def _check_count(entries: int) -> None:
    if entries > MOST_ENTRIES:
        raise BadInput(
            "this ZIP lists {have} files, at most {most} are read", have=entries, most=MOST_ENTRIES
        )


def _broken() -> UnsafeBytes:
    return UnsafeBytes(
        "this ZIP is broken or not whole", advice="Make it again, or drop the pictures themselves."
    )
