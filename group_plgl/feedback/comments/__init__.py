"""Comments as liked and disliked attributes, each with the words it came from.

`vocabulary_of` makes the terms of a space, `mentions_in` reads a comment with them. Nothing here
knows of spaces or pictures: genes and attributes are passed in as names and words.
"""

from __future__ import annotations

from group_plgl.feedback.comments.asking import VERSION, question_of, reading_from
from group_plgl.feedback.comments.finding import language_of
from group_plgl.feedback.comments.reading import (
    PLAIN,
    READER,
    Mention,
    Reading,
    mentions_in,
)
from group_plgl.feedback.comments.terms import COLOURS, Term, Vocabulary, vocabulary_of

__all__ = [
    "COLOURS",
    "PLAIN",
    "READER",
    "VERSION",
    "Mention",
    "Reading",
    "Term",
    "Vocabulary",
    "language_of",
    "mentions_in",
    "question_of",
    "reading_from",
    "vocabulary_of",
]
