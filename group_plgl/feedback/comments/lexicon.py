"""Patterns of words with what each means, looked up by their first word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from group_plgl.feedback.comments.words import LONG, Word, one_off

Pattern = tuple[frozenset[str], ...]
"""Words one after the other; each is any of the given forms."""
T = TypeVar("T")


class Lexicon(Generic[T]):
    """Patterns by every word that may begin them.

    Args:
        meanings: Each pattern with what it means.
    """

    def __init__(self, meanings: Iterable[tuple[Pattern, T]]) -> None:
        self._by_first: dict[str, list[tuple[Pattern, T]]] = defaultdict(list)
        for pattern, meaning in meanings:
            for choice in pattern[0]:
                self._by_first[choice].append((pattern, meaning))
        self._long: dict[str, list[str]] = defaultdict(list)
        for choice in self._by_first:
            if len(choice) >= LONG:
                self._long[choice[0]].append(choice)
        self._near = lru_cache(maxsize=5000)(self._nearly)

    def found_at(self, words: list[Word], at: int, slips: bool) -> Iterator[tuple[Pattern, T]]:
        """The patterns that begin with one word of a text.

        Args:
            words: Of the text.
            at: Which.
            slips: Whether it may be misspelt, which a word that somebody knows is not.
        """
        known = [form for form in words[at].forms if form in self._by_first]
        known.sort(key=lambda form: (-len(form), form))  # as written before what is left without endings
        for key in known or (self._near(words[at].folded) if slips else ()):
            for pattern, meaning in self._by_first[key]:
                rest = words[at + 1 : at + len(pattern)]
                if len(rest) == len(pattern) - 1 and all(map(is_one_of, rest, pattern[1:])):
                    yield pattern, meaning

    def _nearly(self, word: str) -> tuple[str, ...]:
        """The long words that a long one may be a slip of."""
        if len(word) == LONG - 1:  # of shorter ones only two letters that changed places
            return tuple(one for one in self._by_first if sorted(one) == sorted(word) and one_off(word, one))
        if len(word) < LONG:
            return ()
        return tuple(one for one in self._long.get(word[0], ()) if one_off(word, one))


def places(words: list[Word], pattern: Pattern) -> list[int]:
    """Where a pattern's words stand one after the other."""
    return [
        at
        for at in range(len(words) - len(pattern) + 1)
        if all(is_one_of(word, choices) for word, choices in zip(words[at:], pattern, strict=False))
    ]


def is_one_of(word: Word, choices: frozenset[str]) -> bool:
    """Whether a word is a form of one of the choices, or long and one letter off."""
    if not word.forms.isdisjoint(choices):
        return True
    return len(word.folded) >= LONG and any(
        len(one) >= LONG and one[0] == word.folded[0] and one_off(word.folded, one) for one in choices
    )
