"""What the API answers about groups, people and the house: a typed dictionary for each form.

Written from the registry of the API by tests/web/api/test_client_code.py; change that instead.
"""

from __future__ import annotations

from typing import TypedDict


class CardForm(TypedDict):
    """One card to answer."""

    card: str  # Its id, which a rating names.
    place: int  # Its place in the turn, from 0.
    picture: str  # The picture's id.
    picture_url: str  # Where the picture is, for this key.
    words: str  # What can be seen in it, for those who cannot.


class TurnForm(TypedDict):
    """Cards that are answered together."""

    turn: int  # Which turn of the deck, from 0.
    cards: list[CardForm]  # The cards, place by place.


class CardList(TypedDict):
    """The next cards of a member, and how they are answered."""

    mode: str  # The mode's name.
    answer: str  # like, share, ten, pick, class, set or sheet.
    classes: list[str]  # Names of the classes, in modes with classes.
    phase: str  # lobby, rating, reveal or vote.
    session_open: bool  # Whether votes are taken.
    suggested: int  # How many turns are suggested.
    answered: int  # Answers of this member that stand.
    items: list[TurnForm]  # Unanswered turns, in order; more are dealt as they answer.


class MeantForm(TypedDict):
    """One thing that a comment says."""

    key: str
    meaning: str
    corrected: bool
    start: int  # Place of the first letter of what names it, from 0.
    end: int


class CommentForm(TypedDict):
    """A comment that stands."""

    id: str  # The rating it came as.
    text: str  # What was said.
    read: bool
    meant: list[MeantForm]  # What it says.


class CommentList(TypedDict):
    """What a member's comments say, newest first."""

    items: list[CommentForm]  # The comments that stand.


class GroupForm(TypedDict):
    """A group as a key sees it."""

    slug: str  # The group's name in its links and in addresses of the API.
    name: str  # What people call it.
    question: str  # What is asked about every picture.
    space: str
    own_pictures: bool  # Whether they are the group's own pictures, not drawn ones.
    latent_dim: int | None
    privacy: str  # identified, pseudonymous or anonymous.
    k: int
    rehearsal: bool
    mode: str  # How members answer in the current session.
    phase: str  # lobby, rating, reveal or vote.
    session: int  # The number of the current session.
    session_open: bool  # Whether votes are taken.
    joined: int | None
    answered: int | None  # How many of them have answered anything; null as above.
    ready: int | None  # How many tastes are learned; null as above.
    answers: int | None  # How many answers stand; null as above.
    withheld: str
    number: int | None
    made_at: str  # When it was founded.


class Founded(TypedDict):
    """A group that was just founded."""

    group: GroupForm  # The group.
    join_code: str  # What people type to come in.
    host_key: str | None


class GroupList(TypedDict):
    """Groups, the newest first."""

    items: list[GroupForm]  # The groups of this page.
    next: str | None


class Hint(TypedDict):
    """Whether anything of a group has changed, never what."""

    version: int
    session: int
    number: int | None


class JobForm(TypedDict):
    """A job that runs by the clock."""

    name: str  # Its name in addresses.
    help: str  # What it does.


class JobList(TypedDict):
    """The jobs of the house."""

    items: list[JobForm]  # The jobs.


class Leaning(TypedDict):
    """One thing that shows clearly in a member's answers."""

    towards: str  # What they lean to.
    away_from: str  # Rather than what.
    effect: float
    low: float  # Lower end of the interval.
    high: float  # Upper end of the interval.


class MemberForm(TypedDict):
    """A member as a key sees them."""

    member: str  # What the member is called in addresses of the API.
    label: str  # Nickname, or a number where names are hidden.
    yours: bool
    simulated: bool  # Whether a program plays them.
    answers: int  # Answers that stand.
    ready: bool  # Whether their taste is learned.


class MemberList(TypedDict):
    """Members of a group; nobody in anonymous groups, where none are listed."""

    items: list[MemberForm]  # The members.
    next: str | None


class ModeForm(TypedDict):
    """A way to answer."""

    name: str  # Its name in requests.
    title: str  # Its name as people read it.
    help: str  # What a member does.
    answer: str  # like, share, ten, pick, class, set or sheet.
    together: int  # Pictures shown together; 0 where it depends on the vote.


class ModeList(TypedDict):
    """The ways to answer."""

    items: list[ModeForm]  # The modes.


class Nothing(TypedDict):
    """An answer that says no more than that it was done."""

    done: bool  # Always true.


class RunForm(TypedDict):
    """One run of a job."""

    run: str  # Its id.
    job: str  # Of which job.
    status: str  # queued, running, done, failed or abandoned.
    asked_at: str  # When it was asked for.
    started_at: str | None  # When it began; null before.
    finished_at: str | None  # When it ended; null before.


class RunList(TypedDict):
    """Runs, the newest first."""

    items: list[RunForm]  # The runs of this page.
    next: str | None


class SessionForm(TypedDict):
    """One sitting of a group."""

    number: int  # Its number in the group, from 1.
    mode: str  # How members answer.
    turns: int  # How many turns are suggested.
    classes: list[str]  # Names of the classes, in modes with classes.
    ordered: bool  # Whether neighbouring classes are alike.
    aim: int  # The class the ideal is made for, from 0.
    strategy: str  # How the next pictures are chosen.
    phase: str  # lobby, rating, reveal or vote.
    results_shown: bool  # Whether members see results.
    door_open: bool  # Whether newcomers may join.
    ends_at: str | None  # When the host means to stop; null without a clock.
    opened_at: str  # When it was opened.
    closed_at: str | None  # When it was closed; null while it is open.


class SessionList(TypedDict):
    """Sittings of a group, the first one first."""

    items: list[SessionForm]  # The sittings.
    next: str | None


class SpaceForm(TypedDict):
    """A kind of pictures."""

    name: str  # Its name in requests.
    key: str  # Name and version, as stored beside every latent.
    title: str  # Its name as people read it.
    help: str  # What the pictures are.
    latent_dim: int  # How many numbers a latent has.
    genes: list[str]  # What each of them is called, in order.
    sounds: bool  # Whether every picture also sounds.


class SpaceList(TypedDict):
    """The spaces a group may choose from."""

    items: list[SpaceForm]  # The spaces.


class Taken(TypedDict):
    """What became of one rating."""

    id: str  # The rating.
    status: int
    seq: int | None
    problem: str  # Why it was not taken; empty when it was.


class TakenList(TypedDict):
    """What became of each rating, in the order in which they came."""

    items: list[Taken]  # One for each.


class TasteForm(TypedDict):
    """What is known of a member's taste."""

    member: str  # Whose.
    ready: bool  # Whether it is learned.
    answers: int  # Answers that stand.
    needed: int
    right_held_out: int  # Answers foretold rightly that the taste had not seen.
    held_out: int  # Of how many.
    accuracy: float | None  # The share of both; null before there is one.
    accuracy_low: float | None  # Lower end of its 95 % interval.
    accuracy_high: float | None  # Upper end of its 95 % interval.
    baseline: float | None  # What always guessing their commoner answer would get.
    words: str  # How far the taste is known, in a sentence.
    leanings: list[Leaning]  # The taste in words, where it was asked for on My taste.
