"""Observing: what is measured on the pictures of any folder, kept by the digest of their bytes.

A folder to sort is read as one that becomes a catalogue: links are not followed, bytes are looked at
in a process that may die, and every file that is no picture is told with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, ChildFailed, GroupPLGLError, UnsafeBytes
from group_plgl.generators.catalogue.axes import Axes
from group_plgl.generators.catalogue.features import WAYS
from group_plgl.services.catalogue import LeftOut
from group_plgl.services.gather import card_side, refusal
from group_plgl.services.measure import By, Step, a_few_at_once, keep_axes, looks, measure
from group_plgl.services.studio import Studio
from group_plgl.services.walk import Lying, content_of
from group_plgl.store.catalogues import catalogue_of, shelf_of
from group_plgl.store.measures import drop_measures, measures_of
from group_plgl.store.sorted import MeasuredFile, axes_row, measured_among, put_measured

MEASURED_KEPT = timedelta(days=30)
_AT_ONCE = 64
_CLOSE = 0.02


@dataclass(frozen=True)
class Seen:
    """One picture of a folder.

    Attributes:
        lying: Its file.
        digest: SHA-256 of its bytes, 64 hex digits.
        row: What was measured, `p`.
        looks: What it looks like, as `perception.features` has it.
    """

    lying: Lying
    digest: str
    row: NDArray[np.float32]
    looks: NDArray[np.float16]


@dataclass(frozen=True)
class Observed:
    """The pictures of a folder, by path, and the files that are none."""

    seen: Sequence[Seen]
    left_out: Sequence[LeftOut]


def observed(studio: Studio, files: Sequence[Lying], by: By) -> Iterator[Step | Observed]:
    """Measure files that were not measured before, telling how far it is and last what came of all.

    Args:
        studio: Where.
        files: As `walk.lying_in` finds them.
        by: What they are measured by.

    Raises:
        BadInput: The embedder cannot be used.
    """
    made_by = measured_by(studio, by)
    seen, left = list[Seen](), list[LeftOut]()
    yield Step("measuring", 0, len(files))
    for start in range(0, len(files), _AT_ONCE):
        some = files[start : start + _AT_ONCE]
        read = dict[str, str]()
        for one in some:
            try:
                read[one.path] = hashlib.sha256(content_of(one)).hexdigest()
            except (OSError, GroupPLGLError) as problem:
                left.append(_left(one, problem))
        known = measured_among(studio.database, sorted(set(read.values())), made_by)
        missing = {read[one.path]: one for one in some if one.path in read and read[one.path] not in known}
        work = [(one, digest) for digest, one in missing.items()]
        refused = dict[str, GroupPLGLError]()
        for digest, found in a_few_at_once(lambda one: _one(studio, *one, made_by, by), work):
            if isinstance(found, MeasuredFile):
                known[digest] = found
            else:
                refused[digest] = found
        put_measured(studio.database, [known[digest] for digest in missing if digest in known])
        for one in some:
            if one.path in read and read[one.path] in refused:
                left.append(_left(one, refused[read[one.path]]))
            elif one.path in read:
                seen.append(_seen(one, known[read[one.path]]))
        yield Step("measuring", start + len(some), len(files))
    yield Observed(seen, left)


def measured_by(studio: Studio, by: By) -> str:
    """What pictures are measured by, in words: what was measured otherwise never mixes with it."""
    return f"{_in_words(studio, by)} at {card_side(studio)}"


def by_of(studio: Studio, space: str) -> By:
    """What pictures are measured by that are to be placed among those of a catalogue: as these were."""
    row = axes_row(studio.database, space)
    return by_in(studio, row.measured_by) if row else By(embedder=studio.settings.embedder)


def by_in(studio: Studio, measured_by: str) -> By:
    """The way of measuring that such words name, with the embedder of this house."""
    visible = measured_by.partition(" + ")[0].partition(" at ")[0]
    names = [way.name for way in WAYS.values() if way.made_by == visible]
    return By(names[0] if names else studio.settings.features, studio.settings.embedder)


def _in_words(studio: Studio, by: By) -> str:
    return " + ".join(look.made_by for look in looks(studio, by))


def axes_of(studio: Studio, space: str, by: By) -> Axes:
    """How pictures from outside find their place in a catalogue.

    A catalogue of which that is not known yet is measured once more.

    Raises:
        BadInput: It was made of ready vectors, with another embedder, or measured in another way.
    """
    row = axes_row(studio.database, space)
    if row is None:
        _measure_again(studio, space, by)
        row = axes_row(studio.database, space)
    if row is None or row.measured_by != _in_words(studio, by):
        raise BadInput(
            "pictures from outside cannot be placed among the pictures of this group",
            advice="They were measured in another way: ready vectors, another embedder or version. "
            "Make the group of its folder anew.",
        )
    return Axes.from_bytes(row.payload)


def _measure_again(studio: Studio, space: str, by: By) -> None:
    """Measure a complete catalogue that was made before axes were kept."""
    for _ in measure(studio, space, by):
        pass
    pictures = [one.picture_id for one in catalogue_of(studio.database, space)]
    ways = looks(studio, by)
    arrays: dict[str, NDArray[Any]] = {
        look.task: measures_of(studio.database, space, look.made_by, pictures) for look in ways
    }
    drop_measures(studio.database, space)
    _, got = studio.child.run("whiten", {"features": by.features}, arrays)
    z = shelf_of(studio.database, space).latents
    if got["z"].shape == z.shape and np.abs(got["z"] - z).max() < _CLOSE * np.abs(z).max():
        keep_axes(studio, space, ways, got)


def _one(
    studio: Studio, lying: Lying, digest: str, made_by: str, by: By
) -> tuple[str, MeasuredFile | GroupPLGLError]:
    """What was measured on one file, or why nothing was."""
    try:
        content = content_of(lying)
        if hashlib.sha256(content).hexdigest() != digest:
            return digest, BadInput("it changed while it was read", advice="Sort the folder again.")
        words = {"card_side": card_side(studio), "features": by.features}
        arrays = {"bytes": np.frombuffer(content, dtype=np.uint8)}
        said, got = studio.child.run("observe", words, arrays)
    except OSError as error:
        return digest, BadInput("it cannot be read: {reason}", reason=error.strerror)
    except UnsafeBytes as error:
        return digest, error
    except ChildFailed:
        return digest, refusal("broken", {})
    if "refused" in said:
        return digest, refusal(said["refused"], said["values"])
    row = got["row"]
    if by.embedder:
        card = {"bytes": got["card"], "ends": np.array([len(got["card"])], dtype=np.int64)}
        told, more = studio.child.run("embed", {"model": by.embedder}, card)
        if "problem" in told:
            return digest, BadInput(told["problem"], advice=told["advice"])
        lengths = max(float(np.linalg.norm(more["rows"][0])), float(np.finfo(np.float32).tiny))
        row = np.concatenate([row, more["rows"][0] / lengths])
    looked = got["looks"].astype("<f2").tobytes()
    return digest, MeasuredFile(digest, made_by, row.astype("<f4").tobytes(), looked, studio.now())


def _seen(lying: Lying, one: MeasuredFile) -> Seen:
    return Seen(
        lying, one.digest, np.frombuffer(one.numbers, dtype="<f4"), np.frombuffer(one.looks, dtype="<f2")
    )


def _left(lying: Lying, problem: OSError | GroupPLGLError) -> LeftOut:
    if isinstance(problem, GroupPLGLError):
        return LeftOut(lying.path, str(problem), problem.advice)
    return LeftOut(lying.path, f"it cannot be read: {problem.strerror}", "")
