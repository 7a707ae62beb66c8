"""What a member's own page is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.pages import Page, Progress, fact
from group_plgl.web.remarks_pages import RemarksPart


@dataclass(frozen=True)
class OwnPicture(Page):
    """A picture of the member's own taste."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    liking: float = fact("The member's predicted chance of liking it, 0 to 1.")
    low: float = fact("Lower end of the 95 % interval.")
    high: float = fact("Upper end of the 95 % interval.")


@dataclass(frozen=True)
class OwnLookPicture(Page):
    """A picture of one of the two looks a member likes."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    liking: float = fact("The member's predicted chance of liking it, 0 to 1.")


@dataclass(frozen=True)
class Frame(OwnPicture):
    """One picture on the way from the member's ideal to the group's."""

    share: float = fact("How far towards the group's ideal, 0 to 1.")
    standing: float = fact("Share of all pictures the group would like less, 0 to 1.")
    told: str = fact("Where this is and who likes it, in a sentence.")


@dataclass(frozen=True)
class Example(Page):
    """A picture the member answered."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")


@dataclass(frozen=True)
class LeaningLine(Page):
    """One thing that shows clearly in the member's answers."""

    towards: str = fact("What they go for.")
    away_from: str = fact("What they pass over for it.")
    sentence: str = fact("How often, in words.")
    effect: float = fact("Difference of the logit of liking across two standard deviations.")
    low: float = fact("Lower end of its 95 % interval.")
    high: float = fact("Upper end of its 95 % interval.")
    liked: list[Example] = fact("Pictures they went for that show it best.")
    passed: list[Example] = fact("Pictures they passed over that show it best.")


@dataclass(frozen=True)
class Measure(Page):
    """A share with its interval."""

    right: int = fact("How many.")
    asked: int = fact("Of how many.")
    low: float = fact("Lower end of the 95 % interval of the share, 0 to 1.")
    high: float = fact("Upper end of the 95 % interval of the share, 0 to 1.")
    words: str = fact("The same in a sentence.")


@dataclass(frozen=True)
class ModelLine(Page):
    """One family of models, and how it foretold a member's answers."""

    name: str = fact("Its name.")
    title: str = fact("What people call it.")
    help: str = fact("What it does.")
    right: int = fact("How many unseen answers it foretold.")
    asked: int = fact("Of how many.")
    low: float = fact("Lower end of the 95 % interval of the share, 0 to 1.")
    high: float = fact("Upper end of the 95 % interval of the share, 0 to 1.")
    words: str = fact("The count in words.")
    chosen: bool = fact("Whether it is the member's.")


@dataclass(frozen=True)
class ModelChoice(Page):
    """The family of models that a member's taste is learned by from now on."""

    family: str = fact("Its name.")
    title: str = fact("What people call it.")
    words: str = fact("What was chosen and why, in words.")
    answers: int = fact("How many answers it was chosen on.")
    made_at: datetime = fact("When.")
    lines: list[ModelLine] = fact("How the default did on answers it had not seen, and the best other one.")
    others: list[ModelLine] = fact("How all the others did.")


@dataclass(frozen=True)
class Trust(Page):
    """How far a taste may be trusted beyond its record, and what more answers would bring."""

    telling: bool | None = fact("Whether unseen answers are foretold beyond chance; null before a taste.")
    telling_words: str = fact("What it means when they are not; empty when they are.")
    claimed: float | None = fact("Share of the unseen answers that the taste expected to get right, 0 to 1.")
    claimed_words: str = fact("Whether that was borne out, in a sentence.")
    ceiling: float | None = fact("The most anybody could foretell of you, 0 to 1; null when it is not known.")
    share: float | None = fact("How much of that your taste foretells, 0 to 1.")
    share_low: float | None = fact("Lower end of its 95 % interval.")
    share_high: float | None = fact("Upper end of its 95 % interval.")
    share_words: str = fact("The same in a sentence.")
    more: int | None = fact("More answers until four of five are foretold; null for never, or not known.")
    more_low: int | None = fact("Lower end of its 80 % range; null for never, or not known.")
    more_high: int | None = fact("Upper end of its 80 % range; null for never, or not known.")
    more_words: str = fact("The same in a sentence; empty before a taste is learned.")


