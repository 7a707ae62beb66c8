"""Shelving: files copied, moved or linked into folders by liking, with a ledger that takes it back.

Nothing is ever written over. Every file is checked by its digest on the way, its line in the ledger is
durable before anything of the source goes, and what was done is not done again: whoever is killed runs
the same command once more. Taking back touches what the ledger names and only as long as it is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from group_plgl.errors import BadInput, GroupPLGLError

LEDGER = "ledger.jsonl"
POSITIVE, UNSURE, NEGATIVE = "likely-positive", "unsure", "likely-negative"
PLACES = (POSITIVE, UNSURE, NEGATIVE)
COPY, MOVE, LINK = "copy", "move", "link"
ACTIONS = (COPY, MOVE, LINK)
_LONGEST = 200
_CHUNK = 1 << 20
_PART = ".part"
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True)
class Line:
    """One file: what becomes, or became, of it.

    Attributes:
        source: Where it lies; `from` in the ledger.
        to: Where it goes, from the folder of sorted ones.
        action: copy, move or link.
        digest: SHA-256 of its bytes.
        liking: Predicted, 0 to 1.
        low: Lower end of its 95 % interval.
        high: Upper end.
        same_as: The better file that looks the same; empty for none.
    """

    source: str
    to: str
    action: str
    digest: str
    liking: float
    low: float
    high: float
    same_as: str = ""

    def told(self) -> dict[str, Any]:
        """As the ledger has it."""
        found = asdict(self)
        return {"from": found.pop("source"), **found}


@dataclass(frozen=True)
class Refused:
    """A file that was left as it is, and why."""

    path: str
    problem: str


def planned(
    pictures: Sequence[Mapping[str, Any]], action: str, positive: float, negative: float, twins: bool = False
) -> list[Line]:
    """What is to become of pictures as `assort` tells them, the best first; the same every time.

    Args:
        pictures: With `level`, by which they are sorted.
        action: One of `ACTIONS`.
        positive: From which level on they are likely positive, 0 to 1.
        negative: Up to which they are likely negative.
        twins: Whether those that look the same as a better one go along, beside it.

    Raises:
        BadInput: The thresholds are none.
    """
    if not 0.0 <= negative < positive <= 1.0:
        raise BadInput(
            "{low} and {high} are no thresholds", low=negative, high=positive,
            advice="--likely-negative lies below --likely-positive, both between 0 and 1.",
        )  # fmt: skip
    best = {one["path"]: one for one in pictures}
    taken, lines = set[str](), []
    for one in pictures:
        if one["same_as"] and not twins:
            continue
        leads = best[one["same_as"]] if one["same_as"] else one
        level = float(leads["level"])
        place = POSITIVE if level >= positive else NEGATIVE if level <= negative else UNSURE
        stem = f"{level:.3f}-{_clean(leads)}"
        wish = stem if leads is one else f"{Path(stem).stem[:60]}--{_clean(one)}"
        name = wish if f"{place}/{wish}".casefold() not in taken else _numbered(wish, one["digest"][:8])
        number = 2
        while f"{place}/{name}".casefold() in taken:
            name, number = _numbered(wish, f"{one['digest'][:8]}-{number}"), number + 1
        taken.add(f"{place}/{name}".casefold())
        lines.append(Line(
            one["place"], f"{place}/{name}", action, one["digest"], one["liking"], one["low"], one["high"],
            one["same_as"],
        ))  # fmt: skip
    return lines


def shelve(out: Path, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Do what was planned, telling how far it is and last how many were done, done before, and refused.

    Raises:
        BadInput: The folder cannot be written to, or what lies there is not ours.
    """
    _open_places(out)
    ledger = {(one.source, one.digest): one for one in ledger_of(out)}
    refused, done, before = list[Refused](), 0, 0
    with _appending(out / LEDGER) as file:
        for count, line in enumerate(lines, start=1):
            known = ledger.get((line.source, line.digest))
            try:
                if known is None:
                    known = _placed(out, line)
                    file.write(json.dumps(known.told()) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                    done += 1
                else:
                    before += 1
                if known.action == MOVE:
                    _leave(Path(known.source), out / known.to, known.digest)
            except OSError as error:
                refused.append(Refused(line.source, f"it cannot be sorted: {error.strerror}"))
            except GroupPLGLError as error:
                refused.append(Refused(line.source, str(error)))
            yield {"stage": "sorting", "done": count, "of": len(lines)}
    yield {"shelved": done, "before": before, "refused": [asdict(one) for one in refused]}


def unshelve(out: Path) -> Iterator[dict[str, Any]]:
    """Take back what the ledger tells, the last first; what has changed since stays, with its line.

    Raises:
        BadInput: There is no ledger, or it is none.
    """
    lines = ledger_of(out)
    if not lines:
        raise BadInput("there is no ledger in {out}", advice="Name the folder of sorted files.", out=str(out))
    kept, refused, done = list[Line](), list[Refused](), 0
    for count, line in enumerate(reversed(lines), start=1):
        try:
            _taken_back(out, line)
            done += 1
        except OSError as error:
            kept.append(line)
            refused.append(Refused(line.to, f"it cannot be put back: {error.strerror}"))
        except GroupPLGLError as error:
            kept.append(line)
            refused.append(Refused(line.to, str(error)))
        yield {"stage": "undoing", "done": count, "of": len(lines)}
    try:
        _close(out, kept[::-1])
    except OSError as error:
        raise _unwritable(out, error) from error
    yield {"undone": done, "refused": [asdict(one) for one in refused]}


def ledger_of(out: Path) -> list[Line]:
    """The lines of a folder's ledger, in order; a last line that was cut off was never done.

    Raises:
        BadInput: It holds something else, such as a path that leads out of the folder.
    """
    try:
        written = (out / LEDGER).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("the ledger in {out} cannot be read", out=str(out)) from error
    rows = written.split("\n")
    return [_read(out, number, row) for number, row in enumerate(rows[:-1], start=1) if row]


def _read(out: Path, number: int, row: str) -> Line:
    try:
        told = json.loads(row)
        line = Line(source=told.pop("from"), **told)
        place, name = PurePosixPath(line.to).parts
        good = place in PLACES and name not in ("..", ".") and line.action in ACTIONS
        good = good and Path(line.source).is_absolute() and len(line.digest) == 64 and "\0" not in row
        if not good:
            raise ValueError("no line of a ledger")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(
            "line {number} of the ledger in {out} is damaged", number=number, out=str(out),
            advice="Nothing was changed. Take the line out, or put it right.",
        ) from error  # fmt: skip
    return line


def _open_places(out: Path) -> None:
    """Make the folders; none of them may be a link to somewhere else."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in PLACES:
            (out / name).mkdir(exist_ok=True)
            if (out / name).is_symlink():
                raise BadInput("{path} leads somewhere else", path=str(out / name), advice="Take it away.")
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> BadInput:
    return BadInput("{out} cannot be written to: {reason}", out=str(out), reason=error.strerror)


@contextlib.contextmanager
def _appending(path: Path) -> Iterator[Any]:
    """The ledger, to be added to; what a kill cut off at its end is taken away first."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    with os.fdopen(handle, "r+b") as raw:
        raw.truncate(raw.read().rfind(b"\n") + 1)
    with path.open("a", encoding="utf-8") as file:
        yield file


def _placed(out: Path, line: Line) -> Line:
    """The file where it goes, and its line with the name it got there."""
    target, number = out / line.to, 2
    while os.path.lexists(target):
        if _is_ours(target, line):
            return Line(**{**asdict(line), "to": target.relative_to(out).as_posix()})
        target = out / Path(line.to).with_name(_numbered(Path(line.to).name, str(number)))
        number += 1
    if line.action == LINK:
        if _digest(Path(line.source)) != line.digest:
            raise _changed()
        target.symlink_to(line.source)
    else:
        _copied(Path(line.source), target, line.digest)
    return Line(**{**asdict(line), "to": target.relative_to(out).as_posix()})


def _is_ours(target: Path, line: Line) -> bool:
    """Whether a file at the target is what would be put there: a kill came before its line."""
    if line.action == LINK:
        return target.is_symlink() and str(target.readlink()) == line.source
    return not target.is_symlink() and target.is_file() and _digest(target) == line.digest


def _copied(source: Path, target: Path, digest: str) -> None:
    """Copy a file, whole or not at all, never over another one."""
    part = target.with_name(f".{digest[:16]}{_PART}")
    part.unlink(missing_ok=True)
    try:
        told = hashlib.sha256()
        handle = os.open(source, _READ)
        with os.fdopen(handle, "rb") as reading, part.open("xb") as writing:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise _changed()
            while chunk := reading.read(_CHUNK):
                told.update(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        if told.hexdigest() != digest:
            raise _changed()
        os.utime(part, ns=(about.st_atime_ns, about.st_mtime_ns))
        _named(part, target)
    finally:
        part.unlink(missing_ok=True)


def _named(part: Path, target: Path) -> None:
    """Give a whole file its name, which nothing else may have."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        with target.open("xb") as writing, part.open("rb") as reading:
            shutil.copyfileobj(reading, writing)
            writing.flush()
            os.fsync(writing.fileno())


def _leave(source: Path, target: Path, digest: str) -> None:
    """Take the source of a moved file away, once it is sure to lie where it went."""
    if os.path.lexists(source):
        if _digest(target) != digest or _digest(source) != digest:
            raise _changed()
        source.unlink()


def _taken_back(out: Path, line: Line) -> None:
    """Undo one line; undone before, it stays so."""
    target, source = out / line.to, Path(line.source)
    if (out / Path(line.to).parent).is_symlink():
        raise BadInput("its folder leads somewhere else now")
    if not os.path.lexists(target):
        if line.action == MOVE and not (os.path.lexists(source) and _digest(source) == line.digest):
            raise BadInput("it is gone, and not where it came from")
        return
    if not _is_ours(target, line):
        raise _changed()
    if line.action == MOVE:
        if not os.path.lexists(source):
            source.parent.mkdir(parents=True, exist_ok=True)
            _copied(target, source, line.digest)
        elif _digest(source) != line.digest:
            raise BadInput("something else lies where it came from")
    target.unlink()


def _close(out: Path, kept: Sequence[Line]) -> None:
    """Write the ledger anew with what is left; without any, the empty folders go, too."""
    path, part = out / LEDGER, out / f".{LEDGER}{_PART}"
    if kept:
        part.write_text("".join(json.dumps(one.told()) + "\n" for one in kept), "utf-8")
        part.replace(path)
        return
    path.unlink(missing_ok=True)
    for folder in (*(out / name for name in PLACES), out):
        with contextlib.suppress(OSError):  # somebody's own files lie there
            folder.rmdir()


def _changed() -> BadInput:
    return BadInput("it has changed since")


def _digest(path: Path) -> str:
    """SHA-256 of a plain file; nothing of anything else."""
    try:
        handle = os.open(path, _READ)
    except OSError:
        return ""
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return ""
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clean(one: Mapping[str, Any]) -> str:
    """The file's own name without what file browsers stumble over, not too long."""
    raw = Path(one["place"]).name
    name = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in raw)
    stem, ending = Path(name).stem, Path(name).suffix
    ending = ending.encode()[:16].decode("utf-8", "ignore")
    return stem.encode()[: _LONGEST - 40 - len(ending.encode())].decode("utf-8", "ignore") + ending


def _numbered(name: str, number: str) -> str:
    return f"{Path(name).stem}-{number}{Path(name).suffix}"
