"""What numbers may be told where nobody may be singled out: the arithmetic of k-anonymity.

A count may be told when it and what is left of its whole are each none or at least k. How many
like something is told in bands, since "all of them" would say it of each. A step from one
published number to the next may not rest on few. Who is asked for, and who asks, is in `reveal`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

LARGEST_SHARE = 1 / 3
_ROUNDING = 1e-9

FEW, FEWER, SOME, MOST, NEARLY_ALL, EXACT = (
    "few or none", "fewer than half", "some", "most", "nearly everyone", "exactly",
)  # fmt: skip
BANDS = (FEW, FEWER, SOME, MOST, NEARLY_ALL)


@dataclass(frozen=True)
class Told:
    """What may be said of how many.

    Attributes:
        band: One of `BANDS`, or `exactly`.
        count: The number, where it may be told.
    """

    band: str
    count: int | None = None

    @property
    def blurred(self) -> Told:
        """The same without the number."""
        return Told(SOME if self.band == EXACT else self.band)


def bounds(one: Told, members: int, k: int) -> tuple[int, int]:
    """The fewest and the most that a band can mean among so many members."""
    if one.count is not None:
        return one.count, one.count
    half = (members + 1) // 2
    found = {
        FEW: (0, k - 1), FEWER: (0, half - 1), SOME: (k, members - k), MOST: (half, members),
        NEARLY_ALL: (members - k + 1, members),
    }  # fmt: skip
    return found[one.band]


def told(count: int, whole: int, k: int) -> int | None:
    """A count of people, when it and the rest of its whole are each none or at least `k`."""
    return count if _safe(count, k) and _safe(whole - count, k) else None


def told_liking(pleased: int, members: int, k: int) -> Told:
    """How many of so many like something, without saying it of anybody.

    No dissent, or nobody in favour, is told as up to `k - 1` of them: words never tell 0 from that.
    Among fewer than `2k - 1` such bands would meet; there only the majority is told.
    """
    if members < 2 * k - 1:
        return Told(MOST if 2 * pleased >= members else FEWER)
    if pleased < k:
        return Told(FEW)
    if members - pleased < k:
        return Told(NEARLY_ALL)
    return Told(EXACT, pleased)


def told_likings(pleased: Mapping[str, int], members: int, k: int) -> dict[str, Told]:
    """`told_liking` of several things by the same people: two exact numbers never lie few apart."""
    said: dict[str, Told] = {}
    for name, count in pleased.items():
        one = told_liking(count, members, k)
        if one.count is not None and any(
            0 < abs(one.count - other.count) < k for other in said.values() if other.count is not None
        ):
            one = Told(SOME)
        said[name] = one
    return said


def is_step(moved: Mapping[str, float], k: int) -> bool:
    """Whether a published number may follow an earlier one, by how far each member differs.

    Args:
        moved: Per member, 0 (the same) to 1 (new, or gone).
        k: The fewest members who differ, unless nobody does; none of them makes up more than
            `LARGEST_SHARE` of the difference, since a newcomer is not hidden by others who hardly moved.

    Source: threshold rule with a dominance rule, Hundepool et al. 2012. The best guess at one
    member's part of a sum of independent parts has a squared cosine of that part's share.
    """
    parts = [part for part in moved.values() if part > 0]
    return not parts or (len(parts) >= k and max(parts) <= LARGEST_SHARE * sum(parts) + _ROUNDING)


def is_step_in_cells(
    before: Mapping[str, Hashable], now: Mapping[str, Hashable], moved: Mapping[str, float], k: int
) -> bool:
    """Whether from one number to the next no union of segments differs by few, whoever compares which.

    Enough for that, cell by cell: where anybody comes, goes or says something else, at least `k` of
    those who stay in the cell move themselves, and nobody makes up more than `LARGEST_SHARE` of what
    these do. Cells that are new consist of at least `k` who were nowhere, cells that are gone of at
    least `k` who are nowhere now. Then take any union of cells before and any now. If a cell with
    members who stay is in one union only, these, at least `k` of them, differ wholly. Else the same
    cells are in both; whoever is told to differ does so in a cell of which at least `k` others do,
    or comes with a cell of newcomers as large.

    Args:
        before: The cell of each member at the earlier number; nothing for who was not in it.
        now: The cell of each member at the later one.
        moved: Per member of either, how far what they said differs, 0 to 1.
        k: The fewest members anything shown rests on.
    """
    for cell in {*before.values(), *now.values()}:
        then = {member for member, one in before.items() if one == cell}
        here = {member for member, one in now.items() if one == cell}
        staying, others = then & here, then ^ here
        if not staying:
            settled = all((member in before) != (member in now) for member in others)
            if not settled or len(others) < k or (then and here):
                return False
            continue
        parts = [moved.get(member, 0.0) for member in staying if moved.get(member, 0.0) > 0]
        if not parts and not others:
            if len(staying) < k:
                return False
            continue
        largest = 1.0 if others else max(parts)
        if len(parts) < k or largest > LARGEST_SHARE * sum(parts) + _ROUNDING:
            return False
    return True


def _safe(count: int, k: int) -> bool:
    return count == 0 or count >= k
