"""From a comment to what its writer likes and dislikes: a grammar of clauses, without a model.

Words that name an end of a scale are looked up, and words of stance; then each clause is asked
what stands between them: negation, too much, not enough, a wish, indifference. What is only
described says nothing, and neither does what is meant ironically.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from group_plgl.feedback.comments.lexicon import Lexicon, Pattern, places
from group_plgl.feedback.comments.terms import LANGUAGES, Term, Vocabulary, pattern_of
from group_plgl.feedback.comments.words import LONG, Word, folded, is_comparative, parts_of, words_of

READER = "clauses@2"  # stored with what was read: counted up whenever a comment could be read otherwise
PLAIN = 0.7  # how strongly somebody likes what they just say they like
_SOFT, _INHERITED = 0.6, 0.6
_NEAR = 4  # words between the two of a pair
_TELLING = ("like", "blame", "wish", "too", "less", "instead")  # kinds of cues that tell the language
_JUDGING = ("like", "blame")
_NO = frozenset(("no", "nein", "nope", "nee", "nah", "ne"))
_THANKS = frozenset(("thanks", "thank", "danke", "bitte", "gern", "gerne"))
_PREFERRING = frozenset(("prefer", "preferable", "choose", "chose", "pick", "give"))
_POINTING = frozenset(("diese", "dieser", "dieses", "diesen", "die", "der", "das", "den", "als", "statt"))
_OF_SKIN = frozenset(("colour", "lightness", "warmth", "colourfulness", "redness", "flatness"))
_PARTING = frozenset(("or", "nor", "but", "oder", "noch", "aber"))
_STOPS = frozenset(".!?…;\n")
_COMMON = {
    "en": frozenset(
        [
            "the",
            "is",
            "it",
            "its",
            "it's",
            "and",
            "of",
            "to",
            "with",
            "this",
            "that",
            "these",
            "those",
            "are",
            "but",
            "too",
            "i",
            "i'm",
            "my",
            "me",
            "you",
            "very",
            "more",
            "no",
            "yes",
            "not",
            "on",
            "for",
            "a",
            "an",
            "have",
            "has",
            "was",
            "were",
            "looks",
            "than",
            "just",
            "what",
            "how",
            "would",
            "could",
            "really",
            "all",
            "one",
            "there",
            "they",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "dem",
            "den",
            "des",
            "ist",
            "und",
            "mit",
            "ich",
            "mir",
            "mich",
            "zu",
            "aber",
            "nicht",
            "ein",
            "eine",
            "einen",
            "einem",
            "sehr",
            "nur",
            "viel",
            "von",
            "im",
            "am",
            "auf",
            "auch",
            "noch",
            "wie",
            "sind",
            "hat",
            "ja",
            "nein",
            "mehr",
            "als",
            "bei",
            "aus",
            "zum",
            "zur",
            "doch",
            "mal",
            "ganz",
            "schon",
            "dieser",
            "diese",
            "dieses",
            "bitte",
            "find",
            "finde",
            "gar",
            "etwas",
            "wenn",
            "wäre",
            "es",
            "er",
            "sie",
            "da",
            "bisschen",
        ]
    ),
}


@dataclass(frozen=True)
class Mention:
    """One attribute somebody likes or dislikes, and where they said so.

    Attributes:
        key: Of the term, as a vocabulary has it.
        liked: Whether the end named is wanted.
        strength: How much, in (0, 1].
        start: Place of the first character of what names it, from 0.
        end: Place after the last.
    """

    key: str
    liked: bool
    strength: float
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What was read in one comment.

    Attributes:
        mentions: In the order of the text.
        unclear: Whether it seems ironic; then nothing is read.
    """

    mentions: tuple[Mention, ...]
    unclear: bool = False


@dataclass(frozen=True)
class _Found:
    """Something recognised: a term, or a cue of one kind."""

    at: int
    to: int
    kind: str
    term: Term | None = None
    leaning: int = 0
    comparative: bool = False
    paired: bool = False
    inflected: bool = False


