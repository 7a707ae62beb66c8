"""What the pages of changing and comparing pictures are made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Option(Page):
    """Something that can be chosen in a form."""

    name: str = fact("What stands in the address.")
    title: str = fact("What people read.")
    chosen: bool = fact("Whether it is chosen.")


@dataclass(frozen=True)
class WordGroup(Page):
    """Words of one kind that can be chosen."""

    title: str = fact("What they are about.")
    words: list[Option] = fact("The words.")


@dataclass(frozen=True)
class PictureOption(Option):
    """A picture that can be chosen."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")


@dataclass(frozen=True)
class Shift(Page):
    """One thing in which two pictures differ."""

    towards: str = fact("What the second is.")
    away_from: str = fact("What it is less.")


@dataclass(frozen=True)
class Chance(Page):
    """A predicted chance of liking, 0 to 1."""

    liking: float = fact("The chance.")
    low: float = fact("Lower end of the 95 % interval.")
    high: float = fact("Upper end of the 95 % interval.")


@dataclass(frozen=True)
class LikingPair(Page):
    """How one member is predicted to like two pictures."""

    label: str = fact("What the member is called here.")
    you: bool = fact("Whether it is you.")
    simulated: bool = fact("Whether the member is simulated.")
    before: Chance = fact("The first picture, or the one before the change.")
    after: Chance = fact("The second picture, or what became of the first.")
    side: str = fact("Which one they would clearly rather have: first, second, or empty where it is open.")


@dataclass(frozen=True)
class ChangeFrame(GroupFrame):
    """What every page about changes starts from."""

    own: bool = fact("Whether the pictures are the group's own, not drawn.")
    past: str = fact("Why nothing new is drawn here; empty otherwise.")
    withheld: str = fact("Why the group's taste is kept from you: hidden, early, or empty.")


@dataclass(frozen=True)
class ChangedPicture(Page):
    """What became of a picture."""

    verdict: str = fact(
        "reached, already, invisible, out of reach, marked (it must not come again) or required."
    )
    sentence: str = fact("The same in a sentence.")
    doubt: str = fact("What to know about it; empty where there is nothing.")
    before_url: str = fact("The picture; a data URL where it is drawn for this answer.")
    after_url: str = fact("What became of it; empty where nothing did.")
    brought_url: str = fact("The square of the picture you brought; empty for pictures of the group.")
    moved: list[Shift] = fact("Genes and colours that moved, the most visible first.")
    seen: list[Shift] = fact("What is seen to differ, measured on both.")
    change: float = fact("How much of it is seen, in just noticeable differences.")
    ahead: float | None = fact(
        "What walking straight would have changed; null where that does not get there."
    )
    change_words: str = fact("Both in a sentence.")
    number: int | None = fact("The group model it rests on; null where it is your own taste, or none.")
    you: LikingPair | None = fact("How you are predicted to like it, before and after.")
    likings: list[LikingPair] = fact("The same of every member; empty where it may not be told.")
    steps_url: str = fact("The slider along the same taste; empty for a picture you brought.")


@dataclass(frozen=True)
class TransformPage(ChangeFrame):
    """A picture, in whose favour it may be changed, and what becomes of it."""

    pictures: list[PictureOption] = fact("Pictures of the group to set out from.")
    favours: list[Option] = fact("In whose favour it may be changed.")
    brought_favours: list[Option] = fact("The same of a picture of yours.")
    goals: list[PictureOption] = fact("Pictures it may come to look like.")
    ways: list[Option] = fact("How far: to a chance of liking, or for a budget.")
    chances: list[Option] = fact("Chances of liking to choose from.")
    budgets: list[Option] = fact("Budgets in just noticeable differences to choose from.")
    words: list[WordGroup] = fact("Words a picture may go towards; `chosen` is the first that was asked for.")
    also: list[WordGroup] = fact("The same words; `chosen` is the second that was asked for.")
    strength: float = fact("How far towards words, 0 to 1.")
    stays: list[Option] = fact("What one sees that may be asked to stay, where a picture goes towards words.")
    families: list[Option] = fact("What may be asked to stay as it is; `chosen` stays.")
    brings: bool = fact("Whether a picture of yours can be changed here.")
    problem: str = fact("Why nothing was changed; empty otherwise.")
    result: ChangedPicture | None = fact("What became of it; null before anything was asked.")


@dataclass(frozen=True)
class StepPage(ChangeFrame):
    """One picture of a row along a taste."""

    picture: str = fact("The picture in the middle, as it stands in the address.")
    favour: str = fact("Whose taste, as it stands in the address.")
    title: str = fact("Whose taste, in words.")
    step: int = fact("Just noticeable differences from it; below 0 away from the taste.")
    most: int = fact("How many there are on either side.")
    change: float = fact("How many it is foretold to be; fewer where the space ends.")
    picture_url: str = fact("The picture of this step.")
    words: str = fact("Where this is, in a sentence.")
    you: Chance | None = fact("How you are predicted to like it.")
    less_url: str = fact("One step away from the taste; empty at the end.")
    more_url: str = fact("One step towards it; empty at the end.")


@dataclass(frozen=True)
class ComparePage(ChangeFrame):
    """Two pictures of a group side by side."""

    firsts: list[PictureOption] = fact("What may be compared, the first one chosen.")
    seconds: list[PictureOption] = fact("The same, the second one chosen.")
    sentence: str = fact("What matters most, in a sentence.")
    problem: str = fact("Why nothing is compared; empty otherwise.")
    a: PictureOption | None = fact("The first picture; null where there is none yet.")
    b: PictureOption | None = fact("The second picture.")
    moved: list[Shift] = fact("In which genes and colours the second differs, the most visible first.")
    seen: list[Shift] = fact("What is seen to differ, measured on both.")
    change: float = fact("How far apart they look, in just noticeable differences.")
    change_words: str = fact("The same in a sentence.")
    way_urls: list[str] = fact("Pictures from the first to the second, both included.")
    number: int | None = fact("The group model it rests on; null without one.")
    gain: int | None = fact("How many would clearly rather have the second; null where it may not be told.")
    lose: int | None = fact("How many would clearly rather have the first; null where it may not be told.")
    open: int | None = fact("Of how many it cannot be said; null where it may not be told.")
    you: LikingPair | None = fact("How you are predicted to like both.")
    likings: list[LikingPair] = fact("The same of every member; empty where it may not be told.")
