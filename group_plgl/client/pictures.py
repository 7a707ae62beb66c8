"""What the API answers about pictures, tastes and files: a typed dictionary for each form.

Written from the registry of the API by tests/web/api/test_client_code.py; change that instead.
"""

from __future__ import annotations

from typing import Any, TypedDict


class BothForm(TypedDict):
    """How a member is predicted to like two pictures."""

    member: str  # Who, as the API names them.
    label: str  # Nickname, or a number where names are hidden.
    before: float  # The first picture, or the one before the change.
    after: float  # The second picture, or what became of the first.


class CampForm(TypedDict):
    """Members that were grouped together."""

    camp: int  # The camp's number, from 1.
    size: int  # How many are in it.
    labels: list[str]  # Who is in it; empty in anonymous groups.


class CampList(TypedDict):
    """Whether a group falls into camps of taste."""

    number: int  # The group model this is about.
    reading: str
    supported: bool  # Whether the camps may be believed.
    sentence: str  # What that means.
    members: int | None
    p_value: float | None
    items: list[CampForm]


class ShiftForm(TypedDict):
    """One thing in which two pictures differ."""

    towards: str  # What the second is.
    away_from: str  # What it is less.


class GoneForm(TypedDict):
    """What became of one thing with words, measured on what is drawn, in spreads of the space."""

    name: str  # The scale, the gene, or the colour.
    word: str
    sign: int
    before: float  # Where it stood.
    after: float  # Where it stands.
    just: float  # How much of it one just notices.


class PictureInside(TypedDict):
    """A picture inside an answer; it is kept nowhere."""

    media_type: str  # image/webp or image/png.
    content: str  # Its bytes as base64.


class ChangeForm(TypedDict):
    """What became of a picture."""

    verdict: str
    change: float  # How much of it is seen, in just noticeable differences.
    ahead: float | None
    moved: list[ShiftForm]  # Genes and colours that moved, the most visible first.
    seen: list[ShiftForm]  # What is seen to differ, measured on both.
    gone: list[GoneForm]  # With words, what became of each.
    number: int | None
    favour: str  # In whose favour.
    before: PictureInside  # The picture.
    after: PictureInside  # What became of it.
    likings: list[BothForm]  # Of those members whose liking may be told.


class Withheld(TypedDict):
    """Why nothing is shown."""

    reason: str  # k-anonymity, or why this part of the group is not shown.
    k: int  # The fewest members anything told rests on.


class ChartForm(TypedDict):
    """The rows of a chart: exactly what is drawn."""

    name: str  # The chart.
    number: int  # The group model it is about.
    members: int | None  # How many members it shows; null where that is not told.
    said: str
    columns: list[str]  # The names of the columns, in order.
    rows: list[dict[str, Any]]  # The rows.
    suppressed: Withheld | None  # Why nothing is shown; null when something is.


class ChartLine(TypedDict):
    """A chart there is."""

    name: str  # Its name in addresses.
    title: str  # Its name as people read it.
    help: str  # What it shows.
    misleads: str  # What would mislead in it.


class ChartList(TypedDict):
    """The charts there are."""

    items: list[ChartLine]  # The charts.


class CompareForm(TypedDict):
    """How two pictures differ."""

    change: float  # How far apart they look, in just noticeable differences.
    moved: list[ShiftForm]  # In which genes and colours the second differs.
    seen: list[ShiftForm]  # What is seen to differ, measured on both.
    number: int | None  # The group model it rests on; null without one.
    gain: int | None
    lose: int | None
    likings: list[BothForm]  # Of those members whose liking may be told.


class ConceptForm(TypedDict):
    """A concept and how well it is known from its labels."""

    name: str  # What it is called.
    yes: int  # How many pictures were labelled as showing it.
    no: int  # How many as not showing it.
    lacking: int  # How many labels are missing before anything is learned.
    telling: bool  # Whether unseen labels are foretold beyond chance.
    right: int  # How many unseen labels were foretold rightly.
    asked: int  # Of how many.
    low: float  # Lower end of the 95 % interval of that share.
    high: float  # Upper end of it.
    ceiling: float  # The largest chance that its labels support.
    required: float | None  # The least chance ideals must have; null if not required.


