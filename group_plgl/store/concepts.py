"""What hosts say that pictures show: concepts with labelled pictures, and what ideals are asked to show.

Demands are changes in a log that they share with what must not come again, because ideals obey both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.errors import BadInput, NotFound
from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Concept:
    """A name for what pictures of a group may show."""

    concept_id: str
    group_id: str
    name: str
    founded_at: datetime


@dataclass(frozen=True)
class Label:
    """Whether a picture shows a concept, as the host says."""

    concept_id: str
    group_id: str
    picture_id: str
    latent: Sequence[float]
    yes: bool
    said_at: datetime


@dataclass(frozen=True)
class Demand:
    """The least chance of a concept, 0 to 1, that ideals have to have; 0 lifts it."""

    group_id: str
    change: int
    concept_id: str
    chance: float
    said_at: datetime


CONCEPTS = Table("concepts", Concept, ("concept_id",))
LABELS = Table("concept_labels", Label, ("concept_id", "picture_id"))
DEMANDS = Table("concept_demands", Demand, ("group_id", "change"))


def concepts_of(database: Database, group_id: str) -> list[Concept]:
    """The concepts of a group, the oldest first."""
    return CONCEPTS.find(database, "WHERE group_id = ? ORDER BY founded_at, concept_id", [group_id])


def concept_named(database: Database, group_id: str, name: str) -> Concept:
    """The concept of that name.

    Raises:
        NotFound: The group has none.
    """
    found = CONCEPTS.find(database, "WHERE group_id = ? AND name = ?", [group_id, name])
    if not found:
        raise NotFound("this group has no concept '{name}'", name=name)
    return found[0]


def labels_of(database: Database, concept_id: str) -> list[Label]:
    """The labels of a concept, by picture."""
    return LABELS.find(database, "WHERE concept_id = ? ORDER BY picture_id", [concept_id])


def last_label(database: Database, concept_id: str) -> Label | None:
    """The label said last, if any."""
    tail = "WHERE concept_id = ? ORDER BY said_at DESC, picture_id LIMIT 1"
    return next(iter(LABELS.find(database, tail, [concept_id])), None)


def put_concept(database: Database, concept: Concept, most: int) -> None:
    """Add a concept to its group.

    Raises:
        BadInput: There is one of that name, or there are too many.
    """

    def change(cursor: Cursor) -> None:
        sql = "SELECT name FROM concepts WHERE group_id = ?"
        names = [name for (name,) in cursor.execute(sql, [concept.group_id]).fetchall()]
        if concept.name in names:
            raise BadInput("there is a concept of that name", advice="Label pictures of it.")
        if len(names) >= most:
            raise BadInput("a group has at most {most} concepts", advice="Take one away.", most=most)
        CONCEPTS.add(cursor, [concept])

    database.write(change)


def put_labels(database: Database, labels: Sequence[Label]) -> None:
    """Store labels; what was said of the same pictures before gives way."""
    database.write(lambda cursor: LABELS.replace(cursor, labels))


def drop_label(database: Database, label: Label) -> None:
    """Take a label back."""
    sql = "DELETE FROM concept_labels WHERE concept_id = ? AND picture_id = ?"
    database.write(lambda cursor: cursor.execute(sql, [label.concept_id, label.picture_id]))


def drop_concept(database: Database, concept: Concept) -> None:
    """Erase a concept with its labels; demands that were made of it stay in the log, lifted."""

    def change(cursor: Cursor) -> None:
        for table in ("concept_labels", "concepts"):
            cursor.execute(f"DELETE FROM {table} WHERE concept_id = ?", [concept.concept_id])

    database.write(change)


def demands_of(database: Database, group_id: str, upto: int | None = None) -> dict[str, float]:
    """What is required in a group: the least chance by concept id; as of one change."""
    said = DEMANDS.find(database, "WHERE group_id = ? ORDER BY change", [group_id])
    last = {one.concept_id: one.chance for one in said if upto is None or one.change <= upto}
    return {concept: chance for concept, chance in last.items() if chance > 0.0}


def put_demand(database: Database, group_id: str, concept_id: str, chance: float, at: datetime) -> None:
    """Append what a host requires of ideals."""

    def change(cursor: Cursor) -> None:
        sql = "SELECT coalesce(max(change), 0) + 1 FROM host_changes WHERE group_id = ?"
        (place,) = cursor.execute(sql, [group_id]).fetchone() or (1,)
        said_at = at.astimezone(UTC).replace(tzinfo=None)
        DEMANDS.add(cursor, [Demand(group_id, int(place), concept_id, chance, said_at)])

    database.write(change)
