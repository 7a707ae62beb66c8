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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.labelling import MODE as SINGLE
from group_plgl.store.nevers import banned_in
from group_plgl.store.tables import Table

SOUND_TYPE = "audio/wav"
ENDINGS = {
    "image/webp": ".webp",
    "image/png": ".png",
    SOUND_TYPE: ".wav",
    # what tasks come to
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/html": ".html",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/x-ndjson": ".jsonl",
    "application/vnd.apache.parquet": ".parquet",
    "application/zip": ".zip",
    "application/octet-stream": ".bin",
}
# Every file there is: of pictures, of their sounds, and what tasks came to; in place of a table's name.
FILES = (
    "(SELECT picture_id, sha256, media_type FROM pictures UNION ALL "
    f"SELECT picture_id, sound, '{SOUND_TYPE}' FROM pictures WHERE sound <> '' UNION ALL "
    "SELECT task_id, sha256, media_type FROM tasks WHERE sha256 <> '')"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Picture:
    """A drawn latent; the file is named by its sha256, the id by latent and size.

    Attributes:
        sound: SHA-256 of the WAV of its sound; empty while it was not played, or makes none.
    """

    picture_id: str
    space: str
    latent: Sequence[float]
    pixels: int
    media_type: str
    sha256: str
    made_at: datetime
    sound: str = ""


@dataclass(frozen=True)
class CardRow:
    """One picture shown to one member.

    Attributes:
        turn: Which turn of the deck, from 0; cards of one turn are shown together.
        place: Where among them, from 0.
        mode: How the turn is answered.
        repeat_of: The card of the same picture in the turn that is asked again; empty otherwise.
        chosen_by: The query strategy that chose the picture.
        cluster: The cluster it stands for, or is a check on; empty where cards stand for themselves.
        spare: Whether it waits behind all others, for when nothing else comes through.
        foretold: The member's predicted chance of liking it when it was dealt, 0 to 1; None where nothing
            was known.
    """

    card_id: str
    group_id: str
    member_id: str
    turn: int
    place: int
    mode: str
    picture_id: str
    repeat_of: str
    dealt_at: datetime
    chosen_by: str = "random"
    cluster: str = ""
    spare: bool = False
    foretold: float | None = None


PICTURES = Table("pictures", Picture, ("picture_id",))


@dataclass(frozen=True)
class Deck:
    """How long one member's deck is.

    Attributes:
        turns: The next free turn, after those of all modes; votes have turns of their own.
        dealt: Dealt in one mode.
        answered: Those of that mode with an answer that stands.
        spare: Those of that mode that wait behind all others.
    """

    turns: int = 0
    dealt: int = 0
    answered: int = 0
    spare: int = 0


CARDS = Table("cards", CardRow, ("card_id",))
_VOTE = "blind-vote"
_ANSWERS = ("rated", "chosen", "classed", "sorted", "skipped")
# Turns with an answer that stands; each level names its member or group, so that DuckDB skips the rest.
_OF = "IN (SELECT unnest(?::TEXT[]))"
_ANSWERED = (
    "SELECT DISTINCT c.member_id, c.turn FROM cards c JOIN (SELECT e.member_id, e.card_id FROM events e "
    f"LEFT JOIN (SELECT member_id, target_id FROM events WHERE group_id {_OF} AND kind = 'undone') u "
    f"ON u.member_id = e.member_id AND u.target_id = e.event_id WHERE e.group_id {_OF} "
    "AND e.kind IN ('rated', 'chosen', 'classed', 'sorted', 'skipped') AND u.target_id IS NULL) a "
    f"ON a.card_id = c.card_id AND a.member_id = c.member_id WHERE c.group_id {_OF}"
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


def put_sound(database: Database, picture_id: str, sha256: str) -> bool:
    """Store which file is a picture's sound, which is durable; whether the picture is still there."""
    sql = "UPDATE pictures SET sound = ? WHERE picture_id = ? RETURNING 1"
    return database.write(lambda cursor: bool(cursor.execute(sql, [sha256, picture_id]).fetchall()))


def picture_of(database: Database, picture_id: str) -> Picture | None:
    """The picture with this id, if any."""
    return next(iter(PICTURES.find(database, "WHERE picture_id = ?", [picture_id])), None)


def latents_of(database: Database, picture_ids: Sequence[str]) -> dict[str, list[float]]:
    """The latents of some pictures by id, in one question."""
    if not picture_ids:
        return {}
    sql = "SELECT picture_id, latent FROM pictures WHERE picture_id IN (SELECT unnest(?::TEXT[]))"
    return {picture: list(latent) for picture, latent in database.read(sql, [list(picture_ids)])}


def pool_of(database: Database, group_id: str, kind: str = "prior") -> list[str]:
    """The ids of a group's pool in the order they were drawn: of the prior, or `near` the ideal.

    Without those that must not come again.
    """
    banned = banned_in(database, group_id)
    return [picture for picture in whole_pool(database, group_id, kind) if picture not in banned]


def whole_pool(database: Database, group_id: str, kind: str = "prior") -> list[str]:
    """The same with those that must not come again."""
    sql = "SELECT picture_id FROM pools WHERE group_id = ? AND kind = ? ORDER BY position"
    return [picture for (picture,) in database.read(sql, [group_id, kind])]


def pool_sizes(database: Database) -> dict[str, dict[str, int]]:
    """How many pictures the pools of every group hold that may be shown, by group and kind."""
    sizes: dict[str, dict[str, int]] = {}
    sql = (
        "SELECT p.group_id, p.kind, count(*) FROM pools p LEFT JOIN banned b ON b.group_id = p.group_id "
        "AND b.picture_id = p.picture_id WHERE b.picture_id IS NULL GROUP BY ALL"
    )
    for group_id, kind, count in database.read(sql):
        sizes.setdefault(group_id, {})[kind] = count
    return sizes


def near_dealt(database: Database, group_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many near-ideals whoever was dealt most of them has, and how many there are that may come.

    By group, of those for which ideals were drawn.
    """
    if not group_ids:
        return {}
    found = database.read(
        "WITH near AS (SELECT p.group_id, p.picture_id FROM pools p LEFT JOIN banned b "
        "ON b.group_id = p.group_id AND b.picture_id = p.picture_id "
        f"WHERE p.kind = 'near' AND b.picture_id IS NULL AND p.group_id {_OF}), "
        "dealt AS (SELECT c.group_id, c.member_id, count(DISTINCT c.picture_id) AS dealt FROM cards c "
        "JOIN near n ON n.group_id = c.group_id AND n.picture_id = c.picture_id GROUP BY ALL) "
        "SELECT i.group_id, coalesce((SELECT max(dealt) FROM dealt d WHERE d.group_id = i.group_id), 0), "
        "(SELECT count(*) FROM near n WHERE n.group_id = i.group_id) "
        f"FROM (SELECT DISTINCT group_id FROM ideals WHERE group_id {_OF}) i",
        [list(group_ids), list(group_ids)],
    )
    return {group_id: (int(most), int(there)) for group_id, most, there in found}


def put_pool(
    database: Database, group_id: str, places: Sequence[tuple[int, str]], kind: str = "prior"
) -> None:
    """Put (position, picture) into a group's pool; positions that are taken stay as they are."""

    def change(cursor: Cursor) -> None:
        positions, pictures = [list(part) for part in zip(*dict(places).items(), strict=True)]
        cursor.execute(
            "INSERT INTO pools (group_id, kind, position, picture_id) "
            "SELECT ?, ?, unnest(?::INTEGER[]), unnest(?::TEXT[]) ON CONFLICT DO NOTHING",
            [group_id, kind, positions, pictures],
        )

    if places:
        database.write(change)


def put_cards(database: Database, cards: Sequence[CardRow]) -> None:
    """Deal cards; ids that are there stay as they are, and who left gets none."""
    database.write(
        lambda cursor: CARDS.add_new(cursor, [card for card in cards if not database.is_gone(card.member_id)])
    )


def card_of(database: Database, card_id: str) -> CardRow | None:
    """The card with this id, if any."""
    return database.remembered(
        ("card", card_id), lambda: next(iter(CARDS.find(database, "WHERE card_id = ?", [card_id])), None)
    )


def cards_of(database: Database, member_id: str) -> list[CardRow]:
    """A member's deck, turn by turn."""
    return CARDS.find(database, "WHERE member_id = ? ORDER BY turn, place", [member_id])


def cards_of_mode(database: Database, member_ids: Sequence[str], mode: str) -> list[CardRow]:
    """The cards of one mode in some members' decks, turn by turn."""
    tail = "WHERE member_id IN (SELECT unnest(?::TEXT[])) AND mode = ? ORDER BY turn, place"
    return CARDS.find(database, tail, [list(member_ids), mode])


def unanswered_cards_of(database: Database, member_id: str, mode: str, most: int) -> list[CardRow]:
    """The cards of a member's next turns in one mode that have no answer that stands, in order.

    Turns with a picture that must not come again are left out, but for a vote, which is about its own.

    Two plain questions: joining them in SQL takes three times as long.

    Args:
        database: Where.
        member_id: Whose.
        mode: Turns of other modes are left out.
        most: How many turns.
    """
    said = database.read(
        "SELECT kind, event_id, card_id, target_id FROM events WHERE member_id = ?", [member_id]
    )
    undone = {target for kind, _, _, target in said if kind == "undone"}
    answered = {card for kind, event, card, _ in said if kind in _ANSWERS and event not in undone}
    tail = "WHERE member_id = ? AND mode = ? ORDER BY spare, turn, place"
    cards = CARDS.find(database, tail, [member_id, mode])
    banned = banned_in(database, cards[0].group_id) if cards and mode != _VOTE else frozenset()
    over = {card.turn for card in cards if card.card_id in answered or card.picture_id in banned}
    if mode == SINGLE:  # what waits behind may have been chosen again: then it is asked there
        again = {card.picture_id for card in cards if card.card_id in answered or not card.spare}
        over |= {card.turn for card in cards if card.spare and card.picture_id in again}
    coming = set(list(dict.fromkeys(card.turn for card in cards if card.turn not in over))[:most])
    asked = [card for card in cards if card.turn in coming]
    for card in asked:  # these are what is answered next
        database.remembered(("card", card.card_id), partial(replace, card))
    return asked


def put_behind(database: Database, group_id: str, mode: str, member_id: str = "") -> None:
    """Let all turns of a mode that have no answer wait behind those that are dealt from now on.

    Of one member alone, where one is named.
    """

    def change(cursor: Cursor) -> None:
        cursor.execute(
            "UPDATE cards SET spare = true WHERE group_id = ? AND mode = ? AND ? IN ('', member_id) "
            "AND NOT spare AND NOT EXISTS (SELECT 1 FROM events e JOIN cards a ON a.card_id = e.card_id "
            "WHERE a.member_id = cards.member_id AND a.turn = cards.turn)",
            [group_id, mode, member_id],
        )

    database.write(change)
    database.forget("card")


def withdrawn_cards_of(database: Database, group_id: str, member_id: str, mode: str) -> list[str]:
    """The cards of turns that are not asked any more, because a picture of them must not come again."""
    banned = banned_in(database, group_id)
    return [card.card_id for card in cards_of_mode(database, [member_id], mode) if card.picture_id in banned]


def cards_in(database: Database, group_id: str) -> list[CardRow]:
    """All cards of a group, by id."""
    return CARDS.find(database, "WHERE group_id = ? ORDER BY card_id", [group_id])


def latents_of_cards(database: Database, group_id: str) -> dict[str, NDArray[np.float64]]:
    """The latent (`d`) of every picture that a card of the group shows, by picture id.

    Raises:
        BadInput: The pictures are not all of one number of dimensions.
    """
    flat = database.columns(
        "SELECT picture_id, unnest(latent) AS number, generate_subscripts(latent, 1) AS place FROM pictures "
        "WHERE picture_id IN (SELECT picture_id FROM cards WHERE group_id = ?) ORDER BY picture_id, place",
        [group_id],
    )
    if not len(flat["picture_id"]):
        return {}
    pictures, sizes = np.unique(flat["picture_id"].astype(str), return_counts=True)
    if len(set(sizes.tolist())) != 1:
        raise BadInput(f"the cards of group {group_id} do not all have latents of one size")
    z = flat["number"].astype(np.float64).reshape(len(pictures), -1)
    return dict(zip(pictures.tolist(), z, strict=True))


def decks(database: Database, modes: Mapping[str, str]) -> dict[str, dict[str, Deck]]:
    """The deck of everybody who is dealt to in some groups, each in one mode, as they joined; by group."""
    if not modes:
        return {}
    groups = list(modes)
    found = database.read(
        "SELECT m.group_id, m.member_id, coalesce(d.turns, 0), coalesce(d.dealt, 0), "
        "coalesce(d.answered, 0), coalesce(d.spare, 0) "
        "FROM members m LEFT JOIN (SELECT t.member_id, "
        "coalesce(max(t.turn) FILTER (WHERE t.mode <> 'blind-vote'), -1) + 1 AS turns, "
        "count(*) FILTER (WHERE t.mode = o.mode AND (a.turn IS NOT NULL OR NOT t.banned)) AS dealt, "
        "count(a.turn) FILTER (WHERE t.mode = o.mode) AS answered, "
        "count(*) FILTER (WHERE t.mode = o.mode AND t.spare AND a.turn IS NULL AND NOT t.banned) AS spare "
        "FROM (SELECT c.group_id, c.member_id, c.turn, c.mode, c.spare, "
        "bool_or(b.picture_id IS NOT NULL) AS banned "
        "FROM cards c LEFT JOIN banned b ON b.group_id = c.group_id AND b.picture_id = c.picture_id "
        f"WHERE c.group_id {_OF} GROUP BY ALL) t "
        "JOIN (SELECT unnest(?::TEXT[]) AS group_id, unnest(?::TEXT[]) AS mode) o ON o.group_id = t.group_id "
        f"LEFT JOIN ({_ANSWERED}) a ON a.member_id = t.member_id AND a.turn = t.turn GROUP BY t.member_id) d "
        f"ON d.member_id = m.member_id WHERE m.group_id {_OF} AND NOT m.imported "
        "ORDER BY m.joined_at, m.member_id",
        [groups, groups, list(modes.values()), *[groups] * 4],
    )
    decks_of: dict[str, dict[str, Deck]] = {group_id: {} for group_id in groups}
    for group_id, member_id, *counts in found:
        decks_of[group_id][member_id] = Deck(*counts)
    return decks_of