class ConceptList(TypedDict):
    """The concepts of a group, the oldest first."""

    items: list[ConceptForm]  # The concepts.


class WordForm(TypedDict):
    """One thing that may be said about an export."""

    name: str  # What it is called in `words`.
    title: str  # What people read.
    kind: str  # choice, count or switch.
    choices: list[str]  # Of a choice: what it may be.
    low: int | None  # Of a count: the least.
    high: int | None  # Of a count: the most.
    default: str | int | bool  # What it is unless told.


class ExportForm(TypedDict):
    """One export that can be had."""

    name: str  # What it is called in requests.
    title: str  # What people read.
    help: str  # What comes out, and what it is for.
    words: list[WordForm]  # What may be said about it.
    missing: str  # Why this group has none of it; empty where it has.


class ExportList(TypedDict):
    """The exports that this key may ask for."""

    items: list[ExportForm]  # The exports.


class Findable(TypedDict):
    """Whether a member lets themself be found by taste."""

    findable: bool


class LikingForm(TypedDict):
    """How a member is predicted to like a picture."""

    member: str  # Who, as the API names them.
    label: str  # Nickname, or a number where names are hidden.
    liking: float  # Predicted chance of liking it.
    low: float  # Lower end of the 95 % interval.
    high: float  # Upper end of the 95 % interval.


class PictureForm(TypedDict):
    """A picture of a group."""

    picture: str  # Its id.
    picture_url: str  # Where it is, for this key.
    words: str  # What can be seen in it.


class IdealForm(TypedDict):
    """What one rule draws for a group."""

    picture: str  # Its id.
    picture_url: str  # Where it is, for this key.
    words: str  # What can be seen in it.
    rule: str  # The rule.
    sentence: str  # How many are predicted to like it, in words.
    band: str
    pleased: int | None
    likings: list[LikingForm]  # Every member's, highest first; empty in anonymous groups.
    runners_up: list[PictureForm]  # Pictures that please nearly as much and look different.


class MatchForm(TypedDict):
    """Somebody who matches, as both of the two are told."""

    label: str  # Who: nickname, or a number where names are hidden.
    alike: float  # Correlation of both tastes, in steps of .05.
    alike_low: float  # Lower end of its 95 % interval.
    alike_high: float  # Upper end of its 95 % interval.
    liking: float
    answers: int  # How many answers the less known of both tastes rests on.
    both: list[str]


class MatchList(TypedDict):
    """The matches of a member among those who let themselves be found."""

    state: str
    items: list[MatchForm]  # The most alike first.


class ModelForm(TypedDict):
    """One group model with its ideals. Likings are predictions, not votes."""

    number: int  # Its number; it never means anything else.
    made_at: str  # When its ideals were drawn.
    members: int | None  # How many tastes it is made of; null where that is not told.
    answers: int | None
    seen_event: int  # The last event it has seen.
    ideals: list[IdealForm]  # One for each rule that draws.


class ModelLine(TypedDict):
    """A numbered group model."""

    number: int  # Its number; it never means anything else.
    made_at: str  # When its ideals were drawn.
    members: int | None  # How many tastes it is made of; null where that is not told.


class ModelList(TypedDict):
    """Group models a key may see, the newest first; in anonymous groups the newest only."""

    items: list[ModelLine]  # The models of this page.
    next: str | None


class Nothing(TypedDict):
    """An answer that says no more than that it was done."""

    done: bool  # Always true.


class OneIdeal(TypedDict):
    """An ideal, and where it comes from."""

    ideal: IdealForm  # The picture and who is predicted to like it.
    provenance: dict[str, Any]
    originality: dict[str, Any]  # How new it is, in just noticeable differences.


