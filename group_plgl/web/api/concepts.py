"""Concepts: what a host says that pictures show, how well that is known, and what ideals must show."""

from __future__ import annotations

from pydantic import Field

from group_plgl.errors import BadInput
from group_plgl.services import concept as concepts
from group_plgl.services.exemplify import standing
from group_plgl.store.concepts import Concept, concepts_of, demands_of
from group_plgl.store.people import Group
from group_plgl.web.api.asking import asked_group, picture_address
from group_plgl.web.api.forms import NEXT, Form, HexId, Nothing, Page, Share, page_of
from group_plgl.web.api.models import PictureForm
from group_plgl.web.api.registry import MODELS, Call, Example, operation
from group_plgl.web.describing import described
from group_plgl.web.wiring import wiring

MOST_AT_ONCE = 2000
Chance = Field(ge=concepts.LEAST, le=concepts.MOST, description="The least chance of showing it.")


class ConceptForm(Form):
    """A concept and how well it is known from its labels."""

    name: str = Field(description="What it is called.")
    yes: int = Field(description="How many pictures were labelled as showing it.")
    no: int = Field(description="How many as not showing it.")
    lacking: int = Field(description="How many labels are missing before anything is learned.")
    telling: bool = Field(description="Whether unseen labels are foretold beyond chance.")
    right: int = Field(description="How many unseen labels were foretold rightly.")
    asked: int = Field(description="Of how many.")
    low: Share = Field(description="Lower end of the 95 % interval of that share.")
    high: Share = Field(description="Upper end of it.")
    ceiling: Share = Field(description="The largest chance that its labels support.")
    required: Share | None = Field(description="The least chance ideals must have; null if not required.")


class ConceptList(Form):
    """The concepts of a group, the oldest first."""

    items: list[ConceptForm] = Field(description="The concepts.")


class Labels(Form):
    """What pictures show, as the host says."""

    yes: list[HexId] = Field([], max_length=MOST_AT_ONCE, description="Pictures that show it.")
    no: list[HexId] = Field([], max_length=MOST_AT_ONCE, description="Pictures that do not.")


class PictureList(Form):
    """Pictures of a group."""

    items: list[PictureForm] = Field(description="The pictures of this page.")
    next: str | None = NEXT


class Requirement(Form):
    """What ideals must show."""

    chance: float = Chance


class Required(Form):
    """What ideals must show from the next one on."""

    chance: float = Chance
    share: Share = Field(description="The share of pictures at large that meet all that is required.")


@operation("GET", "/groups/{slug}/concepts", scope="admin", subject=MODELS, answer=ConceptList)
def list_concepts(call: Call) -> ConceptList:
    """What the host of a group says that pictures show, and how well each is known."""
    return ConceptList(items=[ConceptForm(**one) for one in standing(wiring().studio, asked_group(call))])


@operation("PUT", "/groups/{slug}/concepts/{concept}", scope="admin", subject=MODELS, answer=ConceptForm)
def found_concept(call: Call) -> ConceptForm:
    """Found a concept, unless it is there.

    Names that sort people by skin, age, sex or health are refused.
    """
    studio, group, name = wiring().studio, asked_group(call), call.path["concept"]
    there = concepts_of(studio.database, group.group_id)
    one = next((one for one in there if one.name == name), None) or concepts.found(studio, group, name)
    return _form(group, one)


@operation(
    "GET", "/groups/{slug}/concepts/{concept}/pictures", scope="admin", subject=MODELS,
    answer=PictureList, query=Page,
)  # fmt: skip
def list_unlabelled(call: Call) -> PictureList:
    """Pictures that have no label of a concept yet, in an order that tells nothing of them."""
    studio, group = wiring().studio, asked_group(call)
    left = concepts.unlabelled(studio, group, concepts.named(studio, group, call.path["concept"]))
    shown, more = page_of(left, left, call.query)
    words = described(group, shown)
    return PictureList(
        items=[
            PictureForm(picture=one, picture_url=picture_address(group, one), words=words[one])
            for one in shown
        ],
        next=more,
    )


@operation(
    "POST", "/groups/{slug}/concepts/{concept}/labels", scope="admin", subject=MODELS, answer=ConceptForm,
    body=Labels, errors=(409,), example=Example(body={"yes": ["$UNLABELLED"]}),
)  # fmt: skip
def label_pictures(call: Call) -> ConceptForm:
    """Say of pictures of a group's pool, or of its own, whether they show a concept.

    What was said of the same pictures before gives way. A concept that is required takes no labels.
    """
    (studio, group), asked = (wiring().studio, asked_group(call)), call.body
    if set(asked.yes) & set(asked.no):
        raise BadInput("a picture is labelled yes and no at once")
    said = dict.fromkeys(asked.yes, True) | dict.fromkeys(asked.no, False)
    one = concepts.named(studio, group, call.path["concept"])
    concepts.label(studio, group, one, said)
    return _form(group, one)


@operation(
    "DELETE", "/groups/{slug}/concepts/{concept}/labels/last", scope="admin", subject=MODELS,
    answer=ConceptForm, errors=(409,),
)  # fmt: skip
def undo_label(call: Call) -> ConceptForm:
    """Take the last label of a concept back; again takes back the one before."""
    studio, group = wiring().studio, asked_group(call)
    one = concepts.named(studio, group, call.path["concept"])
    concepts.undo(studio, group, one)
    return _form(group, one)


@operation(
    "PUT", "/groups/{slug}/concepts/{concept}/requirement", scope="admin", subject=MODELS, answer=Required,
    body=Requirement, errors=(409,),
    example=Example(body={"chance": 0.6}, path={"concept": "$LEARNED_CONCEPT"}),
)  # fmt: skip
def require_concept(call: Call) -> Required:
    """Require of ideals of a group that they show a concept, from the next one on.

    Refused where its labels foretell no unseen ones, or no picture found meets all that is required.
    """
    studio, group, chance = wiring().studio, asked_group(call), call.body.chance
    one = concepts.named(studio, group, call.path["concept"])
    return Required(chance=chance, share=concepts.require(studio, group, one, chance))


@operation(
    "DELETE", "/groups/{slug}/concepts/{concept}/requirement", scope="admin", subject=MODELS,
    answer=ConceptForm, example=Example(path={"concept": "$LEARNED_CONCEPT"}),
)  # fmt: skip
def lift_concept(call: Call) -> ConceptForm:
    """Require a concept of ideals no more; again does nothing."""
    studio, group = wiring().studio, asked_group(call)
    one = concepts.named(studio, group, call.path["concept"])
    concepts.lift(studio, group, one)
    return _form(group, one)


@operation(
    "DELETE", "/groups/{slug}/concepts/{concept}", scope="admin", subject=MODELS, answer=Nothing,
    errors=(409,),
)  # fmt: skip
def remove_concept(call: Call) -> Nothing:
    """Erase a concept with its labels, where it is not required."""
    studio, group = wiring().studio, asked_group(call)
    concepts.remove(studio, group, concepts.named(studio, group, call.path["concept"]))
    return Nothing(done=True)


def _form(group: Group, one: Concept) -> ConceptForm:
    studio = wiring().studio
    required = demands_of(studio.database, group.group_id).get(one.concept_id)
    return ConceptForm(**concepts.told_of(one, concepts.known(studio, group, one), required))
