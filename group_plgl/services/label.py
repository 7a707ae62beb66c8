"""Labelling: a member goes through pictures one by one, from between two thresholds of their own.

Everything here is the member's own: what they said, what was foretold of it before they said it, and
how they are foretold to like every picture. What the group is foretold to like passes `favour`, as for
changes. Labels are answers like others, taken by `collect` and dealt by `deal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, NotYet
from group_plgl.members.calibration import wilson
from group_plgl.members.codec import from_bytes
from group_plgl.services.deal import next_turns
from group_plgl.services.favour import GROUP, Favour, basis_of, favours
from group_plgl.services.point import Looker
from group_plgl.services.reveal import own_record
from group_plgl.services.run import ask_run
from group_plgl.services.space import is_catalogue, is_past, space_words
from group_plgl.services.steer import NARROWEST_BAND
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of, pool_of, put_behind
from group_plgl.store.labelling import (
    MODE,
    Label,
    Labelling,
    UnseenRow,
    drop_labelling,
    labelling_of,
    labels_of,
    put_labelling,
    unseen_of,
)
from group_plgl.store.models import fit_at, models_of
from group_plgl.store.people import Group, Member, current_session

BINS = 100
FOREKNOWN = 12
FEWEST_SIDED = 5


@dataclass(frozen=True)
class Counted:
    """What a member said of how many pictures, by the newest answer to each.

    Attributes:
        positive: Liked.
        negative: Not liked.
        undecided: Passed over.
        left: Not asked about yet; None where pictures are drawn without end.
    """

    positive: int
    negative: int
    undecided: int
    left: int | None


@dataclass(frozen=True)
class Trial:
    """How well one taste of a member foretold answers it had not seen, to pictures that no taste chose.

    Attributes:
        seen_event: The taste's watermark.
        answers: On how many answers it rests.
        right: Foretold rightly.
        asked: Of how many.
        low: Lower end of the 95 % interval of the share that is right, 0 to 1.
        high: Upper end.
        baseline: The share that guessing the commoner answer gets right, 0 to 1.
        auc: How often a liked picture was foretold above a passed one, 0 to 1, with its 95 % interval;
            None where too few of either were asked about.
        liked: Liked ones among them.
        passed: Passed ones among them.
        telling: Whether answers are foretold beyond chance.
    """

    seen_event: int
    answers: int
    right: int
    asked: int
    low: float
    high: float
    baseline: float
    auc: tuple[float, float, float] | None
    liked: int
    passed: int
    telling: bool


@dataclass(frozen=True)
class Foreknown:
    """What one more label would make of the folder, before everything is learned anew.

    Attributes:
        card_id: The card that comes.
        liked: Pictures by foretold chance if it is liked, `BINS`.
        passed: The same if it is not.
        left_liked: Those pictures alone that are left to ask about, if it is liked.
        left_passed: The same if it is not.
    """

    card_id: str
    liked: Sequence[int]
    passed: Sequence[int]
    left_liked: Sequence[int]
    left_passed: Sequence[int]


@dataclass(frozen=True)
class Folder:
    """How the pictures of a folder, or of a pool, are foretold to be liked.

    Attributes:
        everything: Pictures by foretold chance, `BINS` of equal width from 0 to 1.
        left: Those of them that the member was not asked about yet.
        coming: For the cards that come next, the first ones.
    """

    everything: Sequence[int]
    left: Sequence[int]
    coming: Sequence[Foreknown]


@dataclass(frozen=True)
class Labelled:
    """What a member has said so far, the newest answer to each picture.

    Attributes:
        counted: How many of which.
        sitting: Answers of the sitting that runs, yes or no, as (foretold chance when dealt, whether liked).
        unforetold: How many more of these were said of pictures of which nothing was foretold.
        last: The event that an undo takes back; empty without one.
    """

    counted: Counted
    sitting: Sequence[tuple[float, bool]]
    unforetold: int
    last: str


def begin_labelling(studio: Studio, member: Member) -> None:
    """A member begins to label, from the band the house has; who labels already goes on as they do."""
    if labelling_of(studio.database, member.member_id) is None:
        settings = studio.settings
        _steer(studio, member, settings.band_low, settings.band_high)


def choose_own_band(studio: Studio, member: Member, low: float, high: float) -> None:
    """The member's next pictures are foretold to be liked with such a chance; those that wait go behind.

    Nobody else's cards change.

    Raises:
        BadInput: That is no band, or too narrow a one.
    """
    if not 0.0 <= low < high <= 1.0 or high - low < NARROWEST_BAND - 1e-9:
        raise BadInput(
            "the band goes from 0 to 100 percent and is at least {least} percent wide",
            least=round(100 * NARROWEST_BAND),
        )
    _steer(studio, member, low, high)


def end_labelling(studio: Studio, member: Member) -> None:
    """The member labels no more: what the session asks comes as before."""
    drop_labelling(studio.database, member.member_id)


def learn_now(studio: Studio) -> str:
    """Ask for everybody with news to be learned now; the run's id."""
    return ask_run(studio, "learn_members")