class PictureList(TypedDict):
    """Pictures of a group."""

    items: list[PictureForm]  # The pictures of this page.
    next: str | None


class RankedForm(TypedDict):
    """A picture in its place."""

    place: int  # From 1, the best.
    picture: str  # Its id.
    picture_url: str  # Where it is, for this key.
    file_name: str
    liking: float | None  # Mean predicted chance of liking; null in anonymous groups.
    low: float | None  # Lower end of its 95 % interval.
    high: float | None  # Upper end of its 95 % interval.


class RankedList(TypedDict):
    """Pictures of a group, the best first."""

    number: int | None
    members: int | None  # How many tastes; null where that is not told.
    items: list[RankedForm]  # The pictures of this page.
    next: str | None


class Required(TypedDict):
    """What ideals must show from the next one on."""

    chance: float  # The least chance of showing it.
    share: float


class ResemblingForm(TypedDict):
    """How one picture compares with the examples."""

    liking: float  # Mean predicted chance of liking over the voices.
    low: float  # Lower end of its 95 % interval.
    high: float  # Upper end of its 95 % interval.
    score: float


class ResemblingList(TypedDict):
    """In the order in which they were asked for. All of it is predicted, from the examples alone."""

    rule: str  # By which rule.
    voices: int  # How many voices were heard.
    items: list[ResemblingForm]  # One for each picture.


class RuleForm(TypedDict):
    """A way to make one taste of many."""

    name: str  # Its name in addresses and requests.
    title: str  # Its name as people read it.
    help: str  # What it does.
    advice: str  # When to use it.
    draws: bool  # Whether group models have an ideal by it.


class RuleList(TypedDict):
    """All rules there are."""

    items: list[RuleForm]  # The rules.


class ScoreForm(TypedDict):
    """How one picture is predicted to be liked."""

    liking: float
    low: float  # Lower end of its 95 % interval.
    high: float  # Upper end of its 95 % interval.
    standing: dict[str, float]
    likings: list[LikingForm]  # Of those members whose liking may be told.


class ScoreList(TypedDict):
    """Scores in the order in which they were asked for. All of it is predicted."""

    number: int | None
    favour: str  # Whose taste it is.
    items: list[ScoreForm]  # One for each picture.


class TaskForm(TypedDict):
    """Something that takes a while: how far it is, and where its file is."""

    task: str  # Its id.
    group: str  # The group it is about.
    export: str  # What is made.
    words: dict[str, Any]  # What was asked for, with what was not said.
    status: str  # queued, running, done, failed or cancelled.
    stage: str  # What is being done; empty where that is not said.
    done: int  # How many steps of this stage are done.
    whole: int  # Of how many; 0 where that is not known.
    problem: str  # Why it failed; empty otherwise.
    asked_at: str  # When it was asked for.
    finished_at: str | None  # When it ended; null before.
    expires_at: str | None  # Until when its file is kept; null where there is none.
    file_url: str  # Where its file is; empty where there is none to take.
    file_name: str  # What the file is called; empty before there is one.
    media_type: str  # What kind of file it is; empty before there is one.
    size: int  # How large it is, in bytes.


class TaskList(TypedDict):
    """What this key asked for in a group, the newest first."""

    items: list[TaskForm]  # The tasks.
    next: str | None


class WishForm(TypedDict):
    """One thing with words of which several members spoke in comments."""

    name: str  # The scale.
    towards: str  # The end that more of them like.
    away_from: str  # The other end.
    key: str
    liked: int  # How many members like it, on the whole of their comments.
    disliked: int  # How many dislike it.
    members: int  # How many members said anything of anything in comments.
    wanted: dict[str, float]


class WishList(TypedDict):
    """The wishes of a group, what its first rule wants most first."""

    number: int | None
    items: list[WishForm]  # One for each scale.
