"""What pages are made of: one dataclass per page; HTML and the `.json` twin come from the same object.

Every field says what it is, for the documentation and for whoever reads the JSON. Pages hold plain
values that the visitor may see; deciding what that is happens where they are made.
"""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from group_plgl.web.me_pages import Example, LeaningLine
    from group_plgl.web.minority_pages import Minority
    from group_plgl.web.rules_pages import Verdict


def fact(help: str) -> Any:
    """A field of a page with one line on what it is."""
    return field(metadata={"help": help})


@dataclass(frozen=True)
class Page:
    """Anything a template or a `.json` answer is made from."""


@dataclass(frozen=True)
class JoinCard(Page):
    """How others get in."""

    code: str = fact("The join code.")
    spoken_code: str = fact("The join code in two halves, easier to read out.")
    url: str = fact("The link behind the QR code.")
    qr_url: str = fact("The QR code as SVG.")
    only_here: bool = fact("True when the link works on the server's own computer only.")


@dataclass(frozen=True)
class Asked(Page):
    """A question the host asks those who join."""

    text: str = fact("The question.")
    choices: list[str] = fact("What may be answered; empty when any short text may.")


@dataclass(frozen=True)
class JoinPage(Page):
    """What somebody sees before joining."""

    code: str = fact("The join code.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    privacy: str = fact("identified, pseudonymous or anonymous: who will see your nickname.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    questions: list[Asked] = fact("What the host asks; every answer may be left out.")
    answers_use: str = fact("What the answers to them are used for; empty without questions.")
    rehearsal: bool = fact("Whether everybody may look at this group.")
    promise: str = fact("What is stored and who sees it, in this group.")
    privacy_url: str = fact("The same at length.")
    members: int | None = fact("How many joined already; null where telling would single somebody out.")
    nickname: str = fact("What was typed as the nickname.")
    problem: str = fact("Why joining did not work; empty when nothing went wrong.")
    picture_urls: list[str] = fact("A few pictures of the group.")


@dataclass(frozen=True)
class HostPage(Page):
    """The form that takes a host key."""

    slug: str = fact("The group's name in URLs.")
    problem: str = fact("Why the key was not taken; empty when nothing went wrong.")


@dataclass(frozen=True)
class Progress(Page):
    """How far one member's taste is known."""

    answered: int = fact("Answers that stand.")
    likes: int = fact("Likes that stand, of pictures that were swiped.")
    dislikes: int = fact("Dislikes that stand, of pictures that were swiped.")
    skipped: int = fact("Turns passed over.")
    needed: int = fact("Answers before a taste is learned, in the mode of the session.")
    needed_each: int = fact("Likes and dislikes each before a taste is learned.")
    ready: bool = fact("Whether the taste is learned.")
    right_held_out: int = fact("Answers predicted rightly that the taste had not seen.")
    held_out: int = fact("Answers the taste was tested on.")
    words: str = fact("The same in a sentence.")


@dataclass(frozen=True)
class ModeChoice(Page):
    """How a turn is answered."""

    name: str = fact("The mode's name.")
    title: str = fact("The mode as people read it.")
    help: str = fact("What a member does.")
    answer: str = fact("like, share, ten, pick, class, set or sheet.")
    together: int = fact("Pictures shown together; 0 where it depends on the vote.")
    classes: list[str] = fact("Names of the classes, in that mode.")
    aim: int = fact("The class that the group's ideal is made for, from 0.")


@dataclass(frozen=True)
class RatePage(Page):
    """The deck before its first card."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What is asked about every picture.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    nickname: str = fact("Who you are here; empty without a nickname.")
    deck: str = fact("Keeps apart what this browser stores for different members.")
    mode: ModeChoice = fact("How turns are answered.")
    sounds: bool = fact("Whether every picture also sounds, at its address with .wav behind it.")
    phase: str = fact("lobby, rating, reveal or vote.")
    session_open: bool = fact("Whether votes are taken.")
    suggested: int = fact("How many turns are suggested.")
    study: bool = fact("Whether a study is open that this is the first part of.")
    pace: bool = fact("Whether quick answers may count a bit more for your taste.")
    comments_sent: str = fact("Who else reads what you write as a comment; empty if nobody does.")
    taste: Progress = fact("How far your taste is known.")


@dataclass(frozen=True)
class CardFace(Page):
    """One card to answer."""

    card: str = fact("The card's id, which an event names.")
    place: int = fact("Its place among the cards of the turn, from 0.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it, for those who cannot.")
    latent: list[float] | None = fact("The point it was drawn from; only for simulated members.")
    foretold: float | None = fact("Your predicted chance of liking it when dealt, 0 to 1; null if unknown.")


@dataclass(frozen=True)
class Turn(Page):
    """Cards that are answered together."""

    turn: int = fact("Which turn of your deck, from 0.")
    cards: list[CardFace] = fact("The cards, place by place.")
    spare: bool = fact("Whether turns that come later go before it: it is for when none come through.")


@dataclass(frozen=True)
class CardsPage(Page):
    """The next turns of a member."""

    mode: ModeChoice = fact("How turns are answered.")
    turns: list[Turn] = fact("Unanswered turns, in order.")
    gone: list[str] = fact("Cards given out before that are not asked any more, whatever became of them.")
    phase: str = fact("lobby, rating, reveal or vote.")
    session_open: bool = fact("Whether votes are taken.")
    results_shown: bool = fact("Whether members see results.")
    drawn: int | None = fact("The newest model whose ideal is drawn; null while results are hidden.")
    suggested: int = fact("How many turns are suggested.")
    stop: bool = fact("Whether you have said enough.")
    ends_at: datetime | None = fact("When the host means to stop; null without a clock.")
    taste: Progress = fact("How far your taste is known.")


@dataclass(frozen=True)
class Person(Page):
    """A member as the visitor may see them."""

    label: str = fact("Nickname, or a number where names are hidden.")
    you: bool = fact("Whether this is you.")
    simulated: bool = fact("Whether a program plays this member.")
    answers: int = fact("Answers that stand.")
    ready: bool = fact("Whether their taste is learned.")
    right_held_out: int = fact("Answers predicted rightly that their taste had not seen.")
    held_out: int = fact("Answers their taste was tested on.")
    baseline: float = fact("Share that always guessing their commoner answer gets right, 0 to 1.")


@dataclass(frozen=True)
class Liking(Page):
    """How a member is predicted to like an ideal."""

    label: str = fact("Whose liking.")
    you: bool = fact("Whether this is you.")
    simulated: bool = fact("Whether a program plays this member.")
    liking: float = fact("Predicted chance of liking it, 0 to 1.")
    low: float = fact("Lower end of the 95 % interval.")
    high: float = fact("Upper end of the 95 % interval.")
    standing: float = fact("Share of all pictures they are predicted to like less, 0 to 1.")


@dataclass(frozen=True)
class RunnerUp(Page):
    """A picture behind an ideal: it pleases nearly as much and looks different."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")


