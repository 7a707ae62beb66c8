"""Walking through a folder on the server's disk: the files that may be pictures, and what they hold.

Links are not followed and nothing but plain files is opened, so that a folder that somebody else
filled leads nowhere else. What systems leave lying about is passed over.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from group_plgl.errors import BadInput
from group_plgl.generators.raster import MOST_BYTES, kind_of
from group_plgl.services.gather import refusal
from group_plgl.services.unpack import is_litter

MOST_FILES = 20_000
_BEGINNING = 512
_NOT_FOLLOWED = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True)
class Lying:
    """One file of a folder.

    Attributes:
        path: Where it lies in the folder, with slashes; what is no text in it is spelled out.
        place: The same, to open it.
        bytes: Its size.
        modified_ns: When it was last changed, in nanoseconds.
        is_link: Whether it stands for another file.
        is_plain: Whether it is a file, and not a pipe or a device.
    """

    path: str
    place: Path
    bytes: int
    modified_ns: int
    is_link: bool
    is_plain: bool


def lying_in(folder: Path) -> list[Lying]:
    """The files of a folder and of those in it, by path.

    Raises:
        BadInput: It is no folder, or holds more files than are read.
    """
    if not folder.is_dir():
        raise BadInput("there is no folder {folder} on the server's disk", folder=str(folder))
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_litter(f"{name}/") and name[0] != ".")
        for name in names:
            if not is_litter(name) and name[0] != ".":
                found.append(_lying(folder, Path(here, name)))
        if len(found) > MOST_FILES:
            raise BadInput(
                "there are more than {most} files in {folder}", advice="Take a part of it.",
                most=MOST_FILES, folder=str(folder),
            )  # fmt: skip
    return sorted(found, key=lambda one: one.path)


def content_of(lying: Lying) -> bytes:
    """The bytes of a file that begins as a picture does and is not too large.

    Raises:
        UnsafeBytes: It is none; the message says why.
        OSError: It cannot be read.
    """
    if lying.is_link or not lying.is_plain:
        raise refusal("link" if lying.is_link else "no file", {})
    handle = os.open(lying.place, _NOT_FOLLOWED)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise refusal("no file", {})
        beginning = file.read(_BEGINNING)
        kind = kind_of(beginning)
        if beginning and not kind.isupper():
            raise refusal("another format", {"kind": kind})
        content = beginning + file.read(MOST_BYTES + 1 - len(beginning))
    if len(content) > MOST_BYTES:
        raise refusal("too many bytes", {})
    return content


def _lying(folder: Path, path: Path) -> Lying:
    """What is known of a file without opening it."""
    about = path.lstat()
    name = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
    link, plain = stat.S_ISLNK(about.st_mode), stat.S_ISREG(about.st_mode)
    return Lying(name, path, about.st_size, about.st_mtime_ns, link, plain)
