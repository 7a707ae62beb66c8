"""Learning: groups with news are refitted whole and cold, and stored with their watermark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from group_plgl import __version__
from group_plgl.feedback.dataset import Dataset
from group_plgl.members.calibration import area_under
from group_plgl.members.codec import FAMILY, Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.families.registry import DEFAULT_FAMILY
from group_plgl.members.kin import LEAST_LENT, MOST, Kin
from group_plgl.members.priors import Belief
from group_plgl.services.hear import hear_group
from group_plgl.services.recall import recall
from group_plgl.services.space import goes_on, is_catalogue, space_words
from group_plgl.services.studio import Studio
from group_plgl.store.choices import ChoiceRow, choices, choices_at
from group_plgl.store.classes import ClassFitRow, ClassModelRow
from group_plgl.store.events import groups_behind, last_event
from group_plgl.store.images import whole_pool
from group_plgl.store.labelling import UnseenRow
from group_plgl.store.lending import BorrowedTastes, LentTaste, lent_to
from group_plgl.store.models import Fit, MemberModelRow, fit_at, put_fit
from group_plgl.store.people import Group, group_of

MADE_BY = f"group-plgl {__version__} {FAMILY}"
_TOLD: dict[str, type[int] | type[float] | type[bool]] = {
    "answers": int, "likes": int, "ready": bool, "right_held_out": int, "held_out": int, "baseline": float,
    "same": int, "asked_again": int, "chance_same": float, "claimed": float, "telling": bool, "lapse": float,
}  # fmt: skip


def behind(studio: Studio) -> list[str]:
    """Groups with events that their newest fit has not seen."""
    return [group for group, _, _ in groups_behind(studio.database) if goes_on(studio, group)]


def learn_group(studio: Studio, group_id: str) -> dict[str, Any]:
    """Refit all members of a group on everything said so far, and store it."""
    group = group_of(studio.database, group_id)
    seen = last_event(studio.database, group_id)
    borrowed = borrow(studio, group, seen)
    hear_group(studio, group, seen)
    found = learned(studio, group, seen, borrowed)
    put_fit(
        studio.database, found.fit, found.members, classes=found.classes, class_tastes=found.class_tastes,
        lent=found.lent, borrowed=borrowed, unseen=found.unseen,
    )  # fmt: skip
    return {
        "group": group.slug,
        "events": seen,
        "members": len(found.members),
        "ready": sum(row.ready for row in found.members),
    }


def needed(studio: Studio, group: Group) -> tuple[int, int]:
    """Answers, and telling answers, before a taste of this group is learned.

    A group with few pictures of its own can answer no more than there are.
    """
    settings = studio.settings
    if not is_catalogue(group.space):
        return settings.needed_answers, settings.needed_each
    pictures = max(1, len(whole_pool(studio.database, group.group_id)))
    return min(settings.needed_answers, pictures), min(settings.needed_each, max(1, pictures // 6))


def rows_in(known: Dataset) -> dict[str, Any]:
    """The rows of a dataset as arrays for the compute child."""
    names = (
        "member", "z", "over", "paired", "graded", "value", "answer", "source", "age", "worth", "fair",
        "weight", "belongs",
    )  # fmt: skip
    return {name: getattr(known, name) for name in names}


@dataclass(frozen=True)
class Learned:
    """One refit of a group.

    Attributes:
        fit: What holds for all.
        members: Their tastes.
        classes: Where pictures were sorted, what is told of each class.
        class_tastes: The members' taste for each of them.
        lent: What the group lends to others, if anything.
        unseen: What would have been foretold of answers unseen, of members whose taste is learned.
    """

    fit: Fit
    members: list[MemberModelRow]
    classes: list[ClassFitRow]
    class_tastes: list[ClassModelRow]
    lent: LentTaste | None
    unseen: list[UnseenRow]


def asked_about(
    studio: Studio, group: Group, known: Dataset, borrowed: BorrowedTastes | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Words and arrays in which the compute child is asked about a group's answers."""
    words, arrays = space_words(studio, group)
    answers, each = needed(studio, group)
    words |= {"m": len(known.members), "needed_answers": answers, "needed_each": each}
    words |= {name: getattr(known.classes, name) for name in ("exclusive", "ordered", "aim")}
    words["hints"] = [asdict(one) for one in known.hints]
    if borrowed is not None:
        words["untold"] = json.loads(borrowed.belief)
        kin = Kin.from_bytes(borrowed.payload)
        arrays |= {"kin_mean": kin.mean, "kin_doubt": kin.doubt, "kin_shared": kin.shared}
    if studio.settings.use_pace:
        arrays["took"] = known.took
    return words, arrays | rows_in(known)


