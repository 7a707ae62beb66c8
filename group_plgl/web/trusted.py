"""How far tastes may be trusted, in words: for a member about themself, for a host about all together.

Numbers come from the newest fit and from questions asked twice; nothing is computed here but intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

from group_plgl.members.calibration import wilson
from group_plgl.members.lapses import ceiling
from group_plgl.members.prospects import GOAL, NEVER, reached
from group_plgl.services.reveal import PersonRow
from group_plgl.store.models import UNKNOWN, MemberRecord
from group_plgl.web.filters import percent
from group_plgl.web.language import _, ngettext
from group_plgl.web.me_pages import Measure, Trust

FEWEST_AGAIN = 4  # questions asked twice that say anything of a ceiling
FEWEST_CLAIMS = 8
_SOON = 3
_FINELY = 20


def trust_of(record: MemberRecord | None, repeats: Measure | None) -> Trust:
    """What a member is told of how far their taste may be trusted."""
    known = record is not None and record.ready
    claimed, claimed_words = _claims(record) if record is not None and known else (None, "")
    shown = _shown(record)
    most = ceiling(repeats.right / repeats.asked, shown) if _enough(repeats) and repeats else None
    share, share_words = _share(record if known else None, repeats, shown)
    more = [None, None, None] if record is None or not known else _more(record)
    return Trust(
        telling=record.telling if record is not None and known else None,
        telling_words=_silence() if record is not None and known and not record.telling else "",
        claimed=claimed,
        claimed_words=claimed_words,
        ceiling=most,
        share=share[0] if share else None,
        share_low=share[1] if share else None,
        share_high=share[2] if share else None,
        share_words=share_words,
        more=more[1],
        more_low=more[0],
        more_high=more[2],
        more_words=_more_words(record, repeats) if record is not None and known and record.telling else "",
    )


def together(rows: Sequence[PersonRow]) -> str:
    """The same of all learned tastes together, with numbers; empty before there is one."""
    known = [row.record for row in rows if row.record is not None and row.record.ready]
    asked, again = sum(one.held_out for one in known), sum(one.asked_again for one in known)
    parts = []
    if asked:
        right = sum(one.right_held_out for one in known)
        low, high = map(percent, wilson(right, asked))
        parts.append(
            _("{right} of {n} unseen answers foretold ({low} to {high}).").format(
                right=right, n=asked, low=low, high=high
            )
        )
    if again:
        same = sum(one.same for one in known)
        low, high = map(percent, wilson(same, again))
        words = ngettext(
            "Asked twice, {same} of {n} answer was the same ({low} to {high}).",
            "Asked twice, {same} of {n} answers were the same ({low} to {high}).",
            again,
        )
        parts.append(words.format(same=same, n=again, low=low, high=high))
    if known:
        telling = sum(one.telling for one in known)
        words = ngettext(
            "In {some} of {n} taste there is a signal beyond chance.",
            "In {some} of {n} tastes there is a signal beyond chance.",
            len(known),
        )
        parts.append(words.format(some=telling, n=len(known)))
    return " ".join(parts)


def _silence() -> str:
    return _(
        "No signal yet: how well your answers are foretold cannot be told from chance. With few answers "
        "that is nothing unusual; what is drawn for you rests on the group until then."
    )


def _claims(record: MemberRecord) -> tuple[float | None, str]:
    """What the taste expected of itself, and whether it came true; only with some answers to judge by."""
    if record.held_out < FEWEST_CLAIMS or not record.claimed:
        return None, ""
    low, high = wilson(record.right_held_out, record.held_out)
    told = {"claimed": percent(record.claimed), "n": record.held_out}
    if record.claimed > high:
        return record.claimed, _(
            "It expected to get {claimed} of these {n} right (the ring): too sure of itself."
        ).format(**told)
    if record.claimed < low:
        return record.claimed, _(
            "It expected to get {claimed} of these {n} right (the ring): too modest."
        ).format(**told)
    return record.claimed, _(
        "It expected to get {claimed} of these {n} right (the ring), which fits."
    ).format(**told)


def _enough(repeats: Measure | None) -> bool:
    return repeats is not None and repeats.asked >= FEWEST_AGAIN


def _shown(record: MemberRecord | None) -> float:
    """How many answers a question of this member had."""
    return 1.0 / record.chance_same if record is not None and record.chance_same else 2.0


def _share(
    record: MemberRecord | None, repeats: Measure | None, shown: float
) -> tuple[tuple[float, float, float] | None, str]:
    """How much of what can be foretold is, with its interval and in words."""
    if repeats is None:
        return None, ""
    if not _enough(repeats):
        return None, _("Too few questions were asked twice to say how much of you can be foretold at all.")
    most = percent(ceiling(repeats.right / repeats.asked, shown))
    if record is None or not record.held_out:
        words = _("So at most about {most} of your answers can be foretold at all (the dashed line).")
        return None, words.format(most=most)
    found = reached(record.right_held_out, record.held_out, repeats.right, repeats.asked, shown)
    words = _(
        "So at most about {most} of your answers can be foretold at all (the dashed line). Your taste gets "
        "{share} of that ({low} to {high})."
    )
    share, low, high = map(percent, found)
    return found, words.format(most=most, share=share, low=low, high=high)


def _more(record: MemberRecord) -> list[int | None]:
    numbers = (record.more_low, record.more, record.more_high)
    return [None if number in (NEVER, UNKNOWN) else number for number in numbers]


def _more_words(record: MemberRecord, repeats: Measure | None) -> str:
    """How many more answers it takes until four of five are foretold."""
    low, more, high, goal = record.more_low, record.more, record.more_high, percent(GOAL)
    if more == UNKNOWN or not record.held_out:
        return ""
    if repeats is not None and _enough(repeats) and ceiling(repeats.high, _shown(record)) < GOAL:
        return _("{goal} right cannot be reached: you agree with yourself on {same}.").format(
            goal=goal, same=percent(repeats.right / repeats.asked)
        )
    if 0 <= more <= _SOON:
        return _("It gets about {goal} right already.").format(goal=goal)
    if low == NEVER:
        return _("{goal} right is out of sight: more answers alone would hardly get there.").format(goal=goal)
    if more == NEVER:
        words = ngettext(
            "{goal} right is doubtful: at best after about {n} more answer.",
            "{goal} right is doubtful: at best after about {n} more answers.",
            _roundly(low),
        )
        return words.format(goal=goal, n=_roundly(low))
    if high == NEVER:
        words = ngettext(
            "About {n} more answer until {goal} are right; maybe {low}, maybe never.",
            "About {n} more answers until {goal} are right; maybe {low}, maybe never.",
            _roundly(more),
        )
    else:
        words = ngettext(
            "About {n} more answer until {goal} are right ({low} to {high}).",
            "About {n} more answers until {goal} are right ({low} to {high}).",
            _roundly(more),
        )
    return words.format(n=_roundly(more), goal=goal, low=_roundly(low), high=_roundly(high))


def _roundly(answers: int) -> int:
    """As exact as is known: by fives from twenty on."""
    return answers if answers < _FINELY else 5 * round(answers / 5)
