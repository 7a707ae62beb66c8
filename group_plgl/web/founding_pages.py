"""What the pages are made of on which a group is founded and its own pictures come in."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import HeldCard, JoinCard, Page, fact


@dataclass(frozen=True)
class SpaceChoice(Page):
    """One kind of picture a group may choose."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    help: str = fact("What the pictures are.")
    genes: int = fact("In how many ways pictures differ.")
    picture_urls: list[str] = fact("Example pictures.")
    sound_urls: list[str] = fact("What they sound like, in the same order; empty where they do not.")


@dataclass(frozen=True)
class ModeOption(Page):
    """One way to answer that a group may begin with."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    help: str = fact("What a member does.")


@dataclass(frozen=True)
class FeaturesOption(Page):
    """One way to measure own pictures."""

    name: str = fact("What is sent.")
    title: str = fact("What people read.")
    help: str = fact("How well it foretold answers in our test, and what a picture took.")
    chosen: bool = fact("Whether it is chosen.")


@dataclass(frozen=True)
class StrategyOption(Page):
    """One way to choose what members see next."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    help: str = fact("What it does.")
    advice: str = fact("When to use it.")


@dataclass(frozen=True)
class QuestionLine(Page):
    """One question for those who join, as it was filled in."""

    text: str = fact("The question.")
    choices: str = fact("Its choices, comma-separated; empty when the answer is free.")


@dataclass(frozen=True)
class PaletteChoice(Page):
    """One palette a host may lock."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    colours: list[str] = fact("Its colours: ground, main, light, dark, mid, accent.")


@dataclass(frozen=True)
class GeneLine(Page):
    """One way in which pictures differ, and how far a host lets them."""

    place: int = fact("Its place in the space.")
    name: str = fact("Its name in the space.")
    low: str = fact("What pictures are at 0.")
    high: str = fact("What they are at 100.")
    first: int = fact("From how far on, 0 to 100.")
    last: int = fact("Up to how far, 0 to 100; equal to the first where it is locked.")


@dataclass(frozen=True)
class FamilyLine(Page):
    """The ways in which one part of the pictures differs."""

    name: str = fact("Which part, as the space calls it.")
    title: str = fact("What people read.")
    genes: list[GeneLine] = fact("The ways in which it differs.")


@dataclass(frozen=True)
class MetLine(Page):
    """How near pictures come to one colour of a brand."""

    asked: str = fact("The brand's colour.")
    got: str = fact("The colour in the pictures.")
    near: str = fact("met, near or far.")
    words: str = fact("The same as people read it.")
    role: str = fact("Where it is seen.")
    apart: float = fact("Their distance in OKLab; 0.02 is just noticeable.")


@dataclass(frozen=True)
class LimitsShown(Page):
    """What limits come to, before a group is founded."""

    picture_urls: list[str] = fact("Pictures that keep to them.")
    colours: list[str] = fact("The locked palette: ground, main, light, dark, mid, accent; empty when free.")
    brand: list[MetLine] = fact("How near it comes to the colours of the brand.")


@dataclass(frozen=True)
class LimitsForm(Page):
    """The part of the founding form that asks what pictures keep to."""

    space: str = fact("The space whose ways to differ are listed; empty with own pictures.")
    has_palette: bool = fact("Whether its colours can be locked.")
    palette: str = fact("The locked palette; own for the brand's colours, empty when free.")
    colours: str = fact("The brand's colours as they were typed.")
    palettes: list[PaletteChoice] = fact("The palettes there are to choose from.")
    families: list[FamilyLine] = fact("The ways in which pictures differ.")
    shown: LimitsShown | None = fact("What was asked for comes to; null until somebody looks.")


@dataclass(frozen=True)
class NewPage(Page):
    """The form that founds a group, with what was filled in."""

    name: str = fact("The group's name; empty for the suggested one.")
    suggested_name: str = fact("What the group is called when no name is given.")
    question: str = fact("What members are asked about every picture.")
    space: str = fact("The chosen space, or own for pictures the host brings.")
    privacy: str = fact("identified, pseudonymous or anonymous: who sees nicknames.")
    k: int = fact("In anonymous groups, the fewest members anything shown rests on.")
    mode: str = fact("How members answer.")
    classes: str = fact("Names of the classes, comma-separated, for that mode.")
    ordered: bool = fact("Whether neighbouring classes are alike, from first to last.")
    aim: str = fact("The class that the group's ideal is made for; empty for the first.")
    strategy: str = fact("How the pictures that members see next are chosen.")
    results_shown: bool = fact("Whether members see results before the host shows them.")
    questions: list[QuestionLine] = fact("What those who join are asked.")
    rehearsal: bool = fact("Whether it is public and may have simulated members.")
    limits: LimitsForm = fact("What all pictures keep to.")
    problem: str = fact("Why it could not be founded; empty when nothing went wrong.")
    spaces: list[SpaceChoice] = fact("The spaces there are to choose from.")
    strategies: list[StrategyOption] = fact("How the next pictures may be chosen.")
    modes: list[ModeOption] = fact("The ways to answer there are to choose from.")
    features: list[FeaturesOption] = fact("The ways to measure own pictures.")
    fewest: int = fact("How many own pictures a group needs.")
    most: int = fact("How many own pictures a group takes.")


@dataclass(frozen=True)
class FileLine(Page):
    """What became of one file."""

    name: str = fact("What the file is called; only the host sees it.")
    accepted: bool = fact("Whether it counts.")
    same: bool = fact("Whether it was left out because its picture is there already.")
    problem: str = fact("Why it was left out; empty when it counts.")
    picture_id: str = fact("The picture it became, or is the same as; empty when there is none.")
    picture_url: str = fact("Where that picture is; empty when there is none.")
    width: int = fact("Of the picture in the file, in pixels; 0 when it was not read.")
    height: int = fact("Of the picture in the file, in pixels; 0 when it was not read.")
    words: str = fact("What can be seen in it.")


@dataclass(frozen=True)
class FilesPage(Page):
    """A group's own pictures while they come in; the host's alone."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    gathering: bool = fact("Whether more may come; false once the decks are open.")
    fewest: int = fact("How many pictures the group needs.")
    most: int = fact("How many pictures the group takes.")
    features: list[FeaturesOption] = fact("The ways to measure them.")
    pictures: list[FileLine] = fact("The pictures that are in.")
    files: list[FileLine] = fact("What became of the files that were just sent.")
    problem: str = fact("Why the decks could not be opened; empty when nothing went wrong.")


@dataclass(frozen=True)
class FoundedPage(Page):
    """A group was founded; the host key is shown to the browser that founded it, and to no other."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    group_url: str = fact("Where the group is.")
    files_url: str = fact("Where its own pictures are sent to; empty when its pictures are drawn.")
    join_code: str = fact("The join code.")
    join_url: str = fact("The link that lets others join.")
    host_key: str = fact("Proves who the host is on other devices.")
    join: JoinCard = fact("The same as a card with its QR code.")
    pictures: int = fact("How many pictures of its own are in; 0 when they are drawn.")
    files: list[FileLine] = fact("Files that were left out, and why.")
    held: HeldCard | None = fact("What all pictures keep to; null when they are free.")
