"""Convening: founding a group, and opening and closing its sessions."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from group_plgl.analytics.segments import NO_ANSWER
from group_plgl.errors import BadInput, NotAllowed
from group_plgl.feedback.modes import DEFAULT_MODE, FEWEST_CLASSES, MOST_CLASSES, SESSION_MODES, mode_named
from group_plgl.generators import space_of
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.services.join import LONGEST_ANSWER, clean_line, hash_secret
from group_plgl.services.limit import Wanted, settle
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.people import (
    Group,
    Question,
    Session,
    current_session,
    group_by_code,
    put_group,
    put_session,
    put_session_changed,
)
from group_plgl.store.segments import put_questions

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
LONGEST_TITLE = 80
LONGEST_QUESTION = 200
LONGEST_CLASS = 24
LONGEST_ASKED = 80
MOST_QUESTIONS, MOST_CHOICES = 3, 12
SMALLEST_K, DEFAULT_K, LARGEST_K = 3, 5, 100
NOTHING = Wanted()
PRIVACY: dict[str, str] = {
    "identified": "Everybody in the group sees who is predicted to like what.",
    "pseudonymous": "Only the host sees nicknames; members see numbers.",
    "anonymous": "Nobody sees individuals, not even the host; everything shown rests on at least k members.",
}


@dataclass(frozen=True)
class Asked:
    """A question the host asks those who join; without choices the answer is a short text."""

    text: str
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Named:
    """The classes of a session as the host names them.

    Attributes:
        classes: Their names; none where members answer otherwise.
        ordered: Whether neighbouring classes are alike, from first to last.
        aim: The class that the group's ideal is made for; the first unless told.
    """

    classes: Sequence[str] = ()
    ordered: bool = False
    aim: str = ""


def named_in(session: Session) -> Named:
    """The classes of a session, for another one like it."""
    aim = session.classes[session.aim] if session.classes else ""
    return Named(session.classes, session.ordered, aim)


def found_group(
    studio: Studio,
    *,
    name: str,
    question: str,
    space: str,
    privacy: str = "identified",
    k: int = DEFAULT_K,
    mode: str = DEFAULT_MODE,
    classes: Sequence[str] = (),
    ordered: bool = False,
    aim: str = "",
    strategy: str = "",
    results_shown: bool = True,
    questions: Sequence[Asked] = (),
    rehearsal: bool = False,
    limits: Wanted = NOTHING,
) -> tuple[Group, str]:
    """A new group with its first session open, and the host key, which is shown only now.

    Args:
        studio: Where.
        name: What the group is called.
        question: What is asked about every picture.
        space: Name of a space, or the key of a catalogue that was made for this group.
        privacy: One of `PRIVACY`.
        k: The fewest members anything shown rests on, where nobody sees individuals.
        mode: How members answer at first.
        classes: Names of the classes, for that mode.
        ordered: Whether neighbouring classes are alike.
        aim: The class that the group's ideal is made for; the first unless told.
        strategy: How the next pictures are chosen in it; as in the settings unless told.
        results_shown: Whether members see results before the host shows them.
        questions: What those who join are asked: texts with choices.
        rehearsal: Whether it is public and simulated members may join.
        limits: What all pictures keep to, where they are drawn.

    Raises:
        BadInput: A text is empty or too long, or a choice is none of those there are.
        NotFound: There is no such space, mode, gene or palette.
    """
    title, host_key = clean_line(name, "group name", LONGEST_TITLE), secrets.token_urlsafe(24)
    group = Group(
        group_id=secrets.token_hex(16),
        slug=f"{_slug_words(title)}-{secrets.token_hex(3)}",
        name=title,
        question=clean_line(question, "question", LONGEST_QUESTION),
        space=space if is_catalogue(space) else space_of(space).key,
        privacy=_checked_privacy(privacy),
        k=_checked_k(k),
        rehearsal=rehearsal,
        join_code=free_code(studio),
        host_key_hash=hash_secret(host_key),
        made_at=studio.now(),
        limits=_settled(studio, space, limits),
    )
    phase, named = "rating" if results_shown else "lobby", Named(classes, ordered, aim)  # who reveals begins
    session = new_session(studio, group, 1, mode, named, results_shown, phase, strategy)
    put_group(studio.database, group, session, _checked_questions(group, questions))
    return group, host_key


def new_session(
    studio: Studio,
    group: Group,
    number: int,
    mode: str,
    named: Named,
    results_shown: bool,
    phase: str = "rating",
    strategy: str = "",
) -> Session:
    """A session that opens now, not yet stored.

    Raises:
        BadInput: The mode or the strategy is none of a session's, or its classes are too few or too many.
    """
    if mode not in SESSION_MODES:
        raise BadInput("unknown mode '{mode}'; known: {known}", mode=mode, known=", ".join(SESSION_MODES))
    strategy = strategy or studio.settings.strategy
    if strategy not in STRATEGIES:
        raise BadInput(
            "unknown strategy '{strategy}'; known: {known}", strategy=strategy, known=", ".join(STRATEGIES)
        )
    classes = _checked_classes(mode, named.classes)
    return Session(
        group_id=group.group_id,
        number=number,
        mode=mode,
        turns=mode_named(mode).turns,
        classes=classes,
        phase=phase,
        results_shown=results_shown,
        door_open=True,
        ends_at=None,
        opened_at=studio.now(),
        closed_at=None,
        strategy=strategy,
        ordered=named.ordered and mode_named(mode).answer == "class",
        aim=_checked_aim(classes, named.aim),
    )


def open_session(
    studio: Studio, group: Group, mode: str = "", named: Named | None = None, strategy: str = ""
) -> Session:
    """The group's open session; when that is closed a new one, like the last unless told otherwise.

    Members see results in the new one where they saw them last: that is the host's to change.
    """
    last = current_session(studio.database, group.group_id)
    if last.closed_at is None:
        return last
    session = new_session(
        studio, group, last.number + 1, mode or last.mode, named or named_in(last), last.results_shown,
        strategy=strategy or last.strategy,
    )  # fmt: skip
    put_session(studio.database, session)
    return session


def close_session(studio: Studio, group: Group) -> None:
    """Close the open session, not the vote in it; answers on their way are taken for the grace time."""
    put_session_changed(
        studio.database, group.group_id, lambda now: replace(now, closed_at=now.closed_at or studio.now())
    )


def ask_at_door(studio: Studio, group: Group, questions: Sequence[Asked]) -> None:
    """Ask those who join something else from now on; shares stated for the old questions go with them.

    Raises:
        BadInput: A text is empty or too long, or there are too many.
        NotAllowed: Somebody has joined: they were told what is asked, and what for.
    """
    checked = _checked_questions(group, questions)
    if not put_questions(studio.database, group.group_id, checked):
        raise NotAllowed(
            "somebody has joined, so the questions stay as they are",
            advice="Found another group to ask something else.",
        )


def _settled(studio: Studio, space: str, wanted: Wanted) -> str:
    """The limits of a group as they are kept with it."""
    if is_catalogue(space) and wanted:
        raise BadInput("the group's own pictures have no genes to lock", advice="Bring only those that fit.")
    return "" if is_catalogue(space) else settle(studio, space_of(space), wanted).as_text()


def _checked_privacy(privacy: str) -> str:
    if privacy not in PRIVACY:
        raise BadInput(
            "unknown privacy mode '{privacy}'; known: {known}", privacy=privacy, known=", ".join(PRIVACY)
        )
    return privacy


def _checked_k(k: int) -> int:
    if not SMALLEST_K <= k <= LARGEST_K:
        raise BadInput("k is {k}, it should be {low} to {high}", k=k, low=SMALLEST_K, high=LARGEST_K)
    return k


def _checked_classes(mode: str, classes: Sequence[str]) -> list[str]:
    if not mode_named(mode).sorts:
        return []
    names = [clean_line(name, "class", LONGEST_CLASS) for name in classes]
    if not FEWEST_CLASSES <= len(names) <= MOST_CLASSES or len(set(names)) < len(names):
        raise BadInput(
            "there are {low} to {high} different classes, got {have}",
            low=FEWEST_CLASSES,
            high=MOST_CLASSES,
            have=len(names),
        )
    return names


def _checked_aim(classes: Sequence[str], aim: str) -> int:
    if aim and classes and aim not in classes:
        raise BadInput("'{aim}' is none of the classes: {known}", aim=aim, known=", ".join(classes))
    return classes.index(aim) if aim in classes else 0


def _checked_questions(group: Group, asked: Sequence[Asked]) -> list[Question]:
    if len(asked) > MOST_QUESTIONS:
        raise BadInput(
            "a host asks at most {most} questions, got {have}", most=MOST_QUESTIONS, have=len(asked)
        )
    for one in asked:
        if len(one.choices) == 1 or len(one.choices) > MOST_CHOICES:
            raise BadInput(
                "a question has no choices, or 2 to {most}; got {have}",
                most=MOST_CHOICES,
                have=len(one.choices),
            )
        if len(set(one.choices)) < len(one.choices) or NO_ANSWER in one.choices:
            raise BadInput(
                "choices differ from each other, and none is “{none}”, which stands for no answer",
                none=NO_ANSWER,
            )
    return [
        Question(
            group.group_id,
            position,
            clean_line(one.text, "question", LONGEST_ASKED),
            [clean_line(choice, "choice", LONGEST_ANSWER) for choice in one.choices],
            divides=bool(one.choices),
        )
        for position, one in enumerate(asked)
    ]


def _slug_words(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6])[:48].strip("-") or "group"


def free_code(studio: Studio) -> str:
    """A join code that no group has: six letters that are not mistaken for each other."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if group_by_code(studio.database, code) is None:
            return code
