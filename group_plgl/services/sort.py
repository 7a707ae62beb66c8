"""Sorting: what may be told of the classes of a number, each with its own ideal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.reveal import PLEASED, Drawing, Sight
from group_plgl.services.studio import Studio
from group_plgl.store.classes import class_fits, class_ideals, class_likings


@dataclass(frozen=True)
class ClassShown:
    """One class as it may be seen.

    Attributes:
        number: Its place, from 0.
        name: As people gave it.
        aim: Whether the group's ideal is made for it.
        picture_id: Its ideal.
        agree: How many would put the ideal there; None where nobody may be singled out.
        members: Of how many.
        chance, low, high: The mean chance that a member would, 0 to 1, and the means of the ends of
            their intervals; None where nobody may be singled out.
        answers: How often a picture was put there; None where nobody may be singled out.
        right: Unseen pictures of it that were foretold to be; None there, too.
        asked: Of how many.
    """

    number: int
    name: str
    aim: bool
    picture_id: str
    agree: int | None
    members: int | None
    chance: float | None
    low: float | None
    high: float | None
    answers: int | None
    right: int | None
    asked: int | None


def classes_shown(studio: Studio, sight: Sight, drawing: Drawing) -> list[ClassShown]:
    """The classes of the number somebody may see, in order; none where nothing was sorted."""
    database, group_id = studio.database, sight.group.group_id
    pictures = {row.class_number: row.picture_id for row in class_ideals(database, group_id, drawing.number)}
    each: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for row in class_likings(database, group_id, drawing.number):
        each[row.class_number].append((row.liking, row.low, row.high))
    found = []
    for fit in class_fits(database, group_id, drawing.seen_event):
        if fit.aim:
            own = drawing.likings.get(DEFAULT_RULE, ())
            chances = [(row.liking, row.low, row.high) for row in own]
            picture = drawing.ideals[DEFAULT_RULE].picture_id
        elif fit.class_number in pictures:
            chances, picture = each[fit.class_number], pictures[fit.class_number]
        else:
            continue
        told = [] if sight.anonymous else chances
        counts = (None, None, None) if sight.anonymous else (fit.answers, fit.right_held_out, fit.held_out)
        chance, low, high = (_mean([one[end] for one in told]) for end in range(3))
        agree = sum(one[0] >= PLEASED for one in told) if told else None
        members = len(told) if told else drawing.members
        found.append(
            ClassShown(
                fit.class_number, fit.name, fit.aim, picture, agree, members, chance, low, high, *counts
            )
        )
    return found


def _mean(shares: Sequence[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None
