"""What a comment can be about: both ends of every scale of a space, each with its words.

A term's key is the name of a scale and the word of one end, verbatim as the registries have
them (`jug:a jug`, `lightness:dark`), or a colour (`colour:blue`). Genes marked sensitive have none.
How people call an end is in `terms.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from group_plgl.feedback.comments.lexicon import Lexicon, Pattern
from group_plgl.feedback.comments.words import folded

LANGUAGES = ("en", "de")
COLOURS = (
    "red", "orange", "yellow", "green", "blue", "turquoise", "violet", "pink", "brown", "black", "grey",
    "white", "beige",
)  # fmt: skip
# Genes of every palette that mean what an attribute measures: the attribute alone is spoken of.
MEASURED = {
    "warmth": "warmth", "hue spread": "variety of hues", "night": "lightness", "vividness": "colourfulness",
    "contrast": "contrast", "lightness": "lightness",
}  # fmt: skip
# What adjectives of pairs may be called as well.
_ALIKE = tuple(
    frozenset(folded(one) for one in words.split())
    for words in (
        "small tiny little mini miniature wee",
        "large big huge giant massive oversized gigantic enormous",
        "thick fat chunky",
        "striped stripy stripey",
        "klein winzig mini",
        "groß riesig mächtig gigantisch",
        "dick fett",
    )
)
# Genes whose ends have no names of their own ("accent one way"), or that change a whole pattern at once.
NAMELESS = frozenset(
    {"accent hue", "shuffle", "recolour", "sun inks", "drift", "motif one", "motif two", "figure one"}
)


class Scale(Protocol):
    """A gene or an attribute: a name and a word for either end."""

    @property
    def name(self) -> str:
        """Unique in its registry."""

    @property
    def low(self) -> str:
        """What a picture of the low end is."""

    @property
    def high(self) -> str:
        """What a picture of the high end is."""


@dataclass(frozen=True)
class Term:
    """One end of one scale, or a colour, with the words that name it.

    Attributes:
        key: The scale's name, a colon and the word of the end.
        phrases: By language: words that name it when they stand one after the other.
        pairs: By language: two kinds of words that name it when both stand near in one clause.
        leaning: By phrase: words that praise (1) or blame (-1) by themselves, as "garish" does.
        absence: Of an end that is the lack of something: the key of its presence.
    """

    key: str
    phrases: dict[str, tuple[Pattern, ...]]
    pairs: dict[str, tuple[Pattern, ...]]
    leaning: dict[Pattern, int]
    absence: str | None = None

    @property
    def name(self) -> str:
        """The scale's name."""
        return self.key.partition(":")[0]

    @property
    def word(self) -> str:
        """The word of its end."""
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a space by key."""

    terms: dict[str, Term]

    def __contains__(self, key: object) -> bool:
        return key in self.terms

    @cached_property
    def phrases(self) -> dict[str, Lexicon[Term]]:
        """By language: every way to name a term."""
        return {
            language: Lexicon(
                (pattern, term) for term in self.terms.values() for pattern in term.phrases[language]
            )
            for language in LANGUAGES
        }

    @cached_property
    def pairs(self) -> dict[str, Lexicon[tuple[Term, frozenset[str]]]]:
        """By language: every first word of a pair, with what must stand near it."""
        return {
            language: Lexicon(
                ((left,), (term, right))
                for term in self.terms.values()
                for left, right in term.pairs[language]
            )
            for language in LANGUAGES
        }

    @cached_property
    def named(self) -> dict[str, frozenset[str]]:
        """By language: every word that names something."""
        return {
            language: frozenset(
                choice
                for term in self.terms.values()
                for pattern in (*term.phrases[language], *term.pairs[language])
                for word in pattern
                for choice in word
            )
            for language in LANGUAGES
        }


def vocabulary_of(genes: Iterable[Scale], attributes: Iterable[Scale]) -> Vocabulary:
    """The terms of a space: its genes that are not sensitive, the attributes of any picture, and colours.

    Args:
        genes: Of the space; those marked `sensitive` are left out, and so are palette genes that mean
            what an attribute measures.
        attributes: As `perception.attributes` has them; a catalogue has these and colours alone.
    """
    measured = list(attributes)
    names = {one.name for one in measured}
    open_genes = [
        gene
        for gene in genes
        if not getattr(gene, "sensitive", False)
        and gene.name not in NAMELESS
        and not (MEASURED.get(gene.name) in names and getattr(gene, "family", "") == "colour")
    ]
    keys = [f"{one.name}:{word}" for one in (*open_genes, *measured) for word in (one.low, one.high)]
    absences = {f"{one.name}:{one.low}": f"{one.name}:{one.high}" for one in open_genes if _lacks(one.low)}
    keys += [f"colour:{colour}" for colour in COLOURS]
    return Vocabulary({key: _term(key, absences.get(key)) for key in keys})


@lru_cache(maxsize=1)
def spoken() -> dict[str, tuple[str, str]]:
    """`terms.toml`: by key, the words of an end in English and in German."""
    found = tomllib.loads((Path(__file__).parent / "terms.toml").read_text(encoding="utf-8"))
    return {key: (texts[0], texts[1]) for key, texts in found.items()}


def pattern_of(phrase: str) -> Pattern:
    """`small/tiny handle` as words one after the other, with their choices; `9/10` is one of ten."""
    return tuple(
        frozenset(folded(choice) for choice in ([word] if word[0].isdigit() else word.split("/")))
        for word in phrase.split()
    )


def _alike(choices: frozenset[str]) -> frozenset[str]:
    """The choices with what they may be called as well."""
    return choices.union(*(words for words in _ALIKE if not words.isdisjoint(choices)))


def _lacks(word: str) -> bool:
    """Whether an end is called after what it lacks."""
    return word.startswith("no ")


def _own_word(key: str) -> str:
    """The registry's own English word, without its article: an end nobody wrote synonyms for."""
    return key.partition(":")[2].removeprefix("a ").removeprefix("an ")


@lru_cache(maxsize=2000)
def _term(key: str, absence: str | None) -> Term:
    phrases: dict[str, tuple[Pattern, ...]] = {}
    pairs: dict[str, tuple[Pattern, ...]] = {}
    leaning: dict[Pattern, int] = {}
    for language, text in zip(LANGUAGES, spoken().get(key, (_own_word(key), "")), strict=True):
        said = [one.strip() for one in text.split(",") if one.strip()]
        plain = [one for one in said if "+" not in one[1:]]
        phrases[language] = tuple(pattern_of(one.lstrip("+-")) for one in plain)
        leaning |= {pattern_of(one[1:]): 1 if one[0] == "+" else -1 for one in plain if one[0] in "+-"}
        pairs[language] = tuple(
            (_alike(pattern_of(left)[0]), pattern_of(right)[0])
            for left, _, right in (one.partition("+") for one in said if "+" in one[1:])
        )
    return Term(key, phrases, pairs, leaning, absence)
