"""Words of a comment with their places, and the forms under which a lexicon may know them.

Endings are taken off instead of being listed: a form is only ever looked up, so one that is no
word does no harm. No language model, no network, nothing random.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONG = 6  # letters from which a word may be one letter off
_PIECE = re.compile(
    r"[^\W\d_]+(?:['’`´][^\W\d_]+)?|\d+(?:/\d+)?|<3|\.{2,}|[.!?…]+|"
    r"[,;:()\[\]\"“”„]|\s[-–—]+\s|[^\w\s]"
)
_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "’": "'", "`": "'", "´": "'"})
_SAME = (("color", "colour"), ("gray", "grey"), ("favorite", "favourite"), ("center", "centre"))
_ISH = re.compile(r"isch(e[mnrs]?|er[e]?[mnrs]?)?$")  # an ending, and no table
_PREFIXES = frozenset({"ver", "ent", "zer", "aus", "auf", "ein", "unter", "uber", "vor", "nach", "durch"})
_TONES = frozenset({"ton", "farbe", "farb", "farben", "farbung", "anteil", "bereich", "muster"})
_BARE = {one.replace("'", ""): one for one in (
    "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "won't", "wouldn't", "can't",
    "couldn't", "shouldn't", "haven't", "hasn't", "i'm", "i've", "that's", "there's",
)}  # fmt: skip
_ENDINGS = {
    "en": ("s", "'s", "es", "er", "est", "r", "st", "ish", "ness", "ly", "y", "d", "ed", "ing"),
    "de": (
        "e", "en", "er", "es", "em", "n", "s", "t", "st", "te", "ten", "ere", "eren", "erer", "eres", "erem",
        "ste", "sten", "ster", "stes", "este", "esten", "estes", "lich",
        "liche", "lichen", "liches", "licher",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One word or mark of a text.

    Attributes:
        text: As written.
        folded: In small letters, without accents of vowels: as the lexicon is looked up.
        start: Place of its first character, from 0.
        end: Place after its last.
        forms: What it may be an inflection of, itself among them.
    """

    text: str
    folded: str
    start: int
    end: int
    forms: frozenset[str]

    @property
    def is_mark(self) -> bool:
        """Whether it is no word."""
        return not (self.folded[:1].isalpha() or self.folded[:1].isdigit())


def folded(text: str) -> str:
    """Small letters, umlauts as their vowels, one spelling of English."""
    out = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    for there, here in _SAME:
        out = out.replace(there, here)
    return out


def words_of(text: str, language: str) -> list[Word]:
    """Words and marks in order, with their places in the text."""
    return [
        Word(piece, small, found.start(), found.end(), forms_of(small, language))
        for found in _PIECE.finditer(text)
        if (piece := found.group()) != "-" and (small := folded(piece).strip() or piece)
    ]


@lru_cache(maxsize=20_000)
def forms_of(word: str, language: str) -> frozenset[str]:
    """A folded word and what is left of it without its endings."""
    forms = {word}
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            forms |= {stem, stem + "e"} if language == "en" else {stem}
            if language == "de" and re.search(r"[^aeiou][lrn]$", stem):  # dunkl-er, teur-er
                forms.add(stem[:-1] + "e" + stem[-1])
            if language == "en" and stem[-1] == "i":  # busi-er
                forms.add(stem[:-1] + "y")
            if language == "en" and stem[-1] == stem[-2]:  # redd-er
                forms.add(stem[:-1])
    if language == "en" and word in _BARE:
        forms.add(_BARE[word])
    if language == "de":
        forms |= {one.replace("ae", "a").replace("oe", "o").replace("ue", "u") for one in tuple(forms)}
    return frozenset(forms)


@lru_cache(maxsize=20_000)
def parts_of(word: str, known: frozenset[str]) -> frozenset[str]:
    """What a German compound is about: its last part where that is known, else what it is a tone of.

    `hellblau` is blue, `Glasurtropfen` are drops, and `Blautöne` are blue, too.
    """
    if _ISH.search(word):
        return frozenset()
    for at in range(3, len(word) - 2):
        head, tail = word[:at], forms_of(word[at:], "de")
        if head not in _PREFIXES and len(word) - at >= 4 and not tail.isdisjoint(known):
            return tail & known
        if head in known and not tail.isdisjoint(_TONES):
            return frozenset({head})
    return frozenset()


def is_comparative(word: Word, language: str, base: str) -> bool:
    """Whether a word is the comparative of an adjective: darker, dunkler, but no dunkler Ton."""
    if language == "en":
        return word.folded.endswith("er") and not base.endswith("er")
    return bool(re.search(r"[^aeiou]?er(e[nmrs]?)?$", word.folded)) and not base.endswith("er")


def one_off(word: str, other: str) -> bool:
    """Whether two words differ by one letter: put in, left out, changed, or two swapped."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    head = 0
    while head < min(len(word), len(other)) and word[head] == other[head]:
        head += 1
    a, b = word[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:])
