"""Pictures as files named by their content, and the rows that say who sees which.

A file is whole or absent: written beside, synced, then renamed. Its row comes after it, so a row
never names a missing file. How a latent becomes pixels is in `generators`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

ENDINGS = {"image/webp": ".webp", "image/png": ".png"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Picture:
    """A drawn latent; the file is named by its sha256, the id by latent and size."""

    picture_id: str
    space: str
    latent: Sequence[float]
    pixels: int
    media_type: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True)
class CardRow:
    """One picture shown to one member; `position` is its place in the deck, from 0."""

    card_id: str
    group_id: str
    member_id: str
    position: int
    picture_id: str
    dealt_at: datetime


PICTURES = Table("pictures", Picture, ("picture_id",))
CARDS = Table("cards", CardRow, ("card_id",))
# Cards with an answer that stands; each level names its member or group, so that DuckDB skips the rest.
_ANSWERED = (
    "SELECT DISTINCT e.member_id, e.card_id FROM events e LEFT JOIN (SELECT member_id, target_id FROM events "
    "WHERE {whose} = ? AND kind = 'undone') u ON u.member_id = e.member_id AND u.target_id = e.event_id "
    "WHERE e.{whose} = ? AND e.card_id IS NOT NULL AND u.target_id IS NULL"
)


class PictureFiles:
    """The folder of picture files, each named by the SHA-256 of its bytes.

    Args:
        folder: Where they lie; made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str, media_type: str) -> Path:
        """Where the picture with this hash lies, whether it exists or not.

        Raises:
            BadInput: The hash or the media type is not one of ours.
        """
        if not _SHA256.fullmatch(sha256):
            raise BadInput("a picture's hash is 64 hex digits")
        if media_type not in ENDINGS:
            raise BadInput(f"unknown media type {media_type!r}; known: {', '.join(ENDINGS)}")
        return self.folder / sha256[:2] / f"{sha256}{ENDINGS[media_type]}"

    def keep(self, picture: bytes, media_type: str) -> str:
        """The hash of the bytes, once they are durable under it."""
        sha256 = hashlib.sha256(picture).hexdigest()
        path = self.path(sha256, media_type)
        if path.is_file() and path.stat().st_size == len(picture):
            os.utime(path)
            return sha256
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with beside.open("xb") as file:
                file.write(picture)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        for folder in (path.parent, self.folder):
            _sync(folder)
        return sha256

    def read(self, sha256: str, media_type: str) -> bytes:
        """The bytes of a picture.

        Raises:
            NotFound: No such file.
        """
        try:
            return self.path(sha256, media_type).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"the file of picture {sha256} is missing") from error

    def drop(self, sha256: str, media_type: str, before: datetime) -> bool:
        """Remove a file that nobody kept again since `before`; whether it was removed."""
        path = self.path(sha256, media_type)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                return True
        return False


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_pictures(database: Database, pictures: Sequence[Picture]) -> None:
    """Store pictures whose files are durable; ids that are there stay as they are."""
    database.write(lambda cursor: PICTURES.add_new(cursor, pictures))


def put_wanted(database: Database, picture_ids: Sequence[str], at: datetime) -> set[str]:
    """Which of these pictures exist; they count as made now, so that tidying leaves them alone."""
    sql = (
        "UPDATE pictures SET made_at = ? WHERE picture_id IN (SELECT unnest(?::TEXT[])) RETURNING picture_id"
    )
    wanted = [at.astimezone(UTC).replace(tzinfo=None), list(picture_ids)]
    return database.write(lambda cursor: {found for (found,) in cursor.execute(sql, wanted).fetchall()})


def picture_of(database: Database, picture_id: str) -> Picture | None:
    """The picture with this id, if any."""
    return next(iter(PICTURES.find(database, "WHERE picture_id = ?", [picture_id])), None)


def latents_of(database: Database, picture_ids: Sequence[str]) -> dict[str, list[float]]:
    """The latents of some pictures by id, in one question."""
    sql = "SELECT picture_id, latent FROM pictures WHERE picture_id IN (SELECT unnest(?::TEXT[]))"
    return {picture: list(latent) for picture, latent in database.read(sql, [list(picture_ids)])}


