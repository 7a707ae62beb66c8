"""From a comment to what its writer likes and dislikes: a grammar of clauses, without a model.

Words that name an end of a scale are looked up, and words of stance; then each clause is asked
what stands between them: negation, too much, not enough, a wish, indifference. What is only
described says nothing, and neither does what is meant ironically.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from group_plgl.feedback.comments.finding import JUDGING, Found, language_of, recognised, taken_apart
from group_plgl.feedback.comments.terms import Vocabulary
from group_plgl.feedback.comments.words import Word, words_of

READER = "clauses@3"  # stored with what was read: counted up whenever a comment could be read otherwise
PLAIN = 0.7  # how strongly somebody likes what they just say they like
_SOFT, _INHERITED = 0.6, 0.6
_PREFERRING = frozenset(("prefer", "preferable", "choose", "chose", "pick", "give"))
_STATING = frozenset(("is", "are", "there's", "has", "have", "gibt", "ist", "sind", "hat", "seh", "sehe"))
_STOPS = frozenset(".!?…;\n")


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
        words = taken_apart(words, vocabulary)
    found = recognised(words, vocabulary, language)
    if any(one.kind == "mocking" for one in found):
        return Reading((), True)
    said: dict[str, Mention] = {}
    stance = 0.0
    waiting: list[tuple[Found, float]] = []
    named: list[Found] = []
    for clause, joint in _clauses(words, found):
        opposed = joint == "but"
        if joint == "instead":
            waiting = _settled(said, waiting, PLAIN, words)
            rest = _outdone(clause)
            for one in rest:
                _keep(said, one, -_turned(one, clause) * (stance or PLAIN), words)
            clause = [one for one in clause if one not in rest and one.kind != "instead"]
            stance = 0.0
        stance = stance if joint in ("and", "but") else 0.0 if any(one.term for one in clause) else stance
        terms = [one for one in clause if one.term]
        own = _stance(clause)
        if own is not None and not terms:
            waiting = _settled(said, waiting, own, words)
        if own is not None and not terms and opposed and any(one.kind == "here" for one in clause):
            for one in named:  # I usually hate pink, but here it works
                _keep(said, one, own, words)
        named = terms or named
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
            waiting = _settled(said, waiting, own, words)
        stance = own if own is not None else stance
    for one, turned in waiting:
        if turned < 0 and one.term and not one.term.absence and not _stated(words, one):  # no pink
            _keep(said, one, -_INHERITED, words)
    return Reading(tuple(sorted(said.values(), key=lambda one: one.start)))


def _settled(
    said: dict[str, Mention], waiting: list[tuple[Found, float]], value: float, words: list[Word]
) -> list[tuple[Found, float]]:
    """Notes what is said of terms that waited for a judgement; none wait any more."""
    for one, turned in waiting:
        _keep(said, one, turned * value, words)
    return []


def _stated(words: list[Word], one: Found) -> bool:
    """Whether what stands before a term since the last mark only tells what is there."""
    first = max((at + 1 for at in range(one.at) if words[at].is_mark), default=0)
    return any(word.folded in _STATING for word in words[first : one.at])


def _clauses(words: list[Word], found: list[Found]) -> list[tuple[list[Found], str]]:
    """What was recognised, clause by clause, with how each is joined to the one before."""
    starts = {one.at: "but" for one in found if one.kind == "but"}
    starts |= {one.at: "and" for one in found if one.kind == "join"}
    starts |= {one.at: "instead" for one in found if one.kind == "instead"}
    starts |= {one.at: "instead" for one in found if one.kind == "than" and _compares(one, found, words)}
    starts |= {at: "instead" for at, word in enumerate(words) if _prefers(words, at)}
    starts |= {one.to: "stop" for one in found if one.kind in JUDGING and words[one.at].is_mark}  # symbols
    for at, word in enumerate(words):
        if word.is_mark:
            starts[at] = "instead" if _above(words, at) else "stop" if word.folded[0] in _STOPS else "and"
    for at in [at for at, joint in starts.items() if joint == "but"]:
        _turn_round(at, starts, found)
    out: list[tuple[list[Found], str]] = [([], "stop")]
    for one in sorted({*starts, *(each.at for each in found)}):
        if one in starts:
            if out[-1][0]:
                out.append(([], starts[one]))
            elif starts[one] != "and":
                out[-1] = ([], starts[one])
        out[-1][0].extend(each for each in found if each.at == one and each.kind not in ("but", "join"))
    return [one for one in out if one[0]]


def _turn_round(but: int, starts: dict[int, str], found: list[Found]) -> None:
    """Of `the dots however look cheap` the dots belong to what comes after, and turn with it."""
    start = max((at for at in starts if at < but), default=-1)
    end = min((at for at in starts if at > but), default=but + 99)
    before = [one for one in found if start < one.at < but]
    after = [one for one in found if but < one.at < end]
    named = any(one.term for one in before) and all(one.term for one in before)
    if named and any(one.kind in JUDGING for one in after) and not any(one.term for one in after):
        del starts[but]
        if start in starts:
            starts[start] = "but"


def _prefers(words: list[Word], at: int) -> bool:
    """Whether a word says what something is preferred to, or picked over."""
    if words[at].folded not in ("to", "over"):
        return False
    first = max((place + 1 for place in range(at) if words[place].is_mark), default=0)
    return any(not word.forms.isdisjoint(_PREFERRING) for word in words[first:at])


def _above(words: list[Word], at: int) -> bool:
    """Whether a mark says that one thing is better than another: `wood > tiles`."""
    beside = words[at - 1 : at] + words[at + 1 : at + 2]
    return words[at].folded == ">" and len(beside) == 2 and not any(one.is_mark for one in beside)


def _compares(than: Found, found: list[Found], words: list[Word]) -> bool:
    """Whether something was praised or wished since the last mark before `than`."""
    first = max((at + 1 for at, word in enumerate(words[: than.at]) if word.is_mark), default=0)
    return any(first <= one.at < than.at and one.kind in ("like", "wish") for one in found)


def _stance(clause: list[Found]) -> float | None:
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


def _outdone(clause: list[Found]) -> list[Found]:
    """The terms of a clause that something else is wanted instead of: those before it is judged again."""
    judged = [one.at for one in clause if one.kind in ("like", "blame", "wish")]
    return [one for one in clause if one.term and one.at < min(judged, default=len(clause) + one.to)]


def _denials(clause: list[Found], about: Found) -> list[Found]:
    """The negations of a clause that are about one thing in it."""
    told = []
    targets = [one for one in clause if one.kind in ("like", "blame", "term", "too", "enough", "little")]
    for denial in (one for one in clause if one.kind in ("not", "less")):
        after = [one for one in targets if one.at >= denial.to]
        kinds = JUDGING if denial.kind == "not" else (*JUDGING, "term")  # cushions: less, please
        before = [one for one in targets if one.to <= denial.at and one.kind in kinds]
        if (after[0] if after else before[-1] if before else None) is about:
            told.append(denial)
    return told


def _of_term(one: Found, clause: list[Found], own: float | None, inherited: float) -> float | None:
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


def _turned(one: Found, clause: list[Found]) -> float:
    """-1 where a term is denied, or is the lack of something; 1 where neither or both."""
    denied = len(_denials(clause, one)) % 2 == 1
    return -1.0 if denied != bool(one.term and one.term.absence) else 1.0


def _keep(said: dict[str, Mention], one: Found, value: float, words: list[Word]) -> None:
    """Notes what is said of a term; the last word counts, an absence as its presence."""
    if one.term is None or value == 0.0:
        return
    key = one.term.absence or one.term.key
    strength = round(min(1.0, max(0.05, abs(value))), 2)
    mention = Mention(key, value > 0, strength, words[one.at].start, words[one.to - 1].end)
    said[key] = replace(mention)