def learned(
    studio: Studio, group: Group, seen: int, borrowed: BorrowedTastes | None = None,
    compared: Mapping[str, int] | None = None,
) -> Learned:  # fmt: skip
    """What is learned of a group from its events up to `seen`; nothing is stored.

    Args:
        studio: Where.
        group: Which.
        seen: The watermark.
        borrowed: What it begins with of other groups, if anything.
        compared: As of which event the family of each member was chosen; the newest choice unless told.
    """
    known, database = recall(studio, group, seen), studio.database
    rows = choices(database, group.group_id, seen) if compared is None else choices_at(database, compared)
    chosen = {one.member_id: one for one in rows}
    words, arrays = asked_about(studio, group, known, borrowed)
    words |= {
        "lent_by": max(2, group.k) if lends(studio, group) else 0,
        "families": [
            {"row": row, "family": choice.family, "weights": json.loads(choice.evidence)["weights"]}
            for row, choice in enumerate(map(chosen.get, known.members))
            if choice is not None and choice.family != DEFAULT_FAMILY
        ],
    }
    said, got = studio.child.run("learn", words, arrays)
    of_classes = said.pop("classes", [])
    fit = Fit(group.group_id, seen, **said, made_by=MADE_BY, made_at=studio.now())
    card = Card(group.space, seen, Belief(**{one.name: getattr(fit, one.name) for one in fields(Belief)}))
    tastes = Tastes(got["mean"], got["covariance"])
    models = [
        MemberModelRow(
            group_id=group.group_id,
            seen_event=seen,
            member_id=member,
            **_record(got, row, chosen.get(member)),
            payload=to_bytes(tastes, row, _choosing(card, chosen.get(member))),
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
    class_rows = [
        ClassModelRow(group.group_id, seen, number, member, to_bytes(taste, row, card))
        for number, taste in enumerate(class_tastes)
        for row, member in enumerate(known.members)
    ]
    lent = _lent(fit, sum(row.ready for row in models), got)
    return Learned(fit, models, classes, class_rows, lent, _unseen(fit, models, got))


def _unseen(fit: Fit, models: Sequence[MemberModelRow], got: Mapping[str, Any]) -> list[UnseenRow]:
    """What would have been foretold unseen of the answers of each member whose taste is learned."""
    rows = []
    for row, model in enumerate(models):
        own = got["unseen_member"] == row
        chances, answers = got["unseen_chance"][own], got["unseen_answer"][own]
        sided = got["unseen_fair"][own].astype(bool) & (answers != 0.5)
        liked = answers[sided] > 0.5
        area = area_under(chances[sided], liked) or (None, None, None)
        record = (
            model.answers, model.right_held_out, model.held_out, model.baseline, model.telling,
        )  # fmt: skip
        told = (int(liked.sum()), int((~liked).sum()), *area, chances.tolist(), answers.tolist())
        if model.ready:
            rows.append(UnseenRow(fit.group_id, fit.seen_event, model.member_id, *record, *told))
    return rows


def _record(got: Mapping[str, Any], row: int, choice: ChoiceRow | None) -> dict[str, Any]:
    """What is known of one member's taste besides itself, as columns.

    How well the taste of one whose family was chosen foretells is what was found without the answers
    that chose it: those speak too well of it.
    """
    more = dict(zip(("more_low", "more", "more_high"), got["more"][row].tolist(), strict=True))
    told = {name: kind(got[name][row]) for name, kind in _TOLD.items()} | more
    if choice is None or choice.family == DEFAULT_FAMILY:
        return told
    return told | {name: getattr(choice, name) for name in ("right_held_out", "held_out", "baseline")}


def _choosing(card: Card, choice: ChoiceRow | None) -> Card:
    """A member's card, which says what learned their taste and when that was chosen."""
    return card if choice is None else replace(card, learned_by=choice.family, compared=choice.seen_event)


def lends(studio: Studio, group: Group) -> bool:
    """Whether groups lend each other what they like on average; a group's own pictures are nobody else's."""
    return bool(studio.settings.lend_tastes) and not is_catalogue(group.space)


def borrow(studio: Studio, group: Group, seen: int) -> BorrowedTastes | None:
    """What a group may begin with of others in its space, if the house has groups lend.

    What is believed of a group of which nothing is known is what is believed of the largest lender.
    """
    lenders = lent_to(studio.database, group.group_id)[:MOST] if lends(studio, group) else []
    kin = Kin.of_all([one.payload for one in lenders])
    if kin is None:
        return None
    fit = fit_at(studio.database, lenders[0].group_id, lenders[0].seen_event)
    untold = Belief(fit.scale, max(fit.share, LEAST_LENT), fit.curves)
    names = [one.group_id for one in lenders]
    return BorrowedTastes(group.group_id, seen, names, json.dumps(asdict(untold)), kin.to_bytes())


def _lent(fit: Fit, members: int, got: dict[str, Any]) -> LentTaste | None:
    if "lent_mean" not in got:
        return None
    kin = Kin(got["lent_mean"], got["lent_doubt"], got["lent_shared"])
    return LentTaste(fit.group_id, fit.seen_event, members, kin.to_bytes())
