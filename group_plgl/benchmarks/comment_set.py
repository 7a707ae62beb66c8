"""Comments with what they like and dislike, labelled by hand: what readers of comments are judged by.

Each line of `comments/seen.jsonl` and `comments/unseen.jsonl` is what somebody might leave on a card
while swiping, in English or German, with the attributes it likes and dislikes. Whoever writes a
reader of comments looks at the seen ones only; what is reported comes from the unseen ones. Once they
were reported on and looked at they are seen, and somebody else writes new ones, whom the reader's writer
does not ask; until then there are none.

**How it was made.** The comments are invented, in the voices of different people, not collected:
real ones will be more various. They were labelled by the one who wrote them before any reader was
run on them, then gone through twice more; where a label could be argued about, the comment was
reworded, not the label bent. A third are about people's own photographs (`catalogue`), the rest
about five drawn spaces. `kinds` are the things each comment tries, for a breakdown: `mixed` says
several things that differ, `negation` has a negating word, `neutral` has something that is left open.
The examples below are seen, or of neither.

**What a label is.** A key `name:word`, a scale and the end of it that the text names: of
`ATTRIBUTES`, of the space's genes, or `colour:` with one of `COLOURS`; a sign; and the stretch of
the text that names it. Only what the text names is labelled, and of two genes that would fit only
the narrower ("small handle" is not also "a jug"). A colour gene that means what a scale of
`ATTRIBUTES` means is labelled as that scale. Sensitive genes are never labelled: what is said of
skin, beard or wrinkles yields nothing.

**Signs.** `liked`: praised, wished for ("darker please"), missed ("not enough", "too little", "no
moon? sad"). `disliked`: blamed, too much, wished away ("less", "without", "could do without"), or
glad that it is not there. "X rather than Y" likes X and dislikes Y. "Okay", "don't mind", "could
take or leave" are neither, and so is a description.

**Canonical form.** The end that is named, with the speaker's stance towards that end: "too dark"
is `lightness:dark` disliked, never light liked; "not too dark, good" and "glad it isn't dark" are
`lightness:dark` disliked, too; "not dark enough" is dark liked; "no handle, good" is `jug:a jug`
disliked. A word for absence stands only where it is what is named ("plain wall").

**Words.** "Bright", "hell": light, though bright or strong colours are colourful. "Bunt", "vivid":
colourful; "blass", "washed out", "muddy": muted; "many colours": of many hues. "Peaceful": calm;
"clutter", "unruhig": busy. "Crooked": lopsided. "Contrast" alone: high in contrast. "Violett" and
"lila" are violet. In a vessel, stripes are its bands and a handle makes it a jug.

**Unclear.** Irony, and comments that take back what they say, are `unclear` and have no labels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from group_plgl.errors import BadInput
from group_plgl.generators import SPACES
from group_plgl.generators.palette_genes import PALETTE_GENES
from group_plgl.perception.attributes import ATTRIBUTES

HALVES = ("seen", "unseen")
SIGNS = ("liked", "disliked")
LANGUAGES = ("en", "de")
COLOURS = (
    "red", "orange", "yellow", "green", "blue", "turquoise", "violet", "pink", "brown", "black", "grey",
    "white", "beige",
)  # fmt: skip
PHOTOGRAPHS = "catalogue"
_OWN = ("hue side", "accent hue")  # the colour genes that no scale of `ATTRIBUTES` says
_SAME = tuple(gene for gene in PALETTE_GENES if gene.name not in _OWN)
_FOLDER = Path(__file__).with_name("comments")


@dataclass(frozen=True)
class Label:
    """One attribute that a comment likes or dislikes.

    Attributes:
        key: `name:word`, a scale and the end of it that is named.
        sign: `liked` or `disliked`: the stance towards that end.
        span: The stretch of the comment that names it.
    """

    key: str
    sign: str
    span: str


@dataclass(frozen=True)
class LabelledComment:
    """A comment and what it likes and dislikes.

    Attributes:
        text: As it was typed.
        language: `en` or `de`.
        space: The name of the space it is about; `catalogue` for people's own photographs.
        labels: What it says; empty where it says nothing of any attribute.
        unclear: Whether one cannot tell what is meant.
        kinds: What it tries, such as negation or hedge.
    """

    text: str
    language: str
    space: str
    labels: tuple[Label, ...]
    unclear: bool
    kinds: tuple[str, ...]


def labelled_comments(half: str) -> list[LabelledComment]:
    """The comments that are `seen`, or `unseen`.

    Raises:
        BadInput: There are no such comments, or a line of it is not what this file says it is.
    """
    if half not in HALVES:
        raise BadInput("comments are seen or unseen")
    return comments_of((_FOLDER / f"{half}.jsonl").read_text("utf-8"))


def comments_of(text: str) -> list[LabelledComment]:
    """The comments written in JSON Lines, each checked.

    Raises:
        BadInput: A line has a key no registry knows, a span that is not in its text, a sign,
            language or space that does not exist, or labels although it is unclear.
    """
    comments = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            comments.append(_comment(json.loads(line)))
        except (BadInput, json.JSONDecodeError, KeyError, TypeError) as error:
            raise BadInput(
                "line {number} of the comments cannot be used: {why}", number=number, why=str(error)
            ) from error
    return comments


@cache
def keys_of(space: str) -> frozenset[str]:
    """Every key a comment about a space may be labelled with.

    Raises:
        BadInput: There is no such space.
    """
    if space != PHOTOGRAPHS and space not in SPACES:
        raise BadInput("there is no space '{space}'", space=space)
    genes = () if space == PHOTOGRAPHS else SPACES[space].genes
    scales = [(one.name, one.low, one.high) for one in ATTRIBUTES.values()]
    scales += [(one.name, one.low, one.high) for one in genes if not one.sensitive and one not in _SAME]
    ends = {f"{name}:{word}" for name, low, high in scales for word in (low, high)}
    return frozenset(ends | {f"colour:{colour}" for colour in COLOURS})


def _comment(said: Mapping[str, Any]) -> LabelledComment:
    """One comment, checked."""
    labels = tuple(Label(**label) for label in said["labels"])
    comment = LabelledComment(
        said["text"], said["language"], said["space"], labels, said["unclear"], tuple(said["kinds"])
    )
    if comment.language not in LANGUAGES:
        raise BadInput("there is no language '{language}'", language=comment.language)
    if comment.unclear and labels:
        raise BadInput("what is unclear has no labels")
    for label in labels:
        if label.key not in keys_of(comment.space):
            raise BadInput("no registry knows '{key}'", key=label.key)
        if label.sign not in SIGNS:
            raise BadInput("'{sign}' is neither liked nor disliked", sign=label.sign)
        if not label.span or label.span not in comment.text:
            raise BadInput("'{span}' is not in the text", span=label.span)
    return comment