def mentions_in(text: str, vocabulary: Vocabulary, language: str | None = None) -> Reading:
    """What a comment praises and blames of a vocabulary, with the place of each.

    Args:
        text: As it was said.
        vocabulary: Of the space of its picture.
        language: `en` or `de`; found out where not told.
    """
    language = language or language_of(text)
    words = words_of(text, language)
    if language == "de":
        words = _taken_apart(words, vocabulary)
    found = _recognised(words, vocabulary, language)
    if any(one.kind == "mocking" for one in found):
        return Reading((), True)
    said: dict[str, Mention] = {}
    stance = 0.0
    waiting: list[tuple[_Found, float]] = []
    for clause, joint in _clauses(words, found):
        opposed = joint == "but"
        if joint == "instead":
            for one, turned in waiting:
                _keep(said, one, turned * PLAIN, words)
            waiting = []
            rest = _outdone(clause)
            for one in rest:
                _keep(said, one, -_turned(one, clause) * (stance or PLAIN), words)
            clause = [one for one in clause if one not in rest and one.kind != "instead"]
            stance = 0.0
        stance = stance if joint in ("and", "but") else 0.0 if any(one.term for one in clause) else stance
        terms = [one for one in clause if one.term]
        own = _stance(clause)
        if own is not None and not terms:
            for one, turned in waiting:
                _keep(said, one, turned * own, words)
            waiting = []
        if any(one.kind == "swap" for one in clause):  # swap the orange for blue
            for place, one in enumerate(terms):
                _keep(said, one, PLAIN if place else -PLAIN, words)
            continue
        for one in terms:
            denied = opposed and stance > 0 and own is None and _turned(one, clause) < 0  # but not in orange
            value = _of_term(one, clause, own, -stance * _SOFT if opposed and not denied else stance)
            if value:
                _keep(said, one, value, words)
            elif value is None:
                waiting.append((one, _turned(one, clause)))
        if own is not None and terms and joint == "and":
            for one, turned in waiting:
                _keep(said, one, turned * own, words)
            waiting = []
        stance = own if own is not None else stance
    return Reading(tuple(sorted(said.values(), key=lambda one: one.start)))


def language_of(text: str) -> str:
    """English or German, by their most common words, their words of stance and umlauts."""
    small = text.lower().split()
    hits = {one: sum(word.strip(".,!?") in _COMMON[one] for word in small) for one in LANGUAGES}
    hits["de"] += sum(letter in "äöüß" for letter in text.lower())
    for one in LANGUAGES:
        hits[one] += sum(folded(word.strip(".,!?")) in _telling(one) for word in small)
    if hits["en"] == hits["de"]:  # words of stance may stand behind the first place, too
        for one in LANGUAGES:
            hits[one] += sum(not word.forms.isdisjoint(_words_of_stance(one)) for word in words_of(text, one))
    return max(LANGUAGES, key=lambda one: hits[one])


@lru_cache(maxsize=2)
def _telling(language: str) -> frozenset[str]:
    """The words that cues which tell the language begin with."""
    return frozenset(
        choice for kind in _TELLING for pattern in cues()[language][kind] for choice in pattern[0]
    )


@lru_cache(maxsize=1)
def cues() -> dict[str, dict[str, tuple[Pattern, ...]]]:
    """`cues.toml`: by language and kind, the patterns of words of stance."""
    told = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    return {
        language: {
            kind: tuple(pattern_of(one.strip()) for one in texts[place].split(","))
            for kind, texts in told.items()
        }
        for place, language in enumerate(LANGUAGES)
    }


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


