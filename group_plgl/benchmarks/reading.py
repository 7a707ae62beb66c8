"""Comments read into liked and disliked attributes, beside a bag of words, on those nobody looked at.

A mention is right where a label has its key and its sign; counted is over all comments at once (micro
F1), and intervals are over comments. The reader was tuned on the seen comments of `comment_set` alone:
what is checked are the unseen ones, which the quick run leaves alone; without any nothing is. The peer
looks the same words up and gives each the sign of the nearest word of praise or blame, without any grammar.
A language model that `comments_endpoint` names is measured on the same comments, as the house would use it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from group_plgl.benchmarks.comment_set import PHOTOGRAPHS, LabelledComment, labelled_comments
from group_plgl.benchmarks.form import RESAMPLES, Line, Report, at_least, mean_line, seeds_of
from group_plgl.feedback.comments import Mention, Vocabulary, language_of, mentions_in, vocabulary_of
from group_plgl.feedback.comments.finding import cues
from group_plgl.feedback.comments.lexicon import places
from group_plgl.feedback.comments.words import words_of
from group_plgl.generators import SPACES
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.consult import consult
from group_plgl.settings import Settings, settings_from
from group_plgl.shapes import Array

ENOUGH = 0.85
_FEW = 8  # labels; a kind with fewer of them gets no line
_TAILS = (2.5, 97.5)
Reader = Callable[[str, Vocabulary], Sequence[Mention]]


@dataclass(frozen=True)
class Judged:
    """One comment, read.

    Attributes:
        comment: With its labels.
        right, wrong, missed: How many mentions are in both, read only, and labelled only.
        overlaps: Of those in both: how much of their two stretches of text is shared, 0..1.
    """

    comment: LabelledComment
    right: int
    wrong: int
    missed: int
    overlaps: tuple[float, ...]


def run(quick: bool, seed: int) -> Report:
    """Both by both readers; the quick run reads the seen comments alone and checks nothing."""
    seeds = seeds_of(seed, "intervals")
    rng = np.random.default_rng(seeds["intervals"])
    seen = judged_all(labelled_comments("seen"), by_grammar)
    lines = [f1_line(f"F1, {len(seen)} seen comments (tuned on them)", seen, rng)]
    value = None
    comments = [] if quick else labelled_comments("unseen")
    if not comments:
        lines.append(f1_line("F1, seen, bag of words", judged_all(labelled_comments("seen"), by_words), rng))
    else:
        unseen = judged_all(comments, by_grammar)
        lines += _lines_of(unseen, judged_all(comments, by_words), rng)
        value = f1_of(_counts(unseen))
    if (settings := settings_from()).comments_endpoint:
        lines.append(_line_of_model(settings, comments or labelled_comments("seen"), rng))
    return Report(
        "comments", seed, seeds, quick, lines, [at_least("comment_f1", value, ENOUGH)],
        [
            "All comments were invented, the unseen ones by another author: real ones will read worse.",
            "Intervals are over comments; kinds overlap, and those with few labels have no line.",
        ],
    )  # fmt: skip


def by_grammar(text: str, vocabulary: Vocabulary) -> Sequence[Mention]:
    """Our reader."""
    return mentions_in(text, vocabulary).mentions


def by_words(text: str, vocabulary: Vocabulary) -> Sequence[Mention]:
    """The peer: every word that names an end, with the sign of the nearest word of praise or blame."""
    language = language_of(text)
    words = words_of(text, language)
    signs = [
        (at, kind == "like")
        for kind in ("like", "blame")
        for pattern in cues()[language][kind]
        for at in places(words, pattern)
    ]
    said = {}
    for key, term in vocabulary.terms.items():
        for pattern in term.phrases[language]:
            for at in places(words, pattern) if signs else ():
                liked = min(signs, key=lambda sign, at=at: abs(sign[0] - at))[1]  # type: ignore[misc]
                said[key] = Mention(key, liked, 1.0, words[at].start, words[at + len(pattern) - 1].end)
    return tuple(said.values())


def _line_of_model(settings: Settings, comments: Sequence[LabelledComment], rng: np.random.Generator) -> Line:
    """The F1 of a language model; what it does not answer the grammar reads."""
    silent = []

    def read(text: str, vocabulary: Vocabulary) -> Sequence[Mention]:
        (found,) = consult(settings, [text], vocabulary)
        if found is None:
            silent.append(text)
            return by_grammar(text, vocabulary)
        return found.mentions

    judged = judged_all(comments, read)
    name = f"F1, the same comments, {settings.comments_model} ({len(silent)} not answered)"
    return f1_line(name, judged, rng)


def judged_all(comments: Sequence[LabelledComment], read: Reader) -> list[Judged]:
    """Every comment as a reader understands it, beside its labels."""
    return [_judged(comment, read(comment.text, _vocabulary(comment.space))) for comment in comments]


def f1_of(counts: Array) -> float:
    """The micro F1 of counts `3` (right, wrong, missed): 2 right / (2 right + wrong + missed)."""
    right, wrong, missed = counts
    return float(2 * right / max(1, 2 * right + wrong + missed))


def f1_line(name: str, judged: Sequence[Judged], rng: np.random.Generator) -> Line:
    """The F1 of comments, with an interval over them."""
    return _line(name, judged, rng, lambda right, wrong, missed: 2 * right / (2 * right + wrong + missed))


def _lines_of(ours: Sequence[Judged], peers: Sequence[Judged], rng: np.random.Generator) -> list[Line]:
    """The unseen comments: all, the peer, precision and recall, languages, kinds, places, the unclear."""
    lines = [
        f1_line(f"F1, {len(ours)} unseen comments", ours, rng),
        f1_line("F1, unseen, bag of words", peers, rng),
        _line("precision", ours, rng, lambda right, wrong, _: right / (right + wrong)),
        _line("recall", ours, rng, lambda right, _, missed: right / (right + missed)),
    ]
    kinds = sorted({kind for one in ours for kind in one.comment.kinds})
    parts = [
        (f"F1 in {name}", [one for one in ours if one.comment.language == name]) for name in ("en", "de")
    ]
    parts += [(f"F1 where {kind}", [one for one in ours if kind in one.comment.kinds]) for kind in kinds]
    for name, part in parts:
        labels = sum(one.right + one.missed for one in part)
        if labels >= _FEW:
            lines.append(f1_line(f"{name}, {len(part)} comments", part, rng))
    overlaps = [share for one in ours for share in one.overlaps]
    lines.append(mean_line("stretch of text shared with the label's", overlaps, "of both", rng))
    if unclear := [one for one in ours if one.comment.unclear]:
        silent = [float(one.wrong == 0) for one in unclear]
        lines.append(mean_line(f"nothing read where unclear, {len(unclear)} comments", silent, "", rng))
    return lines


@cache
def _vocabulary(space: str) -> Vocabulary:
    return vocabulary_of(() if space == PHOTOGRAPHS else SPACES[space].genes, ATTRIBUTES.values())


def _judged(comment: LabelledComment, mentions: Sequence[Mention]) -> Judged:
    wanted = {(label.key, label.sign): label.span for label in comment.labels}
    read = {(one.key, "liked" if one.liked else "disliked"): one for one in mentions}
    both = sorted(wanted.keys() & read.keys())
    return Judged(
        comment,
        len(both),
        len(read) - len(both),
        len(wanted) - len(both),
        tuple(_shared(comment.text, wanted[key], read[key]) for key in both),
    )


def _shared(text: str, span: str, mention: Mention) -> float:
    """How much a mention's stretch and a label's have in common, of both, where they fit best."""
    starts = [at for at in range(len(text)) if text.startswith(span, at)]
    return max(
        max(0, min(mention.end, at + len(span)) - max(mention.start, at))
        / (max(mention.end, at + len(span)) - min(mention.start, at))
        for at in starts
    )


def _counts(judged: Sequence[Judged]) -> Array:
    """Right, wrong and missed of all, `3`."""
    counts = np.array([(one.right, one.wrong, one.missed) for one in judged], dtype=np.float64)
    return np.asarray(counts.sum(axis=0))


def _line(name: str, judged: Sequence[Judged], rng: np.random.Generator, ratio: Callable[..., Array]) -> Line:
    """A ratio of counts over comments, with the interval over comments drawn again and again."""
    counts = np.array([(one.right, one.wrong, one.missed) for one in judged], dtype=np.float64)
    drawn = counts[rng.integers(0, len(counts), (RESAMPLES, len(counts)))].sum(axis=1)
    with np.errstate(invalid="ignore"):  # a draw of comments that say nothing has no ratio
        low, high = np.nanpercentile(ratio(*drawn.T), _TAILS)
        return Line(name, float(ratio(*counts.sum(axis=0))), float(low), float(high), "")
