"""Cataloguing: a folder of pictures on the server's disk becomes a group's own pictures.

Every file is read once: what became of it is durable before the next one, so that whoever is killed
goes on where it stopped when the same folder is given again. The group is founded when its pictures
are all there, and with it the host key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, ChildFailed, GroupPLGLError, NotYet, UnsafeBytes
from group_plgl.services.convene import found_group
from group_plgl.services.gather import Place, open_decks, settle, take
from group_plgl.services.measure import By, Step, a_few_at_once, looks, make_space
from group_plgl.services.space import group_space, new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.walk import MOST_FILES, Lying, content_of, lying_in
from group_plgl.shapes import Array
from group_plgl.store.catalogues import catalogue_of, drop_brought
from group_plgl.store.folders import (
    FileRead,
    Folder,
    drop_file,
    drop_folder,
    files_read,
    folder_of,
    put_file,
    put_folder,
)
from group_plgl.store.vectors import Vectors, read_vectors


@dataclass(frozen=True)
class Wanted:
    """What is to become of a folder.

    Attributes:
        folder: Its path.
        group: What `convene.found_group` is told, but for the space.
        embedder: A model that adds to what is visible; empty for none.
        vectors: A file of ready vectors that takes the place of all measuring; empty for none.
        paths: The paths of those vectors, where they stand in a file of their own.
        features: How what is visible is measured; as the house does unless told.
    """

    folder: str
    group: Mapping[str, Any] = field(default_factory=dict)
    embedder: str = ""
    vectors: str = ""
    paths: str = ""
    features: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A file that became no picture of its own, and why."""

    path: str
    problem: str
    advice: str


@dataclass(frozen=True)
class Catalogued:
    """What became of a folder.

    Attributes:
        slug: The group's name in URLs.
        host_key: Shown only now.
        join_code: How others get in.
        pictures: How many there are.
        axes: How many axes their space has.
        left_out: The other files.
        unused: Vectors that belong to no picture, as they are named.
    """

    slug: str
    host_key: str
    join_code: str
    pictures: int
    axes: int
    left_out: Sequence[LeftOut]
    unused: Sequence[str]


def catalogue(studio: Studio, wanted: Wanted) -> Iterator[Step | Catalogued]:
    """Make a group of a folder, telling how far it is and last what came of it.

    Raises:
        BadInput: There is no such folder, it holds too many files or too few pictures, or the
            embedder or the vectors cannot be used.
        NotYet: The same folder was catalogued meanwhile.
    """
    root = Path(wanted.folder).expanduser().resolve()
    files = lying_in(root)
    vectors, by = _vectors(wanted), By(wanted.features or studio.settings.features, wanted.embedder)
    if vectors is None:
        looks(studio, by)  # better said now than after an hour
    rows = _rows_by_path(root, vectors, files) if vectors else {}
    told = [
        LeftOut(one.path, "no vector was given for it", "")
        for one in files
        if vectors and one.path not in rows
    ]
    wished = [one for one in files if not vectors or one.path in rows]
    space = put_folder(studio.database, Folder(str(root), new_catalogue(), studio.now())).space
    forget_changed(studio, space, wished)
    yield from read_all(studio, space, wished, told)
    if vectors is None:
        yield from settle(studio, space, by)
    else:
        yield Step("arranging", 0, 1)
        make_space(studio, space, by, _aligned(studio, space, vectors, rows))
    unused = (
        [path for at, path in enumerate(vectors.paths) if at not in set(rows.values())] if vectors else []
    )
    yield _founded(studio, root, space, wanted, sorted(told, key=lambda one: one.path), unused)


def _founded(
    studio: Studio, root: Path, space: str, wanted: Wanted, told: list[LeftOut], unused: list[str]
) -> Catalogued:
    """The group on a complete catalogue; from then on the folder is read no more."""
    if folder_of(studio.database, str(root)) != space:
        raise NotYet("this folder was catalogued by somebody else meanwhile", advice="Look for that group.")
    group, key = found_group(studio, space=space, **wanted.group)
    pictures = open_decks(studio, group)
    drop_folder(studio.database, space)
    axes = group_space(studio, group).latent_dim
    return Catalogued(group.slug, key, group.join_code, pictures, axes, told, unused)