@dataclass(frozen=True)
class Elsewhere(Page):
    """An ideal in another space that shares genes with the group's."""

    title: str = fact("The other space.")
    words: str = fact("What is kept of the ideal there.")
    pictures: int = fact("How many pictures the strip holds, best first.")
    strip_url: str = fact("The pictures side by side.")


@dataclass(frozen=True)
class Ideal(Page):
    """What one rule draws for the group."""

    rule: str = fact("The rule's name.")
    title: str = fact("The rule as people read it.")
    help: str = fact("What the rule maximises.")
    advice: str = fact("When to use it.")
    sentence: str = fact("How many are predicted to like it, in words.")
    doubt: str = fact("Who is predicted not to; empty when nobody.")
    band: str = fact("exactly, or how many in a word where a number would single somebody out.")
    pleased: int | None = fact("Members more likely than not to like it; null where told in a word only.")
    members: int | None = fact("Members it was made for; null where telling would single somebody out.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    download_url: str = fact("The picture as a PNG that says where it comes from.")
    origin_url: str = fact("Where it is told where the picture comes from, and how new it is.")
    runners_up: list[RunnerUp] = fact("Pictures that please nearly as much and look different.")
    elsewhere: list[Elsewhere] = fact("The ideal in kindred spaces; empty with own pictures.")
    likings: list[Liking] = fact("Every member's predicted liking, highest first; empty in anonymous groups.")


@dataclass(frozen=True)
class Sample(Page):
    """One picture of the spread."""

    picture_url: str = fact("The picture.")
    liking: float = fact("The member's predicted chance of liking it, 0 to 1.")


@dataclass(frozen=True)
class Spread(Page):
    """Different pictures, each predicted to please one member."""

    label: str = fact("Whose taste.")
    you: bool = fact("Whether this is you.")
    simulated: bool = fact("Whether a program plays this member.")
    samples: list[Sample] = fact("The pictures.")


@dataclass(frozen=True)
class Camp(Page):
    """Members that were grouped together; the number stays the camp's from model to model."""

    number: int = fact("The camp's number, from 1.")
    size: int = fact("How many are in it.")
    labels: list[str] = fact("Who is in it; empty in anonymous groups.")
    ideal: Example | None = fact("What it would like most, as predicted; null where that is not told.")
    words: list[LeaningLine] = fact("How it differs from the rest of the group, as far as that is clear.")


@dataclass(frozen=True)
class CampReading(Page):
    """Whether the group falls into camps of taste."""

    reading: str = fact(
        "no clear difference, a spectrum, separate camps, or too few to say; in anonymous groups "
        "members differ, for a spectrum and for camps of which one is small."
    )
    supported: bool = fact("Whether the camps may be believed.")
    sentence: str = fact("What that means.")
    members: int | None = fact("How many tastes it is based on; null where that is not told.")
    p_value: float | None = fact("Chance of a gap this wide in a spectrum, 0 to 1; null where not told.")
    camps: list[Camp] = fact("The best grouping there is, believable or not; empty where not told.")


@dataclass(frozen=True)
class ClassIdeal(Page):
    """The ideal of one class."""

    name: str = fact("What the class is called.")
    aim: bool = fact("Whether it is what the group's ideal means elsewhere.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    download_url: str = fact(
        "The picture as a PNG that says where it comes from; empty for the group's ideal."
    )
    agreement: str = fact("How many are predicted to put it there, in words.")
    agree: int | None = fact("How many; null in anonymous groups.")
    members: int | None = fact("Of how many; null where telling would single somebody out.")
    chance: float | None = fact(
        "Mean predicted chance that a member would, 0 to 1; null in anonymous groups."
    )
    low: float | None = fact("Mean lower end of the members' 95 % intervals.")
    high: float | None = fact("Mean upper end of the members' 95 % intervals.")
    answers: int | None = fact("How often a picture was put there; null in anonymous groups.")
    right: int | None = fact("Pictures of it foretold to be, unseen; null in anonymous groups.")
    asked: int | None = fact("Of how many; null in anonymous groups.")
    foretold: str = fact("The same in a sentence, with an interval.")


@dataclass(frozen=True)
class WishLine(Page):
    """One thing with words of which several members spoke in comments."""

    word: str = fact("What more of them like than dislike, or what is liked least against.")
    other: str = fact("Its other end.")
    liked: int = fact("How many members like it, on the whole of their comments.")
    disliked: int = fact("How many dislike it.")
    members: int = fact("How many members said anything of anything in comments.")
    wanted: dict[str, float] = fact(
        "By rule, how far the group wants it, -1 to 1; 0 where it agrees to none."
    )
    rules: list[str] = fact("The rules by which the group wants it.")


@dataclass(frozen=True)
class Drawn(Page):
    """The newest model whose pictures are drawn."""

    number: int = fact("The model's number in this group.")
    made_at: datetime = fact("When its ideals were drawn.")
    members: int | None = fact("How many tastes it is made of; null where telling would single somebody out.")
    answers: int | None = fact("How many answers it was drawn from.")
    seen_event: int | None = fact(
        "The last event it has seen; null for an earlier number of an anonymous group."
    )
    ideals: list[Ideal] = fact("One per rule.")
    classes: list[ClassIdeal] = fact("One per class, where pictures were sorted.")
    spread: list[Spread] = fact("Pictures for each member; empty in anonymous groups.")
    camps: CampReading | None = fact("Camps of taste; null until they have been looked for.")
    words: list[LeaningLine] = fact("What the group likes, in words, as far as that is clear.")
    wishes: list[WishLine] = fact("What members said in comments that they like; empty in anonymous groups.")


@dataclass(frozen=True)
class RequiredLine(Page):
    """A concept that the host labelled and requires of ideals."""

    name: str = fact("The concept.")
    chance: float = fact("The least predicted chance that a picture shows it, 0 to 1.")
    right: int = fact("How many unseen labels were foretold rightly.")
    asked: int = fact("Of how many.")
    low: float = fact("Lower end of the 95 % interval of that share, 0 to 1.")
    high: float = fact("Upper end of it.")


@dataclass(frozen=True)
class HeldCard(Page):
    """What all pictures of a group keep to, as its host asked when founding it."""

    colours: list[str] = fact("The locked palette: ground, main, light, dark, mid, accent; empty when free.")
    words: list[str] = fact("Everything that is held, each in a few words.")
    ends: dict[str, list[float | None]] = fact("Lower and upper ends of genes, in units of the space.")


@dataclass(frozen=True)
class GroupPage(Page):
    """A group: its picture, who it suits, and how to get in."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    space: str = fact("The kind of pictures, as people read it.")
    sounds: bool = fact("Whether every picture also sounds, at its address with .wav behind it.")
    past: str = fact("Why nothing new is drawn, where a newer version draws differently; empty elsewhere.")
    own: bool = fact("Whether they are the group's own pictures, not drawn ones.")
    held: HeldCard | None = fact("What all pictures keep to; null when they are free.")
    required: list[RequiredLine] = fact("What the host requires ideals to show, and how well that is known.")
    mode: str = fact("How members answer in the current session.")
    phase: str = fact("lobby, rating, reveal or vote.")
    privacy: str = fact("identified, pseudonymous or anonymous: who sees nicknames.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    rehearsal: bool = fact("Whether it is public and may have simulated members.")
    role: str = fact("What you are here: host, member or reader.")
    joined: bool = fact("Whether you are a member and may rate.")
    state: str = fact("nobody, collecting or drawn, as far as you may see.")
    withheld: str = fact("Why results are kept from you: hidden, or too early; empty when they are not.")
    session: int = fact("Number of the current session.")
    session_open: bool = fact("Whether votes are taken.")
    pool: int = fact("How many pictures are ready to be rated.")
    answers: int | None = fact("Answers that stand; null where telling would single somebody out.")
    last_event: int | None = fact("The newest event of the group; null in anonymous groups.")
    fresh: int | None = fact("How many answers the newest drawing has not seen; null in anonymous groups.")
    stale: bool = fact("Whether something was said that the newest drawing has not seen.")
    needed_answers: int = fact("Answers before a taste is learned.")
    needed_each: int = fact("Likes and dislikes each before a taste is learned.")
    needed_members: int = fact("Learned tastes before the first picture.")
    people: int | None = fact("How many joined; null where telling would single somebody out.")
    ready: int | None = fact("How many tastes are learned; null where telling would single somebody out.")
    members: list[Person] = fact("Everybody who joined; empty in anonymous groups.")
    drawn: Drawn | None = fact("The newest drawing; null before the first.")
    verdict: Verdict | None = fact("Whether one picture serves all; null before that is known.")
    minority: Minority | None = fact(
        "Who is predicted to dislike it strongly; null where nobody, or not told."
    )
    voices: list[str] = fact("Who counts otherwise than once, as the host set it, in sentences.")
    join: JoinCard | None = fact("How to get in; null for those who may only look, or when closed.")


@dataclass(frozen=True)
class Suppressed(Page):
    """Something is not shown because it would single somebody out."""

    reason: str = fact("k-anonymity, or in words why.")
    k: int = fact("The fewest members anything shown rests on.")


@dataclass(frozen=True)
class JobLine(Page):
    """One job and whether you may start it."""

    name: str = fact("The job's name.")
    help: str = fact("What it does.")
    waiting: bool = fact("Whether a run is queued or running.")


@dataclass(frozen=True)
class RunLine(Page):
    """One run of a job, as far as it concerns this group."""

    job: str = fact("The job's name.")
    status: str = fact("queued, running, done, failed or abandoned.")
    started_at: datetime | None = fact("When it began.")
    seconds: float | None = fact("How long it took.")
    by_hand: bool = fact("Whether somebody asked for it.")
    words: str = fact("What it did.")
    error: str = fact("Why it failed, for hosts; empty otherwise.")


@dataclass(frozen=True)
class JobsPage(Page):
    """The scheduled jobs and their newest runs."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host, member or reader.")
    jobs: list[JobLine] = fact("All jobs.")
    runs: list[RunLine] = fact("The newest runs that concern this group, newest first.")