def pool_of(database: Database, group_id: str) -> list[str]:
    """The ids of a group's pool in the order they were drawn."""
    found = database.read("SELECT picture_id FROM pools WHERE group_id = ? ORDER BY position", [group_id])
    return [picture for (picture,) in found]


def put_pool(database: Database, group_id: str, places: Sequence[tuple[int, str]]) -> None:
    """Put (position, picture) into a group's pool; positions that are taken stay as they are."""

    def change(cursor: Cursor) -> None:
        positions, pictures = [list(part) for part in zip(*dict(places).items(), strict=True)]
        cursor.execute(
            "INSERT INTO pools (group_id, position, picture_id) "
            "SELECT ?, unnest(?::INTEGER[]), unnest(?::TEXT[]) ON CONFLICT DO NOTHING",
            [group_id, positions, pictures],
        )

    if places:
        database.write(change)


def put_cards(database: Database, cards: Sequence[CardRow]) -> None:
    """Deal cards; ids that are there stay as they are."""
    database.write(lambda cursor: CARDS.add_new(cursor, cards))


def card_of(database: Database, card_id: str) -> CardRow | None:
    """The card with this id, if any."""
    return database.remembered(
        ("card", card_id), lambda: next(iter(CARDS.find(database, "WHERE card_id = ?", [card_id])), None)
    )


def cards_of(database: Database, member_id: str) -> list[CardRow]:
    """A member's deck in order."""
    return CARDS.find(database, "WHERE member_id = ? ORDER BY position, card_id", [member_id])


def unanswered_cards_of(database: Database, member_id: str, most: int) -> list[CardRow]:
    """The next cards of a member that have no answer that stands, in order."""
    answered = f"SELECT a.card_id FROM ({_ANSWERED.format(whose='member_id')}) a"
    tail = f"WHERE member_id = ? AND card_id NOT IN ({answered}) ORDER BY position, card_id LIMIT ?"
    return CARDS.find(database, tail, [member_id, member_id, member_id, most])


def latents_of_cards(database: Database, group_id: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """All cards of a group, sorted by id, and their latents, `n x d`.

    Raises:
        BadInput: The pictures are not all of one number of dimensions.
    """
    cards = database.columns(
        "SELECT card_id, picture_id FROM cards WHERE group_id = ? ORDER BY card_id", [group_id]
    )
    flat = database.columns(
        "SELECT picture_id, unnest(latent) AS number, generate_subscripts(latent, 1) AS place FROM pictures "
        "WHERE picture_id IN (SELECT picture_id FROM cards WHERE group_id = ?) ORDER BY picture_id, place",
        [group_id],
    )
    if not len(cards["card_id"]):
        return cards["card_id"].astype(object), np.zeros((0, 0))
    pictures, sizes = np.unique(flat["picture_id"].astype(str), return_counts=True)
    wanted = cards["picture_id"].astype(str)
    if len(set(sizes.tolist())) != 1 or not np.isin(wanted, pictures).all():
        raise BadInput(f"the cards of group {group_id} do not all have latents of one size")
    z = flat["number"].astype(np.float64).reshape(len(pictures), -1)
    return cards["card_id"].astype(object), z[np.searchsorted(pictures, wanted)]


def decks(database: Database, group_id: str) -> dict[str, tuple[int, int]]:
    """Per member of a group: cards dealt, and cards with an answer that stands."""
    found = database.read(
        "SELECT m.member_id, coalesce(d.dealt, 0), coalesce(d.answered, 0) FROM members m LEFT JOIN "
        "(SELECT c.member_id, count(*) AS dealt, count(a.card_id) AS answered FROM cards c LEFT JOIN "
        f"({_ANSWERED.format(whose='group_id')}) a "
        "ON a.member_id = c.member_id AND a.card_id = c.card_id WHERE c.group_id = ? GROUP BY c.member_id) d "
        "ON d.member_id = m.member_id WHERE m.group_id = ? ORDER BY m.joined_at, m.member_id",
        [group_id] * 4,
    )
    return {member: (int(dealt), int(answered)) for member, dealt, answered in found}