@dataclass(frozen=True)
class VoteCard(Page):
    """One card of a turn that was answered."""

    card: str = fact("The card's id.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    chosen: bool = fact("Whether it was the one picked.")


@dataclass(frozen=True)
class Remark(Page):
    """Something the member said about a card in words."""

    event: str = fact("The id of the comment.")
    text: str = fact("What was said.")


@dataclass(frozen=True)
class Vote(Page):
    """One turn as the member answered it."""

    event: str = fact("The id of the answer that stands.")
    kind: str = fact("rated, chosen, classed, sorted or skipped.")
    answer: str = fact("How this mode is answered: like, share, ten, pick, class, set or sheet.")
    value: float | None = fact("What was answered, where it is a number.")
    cards: list[VoteCard] = fact("The cards that were shown together.")
    remarks: list[Remark] = fact("What was said about them in words.")
    said_at: datetime = fact("When.")
    words: str = fact("What was answered, in words.")
    changeable: bool = fact("Whether it may be answered otherwise now.")


@dataclass(frozen=True)
class LabelsPart(Page):
    """What labels of clusters say of all pictures."""

    sheets: int = fact("How many clusters you labelled.")
    pictures: int = fact("How many pictures there are.")
    liked: int = fact("How many are labelled as liked.")
    disliked: int = fact("How many as not liked.")
    mixed: int = fact("How many stand in a cluster that is mixed.")
    checked: Measure | None = fact(
        "Pictures asked about alone that fell as their label says; null before any."
    )
    words: str = fact("The same in a sentence.")


@dataclass(frozen=True)
class OwnAsked(Page):
    """A question of the host and what the member answered."""

    text: str = fact("The question.")
    choices: list[str] = fact("What may be answered; empty when any short text may.")
    answer: str = fact("What you answered; empty for nothing.")
    divides: bool = fact("Whether charts can be divided by it.")


@dataclass(frozen=True)
class MePage(Page):
    """A member's own taste: pictures of it, words for it, how far to trust it, and all they said."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    sounds: bool = fact("Whether every picture also sounds, at its address with .wav behind it.")
    role: str = fact("What you are here: host or member.")
    nickname: str = fact("Your nickname; empty where there are none.")
    privacy: str = fact("identified, pseudonymous or anonymous.")
    deck: str = fact("Keeps apart what this browser stores for different members.")
    state: str = fact("collecting (no taste yet), asking (not drawn yet) or drawn.")
    due: bool = fact("Whether something newer could be drawn.")
    waiting: bool = fact("Whether it is being drawn.")
    made_at: datetime | None = fact("When it was drawn.")
    taste: Progress = fact("How far your taste is known.")
    ideal: OwnPicture | None = fact("What you would like most.")
    opposite: OwnPicture | None = fact("What you would like least, no farther from the average picture.")
    way: list[Frame] = fact("The way from your ideal to the group's; empty while the group's is not shown.")
    limit: float | None = fact(
        "How far towards the group's ideal you go along, 0 to 1; null for all the way."
    )
    limit_words: str = fact("The same in words; empty without the group's ideal.")
    leanings: list[LeaningLine] = fact("What shows clearly in your answers, strongest first.")
    leanings_words: str = fact("What to make of them, or why there are none.")
    beside: list[LeaningLine] = fact("What they like more than most of the group, as far as that is clear.")
    beside_words: str = fact("What that rests on; empty where there is nobody to stand beside.")
    looks: list[OwnLookPicture] = fact("A picture of each of two separate looks; empty for one look.")
    accuracy: Measure | None = fact(
        "Answers foretold that the taste had not seen; null before it is learned."
    )
    baseline: float | None = fact("Share that always guessing your commoner answer gets right.")
    model: ModelChoice | None = fact(
        "The model your taste is learned by, and how others did; null before they were compared."
    )
    repeats: Measure | None = fact("Questions answered as the first time; null when nothing was asked twice.")
    trust: Trust = fact("How far to trust it beyond that, and what more answers would bring.")
    labels: LabelsPart | None = fact("What your labels of clusters say of all pictures; null without any.")
    remarks: RemarksPart | None = fact(
        "What your comments were heard to say; null without comments, or where nothing is learned from them."
    )
    votes: list[Vote] = fact("Everything you answered, newest first.")
    classes: list[str] = fact("Names of the classes, where answers are classes.")
    session_open: bool = fact("Whether answers may be changed.")
    asked: list[OwnAsked] = fact("What the host asks at the door, and what you answered.")
    asked_use: str = fact("What those answers are used for; empty without questions.")
    asked_problem: str = fact("Why they were not changed; empty when nothing went wrong.")
    confirm: str = fact("What to type to delete yourself.")
    problem: str = fact("Why deleting did not work; empty when nothing went wrong.")


@dataclass(frozen=True)
class MirrorState(Page):
    """Whether the own page shows what is known; small, because it is asked for again and again."""

    state: str = fact("collecting (no taste yet), asking (not drawn yet) or drawn.")
    due: bool = fact("Whether something newer could be drawn.")
    waiting: bool = fact("Whether it is being drawn.")
    made_at: datetime | None = fact("When it was drawn.")
    learned: int = fact("The last event your taste has seen; 0 before there is one.")
    number: int | None = fact("The group model whose ideal you may see.")


@dataclass(frozen=True)
class ForgottenPage(Page):
    """The receipt of somebody who was deleted."""

    deck: str = fact("What this browser stored for them under; the page removes it.")
    name: str = fact("The group's name.")
    answers: int = fact("Answers, skips and undos that were erased.")
    comments: int = fact("Comments that were erased.")
    cards: int = fact("Cards that were erased.")
    tastes: int = fact("Learned tastes that were erased, yours and those learned together with it.")
    models: int = fact("Group models that were erased because you had a part in them.")
    pictures: int = fact("Picture files that were removed.")
    finished: bool = fact("Whether no file holds anything of you any more; otherwise that follows soon.")
    words: str = fact("The same in words.")