def labelled_by(studio: Studio, group: Group, member: Member) -> Labelled:
    """What a member has said of which pictures."""
    said = labels_of(studio.database, member.member_id)
    pool = set(pool_of(studio.database, group.group_id))
    newest = {one.picture_id: one for one in said if one.picture_id in pool}
    sides = [one.value for one in newest.values()]
    liked = sum(value is not None and value > 0.5 for value in sides)
    undecided = sum(value is None for value in sides)
    number = current_session(studio.database, group.group_id).number
    here = [one for one in said if one.session_number == number and one.value is not None]
    return Labelled(
        Counted(
            liked, len(newest) - liked - undecided, undecided,
            len(pool) - len(newest) if is_catalogue(group.space) else None,
        ),
        [(one.foretold, _liked(one)) for one in here if one.foretold is not None],
        sum(one.foretold is None for one in here),
        said[-1].event_id if said else "",
    )  # fmt: skip


def trials_of(studio: Studio, member: Member) -> list[Trial]:
    """How well the kept tastes of a member foretold unseen answers, the oldest first."""
    return [
        Trial(
            one.seen_event, one.said, one.right_held_out, one.held_out,
            *wilson(one.right_held_out, one.held_out), one.baseline, _area(one), one.liked, one.passed,
            one.telling,
        )
        for one in unseen_of(studio.database, member.group_id, member.member_id)
    ]  # fmt: skip


def foretold_unseen(studio: Studio, member: Member) -> list[tuple[float, bool]]:
    """Of every yes or no, the chance that a taste gave it which had not seen it, and whether it was a yes.

    By the newest taste; nothing before there is one.
    """
    rows = unseen_of(studio.database, member.group_id, member.member_id)
    if not rows:
        return []
    pairs = zip(rows[-1].chances, rows[-1].answers, strict=True)
    return [(float(chance), value > 0.5) for chance, value in pairs if value != 0.5]


def own_folder(studio: Studio, group: Group, member: Member) -> Folder | None:
    """How a member is foretold to like every picture there is; None before their taste is learned."""
    record = own_record(studio, member)
    if record is None or not record.ready or is_past(group.space):
        return None
    pool = pool_of(studio.database, group.group_id)
    row = {picture: place for place, picture in enumerate(pool)}
    turns = next_turns(studio, member, FOREKNOWN, MODE)
    coming = [turn[0] for turn in turns if turn[0].picture_id in row]
    asked = [row[one.picture_id] for one in coming]
    chances, liked, passed = _foretold(studio, group, member, record.seen_event, pool, asked)
    left = _left(studio, pool, member)
    cards = [
        Foreknown(one.card_id, binned(yes), binned(no), binned(yes[left]), binned(no[left]))
        for one, yes, no in zip(coming, liked, passed, strict=True)
    ]
    return Folder(binned(chances), binned(chances[left]), cards)


