"""Exemplifying: two folders, or a file, say of a group's pictures at once whether they show a concept.

A picture is meant by the name of its file, its id or its place, as a file of ratings means it. Only pictures
that were drawn for nobody are labelled (`concept`); what is meant by no line, or both ways, is left out and
told. Nothing is stored before all of it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from group_plgl.errors import BadInput, NotYet
from group_plgl.feedback.concepts import concept_name
from group_plgl.feedback.ratings_file import SCALES, rows_in
from group_plgl.services import concept as concepts
from group_plgl.services.gather import is_gathering
from group_plgl.services.ingest import content_of, picture_called, pictures_by_name, text_of
from group_plgl.services.never import markable
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.walk import lying_in
from group_plgl.store.concepts import Concept, concepts_of, demands_of, labels_of
from group_plgl.store.people import Group, group_named

COLUMNS = ("picture", "label")
ADDED, BEFORE, CHANGED, BOTH, PICTURE, VALUE = (
    "added", "before", "changed", "both", "unknown picture", "bad label",
)  # fmt: skip
OUTCOMES: Mapping[str, str] = {
    ADDED: "new labels",
    BEFORE: "labelled so before",
    CHANGED: "labelled otherwise before, and changed",
    BOTH: "said both ways, left out",
    PICTURE: "no picture of the group's own or of its pool, left out",
    VALUE: "neither yes nor no, left out",
}


@dataclass(frozen=True)
class Examples:
    """Where it is said what shows a concept: in both folders, or in the file.

    Attributes:
        positive: A folder of pictures that show it; empty for none.
        negative: A folder of those that do not.
        csv: A file with a line for each picture, whose first says `picture,label`.
    """

    positive: str = ""
    negative: str = ""
    csv: str = ""


@dataclass(frozen=True)
class _Said:
    """One example as it was given."""

    where: str
    picture: str | None
    yes: bool | None


def exemplify(studio: Studio, group: Group, name: str, examples: Examples) -> dict[str, Any]:
    """Label pictures of a group as examples say, founding the concept unless it is there.

    Returns:
        `counts` of what became of them, and under `left_out` each that was not taken: `where` and `why`.

    Raises:
        BadInput: A folder or file cannot be read, the pictures of folders are not the group's own, or
            none of the group's pictures is meant.
        NotAllowed: The name sorts people.
        NotYet: The concept is required, or the group's pictures are still coming in.
    """
    name = concept_name(name)
    if is_gathering(studio, group):
        raise NotYet("the pictures of this group are still coming in", advice="Wait until all are there.")
    read = _in_file if examples.csv else _in_folders
    said, there = list(read(studio, group, examples)), markable(studio, group, None)
    why = {one: VALUE if one.yes is None else PICTURE if one.picture not in there else "" for one in said}
    meant: dict[str, set[bool]] = {}
    for one in said:
        if one.picture is not None and one.yes is not None and not why[one]:
            meant.setdefault(one.picture, set()).add(one.yes)
    why |= {one: BOTH for one in said if len(meant.get(one.picture or "", ())) > 1 and not why[one]}
    wanted = {picture: yes.pop() for picture, yes in meant.items() if len(yes) == 1}
    if not wanted:
        raise BadInput(
            "none of the {many} examples says yes or no of a picture of this group",
            advice="Name pictures by their file, their id or their place.", many=len(said),
        )  # fmt: skip
    there_is = {one.name: one for one in concepts_of(studio.database, group.group_id)}
    concept = there_is.get(name) or concepts.found(studio, group, name)
    before = {one.picture_id: one.yes for one in labels_of(studio.database, concept.concept_id)}
    new = {picture: yes for picture, yes in wanted.items() if before.get(picture) != yes}
    concepts.label(studio, group, concept, new)
    changed = sum(picture in before for picture in new)
    counts = Counter(why.values())
    counts += Counter({ADDED: len(new) - changed, CHANGED: changed, BEFORE: len(wanted) - len(new)})
    return {
        "counts": {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]},
        "left_out": [{"where": one.where, "why": why[one]} for one in said if why[one]],
    }


def by_name(
    studio: Studio,
    order: str,
    group: str,
    concept: str = "",
    chance: float = concepts.USUAL,
    examples: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Do what whoever runs the house asks of the concepts of a group: how they stand after that.

    Args:
        studio: The house.
        order: `list`, `found`, `label`, `require`, `lift` or `remove`.
        group: The name of a group in its links.
        concept: The name of a concept.
        chance: What to require, 0 to 1.
        examples: The fields of `Examples`.

    Raises:
        NotFound: There is no such group or concept.
        BadInput: There is no such order, or as in `concept` and `exemplify`.
    """
    there, done = group_named(studio.database, group), dict[str, Any]()
    if order == "found":
        concepts.found(studio, there, concept)
    elif order == "label":
        done = exemplify(studio, there, concept, Examples(**(examples or {})))
    elif order == "require":
        done = {"share": concepts.require(studio, there, concepts.named(studio, there, concept), chance)}
    elif order == "lift":
        concepts.lift(studio, there, concepts.named(studio, there, concept))
    elif order == "remove":
        concepts.remove(studio, there, concepts.named(studio, there, concept))
    elif order != "list":
        raise BadInput("there is no order '{order}'", order=order)
    return {"group": there.slug, "concepts": standing(studio, there), **done}


def standing(studio: Studio, group: Group) -> list[dict[str, Any]]:
    """Every concept of a group as plain values, the oldest first."""
    asked = demands_of(studio.database, group.group_id)
    found: list[Concept] = concepts_of(studio.database, group.group_id)
    return [
        concepts.told_of(one, concepts.known(studio, group, one), asked.get(one.concept_id)) for one in found
    ]


def _in_file(studio: Studio, group: Group, examples: Examples) -> Iterator[_Said]:
    names, read = pictures_by_name(studio, group), SCALES["yes-no"].read
    for number, (picture, label) in rows_in(text_of(content_of(examples.csv)), COLUMNS, "picture,label"):
        value = read(label)
        yield _Said(f"line {number}", picture_called(names, picture), None if value is None else value > 0)


def _in_folders(studio: Studio, group: Group, examples: Examples) -> Iterator[_Said]:
    if not (examples.positive and examples.negative):
        raise BadInput(
            "a concept is told by what shows it and what does not", advice="Give both folders, or a file."
        )
    if not is_catalogue(group.space):
        raise BadInput(
            "the pictures of this group were drawn: no folder holds them",
            advice="Name them in a file: picture,label.",
        )
    names = pictures_by_name(studio, group)
    for folder, yes in ((examples.positive, True), (examples.negative, False)):
        given = Path(folder).expanduser().resolve()
        for one in lying_in(given):
            known = (f"{given.name}/{one.path}", one.path, one.place.name)
            called = (picture_called(names, name) for name in known)
            yield _Said(str(one.place), next(filter(None, called), None), yes)
