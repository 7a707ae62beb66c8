"""Learning: groups with news are refitted whole and cold, and stored with their watermark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from group_plgl import __version__
from group_plgl.feedback.dataset import Classes, Dataset
from group_plgl.members.codec import FAMILY, Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import Belief
from group_plgl.services.recall import recall
from group_plgl.services.space import goes_on, is_catalogue, space_words
from group_plgl.services.studio import Studio
from group_plgl.store.classes import ClassFitRow, ClassModelRow
from group_plgl.store.events import groups_behind, last_event
from group_plgl.store.images import pool_of
from group_plgl.store.models import Fit, MemberModelRow, put_fit
from group_plgl.store.people import Group, group_of

MADE_BY = f"group-plgl {__version__} {FAMILY}"


def behind(studio: Studio) -> list[str]:
    """Groups with events that their newest fit has not seen."""
    return [group for group, _, _ in groups_behind(studio.database) if goes_on(studio, group)]


def learn_group(studio: Studio, group_id: str) -> dict[str, Any]:
    """Refit all members of a group on everything said so far, and store it."""
    group = group_of(studio.database, group_id)
    seen = last_event(studio.database, group_id)
    found = learned(studio, group, seen)
    fit, rows = found.fit, found.members
    put_fit(studio.database, fit, rows, found.classes, found.class_tastes)
    return {
        "group": group.slug,
        "events": seen,
        "members": len(rows),
        "ready": sum(row.ready for row in rows),
    }


def needed(studio: Studio, group: Group) -> tuple[int, int]:
    """Answers, and telling answers, before a taste of this group is learned.

    A group with few pictures of its own can answer no more than there are.
    """
    settings = studio.settings
    if not is_catalogue(group.space):
        return settings.needed_answers, settings.needed_each
    pictures = max(1, len(pool_of(studio.database, group.group_id)))
    return min(settings.needed_answers, pictures), min(settings.needed_each, max(1, pictures // 6))


def rows_in(known: Dataset) -> dict[str, Any]:
    """The rows of a dataset as arrays for the compute child."""
    names = (
        "member", "z", "over", "paired", "graded", "value", "answer", "source", "worth", "fair",
        "weight", "belongs",
    )  # fmt: skip
    return {name: getattr(known, name) for name in names}


def sorting(classes: Classes) -> dict[str, Any]:
    """What the compute child has to know of classes."""
    return {"exclusive": classes.exclusive, "ordered": classes.ordered, "aim": classes.aim}


@dataclass(frozen=True)
class Learned:
    """One refit of a group: its members' tastes, and where pictures were sorted those of each class."""

    fit: Fit
    members: list[MemberModelRow]
    classes: list[ClassFitRow]
    class_tastes: list[ClassModelRow]


def learned(studio: Studio, group: Group, seen: int) -> Learned:
    """What is learned of a group from its events up to `seen`; nothing is stored."""
    known = recall(studio, group, seen)
    words, arrays = space_words(studio, group)
    answers, each = needed(studio, group)
    words |= {"m": len(known.members), "needed_answers": answers, "needed_each": each} | sorting(
        known.classes
    )
    said, got = studio.child.run("learn", words, arrays | rows_in(known))
    of_classes = said.pop("classes", [])
    fit = Fit(group.group_id, seen, **said, made_by=MADE_BY, made_at=studio.now())
    card = Card(group.space, seen, Belief(fit.scale, fit.share, fit.curves, fit.shaped))
    tastes = Tastes(got["mean"], got["covariance"])
    rows = [
        MemberModelRow(
            group_id=group.group_id,
            seen_event=seen,
            member_id=member,
            answers=int(got["answers"][row]),
            likes=int(got["likes"][row]),
            ready=bool(got["ready"][row]),
            right_held_out=int(got["right_held_out"][row]),
            held_out=int(got["held_out"][row]),
            baseline=float(got["baseline"][row]),
            payload=to_bytes(tastes, row, card),
        )
        for row, member in enumerate(known.members)
    ]
    classes = [
        ClassFitRow(
            group.group_id, seen, number, name, number == known.classes.aim, one["answers"], one["right"],
            one["asked"], one["calibration"], one["ceiling"],
        )
        for number, (name, one) in enumerate(zip(known.classes.names, of_classes, strict=False))
    ]  # fmt: skip
    class_tastes = [
        Tastes(got["class_mean"][number], got["class_covariance"][number]) for number in range(len(classes))
    ]
    return Learned(fit, rows, classes, [
        ClassModelRow(group.group_id, seen, number, member, to_bytes(taste, row, card))
        for number, taste in enumerate(class_tastes)
        for row, member in enumerate(known.members)
    ])  # fmt: skip
