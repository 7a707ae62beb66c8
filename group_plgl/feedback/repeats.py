"""Asked twice: how often members answer the same question the same way.

A few turns of every deck are asked again, unannounced. How often a member agrees with themself
is the ceiling of what any model of their taste can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from group_plgl.feedback.dataset import ANSWERS, Dealt, Said, liking, live
from group_plgl.feedback.modes import mode_named


def agreement_with_self(said: Iterable[Said], cards: Mapping[str, Dealt]) -> dict[str, tuple[int, int]]:
    """Per member: repeats answered as the first time, and repeats answered at all."""
    answered: dict[tuple[str, int], Said] = {}
    for one in live(said):
        if one.kind in ANSWERS and (card := cards.get(one.card_id or "")):
            answered[one.member_id, card.turn] = one
    found: dict[str, tuple[int, int]] = {}
    for (member, _), one in answered.items():
        card = cards[one.card_id or ""]
        first = cards.get(card.repeat_of)
        before = answered.get((member, first.turn)) if first else None
        if before is not None:
            same, asked = found.get(member, (0, 0))
            found[member] = same + _same(before, one, cards), asked + 1
    return found


def _same(before: Said, after: Said, cards: Mapping[str, Dealt]) -> bool:
    """Whether two answers to one question agree: the same pick, class, or side of the middle."""
    one, other = cards[before.card_id or ""], cards[after.card_id or ""]
    mode = mode_named(one.mode)
    if mode.answer == "pick":
        either = before.value is not None or after.value is not None
        return before.value == after.value if either else one.picture_id == other.picture_id
    if mode.answer in ("class", "set", "sheet"):
        return before.value == after.value
    return (liking(before, mode) >= 0.5) == (liking(after, mode) >= 0.5)
