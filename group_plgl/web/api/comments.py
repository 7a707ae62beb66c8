"""Comments: what a member's comments were heard to say, and what the member says that they mean."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from group_plgl.services.correct import Understood, correct, understood
from group_plgl.web.api.asking import told_about
from group_plgl.web.api.forms import Form, HexId
from group_plgl.web.api.registry import MEMBERS, Call, Example, operation
from group_plgl.web.remarks import meaning_of
from group_plgl.web.wiring import wiring


class MeantForm(Form):
    """One thing that a comment says."""

    key: str = Field(description="A scale, a colon and the word of one of its ends, or colour and its name.")
    meaning: str = Field(description="liked, disliked, or nothing where the member says it was not meant.")
    corrected: bool = Field(description="Whether the member's own word stands instead of what was read.")
    start: int = Field(description="Place of the first letter of what names it, from 0.")
    end: int = Field(description="Place after the last; the same as start where the member alone says so.")


class CommentForm(Form):
    """A comment that stands."""

    id: HexId = Field(description="The rating it came as.")
    text: str = Field(description="What was said.")
    read: bool = Field(description="Whether it was read yet; it is when the group is next learned.")
    meant: list[MeantForm] = Field(description="What it says.")


class CommentList(Form):
    """What a member's comments say, newest first."""

    items: list[CommentForm] = Field(description="The comments that stand.")


class Correction(Form):
    """What a comment means."""

    key: str = Field(
        max_length=200, description="As in `list_comments`; any that pictures of the group have a word for."
    )
    meaning: Literal["liked", "disliked", "nothing", "heard"] = Field(
        description="liked or disliked; nothing where it was not meant; heard to go back to what was read."
    )


@operation(
    "GET", "/groups/{slug}/members/{member}/comments", scope="models:read", subject=MEMBERS,
    answer=CommentList,
)  # fmt: skip
def list_comments(call: Call) -> CommentList:
    """What the comments of a member of yours were heard to say. Not in anonymous groups."""
    visitor, member = told_about(call)
    return CommentList(items=[_form(one) for one in understood(wiring().studio, visitor.group, member)])


@operation(
    "PUT", "/groups/{slug}/members/{member}/comments/{event_id}", scope="ratings:write", subject=MEMBERS,
    answer=CommentForm, body=Correction,
    example=Example(body={"key": "lightness:dark", "meaning": "liked"}, path={"event_id": "$COMMENT"}),
)  # fmt: skip
def correct_comment(call: Call) -> CommentForm:
    """Say what a comment of a member of yours means, in their name.

    It counts when the group is next learned. What was heard is kept beside it, so one can go back.
    """
    visitor, member = told_about(call)
    studio, event_id = wiring().studio, call.path["event_id"]
    correct(studio, visitor.group, member, event_id, call.body.key, call.body.meaning)
    there = {one.event.event_id: one for one in understood(studio, visitor.group, member)}
    return _form(there[event_id])


def _form(one: Understood) -> CommentForm:
    return CommentForm(
        id=one.event.event_id,
        text=one.event.text or "",
        read=one.read,
        meant=[
            MeantForm(
                key=each.term, meaning=meaning_of(each), corrected=each.corrected, start=each.start,
                end=each.end,
            )
            for each in one.meant
        ],
    )  # fmt: skip
