"""A group's own pictures: what was brought, and the space that was made of it.

Rows come while a host brings files, one by one; the space comes once, when the catalogue is
complete. Which pictures are the same is judged by who puts them in, inside the transaction, so
that two files that arrive together are not both taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import NotYet
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


@dataclass(frozen=True)
class CatalogueSpace:
    """A complete catalogue.

    Attributes:
        shares: Variance of each coordinate over the pictures, `d`.
    """

    space: str
    shares: Sequence[float]
    made_at: datetime


CATALOGUES = Table("catalogues", Brought, ("space", "position"))
SPACES = Table("catalogue_spaces", CatalogueSpace, ("space",))
Judge = Callable[[Sequence[Brought]], Brought | None]


def put_brought(database: Database, brought: Brought, pictures: Sequence[Picture], judge: Judge) -> Brought:
    """Store a picture at the next free position, with its files' rows; the row as it is stored.

    Args:
        database: Where.
        brought: The row; its position is given here.
        pictures: The large picture and the one on cards; their files are durable.
        judge: Sees what is there already; gives one of those when it is the same picture, and
            nothing is stored then. What it raises comes out, and nothing is stored.
    """

    def change(cursor: Cursor) -> Brought:
        sql = f"SELECT {CATALOGUES.columns} FROM catalogues WHERE space = ? ORDER BY position"
        there = [Brought(*row) for row in cursor.execute(sql, [brought.space]).fetchall()]
        same = judge(there)
        if same is not None:
            return same
        row = replace(brought, position=there[-1].position + 1 if there else 0)
        PICTURES.add_new(cursor, pictures)
        CATALOGUES.add(cursor, [row])
        return row

    return database.write(change)


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

    database.write(change)
    database.forget("catalogue", done.space)


def shares_of(database: Database, space: str) -> tuple[float, ...] | None:
    """The variance of each coordinate of a complete catalogue; None before it is complete."""

    def read() -> tuple[float, ...] | None:
        found = SPACES.find(database, "WHERE space = ?", [space])
        return tuple(found[0].shares) if found else None

    return database.remembered(("catalogue", space), read)


def catalogue_latents(database: Database, space: str) -> NDArray[np.float64]:
    """The latents `n x d` of a complete catalogue, by position."""
    sql = (
        "SELECT p.latent FROM catalogues c JOIN pictures p ON p.picture_id = c.picture_id "
        "WHERE c.space = ? ORDER BY c.position"
    )
    return np.array([latent for (latent,) in database.read(sql, [space])], dtype=np.float64)


def words_of_brought(database: Database, space: str, picture_ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be seen in some pictures of a catalogue, large or on cards, by picture id."""
    sql = (
        "SELECT unnest([picture_id, card_picture_id]) AS picture, words FROM catalogues WHERE space = ? "
        "AND (picture_id IN (SELECT unnest(?::TEXT[])) OR card_picture_id IN (SELECT unnest(?::TEXT[])))"
    )
    found = dict(database.read(sql, [space, list(picture_ids), list(picture_ids)]))
    return {picture: found[picture].split(", ") for picture in picture_ids if picture in found}
