"""A group's own pictures: what was brought, and the space that was made of it.

Rows come while a host brings files, one by one; the space comes once, when the catalogue is
complete. Which pictures are the same is judged by who puts them in, inside the transaction, so
that two files that arrive together are not both taken; only those of about the same colour are
looked at. A complete catalogue does not change, so jobs read it from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, NotYet
from group_plgl.store.database import Cursor, Database
from group_plgl.store.images import PICTURES, Picture
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Brought:
    """One of a group's own pictures.

    Attributes:
        space: The catalogue it is in.
        position: Its place there, from 0, in the order in which pictures were taken.
        picture_id: The large picture.
        card_picture_id: The picture on cards.
        file_name: What the host's file was called; only the host sees it.
        width: Of the file's picture, in pixels.
        height: Of the file's picture, in pixels.
        words: What can be seen, comma-separated.
        traits: Lightness, warmth, colourfulness, busyness.
        sketch: By which the same picture is known again.
        tone: Mean level of each colour of the sketch, 0 to 255; empty in rows of older versions.
    """

    space: str
    position: int
    picture_id: str
    card_picture_id: str
    file_name: str
    width: int
    height: int
    words: str
    traits: Sequence[float]
    sketch: bytes
    tone: Sequence[float]


@dataclass(frozen=True)
class CatalogueSpace:
    """A complete catalogue.

    Attributes:
        shares: Variance of each coordinate over the pictures, `d`.
    """

    space: str
    shares: Sequence[float]
    made_at: datetime


@dataclass(frozen=True)
class Shelf:
    """The pictures of a complete catalogue side by side, by position.

    Attributes:
        picture_ids: The large pictures, `n`.
        card_picture_ids: The pictures on cards, `n`.
        file_names: What the host's files were called, `n`; only the host sees them.
        latents: `n x d`.
        shares: Variance of each coordinate over the pictures, `d`.
        traits: Lightness, warmth, colourfulness, busyness; `n x 4`.
    """

    picture_ids: list[str]
    card_picture_ids: list[str]
    file_names: list[str]
    latents: NDArray[np.float64]
    shares: NDArray[np.float64]
    traits: NDArray[np.float64]


CATALOGUES = Table("catalogues", Brought, ("space", "position"))
SPACES = Table("catalogue_spaces", CatalogueSpace, ("space",))
Judge = Callable[[Sequence[Brought]], Brought | None]


def put_brought(
    database: Database,
    brought: Brought,
    pictures: Sequence[Picture],
    *,
    most: int,
    reach: float,
    judge: Judge,
) -> Brought:
    """Store a picture at the next free position, with its files' rows; the row as it is stored.

    Args:
        database: Where.
        brought: The row; its position is given here.
        pictures: The large picture and the one on cards; their files are durable.
        most: How many pictures the catalogue takes.
        reach: By how many levels the mean colours of the same picture differ at most.
        judge: Sees those of about the same colour; gives one of them when it is the same picture,
            and nothing is stored then.

    Raises:
        BadInput: The catalogue is full.
    """

    def change(cursor: Cursor) -> Brought:
        same = judge(toned_like(cursor, brought, reach))
        if same is not None:
            return same
        sql = "SELECT count(*), coalesce(max(position), -1) FROM catalogues WHERE space = ?"
        count, last = cursor.execute(sql, [brought.space]).fetchone() or (0, -1)
        if count >= most:
            raise BadInput("a group takes at most {most} pictures", most=most)
        row = replace(brought, position=last + 1)
        PICTURES.add_new(cursor, pictures)
        CATALOGUES.add(cursor, [row])
        return row

    return database.write(change)


def toned_like(source: Database | Cursor, brought: Brought, reach: float) -> list[Brought]:
    """The pictures of a catalogue whose mean colour is so near that they may be the same picture."""
    near = " AND ".join(f"abs(tone[{place}] - ?) <= {reach:g}" for place in (1, 2, 3))
    tail = f"WHERE space = ? AND (len(coalesce(tone, [])) < 3 OR ({near})) ORDER BY position"
    return CATALOGUES.find(source, tail, [brought.space, *brought.tone])


def count_of(database: Database, space: str) -> int:
    """How many pictures a catalogue has."""
    return int(database.read("SELECT count(*) FROM catalogues WHERE space = ?", [space])[0][0])


def drop_brought(database: Database, space: str, picture_id: str) -> bool:
    """Take a picture out of a catalogue; whether it was there."""
    sql = "DELETE FROM catalogues WHERE space = ? AND picture_id = ? RETURNING 1"
    return database.write(lambda cursor: bool(cursor.execute(sql, [space, picture_id]).fetchall()))


def catalogue_of(database: Database, space: str) -> list[Brought]:
    """The pictures of a catalogue in the order in which they were taken."""
    return CATALOGUES.find(database, "WHERE space = ? ORDER BY position", [space])


def put_catalogue_space(
    database: Database, done: CatalogueSpace, brought: Sequence[Brought], z: NDArray[np.float64]
) -> None:
    """Complete a catalogue: the latents `n x d` of the pictures that were brought, and the shares.

    Raises:
        NotYet: Pictures came or went meanwhile.
    """

    def change(cursor: Cursor) -> None:
        rows = cursor.execute(
            "SELECT picture_id, card_picture_id FROM catalogues WHERE space = ? ORDER BY position",
            [done.space],
        ).fetchall()
        if rows != [(one.picture_id, one.card_picture_id) for one in brought]:
            raise NotYet("pictures came or went while the decks were made", advice="Try again.")
        pictures = [picture for row in rows for picture in row]
        latents = [latent for latent in z.tolist() for _ in range(2)]
        cursor.execute(
            "UPDATE pictures SET latent = known.latent FROM "
            "(SELECT unnest(?::TEXT[]) AS picture_id, unnest(?::FLOAT[][]) AS latent) AS known "
            "WHERE pictures.picture_id = known.picture_id",
            [pictures, latents],
        )
        SPACES.replace(cursor, [done])
        cursor.execute("DELETE FROM measures WHERE space = ?", [done.space])

    database.write(change)
    database.forget("catalogue", done.space)


def shares_of(database: Database, space: str) -> tuple[float, ...] | None:
    """The variance of each coordinate of a complete catalogue; None before it is complete."""

    def read() -> tuple[float, ...] | None:
        found = SPACES.find(database, "WHERE space = ?", [space])
        return tuple(found[0].shares) if found else None

    return database.remembered(("catalogue", space), read)


def shelf_of(database: Database, space: str) -> Shelf:
    """A complete catalogue as arrays, read once.

    Raises:
        NotYet: It is not complete.
    """
    found = database.remembered(("catalogue", space, "shelf"), lambda: _shelf(database, space))
    if found is None:
        raise NotYet("the pictures of this group are still coming in", advice="Wait until all are there.")
    return found


def _shelf(database: Database, space: str) -> Shelf | None:
    shares = shares_of(database, space)
    if shares is None:
        return None
    rows = database.read(
        "SELECT picture_id, card_picture_id, file_name FROM catalogues WHERE space = ? ORDER BY position",
        [space],
    )
    large, cards, names = (list(column) for column in zip(*rows, strict=True))
    of_each = "FROM catalogues c JOIN pictures p ON p.picture_id = c.picture_id WHERE c.space = ?"
    return Shelf(
        large, cards, names,
        _flat(database, f"SELECT c.position, p.latent AS numbers {of_each}", space).reshape(len(large), -1),
        np.array(shares),
        _flat(database, f"SELECT c.position, c.traits AS numbers {of_each}", space).reshape(len(large), -1),
    )  # fmt: skip


def _flat(database: Database, rows: str, space: str) -> NDArray[np.float64]:
    """The numbers of some rows, by position, one after the other."""
    sql = (
        f"SELECT unnest(numbers) AS number, position, generate_subscripts(numbers, 1) AS place FROM ({rows}) "
        "ORDER BY position, place"
    )
    return database.columns(sql, [space])["number"].astype(np.float64)


def words_of_brought(database: Database, space: str, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be seen in some pictures of a catalogue, large or on cards, by picture id."""
    sql = (
        "SELECT unnest([picture_id, card_picture_id]) AS picture, words FROM catalogues WHERE space = ? "
        "AND (picture_id IN (SELECT unnest(?::TEXT[])) OR card_picture_id IN (SELECT unnest(?::TEXT[])))"
    )
    found = dict(database.read(sql, [space, list(picture_ids), list(picture_ids)]))
    return {picture: found[picture].split(", ") for picture in picture_ids if picture in found}
