"""Replaying: the derived state is built again from what was said, and compared.

The newest fit, the newest drawn ideals and the newest camps of every group are rebuilt at their
recorded watermarks. Weights must agree to 1e-6 and latents to the last stored digit; camps must
be the same. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from group_plgl.members.codec import card_of, from_bytes
from group_plgl.services.aggregate import model_digest, ready_members
from group_plgl.services.analyse import analysed, stored_before
from group_plgl.services.compare import compared
from group_plgl.services.deliberate import deliberated, influence_rows, option_likings, option_rows
from group_plgl.services.hear import heard_anew
from group_plgl.services.heed import heeded
from group_plgl.services.imagine import imagined, liking_rows
from group_plgl.services.learn import learned
from group_plgl.services.stratify import raked_rows
from group_plgl.services.studio import Studio
from group_plgl.services.survey import surveyed
from group_plgl.store.choices import choices
from group_plgl.store.classes import ClassModelRow, class_ideals, class_models
from group_plgl.store.clauses import Clause, clauses_of
from group_plgl.store.findings import Campsite, camp_probabilities, camps
from group_plgl.store.heard import HeardRow
from group_plgl.store.labelling import UnseenRow, unseen_at
from group_plgl.store.lending import borrowed_at
from group_plgl.store.models import (
    Fit,
    group_models,
    ideals,
    likings,
    looks,
    member_models,
    newest_drawn,
    newest_fit,
    runners_up,
    samples,
)
from group_plgl.store.options import VerdictRow, influences_of, option_likings_of, options_of, verdict_of
from group_plgl.store.people import Group, all_groups, group_named
from group_plgl.store.segments import RakedWeight, raked_of
from group_plgl.store.surveys import DriftRow, ForetoldRow, survey_of

CLOSE = 1e-6


@dataclass(frozen=True)
class Difference:
    """One derived thing that a replay builds differently.

    Attributes:
        group: Slug of the group.
        what: The derived thing.
        detail: How it differs, with numbers.
    """

    group: str
    what: str
    detail: str


@dataclass(frozen=True)
class Replayed:
    """What was rebuilt and what differs.

    Attributes:
        groups: How many groups had derived state.
        compared: How many derived things were compared.
        differences: Those that differ; empty is what should be.
    """

    groups: int
    compared: int
    differences: list[Difference]


def replay(studio: Studio, slug: str = "") -> Replayed:
    """Rebuild the newest derived state of every group, or of one, and report what differs.

    Raises:
        NotFound: There is no such group.
    """
    groups = [group_named(studio.database, slug)] if slug else all_groups(studio.database)
    found = {group.slug: list(_group(studio, group)) for group in groups}
    differences = [
        Difference(slug, what, detail) for slug, checks in found.items() for what, detail in checks if detail
    ]
    return Replayed(
        sum(bool(checks) for checks in found.values()), sum(map(len, found.values())), differences
    )


def _group(studio: Studio, group: Group) -> Iterator[tuple[str, str]]:
    fit = newest_fit(studio.database, group.group_id)
    if fit is None:
        return
    yield "tastes", _tastes(studio, group, fit)
    if (heard := heard_anew(studio, group))[0]:
        yield "comments", differently_heard(*heard)
    yield from _families(studio, group)
    number = newest_drawn(studio.database, group.group_id)
    if number is None:
        return
    yield "group models", _models(studio, group, number)
    if weights := raked_of(studio.database, group.group_id, number):
        yield "weights", _weights(weights, raked_rows(studio, group, number))
    yield from _ideals(studio, group, number)
    if camps(studio.database, group.group_id, number) is not None:
        yield "camps", _camps(studio, group, number)
    if (survey := survey_of(studio.database, group.group_id, number)) is not None:
        yield from _survey(studio, group, number, *survey)
    verdict = verdict_of(studio.database, group.group_id, number)
    if verdict is not None and verdict.wish:  # what an earlier version found is found anew by the job
        yield from _options(studio, group, number, verdict)


def _tastes(studio: Studio, group: Group, fit: Fit) -> str:
    stored = member_models(studio.database, group.group_id, fit.seen_event)
    borrowed = borrowed_at(studio.database, group.group_id, fit.seen_event)
    chosen = {row.member_id: card_of(row.payload).compared for row in stored}
    found = learned(studio, group, fit.seen_event, borrowed, chosen)
    fitted, rebuilt = found.fit, found.members
    if [row.member_id for row in stored] != [row.member_id for row in rebuilt]:
        return f"{len(stored)} members stored, {len(rebuilt)} rebuilt"
    if [_record(row) for row in stored] != [_record(row) for row in rebuilt]:
        return "counts or held-out records differ; were settings changed since?"
    trust = [
        (
            *(one.scale, one.share, one.curves, one.half_life, one.kin, one.heeding),
            *(one.calibration, one.ceiling, one.held_out),
        )
        for one in (fit, fitted)
    ]
    one, other = from_bytes([row.payload for row in stored]), from_bytes([row.payload for row in rebuilt])
    return (
        _far("calibration", np.array(trust[0]), np.array(trust[1]), CLOSE)
        or _far("weights", one.mean, other.mean, CLOSE)
        or _unseen(unseen_at(studio.database, group.group_id, fit.seen_event), found.unseen)
        or _classes(class_models(studio.database, group.group_id, fit.seen_event), found.class_tastes)
    )


def differently_heard(stored: list[HeardRow], again: list[HeardRow]) -> str:
    """What comments were heard to say, read again."""
    for one, other in zip(stored, again, strict=True):
        if list(one.terms) != list(other.terms):
            return "a comment is read otherwise now"
        for name in ("signed", "starts", "ends"):
            then, now = (np.array(getattr(row, name), dtype=np.float64) for row in (one, other))
            if far := _far(f"{name} of comments", then, now, CLOSE):
                return far
    return ""


def _unseen(stored: list[UnseenRow], rebuilt: list[UnseenRow]) -> str:
    """What was foretold unseen; a fit from before that was kept has none."""
    one, other = (np.array([part for row in rows for part in row.chances]) for rows in (stored, rebuilt))
    return _far("chances of unseen answers", one, other, CLOSE) if stored else ""


def _families(studio: Studio, group: Group) -> Iterator[tuple[str, str]]:
    """The newest choice of every member, compared again as of the event it has seen."""
    stored = choices(studio.database, group.group_id)
    for seen in sorted({row.seen_event for row in stored}):
        then = {row.member_id: row for row in stored if row.seen_event == seen}
        again = compared(studio, group, seen, then)
        other = [row.family for row in again if row.family != then[row.member_id].family]
        records = [(row.answers, row.right_held_out, row.held_out) for row in again] != [
            (row.answers, row.right_held_out, row.held_out) for row in then.values()
        ]
        if other:
            yield "families", f"{len(other)} of {len(then)} members have another family now"
        else:
            yield "families", f"records as of event {seen} differ" if records else ""


def _classes(stored: list[ClassModelRow], rebuilt: list[ClassModelRow]) -> str:
    if not (stored and rebuilt):
        return "" if len(stored) == len(rebuilt) else "classes differ"
    one, other = (from_bytes([row.payload for row in rows]) for rows in (stored, rebuilt))
    return _far("weights of classes", one.mean, other.mean, CLOSE)


def _record(row: object) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "payload"}  # type: ignore[call-overload]


def _models(studio: Studio, group: Group, number: int) -> str:
    for model in group_models(studio.database, group.group_id, number):
        ready = ready_members(studio, group.group_id, model.seen_event)
        weights = heeded(studio, group, model.seen_event, [row.member_id for row in ready])
        if model_digest(model.rule, ready, weights) != model.digest:
            return f"model {number} by {model.rule} has another digest"
    return ""


def _weights(stored: list[RakedWeight], rebuilt: list[RakedWeight]) -> str:
    if [(row.version, row.member_id) for row in stored] != [(row.version, row.member_id) for row in rebuilt]:
        return f"{len(stored)} members are weighted, {len(rebuilt)} would be"
    one, other = (np.array([row.weight for row in rows]) for rows in (stored, rebuilt))
    return _far("weights", one, other, CLOSE)


def _ideals(studio: Studio, group: Group, number: int) -> Iterator[tuple[str, str]]:
    stored = ideals(studio.database, group.group_id, number)
    rebuilt = imagined(studio, group, number, stored[0].seen_change)
    yield "ideals", _far("latents", np.array([row.latent for row in stored]), rebuilt.ideals, 0.0)
    behind = [row.latent for row in runners_up(studio.database, group.group_id, number)]
    others = rebuilt.runners_up.reshape(-1, rebuilt.runners_up.shape[-1])
    yield "runners-up", _far("latents", np.array(behind).reshape(-1, others.shape[1]), others, 0.0)
    rows = {(row.rule, row.member_id): row for row in likings(studio.database, group.group_id, number)}
    again = liking_rows(group.group_id, number, rebuilt)
    one = np.array([[rows[r.rule, r.member_id].liking, rows[r.rule, r.member_id].standing] for r in again])
    yield "likings", _far("likings", one, np.array([[r.liking, r.standing] for r in again]), CLOSE)
    named = class_ideals(studio.database, group.group_id, number)
    if named or rebuilt.classes:
        before = np.array([row.latent for row in named])
        yield "classes", _far("latents", before, np.array([row.latent for row in rebuilt.classes]), 0.0)
    spread = np.array([row.latent for row in samples(studio.database, group.group_id, number)])
    parted = np.array([row.latent for row in looks(studio.database, group.group_id, number)])
    both = rebuilt.looks.reshape(-1, rebuilt.looks.shape[-1])
    yield "two looks", _far("latents", parted.reshape(-1, both.shape[1]), both, 0.0)
    yield "spread", _far("latents", spread, rebuilt.samples.reshape(-1, rebuilt.samples.shape[-1]), 0.0)


def _options(studio: Studio, group: Group, number: int, verdict: VerdictRow) -> Iterator[tuple[str, str]]:
    """Everything the number was held against, found again."""
    database, here = studio.database, group.group_id
    change = ideals(database, here, number)[0].seen_change
    rebuilt = deliberated(studio, group, number, change)
    stored = {(row.kind, row.place): row for row in options_of(database, here, number)}
    again = option_rows(here, number, rebuilt, rebuilt.z, [""] * len(rebuilt.z))
    if {(row.kind, row.place): row.name for row in again} != {key: row.name for key, row in stored.items()}:
        yield "options", "other options are found"
    else:
        latents = np.array([stored[row.kind, row.place].latent for row in again])
        yield "options", _far("latents", latents, np.array([row.latent for row in again]), 0.0)
    one, other = option_likings_of(database, here, number), option_likings(here, number, rebuilt)
    before, after = (np.array([[row.liking, row.standing] for row in rows]) for rows in (one, other))
    yield "likings of options", _far("likings", before, after, CLOSE)
    if verdict.verdict != rebuilt.split["verdict"]:
        yield "verdict", f"the verdict is {rebuilt.split['verdict']!r} now"
    if verdict.wish != rebuilt.wish:
        yield "wish", f"whether one picture pleases everybody is {rebuilt.wish!r} now"
    was, now = influences_of(database, here, number), influence_rows(here, number, rebuilt)
    before, after = (
        np.array([[row.weight, row.part, row.pull, row.moved, row.clashes] for row in rows])
        for rows in (was, now)
    )
    yield "influence", _far("influence", before, after, CLOSE)


def _camps(studio: Studio, group: Group, number: int) -> str:
    stored = camps(studio.database, group.group_id, number)
    if stored is None or not camp_probabilities(studio.database, group.group_id, number):
        return ""  # what an earlier version found is found anew by the job
    site = analysed(studio, group, number, stored_before(*stored), pictures=False)
    if stored[0].reading != site.finding.reading:
        return f"the reading is {site.finding.reading!r} now"
    if [row.camp for row in stored[1]] != [row.camp for row in site.memberships]:
        return "members are in other camps, or camps have other labels"
    one = camp_probabilities(studio.database, group.group_id, number)
    other = sorted(site.probabilities, key=lambda row: (row.member_id, row.camp))
    return _far(
        "probabilities",
        np.array([row.probability for row in one]),
        np.array([row.probability for row in other]),
        CLOSE,
    ) or _clauses(studio, group, number, site)


def _clauses(studio: Studio, group: Group, number: int, site: Campsite) -> str:
    """What is said in words; which pictures show it may be fewer since."""

    def told(rows: Sequence[Clause]) -> list[tuple[object, ...]]:
        return sorted((r.about, r.member_id, r.camp, r.kind, r.scale, r.clear, r.place) for r in rows)

    same = told(clauses_of(studio.database, group.group_id, number)) == told(site.clauses)
    return "" if same else "tastes are told in other words"


def _survey(
    studio: Studio, group: Group, number: int, foretold: Sequence[ForetoldRow], drifts: Sequence[DriftRow]
) -> Iterator[tuple[str, str]]:
    """What the board draws besides; drift only while the number it was measured from is kept."""
    again, drifted = surveyed(studio, group, number)
    order = sorted(again, key=lambda row: (row.member_id, row.place))
    before, after = (np.array([[row.chance, row.value] for row in rows]) for rows in (foretold, order))
    yield "answers foretold", _far("chances", before, after, CLOSE)
    if {row.earlier for row in drifts} == {row.earlier for row in drifted}:
        order_of = sorted(drifted, key=lambda row: row.member_id)
        before, after = (
            np.array([[row.similarity, row.low, row.high] for row in rows]) for rows in (drifts, order_of)
        )
        yield "drift", _far("similarities", before, after, CLOSE)


def _far(name: str, stored: np.ndarray, rebuilt: np.ndarray, close: float) -> str:
    """A sentence when two arrays differ by more than `close`, else nothing."""
    if stored.shape != rebuilt.shape:
        return f"{name} of shape {stored.shape} stored, {rebuilt.shape} rebuilt"
    off = float(np.abs(stored - rebuilt).max(initial=0.0))
    return f"{name} differ by up to {off:.3g}" if off > close else ""
