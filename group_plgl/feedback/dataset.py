"""The fold: from everything said to what can be learned from.

A stream of events, in any order of arrival and with any repeats, folds into the same dataset:
rows sorted by member and event id, without answers that were undone. An answer about one picture
is one row; a pick is a row per rival: this picture over that one. Skips say nothing about taste here;
what comments were heard to say is handed in, and stands as long as they do. Two live answers to one
turn both stand; that they differ is information too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.feedback.modes import MIXED, Mode, mode_named
from group_plgl.shapes import Array

ANSWERS = ("rated", "chosen", "classed", "sorted")
LARGEST_GRADE = 10


@dataclass(frozen=True)
class Said:
    """The part of an event that the fold reads; `took` milliseconds, None where nobody knows."""

    event_id: str
    member_id: str
    kind: str
    card_id: str | None
    value: float | None
    target_id: str | None
    session: int = 0
    took: float | None = None


@dataclass(frozen=True)
class Classes:
    """What the classes of a session are.

    Attributes:
        names: Of the classes.
        exclusive: Whether a picture is in one class only.
        ordered: Whether neighbouring classes are alike, from first to last.
        aim: The class that counts as liking, from 0.
    """

    names: tuple[str, ...] = ()
    exclusive: bool = True
    ordered: bool = False
    aim: int = 0

    def same(self, other: Classes) -> bool:
        """Whether both name the same classes, so that their answers count together."""
        return (self.names, self.exclusive) == (other.names, other.exclusive)


NO_CLASSES = Classes()
NOWHERE: Mapping[int, Classes] = MappingProxyType({})


@dataclass(frozen=True)
class Dealt:
    """The part of a card that the fold reads.

    Attributes:
        member_id: Who it was dealt to.
        turn: Cards of one turn were shown together.
        mode: The mode it was dealt in.
        picture_id: What it showed.
        repeat_of: The card of the same picture in the turn that is asked again; empty otherwise.
        latent: `d`.
        fair: Whether no taste chose the pictures of the turn.
        cluster: The cluster it stands for, or is a check on; empty where cards stand for themselves.
    """

    member_id: str
    turn: int
    mode: str
    picture_id: str
    repeat_of: str
    latent: Array
    fair: bool = True
    cluster: str = ""


@dataclass(frozen=True)
class Spoken:
    """One thing that a comment says of something with a word.

    Attributes:
        event_id: Of the comment.
        member_id: Whose it is.
        key: `name:word`, a scale and one of its ends.
        liked: Whether that is liked.
        strength: How strongly, above 0, at most 1.
    """

    event_id: str
    member_id: str
    key: str
    liked: bool
    strength: float = 1.0


@dataclass(frozen=True)
class Hint:
    """The same as evidence on a taste.

    Attributes:
        row: Of the member.
        key: As in `Spoken`.
        signed: How strongly it is liked (above 0) or disliked, -1 to 1.
        answer: Number of the answer about the same turn; -1 where it has none that teaches something.
        age: How many answers of the member are about later turns.
    """

    row: int
    key: str
    signed: float
    answer: int
    age: int


@dataclass(frozen=True)
class Dataset:
    """What a group's live answers say, in canonical order, `n` rows.

    Attributes:
        members: Member ids, sorted; row numbers below refer to them.
        member: Row of the member, `n`.
        z: The latent answered about, `n x d`.
        over: The latent it was preferred to, `n x d`; zeros where `paired` is False.
        paired: True where the row compares two pictures, `n`.
        graded: True where the value is a grade on a scale, `n`.
        value: How much `z` is liked, or preferred to `over`: 0 to 1, `n`.
        answer: Number of the answer a row belongs to, rising, `n`.
        source: The first answer to the same question, `n`: equal for a turn and its repeats.
        age: How many of the member's answers are about later turns, `n`: cards are answered in the order
            they were dealt in, whenever the answers arrive.
        worth: What the answer says in yes-or-no answers, on its first row; 0 on the others, `n`.
        fair: Whether it answers pictures that no taste chose: chance did, or they were brought along, `n`.
        weight: How much a row counts, 0 to 1, `n`: less than 1 for pictures labelled by the sheet.
        belongs: 1 where `z` is in the class, 0 where not, -1 where that was not asked, `n x k`.
        classes: The `k` classes; those of the newest sitting that has answers in classes.
        hints: What comments that stand say besides.
        took: Milliseconds from seeing to answering, `n`, NaN where nobody knows; empty where nobody asked.
    """

    members: tuple[str, ...]
    member: NDArray[np.int64]
    z: Array
    over: Array
    paired: NDArray[np.bool_]
    graded: NDArray[np.bool_]
    value: Array
    answer: NDArray[np.int64]
    source: NDArray[np.int64]
    age: NDArray[np.int64]
    worth: Array
    fair: NDArray[np.bool_]
    weight: Array
    belongs: Array
    classes: Classes = NO_CLASSES
    hints: tuple[Hint, ...] = ()
    took: Array = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class _Row:
    """One row of the dataset before it becomes arrays."""

    z: Array
    over: Array | None
    value: float
    graded: bool = False
    weight: float = 1.0


def live(said: Iterable[Said]) -> list[Said]:
    """What still stands of ratings, choices, skips and comments, once each, by member and event id."""
    unique = {(one.member_id, one.event_id): one for one in said}
    undone = {(one.member_id, one.target_id) for one in unique.values() if one.kind == "undone"}
    standing = [one for key, one in unique.items() if one.kind != "undone" and key not in undone]
    return sorted(standing, key=lambda one: (one.member_id, one.event_id))


def fold(
    said: Iterable[Said], cards: Mapping[str, Dealt], members: Iterable[str], d: int,
    sessions: Mapping[int, Classes] = NOWHERE, sheet: float = 1.0, spoken: Iterable[Spoken] = (),
) -> Dataset:  # fmt: skip
    """The dataset of a group's events; an undone answer leaves no trace in it.

    Args:
        said: Events in any order, possibly repeated.
        cards: Every card of the group by id.
        members: Member ids of the group; what others said is left out, and those who said nothing
            have no rows.
        d: Latent dimensions of the group's space.
        sessions: The classes of each sitting that had any.
        sheet: How much each picture counts that was labelled together with others, 0 to 1.
        spoken: What their comments say; of comments that do not stand nothing is kept.

    Raises:
        KeyError: An event names a card that is not among `cards`.
    """
    names = tuple(sorted(members))
    row = {name: i for i, name in enumerate(names)}
    kept: list[tuple[int, _Row, int, int, int, float, bool, Array]] = []
    firsts: dict[tuple[str, int], int] = {}
    standing = [one for one in live(said) if one.member_id in row]
    answers = [one for one in standing if one.kind in ANSWERS]
    together = _turns_with(cards, {one.card_id for one in answers})
    ages, now = _ages(answers, cards), _classes_now(answers, sessions)
    for number, one in enumerate(answers):
        card = cards[one.card_id or ""]
        mode = mode_named(card.mode)
        if not mode.trains:
            continue
        asked = (one.member_id, cards[card.repeat_of].turn if card.repeat_of in cards else card.turn)
        source = firsts.setdefault(asked, number)
        there = _now_or(sessions.get(one.session, NO_CLASSES), now)
        inside, shown = _belongs(one, mode, there, now), together[card.member_id, card.turn]
        for place, part in enumerate(_rows(one, mode, card, shown, there.aim, sheet)):
            says = 0.0 if place else mode.worth
            kept.append((row[one.member_id], part, number, source, ages[number], says, card.fair, inside))
    nothing = np.zeros(d)
    return Dataset(
        members=names,
        member=np.array([k[0] for k in kept], dtype=np.int64),
        z=np.array([k[1].z for k in kept], dtype=np.float64).reshape(len(kept), d),
        over=np.array([nothing if k[1].over is None else k[1].over for k in kept]).reshape(len(kept), d),
        paired=np.array([k[1].over is not None for k in kept], dtype=np.bool_),
        graded=np.array([k[1].graded for k in kept], dtype=np.bool_),
        value=np.array([k[1].value for k in kept], dtype=np.float64),
        answer=np.array([k[2] for k in kept], dtype=np.int64),
        source=np.array([k[3] for k in kept], dtype=np.int64),
        age=np.array([k[4] for k in kept], dtype=np.int64),
        worth=np.array([k[5] for k in kept], dtype=np.float64),
        fair=np.array([k[6] for k in kept], dtype=np.bool_),
        weight=np.array([k[1].weight for k in kept], dtype=np.float64),
        belongs=np.array([k[7] for k in kept], dtype=np.float64).reshape(len(kept), len(now.names)),
        classes=now,
        hints=tuple(_hints(spoken, standing, cards, row)),
        took=np.array([answers[k[2]].took for k in kept], dtype=np.float64),
    )


def ratings(members: Iterable[str], member: NDArray[np.int64], z: Array, value: ArrayLike) -> Dataset:
    """The dataset in which every answer is one rating, 0 to 1, of one picture.

    Args:
        members: Member ids, sorted.
        member: Row of the member of each rating, `n`.
        z: The latents rated, `n x d`.
        value: The ratings, `n`.
    """
    number, no = np.arange(len(member)), np.zeros(len(member), dtype=np.bool_)
    later, seen = np.zeros(len(member), dtype=np.int64), Counter[int]()
    for place in reversed(range(len(member))):
        later[place] = seen[int(member[place])]
        seen[int(member[place])] += 1
    return Dataset(
        tuple(members), member, z, np.zeros_like(z), no, no, np.asarray(value, dtype=np.float64), number,
        number, later, np.ones(len(member)), ~no, np.ones(len(member)), np.zeros((len(member), 0)),
    )  # fmt: skip


def _ages(answers: list[Said], cards: Mapping[str, Dealt]) -> list[int]:
    """How many answers of the same member that teach something are about later turns, answer by answer."""
    turns = [cards[one.card_id or ""].turn for one in answers]
    places = [place for place, one in enumerate(answers) if mode_named(cards[one.card_id or ""].mode).trains]
    newest_first = sorted(places, key=lambda place: (turns[place], place), reverse=True)
    ages, later = [0] * len(answers), Counter[str]()
    for place in newest_first:
        ages[place] = later[answers[place].member_id]
        later[answers[place].member_id] += 1
    return ages


def _hints(
    spoken: Iterable[Spoken], standing: list[Said], cards: Mapping[str, Dealt], row: Mapping[str, int]
) -> Iterator[Hint]:
    """What is said in comments that stand, by member and event id, with the answer to the same turn."""
    about = {(one.member_id, one.event_id): one.card_id for one in standing if one.kind == "commented"}
    heard = sorted((one for one in spoken if (one.member_id, one.event_id) in about), key=_in_order)
    if not heard:
        return
    turns: dict[str, list[tuple[int, int]]] = {}  # of each member the turns answered, with their answers
    for number, one in enumerate(each for each in standing if each.kind in ANSWERS):
        card = cards[one.card_id or ""]
        if mode_named(card.mode).trains:
            turns.setdefault(one.member_id, []).append((card.turn, number))
    for said in heard:
        card_id, mine = about[said.member_id, said.event_id] or "", turns.get(said.member_id, [])
        turn = cards[card_id].turn if card_id in cards else None
        answer = next((number for at, number in mine if at == turn), -1)
        later = sum(at > turn for at, _ in mine) if turn is not None else 0
        signed = said.strength if said.liked else -said.strength
        yield Hint(row[said.member_id], said.key, signed, answer, later)


def _in_order(one: Spoken) -> tuple[str, str, str, bool, float]:
    return one.member_id, one.event_id, one.key, one.liked, one.strength


def _turns_with(
    cards: Mapping[str, Dealt], answered: Set[str | None]
) -> Mapping[tuple[str, int], list[Dealt]]:
    """The cards of the turns that these cards belong to, turn by turn in order of card id."""
    found: dict[tuple[str, int], list[Dealt]] = {
        (card.member_id, card.turn): [] for key, card in cards.items() if key in answered
    }
    for _, card in sorted((key, card) for key, card in cards.items() if (card.member_id, card.turn) in found):
        found[card.member_id, card.turn].append(card)
    return found


def _classes_now(answers: list[Said], sessions: Mapping[int, Classes]) -> Classes:
    """The classes of the newest sitting in which a picture was put into any."""
    sorting = [
        one.session for one in answers if one.kind in ("classed", "sorted") and one.session in sessions
    ]
    return sessions[max(sorting)] if sorting else NO_CLASSES


def _now_or(there: Classes, now: Classes) -> Classes:
    """The classes of a sitting, aimed at what is aimed at now where they are the same."""
    return now if there.same(now) else there


def _belongs(one: Said, mode: Mode, there: Classes, now: Classes) -> Array:
    """Which of the classes of now a picture was put into, `k`; -1 where it was not asked."""
    if not mode.sorts or not there.same(now):
        return np.full(len(now.names), -1.0)
    value, number = int(one.value or 0.0), np.arange(len(now.names))
    return (number == value if mode.answer == "class" else value >> number & 1).astype(np.float64)


def _rows(one: Said, mode: Mode, card: Dealt, shown: list[Dealt], aim: int, sheet: float) -> Iterator[_Row]:
    """What one answer says: a pick is this picture over each of the others shown with it.

    A sheet says the same of each of its pictures, though less than if each had been asked about; that
    it is mixed says of none of them which it is.
    """
    if mode.answer == "pick" and one.value is None:
        yield from (_Row(card.latent, other.latent, 1.0) for other in shown if other is not card)
    elif mode.answer == "pick":
        yield from (_Row(other.latent, None, float(one.value or 0.0)) for other in shown)
    elif mode.answer == "sheet":
        less = sheet if len(shown) > 1 else 1.0
        yield from (
            _Row(other.latent, None, one.value or 0.0, False, less) for other in shown if one.value != MIXED
        )
    else:
        yield _Row(card.latent, None, liking(one, mode, aim), mode.answer in ("share", "ten"))


def liking(one: Said, mode: Mode, aim: int = 0) -> float:
    """How much a rating or a class says a picture is liked, 0 to 1.

    Source: grades are spread evenly; the class aimed at counts as liked, every other as not.
    """
    value = float(one.value or 0.0)
    if mode.answer == "ten":
        return (value - 1.0) / (LARGEST_GRADE - 1.0)
    if mode.answer == "class":
        return float(value == aim)
    if mode.answer == "set":
        return float(int(value) >> aim & 1)
    return value
