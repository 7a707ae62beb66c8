"""What is learned and drawn of classes: fits, members' tastes, ideals and likings of each.

They come and go with the fits and numbers they belong to, which `models` stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class ClassFitRow:
    """One class of a fit.

    Attributes:
        name: As people gave it.
        aim: Whether the group's ideal is made for it.
        answers: How often a picture was put there.
        right_held_out: How many unseen pictures of it were foretold to be.
        held_out: Of how many.
        calibration: Factor on the logits of its likings.
        ceiling: The largest chance that may be claimed, 0 to 1.
    """

    group_id: str
    seen_event: int
    class_number: int
    name: str
    aim: bool
    answers: int
    right_held_out: int
    held_out: int
    calibration: float
    ceiling: float


@dataclass(frozen=True)
class ClassModelRow:
    """A member's taste for one class as safetensors bytes."""

    group_id: str
    seen_event: int
    class_number: int
    member_id: str
    payload: bytes


@dataclass(frozen=True)
class ClassIdealRow:
    """The latent that the group would surest put into a class, drawn."""

    group_id: str
    number: int
    class_number: int
    name: str
    latent: Sequence[float]
    picture_id: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class ClassLikingRow:
    """The chance that a member would put the ideal of a class there, 0 to 1, with a 95 % interval."""

    group_id: str
    number: int
    class_number: int
    member_id: str
    liking: float
    low: float
    high: float


CLASS_FITS = Table("class_fits", ClassFitRow, ("group_id", "seen_event", "class_number"))
CLASS_MODELS = Table("class_models", ClassModelRow, ("group_id", "seen_event", "class_number", "member_id"))
CLASS_IDEALS = Table("class_ideals", ClassIdealRow, ("group_id", "number", "class_number"))
CLASS_LIKINGS = Table("class_likings", ClassLikingRow, ("group_id", "number", "class_number", "member_id"))


def replace_classes(
    cursor: Cursor, here: Sequence[object], fits: Sequence[ClassFitRow], models: Sequence[ClassModelRow]
) -> None:
    """Put the classes of a fit in the place of those there were; `here` is its group and watermark."""
    for table in ("class_fits", "class_models"):
        cursor.execute(f"DELETE FROM {table} WHERE group_id = ? AND seen_event = ?", list(here))
    CLASS_FITS.replace(cursor, fits)
    CLASS_MODELS.replace(cursor, models)


def class_fits(database: Database, group_id: str, seen_event: int) -> list[ClassFitRow]:
    """The classes of one fit, in order; none where no picture was sorted."""
    tail = "WHERE group_id = ? AND seen_event = ? ORDER BY class_number"
    return CLASS_FITS.find(database, tail, [group_id, seen_event])


def class_models(database: Database, group_id: str, seen_event: int) -> list[ClassModelRow]:
    """The members' tastes for the classes of one fit, by class and member id."""
    tail = "WHERE group_id = ? AND seen_event = ? ORDER BY class_number, member_id"
    return CLASS_MODELS.find(database, tail, [group_id, seen_event])


def class_ideals(database: Database, group_id: str, number: int) -> list[ClassIdealRow]:
    """The ideals of the classes of one number but the one aimed at, in order."""
    return CLASS_IDEALS.find(
        database, "WHERE group_id = ? AND number = ? ORDER BY class_number", [group_id, number]
    )


def class_likings(database: Database, group_id: str, number: int) -> list[ClassLikingRow]:
    """How surely each member would put each ideal into its class, by class and member."""
    tail = "WHERE group_id = ? AND number = ? ORDER BY class_number, member_id"
    return CLASS_LIKINGS.find(database, tail, [group_id, number])