def group_folder(studio: Studio, looker: Looker) -> Folder:
    """How the group is foretold to like every picture there is, on average, where the asker may see that.

    Raises:
        NotYet: There is nothing of the group that they may see.
    """
    favour = next((one for one in favours(studio, looker) if one.kind == GROUP), None)
    if favour is None or is_past(looker.group.space):
        raise NotYet(
            "nothing of the group's taste is to be seen here yet",
            advice="It shows once there are enough tastes and results are open to you.",
        )
    pool = pool_of(studio.database, looker.group.group_id)
    chances = _foretold_on_average(studio, looker, favour, pool)
    return Folder(binned(chances), binned(chances[_left(studio, pool, looker.member)]), [])


def binned(chances: Array | Sequence[float], bins: int = BINS) -> list[int]:
    """How many of some chances, 0 to 1, fall into each of so many bins of equal width; 1 is in the last."""
    places: NDArray[np.int64] = np.minimum((np.asarray(chances) * bins).astype(np.int64), bins - 1)
    return [int(count) for count in np.bincount(places, minlength=bins)]


def _steer(studio: Studio, member: Member, low: float, high: float) -> None:
    """Set a member's band and ask for cards from inside it."""
    row = Labelling(member.member_id, member.group_id, low, high, studio.now())
    put_labelling(studio.database, row)
    put_behind(studio.database, member.group_id, MODE, member.member_id)
    ask_run(studio, "deal_decks")


def _foretold(
    studio: Studio, group: Group, member: Member, seen: int, pool: Sequence[str], coming: Sequence[int]
) -> tuple[Array, Array, Array]:
    """Chances of a member for a pool, `n`, and after each that comes is liked, or is not, `k x n`."""
    model = models_of(studio.database, group.group_id, seen, [member.member_id])[0]

    def ask() -> tuple[Array, Array, Array]:
        taste = from_bytes([model.payload], group.space)
        words, arrays = space_words(studio, group)
        words |= {"slope": fit_at(studio.database, group.group_id, seen).calibration, "coming": list(coming)}
        arrays |= {"z": _latents(studio, pool), "mean": taste.mean[0], "covariance": taste.covariance[0]}
        _, got = studio.child.run("label", words, arrays)
        return np.asarray(got["chances"]), np.asarray(got["liked"]), np.asarray(got["passed"])

    basis = _digest(model.payload, " ".join(pool).encode(), repr(coming).encode())
    return studio.database.remembered_while(("foretold", "member", member.member_id), basis, ask)


def _foretold_on_average(studio: Studio, looker: Looker, favour: Favour, pool: Sequence[str]) -> Array:
    """Mean chances of a group for a pool, by voices."""
    rests = basis_of(studio, looker, favour)

    def ask() -> Array:
        words, arrays = space_words(studio, looker.group)
        words |= rests.words | {"rules": [], "who": list(rests.who)}
        _, got = studio.child.run("score", words, arrays | rests.arrays | {"z": _latents(studio, pool)})
        return np.asarray(got["mean_liking"])

    tastes = [rests.arrays[name].tobytes() for name in sorted(rests.arrays)]
    basis = _digest(repr((rests.words, rests.who)).encode(), *tastes, " ".join(pool).encode())
    return studio.database.remembered_while(("foretold", "group", looker.group.group_id), basis, ask)


def _digest(*parts: bytes) -> str:
    """What stands for some bytes as long as they are the same."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _left(studio: Studio, pool: Sequence[str], member: Member | None) -> NDArray[np.bool_]:
    """Which pictures of a pool somebody was not asked about yet, `n`."""
    said = {one.picture_id for one in labels_of(studio.database, member.member_id)} if member else set()
    return np.array([picture not in said for picture in pool], dtype=bool)


def _latents(studio: Studio, pool: Sequence[str]) -> Array:
    """The latents of a pool, `n x d`."""
    latents = latents_of(studio.database, pool)
    return np.array([latents[one] for one in pool])


def _liked(one: Label) -> bool:
    return one.value is not None and one.value > 0.5


def _area(row: UnseenRow) -> tuple[float, float, float] | None:
    """The area under the curve with its interval, where enough of both sides were asked about."""
    if row.auc is None or row.auc_low is None or row.auc_high is None:
        return None
    return (row.auc, row.auc_low, row.auc_high) if min(row.liked, row.passed) >= FEWEST_SIDED else None
