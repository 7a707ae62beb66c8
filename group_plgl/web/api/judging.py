"""Judging pictures: scores of any pictures, the ranking of the group's, changes, comparisons and matches."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any

import numpy as np
from pydantic import Field

from group_plgl.errors import BadInput, NotFound
from group_plgl.services.contrast import contrast
from group_plgl.services.encode import encode_upload
from group_plgl.services.favour import LIKE, favour_named
from group_plgl.services.match import let_find, lets_find, matching
from group_plgl.services.point import Looker, pointed
from group_plgl.services.reveal import HIDDEN, may_single_out, sight_of
from group_plgl.services.score import MOST, score
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.transform import BUDGETS, CHANCES, HALF, PIXELS, Shown, Wanted, transform
from group_plgl.shapes import Array
from group_plgl.store.images import picture_of
from group_plgl.store.people import Member, members_of
from group_plgl.web.api.asking import looker, member_name, told_about
from group_plgl.web.api.forms import Form, Latent, Share, misfit
from group_plgl.web.api.models import LikingForm, likings_told
from group_plgl.web.api.registry import JUDGING, Call, Example, operation
from group_plgl.web.differing import shifts
from group_plgl.web.encoding import PLACES as ENCODING
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import labels_of
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.transforming import PLACES
from group_plgl.web.wiring import wiring

SCORING = BoundedSemaphore(2)
_WHOSE = (
    "Whose taste: a rule (the group's), camp-1, me (with `member`), member-… where names are shown; "
    "what suits best unless told."
)
_WHO = "A member for whom the key speaks: it then asks as them. Not in anonymous groups."
_PICTURE = "A picture of the group: its id, or consensus, consensus-2, 3.mean."


class ScoreAsked(Form):
    """What shall be scored: latents, or pictures of the group."""

    latents: list[Latent] = Field([], max_length=MOST, description="Latents of the group's space.")
    pictures: list[str] = Field([], max_length=MOST, description=f"Or pictures. {_PICTURE}")
    favour: str = Field("", max_length=60, description=_WHOSE)
    member: str = Field("", max_length=12, description=_WHO)


class Asking(Form):
    """The same for a picture that is sent as the body."""

    favour: str = Field("", max_length=60, description=_WHOSE)
    member: str = Field("", max_length=12, description=_WHO)


class ScoreForm(Form):
    """How one picture is predicted to be liked."""

    liking: Share = Field(
        description="Mean predicted chance of liking, by voices; two digits in anonymous groups."
    )
    low: Share = Field(description="Lower end of its 95 % interval.")
    high: Share = Field(description="Upper end of its 95 % interval.")
    standing: dict[str, float] = Field(
        description="By rule: the share of pictures at large that it places lower, 0 to 1."
    )
    likings: list[LikingForm] = Field(description="Of those members whose liking may be told.")


class ScoreList(Form):
    """Scores in the order in which they were asked for. All of it is predicted."""

    number: int | None = Field(
        description="The group model it rests on; null where it is one member's taste."
    )
    favour: str = Field(description="Whose taste it is.")
    items: list[ScoreForm] = Field(description="One for each picture.")


_KEPT = "Genes, families of genes and colours that stay; with words attributes, too."


class ChangeAsked(Form):
    """A picture, and what shall become of it."""

    picture: str = Field("", max_length=80, description=f"{_PICTURE} Or send `latent`.")
    latent: Latent | None = Field(None, description="A latent of the group's space instead.")
    favour: str = Field("", max_length=60, description=f"{_WHOSE} Or like, with `towards`.")
    towards: list[str] = Field([], max_length=2, description="With the favour like: pictures to look like.")
    chance: float | None = Field(
        None, ge=CHANCES[0], le=CHANCES[1], description="The chance of liking to reach."
    )
    budget: float | None = Field(
        None, ge=BUDGETS[0], le=BUDGETS[1], description="Or just noticeable differences to spend."
    )
    words: list[str] = Field(
        [],
        max_length=4,
        description="Words to go towards instead: warm, less busy, a key like lightness:dark, or group: "
        "what the group says it likes.",
    )
    strength: float = Field(HALF, ge=0.0, le=1.0, description="How far towards words; 0 changes nothing.")
    keep: list[str] = Field(
        [], max_length=50, description="Genes, their families, colours (with words, attributes) that stay."
    )
    member: str = Field("", max_length=12, description=_WHO)


class ChangeOfFile(Form):
    """What shall become of a picture that is sent as the body."""

    favour: str = Field("", max_length=60, description=_WHOSE)
    chance: float | None = Field(
        None, ge=CHANCES[0], le=CHANCES[1], description="The chance of liking to reach."
    )
    budget: float | None = Field(
        None, ge=BUDGETS[0], le=BUDGETS[1], description="Or just noticeable differences to spend."
    )
    words: list[str] = Field(
        [],
        max_length=4,
        description="Words to go towards instead: warm, less busy, a key like lightness:dark, or group: "
        "what the group says it likes.",
    )
    strength: float = Field(HALF, ge=0.0, le=1.0, description="How far towards words; 0 changes nothing.")
    keep: list[str] = Field(
        [], max_length=50, description="Genes, their families, colours (with words, attributes) that stay."
    )
    member: str = Field("", max_length=12, description=_WHO)


class ShiftForm(Form):
    """One thing in which two pictures differ."""

    towards: str = Field(description="What the second is.")
    away_from: str = Field(description="What it is less.")


class GoneForm(Form):
    """What became of one thing with words, measured on what is drawn, in spreads of the space."""

    name: str = Field(description="The scale, the gene, or the colour.")
    word: str = Field(description="The end that was asked for; of what was to stay its low one.")
    sign: int = Field(description="1 towards the high end, -1 towards the low one, 0 where it was to stay.")
    before: float = Field(description="Where it stood.")
    after: float = Field(description="Where it stands.")
    just: float = Field(description="How much of it one just notices.")


class BothForm(Form):
    """How a member is predicted to like two pictures."""

    member: str = Field(description="Who, as the API names them.")
    label: str = Field(description="Nickname, or a number where names are hidden.")
    before: Share = Field(description="The first picture, or the one before the change.")
    after: Share = Field(description="The second picture, or what became of the first.")


class PictureInside(Form):
    """A picture inside an answer; it is kept nowhere."""

    media_type: str = Field(description="image/webp or image/png.")
    content: str = Field(description="Its bytes as base64.")


class ChangeForm(Form):
    """What became of a picture."""

    verdict: str = Field(
        description="reached, already, invisible, out of reach, marked (it must not come again) or required."
    )
    change: float = Field(description="How much of it is seen, in just noticeable differences.")
    ahead: float | None = Field(
        description="What walking straight would have changed; null where that gets nowhere."
    )
    moved: list[ShiftForm] = Field(description="Genes and colours that moved, the most visible first.")
    seen: list[ShiftForm] = Field(description="What is seen to differ, measured on both.")
    gone: list[GoneForm] = Field(description="With words, what became of each.")
    number: int | None = Field(
        description="The group model it rests on; null where it is one member's taste."
    )
    favour: str = Field(description="In whose favour.")
    before: PictureInside = Field(description="The picture.")
    after: PictureInside = Field(description="What became of it.")
    likings: list[BothForm] = Field(description="Of those members whose liking may be told.")


class CompareAsked(Form):
    """Which two pictures."""

    a: str = Field(min_length=1, max_length=80, description=f"The first. {_PICTURE}")
    b: str = Field(min_length=1, max_length=80, description="The second.")


class CompareForm(Form):
    """How two pictures differ."""

    change: float = Field(description="How far apart they look, in just noticeable differences.")
    moved: list[ShiftForm] = Field(description="In which genes and colours the second differs.")
    seen: list[ShiftForm] = Field(description="What is seen to differ, measured on both.")
    number: int | None = Field(description="The group model it rests on; null without one.")
    gain: int | None = Field(
        description="How many would clearly rather have the second; null where not told."
    )
    lose: int | None = Field(description="How many would clearly rather have the first; null where not told.")
    likings: list[BothForm] = Field(description="Of those members whose liking may be told.")


class Findable(Form):
    """Whether a member lets themself be found by taste."""

    findable: bool = Field(description="Their own wish: ask them. It takes effect at once, either way.")


class MatchForm(Form):
    """Somebody who matches, as both of the two are told."""

    label: str = Field(description="Who: nickname, or a number where names are hidden.")
    alike: float = Field(ge=-1, le=1, description="Correlation of both tastes, in steps of .05.")
    alike_low: float = Field(ge=-1, le=1, description="Lower end of its 95 % interval.")
    alike_high: float = Field(ge=-1, le=1, description="Upper end of its 95 % interval.")
    liking: Share = Field(description="The chance of liking the other's best, of whoever likes them less.")
    answers: int = Field(description="How many answers the less known of both tastes rests on.")
    both: list[str] = Field(description="Pictures both are predicted to like; some are left out on purpose.")


class MatchList(Form):
    """The matches of a member among those who let themselves be found."""

    state: str = Field(description="on, off, hidden, unknown (no taste yet), past, or anonymous.")
    items: list[MatchForm] = Field(description="The most alike first.")


@operation(
    "POST", "/groups/{slug}/score", scope="models:read", subject=JUDGING, answer=ScoreList, body=ScoreAsked,
    query=Asking, takes_file=True, errors=(409, 503),
    example=Example(body={"pictures": ["consensus", "$PICTURE"], "favour": "mean"}),
)  # fmt: skip
def score_pictures(call: Call) -> ScoreList:
    """How pictures are predicted to be liked: latents, pictures of the group, or one that you send.

    A picture that is sent (as image/png, image/jpeg or image/webp) is scored as the nearest one that the
    space can draw; nothing of it is kept. In anonymous groups the mean alone is told, in two digits.
    """
    asked = call.query if isinstance(call.body, bytes) else call.body
    visitor, looks = looker(call, asked.member)
    z, brought = _latents(call, visitor, looks)
    favour = favour_named(wiring().studio, looks, asked.favour, brought)
    slow_down("score", wiring().looks, call.key.key_id)
    with place(SCORING):
        found = score(wiring().studio, looks, z, favour, brought)
    return ScoreList(
        number=found.number, favour=favour.name,
        items=[
            ScoreForm(
                liking=one.liking.liking, low=one.liking.low, high=one.liking.high,
                standing=dict(one.standing),
                likings=likings_told(visitor, one.likings),
            )
            for one in found.pictures
        ],
    )  # fmt: skip


@operation(
    "POST", "/groups/{slug}/transform", scope="models:read", subject=JUDGING, answer=ChangeForm,
    body=ChangeAsked, query=ChangeOfFile, takes_file=True, errors=(409, 503),
    example=Example(body={"picture": "$PICTURE", "favour": "mean", "budget": 2.0}),
)  # fmt: skip
def transform_picture(call: Call) -> ChangeForm:
    """Change a picture as little as one sees until it is liked, or look like others; nothing is kept.

    The picture is one of the group, a latent, or one that you send. In anonymous groups the mean alone
    is followed, just over even or by a budget.
    """
    asked, is_file = (call.query, True) if isinstance(call.body, bytes) else (call.body, False)
    visitor, looks = looker(call, asked.member)
    studio = wiring().studio
    _refuse_both(asked, is_file)
    if is_file or asked.latent is not None:
        start, brought = _latents(call, visitor, looks)
    else:
        start, brought = pointed(studio, looks, asked.picture).latent[None], False
    goals = [] if is_file else [pointed(studio, looks, one).latent for one in asked.towards]
    favour = favour_named(studio, looks, asked.favour, brought)
    budget = asked.budget if asked.budget is not None or favour.kind != LIKE else BUDGETS[0]
    wanted = Wanted(
        favour,
        np.array(goals) if goals else None,
        None if budget else asked.chance,
        budget,
        asked.keep,
        brought,
        asked.words,
        asked.strength,
    )
    slow_down("transform", wiring().looks, call.key.key_id)
    with place(PLACES):
        found = transform(studio, looks, start[0], wanted)
    return ChangeForm(
        verdict=found.verdict, change=found.change, ahead=found.ahead, moved=_shifts(found.moved),
        seen=_shifts(found.seen), gone=[GoneForm(**one) for one in found.gone], number=found.number,
        favour=favour.name, before=_inside(found.before),
        after=_inside(found.after),
        likings=_both(visitor, {key: (one.liking, two.liking) for key, (one, two) in found.likings.items()}),
    )  # fmt: skip


@operation(
    "GET", "/groups/{slug}/comparison", scope="models:read", subject=JUDGING, answer=CompareForm,
    query=CompareAsked, errors=(503,), example=Example(query={"a": "consensus", "b": "$PICTURE"}),
)  # fmt: skip
def compare_pictures(call: Call) -> CompareForm:
    """How two pictures of a group differ, and how many would clearly rather have which."""
    studio, (visitor, looks) = wiring().studio, looker(call)
    one, other = pointed(studio, looks, call.query.a), pointed(studio, looks, call.query.b)
    slow_down("compare", wiring().looks, call.key.key_id)
    with place(PLACES):
        found = contrast(studio, looks, one, other)
    told = found.number is not None and may_single_out(visitor.group)
    return CompareForm(
        change=found.change, moved=_shifts(found.moved), seen=_shifts(found.seen), number=found.number,
        gain=sum(torn.gains for torn in found.likings.values()) if told else None,
        lose=sum(torn.loses for torn in found.likings.values()) if told else None,
        likings=_both(visitor, {key: (torn.a.liking, torn.b.liking) for key, torn in found.likings.items()}),
    )  # fmt: skip


@operation(
    "PUT", "/groups/{slug}/members/{member}/findable", scope="ratings:write", subject=JUDGING,
    answer=Findable, body=Findable, example=Example(body={"findable": True}),
)  # fmt: skip
def set_findable(call: Call) -> Findable:
    """Take what a member for whom the key speaks says about being found by taste: it is theirs to say."""
    visitor, member = told_about(call)
    let_find(wiring().studio, visitor.group, member, call.body.findable)
    return Findable(findable=lets_find(wiring().studio, member))


@operation(
    "GET", "/groups/{slug}/members/{member}/matches", scope="models:read", subject=JUDGING, answer=MatchList,
    errors=(409,),
)  # fmt: skip
def list_matches(call: Call) -> MatchList:
    """Whose taste meets that of a member of yours, among those who let themselves be found.

    What is told of two people is told to both; being found is off until a member says so.
    """
    studio, (visitor, member) = wiring().studio, told_about(call)
    found = matching(studio, sight_of(studio, visitor), member)
    labels = labels_of(visitor, _members(visitor))
    return MatchList(
        state=found.state,
        items=[
            MatchForm(
                label=labels[one.member_id].text, alike=one.alike[0], alike_low=one.alike[1],
                alike_high=one.alike[2], liking=one.liking[0], answers=one.answers, both=list(one.both),
            )
            for one in found.matches
            if one.member_id in labels and found.state != HIDDEN
        ],
    )  # fmt: skip


def _refuse_both(asked: ChangeAsked | ChangeOfFile, is_file: bool) -> None:
    """Refuse wishes of which one would be dropped.

    Raises:
        Malformed: It asks for two things at once, or for nothing.
    """
    mark, wrong = "?" if is_file else "/", []
    if asked.chance is not None and asked.budget is not None:
        wrong.append((f"{mark}chance", "send a chance to reach or a budget to spend, not both"))
    if asked.words and (asked.chance is not None or asked.budget is not None):
        wrong.append((f"{mark}words", "towards words goes with a strength, not with a chance or a budget"))
    if asked.chance is not None and asked.favour == LIKE:
        wrong.append((f"{mark}chance", "with the favour like a budget is spent: send one instead"))
    if isinstance(asked, ChangeAsked):
        if bool(asked.picture) == (asked.latent is not None):
            wrong.append(("/picture", "send a picture, a latent or a file, and only one of them"))
        if bool(asked.towards) != (asked.favour == LIKE):
            wrong.append(("/towards", "pictures to look like go with the favour like, and it with them"))
    elif asked.favour == LIKE:
        wrong.append(("?favour", "a picture that is sent cannot be made to look like others"))
    if wrong:
        raise misfit(wrong)


def _latents(call: Call, visitor: Visitor, looks: Looker) -> tuple[Array, bool]:
    """The pictures that are asked about as latents, `n x d`, and whether they were brought along."""
    studio, group = wiring().studio, visitor.group
    if not isinstance(call.body, bytes):
        latents = getattr(call.body, "latents", None) or [
            one for one in [getattr(call.body, "latent", None)] if one
        ]
        names = getattr(call.body, "pictures", [])
        if bool(latents) == bool(names):
            raise misfit([("/latents", "send latents, or pictures")])
        if names:
            return np.array([pointed(studio, looks, one).latent for one in names]), False
    if is_catalogue(group.space) or is_past(group.space):
        raise BadInput("this group has only its own pictures: none from outside can be drawn there")
    space = group_space(studio, group)
    if isinstance(call.body, bytes):
        slow_down("encode", wiring().looks, call.key.key_id)
        with place(ENCODING):
            return encode_upload(studio, space, call.body, PIXELS).z[None], True
    if any(len(one) != space.latent_dim for one in latents):
        raise misfit([("/latents", f"a latent of {space.key} has {space.latent_dim} numbers")])
    return space.canonical(latents), True


def _both(visitor: Visitor, likings: Mapping[str, tuple[float, float]]) -> list[BothForm]:
    labels = labels_of(visitor, _members(visitor))
    rows = [
        BothForm(member=member_name(key), label=labels[key].text, before=one, after=other)
        for key, (one, other) in likings.items()
        if key in labels
    ]
    return sorted(rows, key=lambda row: -row.after)


def _members(visitor: Visitor) -> list[Member]:
    return members_of(wiring().studio.database, visitor.group.group_id)


def _shifts(rows: Sequence[Mapping[str, Any]]) -> list[ShiftForm]:
    return [ShiftForm(towards=one.towards, away_from=one.away_from) for one in shifts(rows)]


def _inside(shown: Shown) -> PictureInside:
    """A picture with its bytes."""
    studio = wiring().studio
    if shown.content:
        return PictureInside(media_type="image/webp", content=base64.b64encode(shown.content).decode())
    found = picture_of(studio.database, shown.picture_id)
    if found is None:
        raise NotFound("this picture is gone")
    content = studio.files.read(found.sha256, found.media_type)
    return PictureInside(media_type=found.media_type, content=base64.b64encode(content).decode())