@dataclass(frozen=True)
class ModeLine(Page):
    """One privacy mode."""

    name: str = fact("identified, pseudonymous or anonymous.")
    title: str = fact("The mode as people read it.")
    promise: str = fact("What members are told before they join.")


@dataclass(frozen=True)
class KeptLine(Page):
    """One kind of thing that is stored."""

    what: str = fact("What it is.")
    until: str = fact("For how long.")
    seen_by: str = fact("Who sees it.")


@dataclass(frozen=True)
class PrivacyPage(Page):
    """What is stored, for how long, and who sees it."""

    slug: str = fact("The group's name in URLs; empty for the house.")
    name: str = fact("The group's name; empty for the house.")
    privacy: str = fact("The mode this is about; empty for all of them.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    promise: str = fact("What is said before joining; empty where it is about all modes.")
    modes: list[ModeLine] = fact("The modes this is about.")
    guarantees: list[str] = fact("What holds in anonymous groups; empty for other modes.")
    kept: list[KeptLine] = fact("Everything that is stored.")
    limits: list[str] = fact("What none of this protects from.")
    elsewhere: bool = fact("Whether anything of it is sent to another program.")


@dataclass(frozen=True)
class SettingLine(Page):
    """One knob of the house."""

    name: str = fact("The setting's name.")
    value: Any = fact("The value in force; null where it is nobody else's business.")
    default: Any = fact("The value without any setting.")
    range: str = fact("What is allowed; empty for text.")
    help: str = fact("What it does.")


@dataclass(frozen=True)
class SettingsPage(Page):
    """The settings of the house."""

    version: str = fact("The version of Group PLGL.")
    settings: list[SettingLine] = fact("All settings.")
