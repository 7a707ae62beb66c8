"""What is said in a comment: the terms and the words of stance that stand in it, and in which language.

Words that name an end of a scale are looked up, and words of stance; some judge only by where they
stand. What it all comes to is for `reading` to say.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from group_plgl.feedback.comments.lexicon import Lexicon, Pattern, places
from group_plgl.feedback.comments.terms import LANGUAGES, Term, Vocabulary, pattern_of, spoken
from group_plgl.feedback.comments.words import LONG, Word, folded, is_comparative, parts_of, words_of

_NEAR = 4  # words between the two of a pair
_TELLING = ("like", "blame", "wish", "too", "less", "instead")  # kinds of cues that tell the language
JUDGING = ("like", "blame")
_YES = frozenset(("ja", "rein"))
_NO = frozenset(("no", "nein", "nope", "nee", "nah", "ne", "raus"))
_TOWARDS = frozenset(("to", "zu", "zum", "zur"))
_THANKS = frozenset(("thanks", "thank", "danke", "bitte", "gern", "gerne"))
_POINTING = frozenset(("diese", "dieser", "dieses", "diesen", "die", "der", "das", "den", "als", "statt"))
_OF_SKIN = frozenset(("colour", "lightness", "warmth", "colourfulness", "redness", "flatness"))
_CHOICE = re.compile(r"[^\W\d_]+")
_PARTING = frozenset(("or", "nor", "but", "oder", "noch", "aber"))
_COMMON = {
    "en": (
        "the is it its it's and of to with this that these those are but too i i'm my me you very more no "
        "yes not on for a an have has was were looks than just what how would could really all one there they"
    ),
    "de": (
        "der die das dem den des ist und mit ich mir mich zu aber nicht ein eine einen einem sehr nur viel "
        "von im am auf auch noch wie sind hat ja nein mehr als bei aus zum zur doch mal ganz schon dieser "
        "diese dieses bitte find finde gar etwas wenn wäre es er sie da bisschen"
    ),
}


@dataclass(frozen=True)
class Found:
    """Something recognised: a term, or a cue of one kind."""

    at: int
    to: int
    kind: str
    term: Term | None = None
    leaning: int = 0
    comparative: bool = False
    paired: bool = False
    inflected: bool = False


def language_of(text: str) -> str:
    """English or German, by their most common words, their words of stance and umlauts."""
    small = text.lower().split()
    hits = {one: sum(word.strip(".,!?") in _COMMON[one].split() for word in small) for one in LANGUAGES}
    hits["de"] += sum(letter in "äöüß" for letter in text.lower())
    for one in LANGUAGES:
        hits[one] += sum(folded(word.strip(".,!?")) in _telling(one) for word in small)
    for known in (_words_of_terms, _words_of_stance):  # words of stance may stand behind the first place, too
        if hits["en"] == hits["de"]:
            for one in LANGUAGES:
                hits[one] += sum(not word.forms.isdisjoint(known(one)) for word in words_of(text, one))
    return max(LANGUAGES, key=lambda one: hits[one])


@lru_cache(maxsize=2)
def _telling(language: str) -> frozenset[str]:
    """The words that cues which tell the language begin with."""
    return frozenset(
        choice for kind in _TELLING for pattern in cues()[language][kind] for choice in pattern[0]
    )


@lru_cache(maxsize=2)
def _words_of_terms(language: str) -> frozenset[str]:
    """Every word that names something in any space, of this language alone."""
    of = [
        {
            choice
            for said in spoken().values()
            for one in said[place].split(",")
            for choice in _CHOICE.findall(one)
        }
        for place in range(len(LANGUAGES))
    ]
    here = LANGUAGES.index(language)
    return frozenset(folded(word) for word in of[here] - of[1 - here])


@lru_cache(maxsize=1)
def cues() -> dict[str, dict[str, tuple[Pattern, ...]]]:
    """`cues.toml`: by language and kind, the patterns of words of stance."""
    told = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    return {
        language: {
            kind: tuple(_of_many(pattern_of(one.strip()), language) for one in texts[place].split(","))
            for kind, texts in told.items()
        }
        for place, language in enumerate(LANGUAGES)
    }


def _of_many(pattern: Pattern, language: str) -> Pattern:
    """A pattern that also takes English verbs as several things have them: they work, as it works."""
    if language != "en":
        return pattern
    return tuple(
        choices | {one[:-1] for one in choices if len(one) > 4 and one[-1] == "s" and one[-2] != "s"}
        for choices in pattern
    )


@lru_cache(maxsize=2)
def _stances(language: str) -> Lexicon[str]:
    """Every cue of a language with its kind."""
    return Lexicon((pattern, kind) for kind, patterns in cues()[language].items() for pattern in patterns)


@lru_cache(maxsize=2)
def _words_of_stance(language: str) -> frozenset[str]:
    """Every word of a cue."""
    return frozenset(
        choice
        for patterns in cues()[language].values()
        for pattern in patterns
        for word in pattern
        for choice in word
    )


def taken_apart(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words, with what compounds nobody listed are about among their forms."""
    named = vocabulary.named["de"]
    return [
        replace(word, forms=word.forms | parts_of(word.folded, named))
        if len(word.folded) >= LONG + 1
        and word.forms.isdisjoint(named)
        and word.forms.isdisjoint(_words_of_stance("de"))
        else word
        for word in words
    ]


