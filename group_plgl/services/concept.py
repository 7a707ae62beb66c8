"""Concepts: a host labels pictures, a classifier learns what they show, and ideals may be required to.

A concept is fitted as a taste would be, anew whenever it is asked for: its labels are all that is kept.
They are the host's statements about pictures and nobody's taste. Only pictures that were drawn for nobody
(the pool, or the group's own) are labelled. Names that sort people are refused (`feedback.concepts`), and
no feature holds a sensitive gene: labels by one show no signal, and nothing without signal is required.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, NotFound, NotYet, OutOfReach
from group_plgl.feedback.concepts import concept_name
from group_plgl.ideals.likings import logit
from group_plgl.members.calibration import wilson
from group_plgl.members.dense import Tastes
from group_plgl.services.never import markable
from group_plgl.services.space import is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.concepts import (
    Concept,
    Label,
    concept_named,
    concepts_of,
    demands_of,
    drop_concept,
    drop_label,
    labels_of,
    last_label,
    put_concept,
    put_demand,
    put_labels,
)
from group_plgl.store.nevers import banned_in
from group_plgl.store.people import Group

MOST_CONCEPTS, FEWEST_EACH = 12, 8
LEAST, MOST, USUAL = 0.5, 0.95, 0.9
_ROUNDING = 1e-9
_WHERE = re.compile(r"\s*(?P<name>[^<>=]+?)\s*(?P<sign>>=|<=)\s*(?P<chance>0?\.\d+|[01])\s*")


@dataclass(frozen=True)
class Known:
    """How well a concept is known.

    Attributes:
        yes, no: Labels of each kind.
        telling: Whether unseen labels are foretold beyond chance; False too where there are too few.
        right, asked: Of how many unseen labels how many were foretold rightly.
        low, high: 95 % interval of that share, 0 to 1.
        ceiling: The largest chance that may be claimed.
        slope: Of its calibration.
        taste: The classifier; None without enough labels of each kind.
    """

    yes: int
    no: int
    telling: bool = False
    right: int = 0
    asked: int = 0
    low: float = 0.0
    high: float = 1.0
    ceiling: float = 0.5
    slope: float = 1.0
    taste: Tastes | None = None

    @property
    def lacking(self) -> int:
        """How many labels are missing before anything is learned."""
        return max(FEWEST_EACH - self.yes, 0) + max(FEWEST_EACH - self.no, 0)


def found(studio: Studio, group: Group, name: str) -> Concept:
    """Found a concept of a group.

    Raises:
        BadInput: The name is none, or taken, or there are too many.
        NotAllowed: It sorts people by skin, age, sex or health.
    """
    concept = Concept(secrets.token_hex(6), group.group_id, concept_name(name), studio.now())
    put_concept(studio.database, concept, MOST_CONCEPTS)
    return concept


def named(studio: Studio, group: Group, name: str) -> Concept:
    """The concept of a group with a name as people write it.

    Raises:
        NotFound: The group has none.
        BadInput: It is no name.
    """
    return concept_named(studio.database, group.group_id, concept_name(name))


def told_of(concept: Concept, known: Known, required: float | None) -> dict[str, Any]:
    """How a concept stands, as plain values; `required` is the least chance that ideals must have."""
    return {
        "name": concept.name, "yes": known.yes, "no": known.no, "lacking": known.lacking,
        "telling": known.telling, "right": known.right, "asked": known.asked, "low": known.low,
        "high": known.high, "ceiling": known.ceiling, "required": required,
    }  # fmt: skip


def label(studio: Studio, group: Group, concept: Concept, said: Mapping[str, bool]) -> None:
    """Say of pictures, by id, whether they show a concept.

    Raises:
        NotFound: One of them is no picture of the pool, or of the group's own.
        NotYet: The concept is required: what ideals obey does not change behind them.
    """
    _free(studio, group, concept)
    there = markable(studio, group, None)
    for picture in said:
        if picture not in there:
            raise NotFound("there is no such picture to label")
    now, gid = studio.now(), group.group_id
    put_labels(
        studio.database,
        [Label(concept.concept_id, gid, picture, there[picture], yes, now) for picture, yes in said.items()],
    )


def undo(studio: Studio, group: Group, concept: Concept) -> None:
    """Take the last label back; again takes back the one before."""
    _free(studio, group, concept)
    last = last_label(studio.database, concept.concept_id)
    if last is not None:
        drop_label(studio.database, last)


def remove(studio: Studio, group: Group, concept: Concept) -> None:
    """Erase a concept with its labels.

    Raises:
        NotYet: It is required.
    """
    _free(studio, group, concept)
    drop_concept(studio.database, concept)


def unlabelled(studio: Studio, group: Group, concept: Concept) -> list[str]:
    """Pictures that may be labelled and are not, in an order that tells nothing."""
    done = {one.picture_id for one in labels_of(studio.database, concept.concept_id)}
    banned = banned_in(studio.database, group.group_id)
    left = [one for one in sorted(markable(studio, group, None)) if one not in done and one not in banned]
    order = np.random.default_rng(int(concept.concept_id, 16)).permutation(len(left))
    return [left[int(at)] for at in order]


def counted(studio: Studio, concept: Concept) -> Known:
    """How many labels a concept has, and nothing that is learned from them."""
    labels = labels_of(studio.database, concept.concept_id)
    yes = sum(one.yes for one in labels)
    return Known(yes, len(labels) - yes)


def known(studio: Studio, group: Group, concept: Concept) -> Known:
    """How well a concept is known from its labels; computed once for the same labels."""
    many, labels = counted(studio, concept), labels_of(studio.database, concept.concept_id)
    if many.lacking or is_past(group.space):
        return many
    basis = repr([(one.picture_id, one.yes) for one in labels])
    key = ("concept", group.group_id, concept.concept_id)
    return studio.database.remembered_while(key, basis, lambda: _learned(studio, group, labels))


def require(studio: Studio, group: Group, concept: Concept, chance: float) -> float:
    """Require a concept of the group's ideals from now on; the share of pictures at large that meet all.

    Raises:
        BadInput: The chance is out of range.
        NotYet: The concept is not known well enough.
        OutOfReach: No picture found has that chance, together with what else is required.
    """
    if not LEAST <= chance <= MOST:
        raise BadInput(
            "what is required is a chance from {low} to {high}", low=f"{LEAST:g}", high=f"{MOST:g}"
        )
    learned = known(studio, group, concept)
    if not learned.telling:
        raise NotYet(
            "the labels of {name} show no signal yet", advice="Label more pictures.", name=concept.name
        )  # fmt: skip
    if chance > learned.ceiling:
        raise OutOfReach(
            "a chance of {asked} of {name} is more than its labels support: at most {most}",
            advice="Label more pictures, or ask for less.",
            asked=f"{chance:.0%}", name=concept.name, most=f"{learned.ceiling:.0%}",
        )  # fmt: skip
    asked = demands_of(studio.database, group.group_id) | {concept.concept_id: chance}
    words, arrays = space_words(studio, group)
    _, got = studio.child.run(
        "concept", words | {"ask": "reach"}, arrays | _as_arrays(studio, group, asked, "concept_")
    )
    short = [
        (wanted, best)
        for wanted, best in zip(asked.values(), got["best"].tolist(), strict=True)
        if best < wanted
    ]
    if short:
        raise OutOfReach(
            "no picture reaches {asked} of what is required: the nearest has {most}",
            advice="Ask for less, or lift another requirement.",
            asked=f"{short[0][0]:.0%}", most=f"{short[0][1]:.0%}",
        )  # fmt: skip
    put_demand(studio.database, group.group_id, concept.concept_id, chance, studio.now())
    return float(got["share"][0])


def lift(studio: Studio, group: Group, concept: Concept) -> None:
    """Require a concept no more; again does nothing."""
    if concept.concept_id in demands_of(studio.database, group.group_id):
        put_demand(studio.database, group.group_id, concept.concept_id, 0.0, studio.now())


def required(studio: Studio, group: Group, change: int | None = None) -> dict[str, Array]:
    """What ideals have to show as of one change, or now, for `compute.tasks.opening.open_required`."""
    asked = demands_of(studio.database, group.group_id, change)
    return _as_arrays(studio, group, asked, "required_") if asked else {}


def required_now(studio: Studio, group: Group) -> list[tuple[Concept, float, Known]]:
    """What ideals have to show now: each concept, the chance asked for, and how well it is known."""
    asked = demands_of(studio.database, group.group_id)
    there = [one for one in concepts_of(studio.database, group.group_id) if one.concept_id in asked]
    return [(one, asked[one.concept_id], known(studio, group, one)) for one in there]


def meets(studio: Studio, group: Group, latents: Array) -> NDArray[np.bool_]:
    """Which pictures (`n x d`) meet all that is required now, `n`: all of them where nothing is."""
    asked = demands_of(studio.database, group.group_id)
    if not asked or not len(latents):
        return np.ones(len(latents), dtype=np.bool_)
    words, arrays = space_words(studio, group)
    arrays |= _as_arrays(studio, group, asked, "concept_") | {"z": latents}
    chance = studio.child.run("concept", words | {"ask": "chances"}, arrays)[1]["chance"]
    least = np.array(list(asked.values()))[:, None]
    return np.asarray((chance >= least - _ROUNDING).all(axis=0))


def chances(studio: Studio, group: Group, concept: Concept, latents: Array) -> Array:
    """The predicted chance that pictures (`n x d`) show a concept, `n`.

    Raises:
        NotYet: The concept is not known well enough.
    """
    learned = known(studio, group, concept)
    if not learned.telling:
        raise NotYet(
            "the labels of {name} show no signal yet", advice="Label more pictures.", name=concept.name
        )  # fmt: skip
    words, arrays = space_words(studio, group)
    arrays |= _as_arrays(studio, group, {concept.concept_id: USUAL}, "concept_") | {"z": latents}
    return np.asarray(studio.child.run("concept", words | {"ask": "chances"}, arrays)[1]["chance"][0])


def meeting(studio: Studio, group: Group, where: Sequence[str], latents: Array) -> NDArray[np.bool_]:
    """Which pictures (`n x d`) meet conditions such as `is-portrait>=.9` or `busy<=.2`, `n`.

    Raises:
        BadInput: A condition is none.
        NotFound: The group has no such concept.
        NotYet: It is not known well enough.
    """
    met = np.ones(len(latents), dtype=np.bool_)
    for text in where:
        parts = _WHERE.fullmatch(text)
        if parts is None:
            raise BadInput("'{text}' is no condition", advice="Write one such as is-portrait>=.9.", text=text)
        concept = named(studio, group, parts["name"])
        chance = chances(studio, group, concept, latents)
        wanted = float(parts["chance"])
        met &= chance >= wanted if parts["sign"] == ">=" else chance <= wanted
    return met


def _free(studio: Studio, group: Group, concept: Concept) -> None:
    if concept.concept_id in demands_of(studio.database, group.group_id):
        raise NotYet("{name} is required now", advice="Lift that first.", name=concept.name)


def _learned(studio: Studio, group: Group, labels: Sequence[Label]) -> Known:
    words, arrays = space_words(studio, group, 0)
    arrays |= {
        "z": np.array([one.latent for one in labels], dtype=np.float64),
        "yes": np.array([one.yes for one in labels], dtype=np.int64),
    }
    said, got = studio.child.run("concept", words | {"ask": "learn"}, arrays)
    low, high = wilson(said["right"], said["asked"])
    yes = int(arrays["yes"].sum())
    return Known(
        yes, len(labels) - yes, said["telling"], said["right"], said["asked"], low, high, said["ceiling"],
        said["slope"], Tastes(got["mean"][None], got["covariance"][None]),
    )  # fmt: skip


def _as_arrays(studio: Studio, group: Group, asked: Mapping[str, float], named: str) -> dict[str, Array]:
    """What is required as arrays, in the order in which it is asked.

    Raises:
        NotFound: It was required as of an earlier change, and its concept was erased since.
    """
    there = {one.concept_id: one for one in concepts_of(studio.database, group.group_id)}
    each: list[tuple[Known, float]] = []
    for concept_id, chance in asked.items():
        if concept_id not in there:
            raise NotFound("what was required then is not known any more")
        learned = known(studio, group, there[concept_id])
        assert learned.taste is not None, "what is required was known, and its labels stand"
        each.append((learned, chance))
    tastes: list[Any] = [one.taste for one, _ in each]
    return {
        f"{named}mean": np.concatenate([one.mean for one in tastes]),
        f"{named}covariance": np.concatenate([one.covariance for one in tastes]),
        f"{named}slope": np.array([one.slope for one, _ in each]),
        f"{named}level": logit(np.array([chance for _, chance in each])),
    }
