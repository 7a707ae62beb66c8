"""What was measured on the pictures of a catalogue until its space is made: rows of numbers, by picture.

Who measured is part of the key, so that numbers of two kinds never mix; all go when the catalogue is
complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.store.database import Database
from group_plgl.store.tables import Table

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Measure:
    """What one kind of look measured on one picture.

    Attributes:
        numbers: 32-bit floats, one after the other.
    """

    space: str
    picture_id: str
    made_by: str
    numbers: bytes


MEASURES = Table("measures", Measure, ("space", "picture_id", "made_by"))


def put_measures(database: Database, space: str, made_by: str, rows: Mapping[str, Numbers]) -> None:
    """Keep what was measured on some pictures, by picture id; what is there already stays."""
    found = [Measure(space, one, made_by, row.astype("<f4").tobytes()) for one, row in rows.items()]
    database.write(lambda cursor: MEASURES.add_new(cursor, found))


def unmeasured(database: Database, space: str, made_by: str) -> list[tuple[str, str, str]]:
    """The pictures on which one kind of look measured nothing yet: id, and SHA-256 and type of the card."""
    sql = (
        "SELECT c.picture_id, p.sha256, p.media_type FROM catalogues c "
        "JOIN pictures p ON p.picture_id = c.card_picture_id WHERE c.space = ? AND c.picture_id NOT IN "
        "(SELECT picture_id FROM measures WHERE space = ? AND made_by = ?) ORDER BY c.position"
    )
    return [(one, sha256, kind) for one, sha256, kind in database.read(sql, [space, space, made_by])]


def measures_of(database: Database, space: str, made_by: str, picture_ids: Sequence[str]) -> Numbers:
    """What was measured on these pictures, `n x p`; all of them have been."""
    sql = "SELECT picture_id, numbers FROM measures WHERE space = ? AND made_by = ?"
    found = dict(database.read(sql, [space, made_by]))
    return np.array([np.frombuffer(found[one], dtype="<f4") for one in picture_ids], dtype=np.float32)


def drop_measures(database: Database, space: str) -> None:
    """Forget what was measured on a catalogue."""
    database.write(lambda cursor: cursor.execute("DELETE FROM measures WHERE space = ?", [space]) and None)