def recognised(words: list[Word], vocabulary: Vocabulary, language: str) -> list[Found]:
    """Terms and cues, the longest first where several would fit, none over another."""
    out: list[Found] = []
    for at, word in enumerate(words):
        strange = word.forms.isdisjoint(_words_of_stance(language)) and word.forms.isdisjoint(
            vocabulary.named[language]
        )
        for pattern, kind in _stances(language).found_at(words, at, strange):
            if kind in JUDGING or not word.forms.isdisjoint(pattern[0]):
                out.append(Found(at, at + len(pattern), kind))
        for _, (term, right) in vocabulary.pairs[language].found_at(words, at, strange):
            out += _paired(words, at, term, right)  # before phrases: of fat ones, what was named tells more
        for pattern, term in vocabulary.phrases[language].found_at(words, at, strange):
            compared = len(pattern) == 1 and is_comparative(words[at], language, min(pattern[0], key=len))
            leaning = term.leaning.get(pattern, 0)
            written = words[at : at + len(pattern)]
            inflected = not all(one.folded in choices for one, choices in zip(written, pattern, strict=True))
            found = Found(at, at + len(pattern), "term", term, leaning, compared, inflected=inflected)
            out.append(found)
    taken: set[int] = set()
    kept: list[Found] = []
    for one in sorted(out, key=lambda one: (one.at - one.to, one.kind != "term", one.inflected, one.at)):
        held = {one.at, one.to - 1} if one.paired else set(range(one.at, one.to))
        if taken.isdisjoint(held):
            taken |= held
            kept.append(one)
    return _verdicts(words, sorted(kept, key=lambda one: one.at))


def _paired(words: list[Word], at: int, term: Term, right: frozenset[str]) -> list[Found]:
    """A term of two words that stand near each other; of `the thick ones` the second was said before."""
    found = []
    for other in places(words, (right,)):
        first, last = min(at, other), max(at, other)
        if last - first <= _NEAR and not any(_parts(one) for one in words[first:last]):
            found.append(Found(first, last + 1, "term", term, paired=True))
        elif other < at and _stands_alone(words, at):
            found.append(Found(at, at + 1, "term", term))
    return found


def _stands_alone(words: list[Word], at: int) -> bool:
    """Whether an adjective stands for a thing that was named before: `the thick ones`, `als diese dünnen`."""
    if at + 1 < len(words) and words[at + 1].folded in ("one", "ones"):
        return True
    return _ends(words, at) and at > 0 and words[at - 1].folded in _POINTING


def _ends(words: list[Word], at: int) -> bool:
    """Whether nothing more is said between a word and the next mark."""
    return at + 1 >= len(words) or words[at + 1].is_mark


def _verdicts(words: list[Word], found: list[Found]) -> list[Found]:
    """What was found, with what judges only by where it stands.

    A yes or no that ends what is said is a judgement, and so is too much of something that has no name;
    pretty says how dark, and what is said of hair and skin is about nothing that is learned.
    """
    terms = {one.at for one in found if one.term}
    judged = terms | {one.at for one in found if one.kind in JUDGING}
    hidden = [one.at for one in found if one.kind == "hidden"]
    out = []
    for one in found:
        word = words[one.at].folded
        if word in _NO and _settles(words, one.at):
            out.append(replace(one, kind="blame"))
        elif one.kind == "too" and judged.isdisjoint((one.to, one.to + 1)):
            out += [replace(one, kind="blame")] if _exceeds(words, one) else []
        elif (one.term and one.term.name in _OF_SKIN and any(abs(one.at - at) <= _NEAR for at in hidden)) or (
            word == "pretty" and one.to in terms and one.kind == "like"
        ):
            continue
        else:
            out.append(one)
    heard = {one.at for one in found}
    out += [
        Found(at, at + 1, "blame")
        for at, word in enumerate(words)
        if at not in heard and word.folded in _NO and _settles(words, at)
    ]
    agreed = [
        Found(at, at + 1, "like")
        for at, word in enumerate(words)
        if word.folded in _YES and _settles(words, at) and not _denied(words, at)
    ]
    return sorted((*out, *agreed), key=lambda one: one.at)


def _denied(words: list[Word], at: int) -> bool:
    """Whether a not stands before a word."""
    return at > 0 and words[at - 1].folded in ("nicht", "net", "ned")


def _settles(words: list[Word], at: int) -> bool:
    """Whether a yes or no judges: it ends what is said, or says of what: `no to the red`."""
    return _ends(words, at) or words[at + 1].folded in _THANKS | _TOWARDS


def _exceeds(words: list[Word], too: Found) -> bool:
    """Whether something is too much or too loud, which is no `zu` of a verb or a place, and no `me too`."""
    if too.to - too.at > 1:
        return True
    if _ends(words, too.at):
        return False
    after = words[too.to]
    return after.text[:1].islower() and not (
        words[too.at].folded == "zu" and (after.folded.endswith("en") or not _ends(words, too.to))
    )


def _parts(word: Word) -> bool:
    """Whether what stands before a word and what stands behind it are not about one thing."""
    return word.is_mark or word.folded in _PARTING
