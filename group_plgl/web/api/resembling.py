"""Pictures held against examples: of one voice or of a group's, without any answers."""

from __future__ import annotations

from pydantic import Field

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.proxy import MOST_EXAMPLES, MOST_VOICES, resembling_pictures
from group_plgl.services.score import MOST
from group_plgl.web.api.asking import looker
from group_plgl.web.api.forms import Form, Share
from group_plgl.web.api.judging import SCORING
from group_plgl.web.api.registry import JUDGING, Call, Example, operation
from group_plgl.web.pacing import place, slow_down
from group_plgl.web.wiring import wiring

_PICTURES = "Pictures of the group: ids, or consensus, consensus-2, 3.mean."


class VoiceForm(Form):
    """What one voice likes and dislikes."""

    liked: list[str] = Field(min_length=1, max_length=MOST_EXAMPLES, description=f"Examples. {_PICTURES}")
    disliked: list[str] = Field(min_length=1, max_length=MOST_EXAMPLES, description="Examples of the other.")


class ResemblingAsked(Form):
    """Pictures, and the examples they are held against."""

    pictures: list[str] = Field(min_length=1, max_length=MOST, description=_PICTURES)
    voices: list[VoiceForm] = Field(
        min_length=1, max_length=MOST_VOICES, description="One for each who is to be heard; all count alike."
    )
    rule: str = Field(DEFAULT_RULE, max_length=40, description="How several voices become one order.")


class ResemblingForm(Form):
    """How one picture compares with the examples."""

    liking: Share = Field(description="Mean predicted chance of liking over the voices.")
    low: Share = Field(description="Lower end of its 95 % interval.")
    high: Share = Field(description="Upper end of its 95 % interval.")
    score: float = Field(description="By the rule; the higher the better, and only the order means anything.")


class ResemblingList(Form):
    """In the order in which they were asked for. All of it is predicted, from the examples alone."""

    rule: str = Field(description="By which rule.")
    voices: int = Field(description="How many voices were heard.")
    items: list[ResemblingForm] = Field(description="One for each picture.")


@operation(
    "POST", "/groups/{slug}/resembling", scope="models:read", subject=JUDGING, answer=ResemblingList,
    body=ResemblingAsked, errors=(409, 503),
    example=Example(
        body={"pictures": ["mean"], "voices": [{"liked": ["consensus"], "disliked": ["$PICTURE"]}]}
    ),
)  # fmt: skip
def score_by_examples(call: Call) -> ResemblingList:
    """How pictures compare with examples that you name: no answers, no training, nothing stored.

    What is told rests on the examples alone and is nobody's taste. Several voices are combined by a rule.
    """
    visitor_looks = looker(call)[1]
    slow_down("score", wiring().looks, call.key.key_id)
    asked = call.body
    with place(SCORING):
        found = resembling_pictures(
            wiring().studio, visitor_looks, [(one.liked, one.disliked) for one in asked.voices],
            asked.pictures, asked.rule,
        )  # fmt: skip
    return ResemblingList(
        rule=asked.rule, voices=len(asked.voices), items=[ResemblingForm(**row) for row in found.rows()]
    )
