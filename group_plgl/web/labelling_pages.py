"""What the labelling page is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, RatePage, Turn, fact


@dataclass(frozen=True)
class LabelCounts(Page):
    """Of how many pictures you said what, by your newest answer to each."""

    positive: int = fact("Pictures you like.")
    negative: int = fact("Pictures you do not like.")
    undecided: int = fact("Pictures you passed over.")
    left: int | None = fact("Pictures you were not asked about; null where they are drawn without end.")


@dataclass(frozen=True)
class TrialLine(Page):
    """How well one taste of yours foretold answers it had not seen, to pictures that no taste chose."""

    answers: int = fact("Answers it was learned from.")
    right: int = fact("Foretold rightly.")
    of: int = fact("Of so many.")
    share: float | None = fact("Share that is right, 0 to 1; null before there are any.")
    low: float = fact("Lower end of its 95 % interval.")
    high: float = fact("Upper end of its 95 % interval.")
    baseline: float = fact("Share that guessing your commoner answer gets right, 0 to 1.")
    auc: float | None = fact("How often a liked picture was foretold above a passed one; null if too few.")
    auc_low: float | None = fact("Lower end of its 95 % interval.")
    auc_high: float | None = fact("Upper end of its 95 % interval.")
    positive: int = fact("Liked ones among them.")
    negative: int = fact("Passed ones among them.")
    telling: bool = fact("Whether your answers are foretold beyond chance.")


@dataclass(frozen=True)
class SidedBins(Page):
    """Answers by the chance that was foretold, in bins of equal width from 0 to 1."""

    positive: list[int] = fact("Liked pictures in each.")
    negative: list[int] = fact("Passed pictures in each.")
    n: int = fact("How many answers these are.")


@dataclass(frozen=True)
class Foresight(Page):
    """What one more label would make of the folder until everything is learned anew."""

    card: str = fact("The card that comes.")
    liked: list[int] = fact("Pictures in each bin if you like it.")
    passed: list[int] = fact("Pictures in each bin if you do not.")
    left_liked: list[int] = fact("Of the pictures left alone, if you like it.")
    left_passed: list[int] = fact("Of the pictures left alone, if you do not.")


@dataclass(frozen=True)
class FolderBins(Page):
    """Pictures by the foretold chance of liking them, in bins of equal width from 0 to 1."""

    everything: list[int] = fact("All pictures in each.")
    left: list[int] = fact("Those you were not asked about yet.")
    n: int = fact("How many pictures there are.")
    inside: int = fact("How many are left inside the band.")
    coming: list[Foresight] = fact("For the cards that come next; empty for the group.")


@dataclass(frozen=True)
class OwnBand(Page):
    """Between which foretold chances of liking your next pictures lie."""

    low: float = fact("The least, 0 to 1.")
    high: float = fact("The largest, 0 to 1.")
    least: float = fact("How wide it is at least.")


@dataclass(frozen=True)
class ChanceRow(Page):
    """One tenth of the scale of chances."""

    words: str = fact("From where to where.")
    everything: int | None = fact("Pictures foretold so; null before anything is foretold.")
    left: int | None = fact("Those of them you were not asked about.")
    unseen_positive: int = fact("Liked pictures foretold so without their answer.")
    unseen_negative: int = fact("Passed pictures foretold so without their answer.")
    positive: int = fact("Of this sitting: liked pictures foretold so when they were dealt.")
    negative: int = fact("Of this sitting: passed ones.")


@dataclass(frozen=True)
class LabelPage(GroupFrame):
    """Labelling pictures one by one: what you said, how well it is foretold, what comes next."""

    rate: RatePage = fact("The deck the pictures come in.")
    own: bool = fact("Whether these are the group's own pictures.")
    labelling: bool = fact("Whether you have begun to label.")
    band: OwnBand = fact("Between which chances your next pictures lie.")
    counts: LabelCounts = fact("What you said of how many pictures.")
    said: int = fact("Your answers that stand.")
    learned: int = fact("Answers your newest taste was learned from; 0 before there is one.")
    seen: int = fact("The last event your newest taste has seen; 0 before there is one.")
    trials: list[TrialLine] = fact("How well your tastes foretold unseen answers, one after the other.")
    trial_words: str = fact("What the newest one says, in a sentence.")
    unseen: SidedBins = fact("Your answers by the chance your newest taste gives them without seeing them.")
    whose: str = fact("Whose predictions the folder shows: me or group.")
    folder: FolderBins | None = fact("Predictions for every picture; null before anything is foretold.")
    folder_words: str = fact("Why there are none; empty when there are.")
    sitting: SidedBins = fact("This sitting's answers by the chance foretold when they were dealt.")
    unforetold: int = fact("How many more there are of which nothing had been foretold.")
    table: list[ChanceRow] = fact("The three histograms as a table.")
    next: Turn | None = fact("The next picture; null when none is there.")
    event: str = fact("The id under which an answer to it is sent without scripts.")
    last: str = fact("The answer that an undo takes back; empty without one.")
