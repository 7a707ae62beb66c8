"""What the presenter, the control page and the result of a vote are made of.

The presenter is seen by everybody in the room: it holds what a reader of the group may see, whoever
carries the host key. What only the host may see is on the control page.
"""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.pages import CampReading, HeldCard, JoinCard, Page, fact


@dataclass(frozen=True)
class Tile(Page):
    """One picture with what can be seen in it."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it, for those who cannot.")
    label: str = fact("Whose it is or what it is called; empty where that is not told.")
    simulated: bool = fact("Whether it is a simulated member's.")


@dataclass(frozen=True)
class GaugePoint(Page):
    """How far 20 more answers were expected to move the picture, after so many answers."""

    answers: int = fact("Answers it rests on.")
    expected: float = fact("Expected movement; 1 is what can just be seen.")
    low: float = fact("In eight of ten cases it moves at least so far.")
    high: float = fact("In eight of ten cases at most so far.")


@dataclass(frozen=True)
class Gauge(Page):
    """Whether the group may stop: how far 20 more answers would move its picture."""

    words: str = fact("What is expected, in a sentence.")
    because: str = fact("What else is missing before the group may stop; empty when nothing is.")
    stop: bool = fact("Whether the group may stop.")
    points: list[GaugePoint] = fact("The expectation after every model so far, oldest first.")
    line: str = fact("The points as an SVG path in a box of 1000 by 360.")
    band: str = fact("Their band as an SVG path.")
    stop_y: float = fact("Where the stop line is in that box.")
    now_x: float = fact("Where the newest point is.")
    now_y: float = fact("How high it is.")


@dataclass(frozen=True)
class RuleSlide(Page):
    """What one rule draws, as it is shown to a room."""

    rule: str = fact("The rule's name.")
    title: str = fact("The rule as people read it.")
    help: str = fact("What the rule maximises.")
    sentence: str = fact("How many are predicted to like it, in words.")
    reach: str = fact("From how many to how many it may be, in words; empty where that is not told.")
    doubt: str = fact("Who is predicted not to; empty when nobody.")
    tile: Tile = fact("The picture.")


@dataclass(frozen=True)
class SideLine(Page):
    """How one camp sees a picture."""

    camp: int = fact("The camp's number, from 1.")
    words: str = fact("How many of it like the picture.")


@dataclass(frozen=True)
class DividedTile(Page):
    """A picture that some like and some do not."""

    tile: Tile = fact("The picture.")
    liked: int | None = fact("How many like it; null in anonymous groups, where it is told roughly.")
    asked: int | None = fact("How many said something of it; null in anonymous groups.")
    words: str = fact("The same in words.")
    sides: list[SideLine] = fact("Camp by camp; empty without camps.")


@dataclass(frozen=True)
class VotePanel(Page):
    """A blind vote while it is open: nobody sees how it stands."""

    candidates: list[Tile] = fact("The candidates, without names.")
    voted: int | None = fact("How many have voted; null where telling would single somebody out.")
    voters: int | None = fact("How many may vote; null where telling would single somebody out.")
    everybody: bool = fact("Whether everybody who may vote has.")
    words: str = fact("How many have voted, in words.")


@dataclass(frozen=True)
class ResultLine(Page):
    """A candidate after the vote."""

    tile: Tile = fact("The picture, and what it turned out to be.")
    kind: str = fact("ideal, runner-up, best or random.")
    rules: list[str] = fact("Whose ideal it is; empty for the others.")
    votes: int | None = fact("Its votes; null where telling would single somebody out.")
    share: float | None = fact("Its share of the votes, 0 to 1.")
    low: float | None = fact("Lower end of the 95 % interval, which holds for all candidates at once.")
    high: float | None = fact("Upper end.")
    foretold: float = fact("The share that was predicted before the vote, 0 to 1.")
    foretold_low: float = fact("Lower end of the 95 % interval of the prediction.")
    foretold_high: float = fact("Upper end.")
    words: str = fact("Votes and prediction in words.")
    won: bool = fact("Whether nobody got more votes.")


@dataclass(frozen=True)
class ResultPanel(Page):
    """What came of a blind vote, beside what was predicted."""

    sentence: str = fact("Who won and what was predicted, in words.")
    caution: str = fact("How much so many votes say, in words.")
    votes: int | None = fact("How many chose one; null where telling would single somebody out.")
    others: int | None = fact("How many chose none of them.")
    lines: list[ResultLine] = fact("The candidates, most votes first.")
    opened_at: datetime = fact("When the prediction was frozen and the vote opened.")
    number: int = fact("The model the ideals and the prediction come from.")
    seen_before: bool = fact("Whether members could see results before they voted.")


@dataclass(frozen=True)
class VotePage(Page):
    """The newest blind vote for those who may see its result."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a public rehearsal with simulated members.")
    role: str = fact("What you are here: host, member or reader.")
    voting: bool = fact("Whether a vote is open now.")
    result: ResultPanel | None = fact(
        "What came of the newest vote; null before, and while results are hidden."
    )


