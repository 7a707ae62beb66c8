"""Ready vectors from outside: a table of numbers, one row per picture, as NumPy or Parquet file.

Nothing of them goes into the database. A Parquet file is read by a connection of its own that may open
that one file and nothing else; an `.npy` file is read without pickle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput

WIDEST = 8192
_CLOSED: Mapping[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_PATH_COLUMNS = ("path", "file", "file_name", "filename", "image", "picture", "name")
_SHAPES = "A vectors file is a Parquet file with a path and a list of numbers in each row, or an .npy file."


@dataclass(frozen=True)
class Vectors:
    """One row of numbers per picture.

    Attributes:
        paths: What the file calls each picture, `n`.
        rows: `n x p`.
    """

    paths: Sequence[str]
    rows: NDArray[np.float64]


def read_vectors(file: Path, paths: Path | None) -> Vectors:
    """The vectors in a file.

    Args:
        file: `.npy`, n x p numbers; or Parquet with a column of paths and one of lists.
        paths: With `.npy`, a text file with the path of each row's picture, line by line.

    Raises:
        BadInput: The file is none of these, or its rows do not fit together.
    """
    if file.suffix.lower() == ".npy":
        found = _of_npy(file, paths)
    elif paths is not None:
        raise BadInput("a file of paths belongs to an .npy file", advice="A Parquet file has its own.")
    else:
        found = _of_parquet(file)
    if len(set(found.paths)) < len(found.paths):
        twice = next(one for one in found.paths if found.paths.count(one) > 1)
        raise BadInput("{path} stands twice among the vectors", advice="Keep one row of each.", path=twice)
    return found


def _of_npy(file: Path, paths: Path | None) -> Vectors:
    if paths is None:
        raise BadInput(
            "{file} does not say which row is which picture",
            advice="Give the paths in a text file, line by line: --paths FILE", file=file.name,
        )  # fmt: skip
    try:
        rows = np.load(file, allow_pickle=False)
        names = [line for line in paths.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, EOFError) as problem:
        raise BadInput(
            "{file} cannot be read: {problem}", advice=_SHAPES, file=file.name, problem=problem
        ) from problem
    if not isinstance(rows, np.ndarray) or rows.ndim != 2 or rows.dtype.kind not in "fiu":
        raise BadInput("{file} holds no n x p numbers", advice=_SHAPES, file=file.name)
    if len(rows) != len(names):
        raise BadInput(
            "{file} has {rows} rows, {paths} has {lines} lines", advice="Give one path for each row.",
            file=file.name, rows=len(rows), paths=paths.name, lines=len(names),
        )  # fmt: skip
    return Vectors(names, _of_width(file, rows.astype(np.float64), rows.shape[1]))


def _of_parquet(file: Path) -> Vectors:
    place = str(file.resolve())
    try:
        with duckdb.connect(":memory:", config=dict(_CLOSED)) as connection:
            connection.execute("SET allowed_paths = [?]", [place])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            listed = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [place]).fetchall()
            path, vector = _columns(file, {str(name): str(kind) for name, kind, *_ in listed})
            table = (
                f"(SELECT row_number() OVER () AS row, CAST({path} AS TEXT) AS path, "
                f"CAST({vector} AS DOUBLE[]) AS vector FROM read_parquet(?))"
            )
            named = connection.execute(
                f"SELECT path, len(vector) FROM {table} ORDER BY row", [place]
            ).fetchall()
            flat = connection.execute(
                "SELECT unnest(vector) AS number, row, generate_subscripts(vector, 1) AS place "
                f"FROM {table} ORDER BY row, place", [place],
            ).fetchnumpy()["number"]  # fmt: skip
    except duckdb.Error as problem:
        said = str(problem).splitlines()[0]
        raise BadInput(
            "{file} cannot be read: {problem}", advice=_SHAPES, file=file.name, problem=said
        ) from problem
    widths = {width for _, width in named}
    if len(widths) != 1 or None in widths or any(one is None for one, _ in named):
        raise BadInput(
            "the rows of {file} are not all of one width with a path: {widths}", advice=_SHAPES,
            file=file.name, widths=", ".join(sorted(map(str, widths))[:5]) or "no rows",
        )  # fmt: skip
    (width,) = widths
    numbers = np.ma.filled(np.ma.asarray(flat).astype(np.float64), np.nan)
    return Vectors([one for one, _ in named], _of_width(file, numbers.reshape(len(named), width), width))


def _columns(file: Path, kinds: dict[str, str]) -> tuple[str, str]:
    """The quoted names of the columns of paths and of vectors."""
    texts = [name for name, kind in kinds.items() if kind == "VARCHAR"]
    known = [name for wanted in _PATH_COLUMNS for name in texts if name.lower() == wanted] or texts
    lists = [name for name, kind in kinds.items() if kind.endswith("]")]
    if len(lists) != 1 or not known or (len(known) > 1 and known == texts):
        raise BadInput(
            "{file} has the columns {columns}; which are paths and vectors is not clear", advice=_SHAPES,
            file=file.name, columns=", ".join(f"{name} ({kind})" for name, kind in list(kinds.items())[:12]),
        )  # fmt: skip
    path, vector = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (known[0], lists[0]))
    return path, vector


def _of_width(file: Path, rows: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    if not 1 <= width <= WIDEST:
        raise BadInput(
            "the vectors of {file} have {width} numbers each, 1 to {most} are read",
            file=file.name, width=width, most=WIDEST,
        )  # fmt: skip
    return rows