def read_all(
    studio: Studio, space: str, files: list[Lying], told: list[LeftOut], place: Place | None = None
) -> Iterator[Step]:
    """Read the files that were not read yet, a few at a time; what is left out is added to `told`.

    Args:
        studio: Where.
        space: The catalogue.
        files: Of the folder.
        told: What was left out.
        place: Gives pictures their latents, where the catalogue is complete already.
    """
    known = files_read(studio.database, space)
    told += [LeftOut(one.path, one.problem, one.advice) for one in known.values() if one.problem]
    missing = [one for one in files if one.path not in known]
    done = len(files) - len(missing)
    yield Step("reading", done, len(files))
    for read in a_few_at_once(lambda one: read_one(studio, space, one, place), missing):
        if read.problem:
            told.append(LeftOut(read.path, read.problem, read.advice))
        done += 1
        yield Step("reading", done, len(files))


def read_one(studio: Studio, space: str, lying: Lying, place: Place | None = None) -> FileRead:
    """What became of one file; durable, unless another time it might be something else."""
    picture_id, lasting = "", True
    problem: GroupPLGLError | None = None
    try:
        received = take(studio, space, lying.path, content_of(lying), MOST_FILES, place)
        picture_id = received.brought.picture_id if received.brought else ""
        problem = received.problem
    except OSError as error:
        problem, lasting = BadInput("it cannot be read: {reason}", reason=error.strerror), False
    except UnsafeBytes as error:
        lasting = not isinstance(error.__cause__, ChildFailed)
        problem = error
    told = (str(problem), problem.advice) if problem else ("", "")
    read = FileRead(space, lying.path, lying.bytes, lying.modified_ns, picture_id, *told)
    if lasting:
        put_file(studio.database, read)
    return read


def forget_changed(studio: Studio, space: str, files: list[Lying]) -> None:
    """Files that changed since they were read, or are wanted no more, were not read."""
    now = {one.path: (one.bytes, one.modified_ns) for one in files}
    for read in files_read(studio.database, space).values():
        if now.get(read.path) != (read.bytes, read.modified_ns):
            drop_file(studio.database, read)


def _vectors(wanted: Wanted) -> Vectors | None:
    if not wanted.vectors:
        return None
    if wanted.embedder:
        raise BadInput("ready vectors and an embedder do not go together", advice="Give one of them.")
    return read_vectors(Path(wanted.vectors), Path(wanted.paths) if wanted.paths else None)


def _rows_by_path(root: Path, vectors: Vectors, files: list[Lying]) -> dict[str, int]:
    """The row of each file's vector: by its path in the folder, its full path, or a name that is unique.

    Raises:
        BadInput: No vector belongs to any file, or one of them is no finite number.
    """
    rows = {path.replace("\\", "/").removeprefix("./"): at for at, path in enumerate(vectors.paths)}
    names: dict[str, list[str]] = {}
    for one in files:
        names.setdefault(one.path.rpartition("/")[2], []).append(one.path)
    found = {}
    for one in files:
        name = one.path.rpartition("/")[2]
        bare = [name] if names[name] == [one.path] else []
        at = next((rows[key] for key in (one.path, f"{root}/{one.path}", *bare) if key in rows), None)
        if at is not None:
            found[one.path] = at
    if not found:
        raise BadInput(
            "none of the {n} vectors belongs to a file in {folder}; the first is for {path}",
            advice="Give paths as they are in that folder.",
            n=len(vectors.paths), folder=str(root), path=next(iter(vectors.paths), "-"),
        )  # fmt: skip
    odd = [path for path, at in found.items() if not np.isfinite(vectors.rows[at]).all()]
    if odd:
        raise BadInput(
            "{n} vectors hold what is no finite number, the first is of {path}",
            advice="Leave those rows out.", n=len(odd), path=odd[0],
        )  # fmt: skip
    return found


def _aligned(studio: Studio, space: str, vectors: Vectors, rows: Mapping[str, int]) -> Array:
    """The vectors of a catalogue's pictures by position; pictures without one leave it."""
    kept = []
    for one in catalogue_of(studio.database, space):
        if one.file_name in rows:
            kept.append(rows[one.file_name])
        else:
            drop_brought(studio.database, space, one.picture_id)
    return np.asarray(vectors.rows[kept])