@dataclass(frozen=True)
class PresentPage(Page):
    """What the room sees."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a public rehearsal with simulated members.")
    role: str = fact("What you are here: host.")
    privacy: str = fact("identified, pseudonymous or anonymous: who sees nicknames.")
    phase: str = fact("lobby, rating, reveal or vote.")
    slide: str = fact("What is shown of the reveal: ideal, rules, spread, divided, others or result.")
    step: int = fact("How far the session has come, from 1.")
    steps: int = fact("How many stops there are on the way.")
    next: str = fact("What comes next, in words; empty at the end.")
    hidden: bool = fact("Whether results are hidden by the host.")
    session_open: bool = fact("Whether votes are taken.")
    ends_at: datetime | None = fact("When the clock runs out; null without one.")
    join: JoinCard | None = fact("How to get in; null while nobody may.")
    address: str = fact("Where the code is typed, without its scheme.")
    people: int | None = fact("How many are here; null where telling would single somebody out.")
    names: list[str] = fact("Who is here; empty unless everybody sees names.")
    simulated: int = fact("How many of them are simulated.")
    here: str = fact("How many are here, in words.")
    answered: int | None = fact("How many have answered; null where telling would single somebody out.")
    answers: int | None = fact("How many answers stand.")
    gauge: Gauge | None = fact("Whether the group may stop; null while nobody rates.")
    mosaic: list[Tile] = fact("Pictures that several members liked lately; never who.")
    mosaic_words: str = fact("What the mosaic shows.")
    basis: str = fact("What the picture rests on, in words; empty before there is one.")
    number: int | None = fact("The newest model that is shown; null before the first.")
    rules: list[RuleSlide] = fact("What each rule draws.")
    spread: list[Tile] = fact("One picture for each member.")
    spread_columns: int = fact("How many fit beside each other.")
    spread_more: int = fact("How many more there are.")
    divided: list[DividedTile] = fact("Pictures members differ most about.")
    camps: CampReading | None = fact("Camps of taste, in words.")
    others: list[Tile] = fact("Runners-up behind the ideal.")
    vote: VotePanel | None = fact("The vote that is open.")
    result: ResultPanel | None = fact("What came of the vote.")


@dataclass(frozen=True)
class PhaseChoice(Page):
    """One phase as a button."""

    name: str = fact("lobby, rating, reveal or vote.")
    title: str = fact("The phase as people read it.")
    help: str = fact("What happens in it.")
    here: bool = fact("Whether the session is in it.")


@dataclass(frozen=True)
class MemberLine(Page):
    """A member as the host may see them."""

    member: str = fact("The member's id, by which they are set aside.")
    label: str = fact("Nickname, or a number.")
    simulated: bool = fact("Whether a program plays this member.")
    answers: int = fact("Answers that stand.")
    ready: bool = fact("Whether their taste is learned.")
    set_aside: bool = fact("Whether they are in no model.")
    weight: float = fact("How many times they count.")
    words: str = fact("The same in words.")


@dataclass(frozen=True)
class WeightChoice(Page):
    """How many times a member may count."""

    weight: float = fact("The number.")
    words: str = fact("The same in words.")


@dataclass(frozen=True)
class ModeChoiceLine(Page):
    """A way to answer that a session may have."""

    name: str = fact("The mode's name.")
    title: str = fact("The mode as people read it.")
    help: str = fact("What a member does.")


@dataclass(frozen=True)
class StrategyLine(Page):
    """A way to choose what members see next."""

    name: str = fact("The strategy's name.")
    title: str = fact("The strategy as people read it.")
    help: str = fact("What it does.")
    advice: str = fact("When to use it.")


@dataclass(frozen=True)
class PrivacyLine(Page):
    """A privacy mode the group has, or may still change to."""

    name: str = fact("identified, pseudonymous or anonymous.")
    title: str = fact("The mode as people read it.")
    promise: str = fact("What members are told before they join.")
    here: bool = fact("Whether it is the group's.")
    open: bool = fact("Whether the group may still change to it.")


@dataclass(frozen=True)
class Peek(Page):
    """The result for the host alone, while it is hidden from everybody else."""

    number: int = fact("The model.")
    sentence: str = fact("How many are predicted to like it, in words.")
    tile: Tile = fact("The ideal.")


@dataclass(frozen=True)
class ControlPage(Page):
    """The remote control in the host's hand."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a public rehearsal with simulated members.")
    role: str = fact("What you are here: host.")
    phase: str = fact("lobby, rating, reveal or vote.")
    slide: str = fact("What is shown of the reveal.")
    phases: list[PhaseChoice] = fact("The phases, in order.")
    on_screen: str = fact("What the room sees now, in words.")
    next: str = fact("What comes next, in words; empty at the end.")
    back: bool = fact("Whether there is a way back.")
    session: int = fact("Number of the current session.")
    session_open: bool = fact("Whether votes are taken.")
    hidden: bool = fact("Whether results are hidden from members.")
    peek: Peek | None = fact("The result for the host alone; null unless asked for, or before there is one.")
    has_result: bool = fact("Whether there is a picture of the group.")
    vote: VotePanel | None = fact("The vote that is open.")
    ends_at: datetime | None = fact("When the clock runs out; null without one.")
    door_open: bool = fact("Whether newcomers may join.")
    join: JoinCard = fact("The code, as it works while the door is open.")
    here: str = fact("How many are here, in words.")
    said: str = fact("How much was said, in words.")
    gauge: Gauge | None = fact("Whether the group may stop.")
    lists_members: bool = fact("Whether single members may be shown to the host.")
    trust: str = fact("How well tastes foretell, all together, in words; empty where nobody is listed.")
    members: list[MemberLine] = fact("Everybody who joined; empty where nobody may be singled out.")
    weights: list[WeightChoice] = fact("How many times somebody may count; empty where all count alike.")
    voices: list[str] = fact("Who counts otherwise than once, as everybody reads it.")
    mode: str = fact("How members answer in this session.")
    modes: list[ModeChoiceLine] = fact("How they may answer in the next one.")
    strategy: str = fact("How the next pictures are chosen in this session while no band is.")
    chooses: str = fact("How they are chosen now: the strategy, or the band that was chosen on the board.")
    strategies: list[StrategyLine] = fact("How they may be chosen in the next one.")
    nevers: int = fact("How many pictures are marked as never to come again.")
    held: HeldCard | None = fact("What all pictures keep to; null when they are free.")
    privacy: list[PrivacyLine] = fact("The privacy modes.")
    privacy_locked: str = fact("Why the privacy mode can be changed no more; empty while it can.")
    problem: str = fact("Why the last order was not followed; empty otherwise.")
