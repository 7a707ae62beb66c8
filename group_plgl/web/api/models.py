"""Group models: their ideals with who is predicted to like them, camps, charts, and files of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from pydantic import Field

from group_plgl.errors import NotFound
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.services.export import ideal_png, story_of
from group_plgl.services.outline import number_seen, numbers_shown
from group_plgl.services.reveal import Drawing, shows_number, shows_picture, sight_of
from group_plgl.services.sampler import sampler_file
from group_plgl.services.threshold import SOME, Told
from group_plgl.services.wish import wished_by
from group_plgl.store.images import picture_of
from group_plgl.store.people import members_of
from group_plgl.web.api.asking import asker, member_name, names_in, picture_address, spoken
from group_plgl.web.api.forms import Form, Page, Share, lost
from group_plgl.web.api.registry import MODELS, Call, Example, File, operation
from group_plgl.web.describing import described
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import labels_of
from group_plgl.web.language import _
from group_plgl.web.liked import sentence
from group_plgl.web.pacing import place
from group_plgl.web.pictures import PLACES
from group_plgl.web.portrait import camp_reading
from group_plgl.web.wiring import wiring


class RuleForm(Form):
    """A way to make one taste of many."""

    name: str = Field(description="Its name in addresses and requests.")
    title: str = Field(description="Its name as people read it.")
    help: str = Field(description="What it does.")
    advice: str = Field(description="When to use it.")
    draws: bool = Field(description="Whether group models have an ideal by it.")


class RuleList(Form):
    """All rules there are."""

    items: list[RuleForm] = Field(description="The rules.")


class ModelLine(Form):
    """A numbered group model."""

    number: int = Field(description="Its number; it never means anything else.")
    made_at: datetime = Field(description="When its ideals were drawn.")
    members: int | None = Field(description="How many tastes it is made of; null where that is not told.")


class ModelList(Form):
    """Group models a key may see, the newest first; in anonymous groups the newest only."""

    items: list[ModelLine] = Field(description="The models of this page.")
    next: str | None = Field(description="What to send as `after` for the next page; null on the last.")


class LikingForm(Form):
    """How a member is predicted to like a picture."""

    member: str = Field(description="Who, as the API names them.")
    label: str = Field(description="Nickname, or a number where names are hidden.")
    liking: Share = Field(description="Predicted chance of liking it.")
    low: Share = Field(description="Lower end of the 95 % interval.")
    high: Share = Field(description="Upper end of the 95 % interval.")


class PictureForm(Form):
    """A picture of a group."""

    picture: str = Field(description="Its id.")
    picture_url: str = Field(description="Where it is, for this key.")
    words: str = Field(description="What can be seen in it.")


class IdealForm(PictureForm):
    """What one rule draws for a group."""

    rule: str = Field(description="The rule.")
    sentence: str = Field(description="How many are predicted to like it, in words.")
    band: str = Field(description="exactly, or how many in a word where a number would single somebody out.")
    pleased: int | None = Field(
        description="Members more likely than not to like it; null where told in a word only."
    )
    likings: list[LikingForm] = Field(description="Every member's, highest first; empty in anonymous groups.")
    runners_up: list[PictureForm] = Field(
        description="Pictures that please nearly as much and look different."
    )


class ModelForm(ModelLine):
    """One group model with its ideals. Likings are predictions, not votes."""

    answers: int | None = Field(
        description="How many answers its tastes rest on; null where that is not told."
    )
    seen_event: int = Field(description="The last event it has seen.")
    ideals: list[IdealForm] = Field(description="One for each rule that draws.")


class OneIdeal(Form):
    """An ideal, and where it comes from."""

    ideal: IdealForm = Field(description="The picture and who is predicted to like it.")
    provenance: dict[str, Any] = Field(
        description="What the exported file says of itself: space, latent, rule, model, counts, seed."
    )
    originality: dict[str, Any] = Field(description="How new it is, in just noticeable differences.")


class CampForm(Form):
    """Members that were grouped together."""

    camp: int = Field(description="The camp's number, from 1.")
    size: int = Field(description="How many are in it.")
    labels: list[str] = Field(description="Who is in it; empty in anonymous groups.")


class CampList(Form):
    """Whether a group falls into camps of taste."""

    number: int = Field(description="The group model this is about.")
    reading: str = Field(
        description="no clear difference, a spectrum, separate camps, too few to say, or members differ."
    )
    supported: bool = Field(description="Whether the camps may be believed.")
    sentence: str = Field(description="What that means.")
    members: int | None = Field(description="How many tastes it is based on; null where that is not told.")
    p_value: Share | None = Field(description="Chance of a gap this wide in a spectrum; null where not told.")
    items: list[CampForm] = Field(
        description="The best grouping there is, believable or not; empty where not told."
    )


class Seer(Form):
    """As whom a picture is asked for."""

    member: str = Field(
        "", max_length=12, description="A member for whom the key speaks: what was dealt to them is seen too."
    )


class WishForm(Form):
    """One thing with words of which several members spoke in comments."""

    name: str = Field(description="The scale.")
    towards: str = Field(description="The end that more of them like.")
    away_from: str = Field(description="The other end.")
    key: str = Field(description="Of the word, to change a picture towards it; empty where none can be.")
    liked: int = Field(description="How many members like it, on the whole of their comments.")
    disliked: int = Field(description="How many dislike it.")
    members: int = Field(description="How many members said anything of anything in comments.")
    wanted: dict[str, float] = Field(
        description="By rule, how far the group wants it, -1 to 1; 0 where it agrees to none."
    )


class WishList(Form):
    """The wishes of a group, what its first rule wants most first."""

    number: int | None = Field(description="The group model they are as old as; null before there is one.")
    items: list[WishForm] = Field(description="One for each scale.")


@operation("GET", "/rules", scope="groups:read", subject=MODELS, answer=RuleList)
def list_rules(_call: Call) -> RuleList:
    """The rules that make one taste of many, and when to use which."""
    return RuleList(
        items=[
            RuleForm(
                name=one.name,
                title=_(one.title),
                help=_(one.help),
                advice=_(one.advice),
                draws=one.name in CHIEF,
            )
            for one in RULES.values()
        ]
    )


@operation(
    "GET", "/groups/{slug}/models", scope="models:read", subject=MODELS, answer=ModelList, query=Page,
    example=Example(query={"limit": 5}),
)  # fmt: skip
def list_models(call: Call) -> ModelList:
    """The numbered group models, the newest first; each is kept as it was published."""
    studio, visitor = wiring().studio, asker(call)
    if not re.fullmatch(r"[0-9]{0,18}", call.query.after):
        raise lost()
    after = int(call.query.after or 2**62)
    there = [number for number in numbers_shown(studio, visitor) if number < after]
    shown = there[: call.query.limit]
    lines = []
    for number in shown:
        _sight, found = number_seen(studio, visitor, number)
        lines.append(ModelLine(number=number, made_at=found.made_at, members=found.members))
    return ModelList(items=lines, next=str(shown[-1]) if len(there) > len(shown) else None)


@operation("GET", "/groups/{slug}/models/{number}", scope="models:read", subject=MODELS, answer=ModelForm)
def read_model(call: Call) -> ModelForm:
    """One group model: the ideal of each rule, and who is predicted to like it."""
    visitor = asker(call)
    _sight, found = number_seen(wiring().studio, visitor, int(call.path["number"]))
    return ModelForm(
        number=found.number, made_at=found.made_at, members=found.members, answers=found.answers,
        seen_event=found.seen_event,
        ideals=[_ideal_form(visitor, found, rule) for rule in CHIEF if rule in found.ideals],
    )  # fmt: skip


@operation(
    "GET",
    "/groups/{slug}/models/{number}/ideals/{rule}",
    scope="models:read",
    subject=MODELS,
    answer=OneIdeal,
)
def read_ideal(call: Call) -> OneIdeal:
    """One ideal, and where it comes from: all it takes to draw it again, and how new it is.

    Sensitive genes stand in the middle of the latent, whatever they are.
    """
    studio, visitor, number = wiring().studio, asker(call), int(call.path["number"])
    _sight, found = number_seen(studio, visitor, number)
    if call.path["rule"] not in found.ideals:
        raise NotFound(
            "there is no ideal of model {number} by rule '{rule}'", number=number, rule=call.path["rule"]
        )
    with place(PLACES):
        story = story_of(studio, visitor.group, number, call.path["rule"])
    return OneIdeal(
        ideal=_ideal_form(visitor, found, call.path["rule"]), provenance=dict(story.told),
        originality=dict(story.originality.told),
    )  # fmt: skip


@operation(
    "GET", "/groups/{slug}/models/{number}/ideals/{rule}/png", scope="exports", subject=MODELS,
    answer=("image/png",), errors=(422,),
)  # fmt: skip
def download_ideal(call: Call) -> File:
    """An ideal as a PNG that says in itself where it comes from. A copy of a known work is refused."""
    content = _file(call, ideal_png)
    return File(
        content, "image/png", f"{call.path['slug']}-model-{call.path['number']}-{call.path['rule']}.png"
    )


@operation(
    "GET", "/groups/{slug}/models/{number}/ideals/{rule}/sampler", scope="exports", subject=MODELS,
    answer=("application/octet-stream",), errors=(409, 422),
)  # fmt: skip
def download_sampler(call: Call) -> File:
    """One safetensors file that draws new ideals of a group, without anything of its members."""
    content = _file(call, sampler_file)
    name = f"{call.path['slug']}-model-{call.path['number']}-{call.path['rule']}.safetensors"
    return File(content, "application/octet-stream", name)


@operation(
    "GET", "/groups/{slug}/pictures/{picture_id}", scope="groups:read", subject=MODELS,
    answer=("image/webp", "image/png"), query=Seer,
)  # fmt: skip
def download_picture(call: Call) -> File:
    """One picture of a group that the key may see: of its pool, of results, on cards of its members."""
    studio = wiring().studio
    visitor = spoken(call, call.query.member)[0] if call.query.member else asker(call)
    found = picture_of(studio.database, call.path["picture_id"])
    if found is None or not shows_picture(studio, visitor, found.picture_id):
        raise NotFound(NOTHING_HERE)
    return File(studio.files.read(found.sha256, found.media_type), found.media_type, for_ever=True)


@operation("GET", "/groups/{slug}/wishes", scope="models:read", subject=MODELS, answer=WishList)
def read_wishes(call: Call) -> WishList:
    """What members said in comments that they like and dislike, as far as at least three spoke of it.

    Nothing in anonymous groups, where comments teach nothing.
    """
    sight = sight_of(wiring().studio, asker(call))
    return WishList(number=sight.number, items=[
        WishForm(name=one.name, towards=one.word, away_from=one.other, key=one.key, liked=one.liked,
                 disliked=one.disliked, members=one.members, wanted=one.wanted)
        for one in wished_by(wiring().studio, sight)
    ])  # fmt: skip


@operation("GET", "/groups/{slug}/camps", scope="models:read", subject=MODELS, answer=CampList)
def read_camps(call: Call) -> CampList:
    """Whether the group falls into camps of taste, and how sure that is. It may say: too few to say."""
    studio, visitor = wiring().studio, asker(call)
    sight = sight_of(studio, visitor)
    found = camp_reading(visitor, sight)
    if found is None or sight.number is None:
        raise NotFound("nobody has looked for camps of this group yet, or they are not to be seen")
    return CampList(
        number=sight.number, reading=found.reading, supported=found.supported, sentence=found.sentence,
        members=found.members, p_value=found.p_value,
        items=[CampForm(camp=one.number, size=one.size, labels=one.labels) for one in found.camps],
    )  # fmt: skip


def _file(call: Call, made: Any) -> bytes:
    """A file of an ideal that the key may see."""
    studio, visitor, number = wiring().studio, asker(call), int(call.path["number"])
    if not shows_number(studio, visitor, number):
        raise NotFound(NOTHING_HERE)
    with place(PLACES):
        content: bytes = made(studio, visitor.group, number, call.path["rule"])
    return content


def _ideal_form(visitor: Visitor, found: Drawing, rule: str) -> IdealForm:
    group, row = visitor.group, found.ideals[rule]
    behind = [one.picture_id for one in found.runners_up.get(rule, ())]
    words = described(group, [row.picture_id, *behind])
    pleased = found.pleased.get(rule, Told(SOME))
    likings = likings_told(visitor, {one.member_id: one for one in found.likings.get(rule, ())})
    return IdealForm(
        rule=rule, picture=row.picture_id, picture_url=picture_address(group, row.picture_id),
        words=words[row.picture_id], sentence=sentence(pleased, len(likings) or found.members),
        band=pleased.band, pleased=pleased.count, likings=likings,
        runners_up=[
            PictureForm(picture=one, picture_url=picture_address(group, one), words=words[one])
            for one in behind
        ],
    )  # fmt: skip


def likings_told(visitor: Visitor, likings: Any) -> list[LikingForm]:
    """Predicted likings by member id, with what members are called, the highest first.

    Others' ids are never told; in anonymous groups nobody has a name, and nobody is in the list.
    """
    names = names_in(visitor.group)
    labels = labels_of(visitor, members_of(wiring().studio.database, visitor.group.group_id))
    told = [
        LikingForm(
            member=member_name(key), label=labels[key].text, liking=float(one.liking), low=float(one.low),
            high=float(one.high),
        )
        for key, one in likings.items()
        if key in names
    ]  # fmt: skip
    return sorted(told, key=lambda one: -one.liking)