def _taken_apart(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
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


def _recognised(words: list[Word], vocabulary: Vocabulary, language: str) -> list[_Found]:
    """Terms and cues, the longest first where several would fit, none over another."""
    out: list[_Found] = []
    for at, word in enumerate(words):
        strange = word.forms.isdisjoint(_words_of_stance(language)) and word.forms.isdisjoint(
            vocabulary.named[language]
        )
        for pattern, kind in _stances(language).found_at(words, at, strange):
            if kind in _JUDGING or not word.forms.isdisjoint(pattern[0]):
                out.append(_Found(at, at + len(pattern), kind))
        for pattern, term in vocabulary.phrases[language].found_at(words, at, strange):
            compared = len(pattern) == 1 and is_comparative(words[at], language, min(pattern[0], key=len))
            leaning = term.leaning.get(pattern, 0)
            written = words[at : at + len(pattern)]
            inflected = not all(one.folded in choices for one, choices in zip(written, pattern, strict=True))
            found = _Found(at, at + len(pattern), "term", term, leaning, compared, inflected=inflected)
            out.append(found)
        for _, (term, right) in vocabulary.pairs[language].found_at(words, at, strange):
            out += _paired(words, at, term, right)
    taken: set[int] = set()
    kept: list[_Found] = []
    for one in sorted(out, key=lambda one: (one.at - one.to, one.kind != "term", one.inflected, one.at)):
        held = {one.at, one.to - 1} if one.paired else set(range(one.at, one.to))
        if taken.isdisjoint(held):
            taken |= held
            kept.append(one)
    return _verdicts(words, sorted(kept, key=lambda one: one.at))


def _paired(words: list[Word], at: int, term: Term, right: frozenset[str]) -> list[_Found]:
    """A term of two words that stand near each other; of `the thick ones` the second was said before."""
    found = []
    for other in places(words, (right,)):
        first, last = min(at, other), max(at, other)
        if last - first <= _NEAR and not any(_parts(one) for one in words[first:last]):
            found.append(_Found(first, last + 1, "term", term, paired=True))
        elif other < at and _stands_alone(words, at):
            found.append(_Found(at, at + 1, "term", term))
    return found


def _stands_alone(words: list[Word], at: int) -> bool:
    """Whether an adjective stands for a thing that was named before: `the thick ones`, `als diese dünnen`."""
    if at + 1 < len(words) and words[at + 1].folded in ("one", "ones"):
        return True
    return _ends(words, at) and at > 0 and words[at - 1].folded in _POINTING


def _ends(words: list[Word], at: int) -> bool:
    """Whether nothing more is said between a word and the next mark."""
    return at + 1 >= len(words) or words[at + 1].is_mark


def _verdicts(words: list[Word], found: list[_Found]) -> list[_Found]:
    """What was found, with what judges only by where it stands.

    A yes or no that ends what is said is a judgement, and so is too much of something that has no name;
    pretty says how dark, and what is said of hair and skin is about nothing that is learned.
    """
    terms = {one.at for one in found if one.term}
    judged = terms | {one.at for one in found if one.kind in _JUDGING}
    hidden = [one.at for one in found if one.kind == "hidden"]
    out = []
    for one in found:
        word = words[one.at].folded
        if word in _NO and (_ends(words, one.at) or words[one.at + 1].folded in _THANKS):
            out.append(replace(one, kind="blame"))
        elif one.kind == "too" and judged.isdisjoint((one.to, one.to + 1)):
            out += [replace(one, kind="blame")] if _exceeds(words, one) else []
        elif (one.term and one.term.name in _OF_SKIN and any(abs(one.at - at) <= _NEAR for at in hidden)) or (
            word == "pretty" and one.to in terms and one.kind == "like"
        ):
            continue
        else:
            out.append(one)
    agreed = [
        _Found(at, at + 1, "like")
        for at, word in enumerate(words)
        if word.folded == "ja" and (_ends(words, at) or words[at + 1].folded in _THANKS)
    ]
    return sorted((*out, *agreed), key=lambda one: one.at)


def _exceeds(words: list[Word], too: _Found) -> bool:
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


def _clauses(words: list[Word], found: list[_Found]) -> list[tuple[list[_Found], str]]:
    """What was recognised, clause by clause, with how each is joined to the one before."""
    starts = {one.at: "but" for one in found if one.kind == "but"}
    starts |= {one.at: "and" for one in found if one.kind == "join"}
    starts |= {one.at: "instead" for one in found if one.kind == "instead"}
    starts |= {one.at: "instead" for one in found if one.kind == "than" and _compares(one, found, words)}
    starts |= {at: "instead" for at, word in enumerate(words) if _prefers(words, at)}
    starts |= {one.to: "stop" for one in found if one.kind in _JUDGING and words[one.at].is_mark}  # symbols
    for at, word in enumerate(words):
        if word.is_mark:
            starts[at] = "stop" if word.folded[0] in _STOPS else "and"
    for at in [at for at, joint in starts.items() if joint == "but"]:
        _turn_round(at, starts, found)
    out: list[tuple[list[_Found], str]] = [([], "stop")]
    for one in sorted({*starts, *(each.at for each in found)}):
        if one in starts:
            if out[-1][0]:
                out.append(([], starts[one]))
            elif starts[one] != "and":
                out[-1] = ([], starts[one])
        out[-1][0].extend(each for each in found if each.at == one and each.kind not in ("but", "join"))
    return [one for one in out if one[0]]


def _turn_round(but: int, starts: dict[int, str], found: list[_Found]) -> None:
    """Of `the dots however look cheap` the dots belong to what comes after, and turn with it."""
    start = max((at for at in starts if at < but), default=-1)
    end = min((at for at in starts if at > but), default=but + 99)
    before = [one for one in found if start < one.at < but]
    after = [one for one in found if but < one.at < end]
    named = any(one.term for one in before) and all(one.term for one in before)
    if named and any(one.kind in _JUDGING for one in after) and not any(one.term for one in after):
        del starts[but]
        if start in starts:
            starts[start] = "but"


def _prefers(words: list[Word], at: int) -> bool:
    """Whether a word says what something is preferred to, or picked over."""
    if words[at].folded not in ("to", "over"):
        return False
    first = max((place + 1 for place in range(at) if words[place].is_mark), default=0)
    return any(not word.forms.isdisjoint(_PREFERRING) for word in words[first:at])


def _compares(than: _Found, found: list[_Found], words: list[Word]) -> bool:
    """Whether something was praised or wished since the last mark before `than`."""
    first = max((at + 1 for at, word in enumerate(words[: than.at]) if word.is_mark), default=0)
    return any(first <= one.at < than.at and one.kind in ("like", "wish") for one in found)


def _stance(clause: list[_Found]) -> float | None:
    """How a clause judges: above 0 praise, below blame, 0 indifference; None where it does not."""
    kinds = {one.kind for one in clause}
    if "neutral" in kinds:
        return 0.0
    judging = [one for one in clause if one.kind in ("like", "blame")]
    scale = (0.6 if "hedge" in kinds else 1.0) * (1.3 if "strong" in kinds else 1.0)
    if not judging:
        return PLAIN * scale if "wish" in kinds else None
    chief = judging[-1] if "wish" not in kinds else judging[0]
    value = PLAIN if chief.kind == "like" else -PLAIN
    return value * scale * (-1 if len(_denials(clause, chief)) % 2 else 1)


def _outdone(clause: list[_Found]) -> list[_Found]:
    """The terms of a clause that something else is wanted instead of: those before it is judged again."""
    judged = [one.at for one in clause if one.kind in ("like", "blame", "wish")]
    return [one for one in clause if one.term and one.at < min(judged, default=len(clause) + one.to)]


def _denials(clause: list[_Found], about: _Found) -> list[_Found]:
    """The negations of a clause that are about one thing in it."""
    told = []
    targets = [one for one in clause if one.kind in ("like", "blame", "term", "too", "enough", "little")]
    for denial in (one for one in clause if one.kind in ("not", "less")):
        after = [one for one in targets if one.at >= denial.to]
        before = [one for one in targets if one.to <= denial.at and one.kind in ("like", "blame")]
        if (after[0] if after else before[-1] if before else None) is about:
            told.append(denial)
    return told


def _of_term(one: _Found, clause: list[_Found], own: float | None, inherited: float) -> float | None:
    """The stance towards one term: 0 for none, None where a later clause may tell."""
    before = [
        each
        for each in clause
        if each.to == one.at or one.at < each.at < one.to or (each.to == one.at - 1 and each.kind != "term")
    ]
    near = {each.kind for each in before}
    if any(each.kind == "enough" for each in clause):
        return PLAIN if any(each.kind == "not" for each in clause) else (own or 0.0)
    if "little" in near:
        return PLAIN
    if "too" in near:
        return -PLAIN
    turned = _turned(one, clause)
    if own is not None:
        return turned * own
    if any(each.kind == "less" for each in clause):
        return -_SOFT
    if any(each.kind == "not" and each.at > one.at for each in clause):  # the rug not so
        turned = -turned
    if one.leaning:
        return PLAIN * one.leaning
    if one.comparative:
        return turned * _SOFT
    return turned * inherited * _INHERITED or None


def _turned(one: _Found, clause: list[_Found]) -> float:
    """-1 where a term is denied, or is the lack of something; 1 where neither or both."""
    denied = len(_denials(clause, one)) % 2 == 1
    return -1.0 if denied != bool(one.term and one.term.absence) else 1.0


def _keep(said: dict[str, Mention], one: _Found, value: float, words: list[Word]) -> None:
    """Notes what is said of a term; the last word counts, an absence as its presence."""
    if one.term is None or value == 0.0:
        return
    key = one.term.absence or one.term.key
    strength = round(min(1.0, max(0.05, abs(value))), 2)
    mention = Mention(key, value > 0, strength, words[one.at].start, words[one.to - 1].end)
    said[key] = replace(mention)
