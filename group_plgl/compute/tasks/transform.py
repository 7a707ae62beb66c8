"""Transforming: the least visible change after which somebody would like a picture, in words.

Who counts is one member, a camp, or all under a rule; the level is a chance of liking as it may be
shown. A space that is drawn is searched by foretold looks, and the last steps go by drawn pictures;
of a catalogue the most alike picture that is liked enough is taken. A change that nobody would see
is said to be one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from group_plgl.analytics.keys import SEEN
from group_plgl.analytics.words import VISIBLE_SCALES, Scale, gene_scales
from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.draw import files_of
from group_plgl.compute.tasks.leaning import asked_in, gone, leaned, most_like
from group_plgl.compute.tasks.mirror import scales_in
from group_plgl.compute.tasks.opening import open_features, open_nevers, open_required, open_space
from group_plgl.errors import BadInput
from group_plgl.generators import Generator
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.generators.foreseen import Foreseen
from group_plgl.generators.limited import Limited
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.generators.nevers import USUAL, CatalogueNevers
from group_plgl.generators.raster import to_pixels
from group_plgl.generators.surrogates import brought
from group_plgl.groups.model import GroupModel, weighted_voices
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.leaning import REACH, Part
from group_plgl.ideals.likings import Likings
from group_plgl.ideals.nevers import Nevers, clear_of
from group_plgl.ideals.required import Held, Required
from group_plgl.ideals.sights import AsDrawn, DrawnSight, ForetoldSight, Likeness, Rows, Sight, how_visible
from group_plgl.ideals.transform import (
    LONGEST,
    STEPS,
    Transformed,
    Wish,
    nearest_that,
    seen_by,
    spent,
    steps_along,
    straight,
    transform,
)
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.members.features import Features
from group_plgl.perception.attributes import attributes_of
from group_plgl.perception.distance import JUST_NOTICEABLE
from group_plgl.perception.features import SIDE
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array
from group_plgl.utility import AffineMap, CoordinateMap, Utility

MOST, LEAST, LEAST_SPREAD = 5, 0.5, 0.25  # words; in just noticeable differences, and in spreads
UNIT = np.sqrt(2.0) / USUAL  # of coordinates whose variances sum to one, in a just noticeable difference
NEAR = 1.5 * LONGEST
OUT = "out of reach"
_LONGER = 4 * STEPS
_KEPT = 16


@dataclass(frozen=True)
class Chances:
    """Log odds that may be shown as opinions, all equally sure: an `Opinions`.

    Attributes:
        likings: The members' log odds.
    """

    likings: Likings

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Predictive logits, and no spread, both `m x n`."""
        logit = self.likings.values(z)
        return logit, np.zeros_like(logit)

    def traced(self, z: Array) -> tuple[Array, Array, Callable[[Array, Array], Array]]:
        """The moments, and what carries slopes for the logits back to latents, `n x d`."""
        logit, back = self.likings.traced(z)
        return logit, np.zeros_like(logit), lambda by_mean, by_sd: back(by_mean)


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """What becomes of a picture when it shall be liked more and look the same.

    Args:
        words: What opens the space, `who` (rows of the members that count), `rule` (empty for their
            mean), `calibration`, `ceiling`, `held_out`; one of `chance` (the liking to reach, 0 to 1),
            `budget` (just noticeable differences to spend) and `steps` (a row of them, below 0 away
            from the taste, not drawn; the picture itself stands for one never to be shown); `keep`,
            names of genes and colours that stay, if any; `lean`, keys of words to go towards, and how far,
            `strength` 0 to 1, where a liking is only not to be lost; `pixels`, of pictures that are
            wanted, if any.
        arrays: What opens the space, of a catalogue with `catalogue_traits` n x s; what is required, if
            anything, as in `open_required`, of other pictures than those of steps; `mean` m x (f+1)
            and `covariance` m x (f+1) x (f+1) of the ready members, neither where there are none; `z` d,
            the picture; `towards` k x d, pictures to look like instead of pleasing, with a budget or steps.

    Returns:
        Words `verdict` (reached, already, invisible, out of reach, marked: it would be one never
        to be shown, or required: only what is required stands in the way), `moved` and `seen` in words
        as in `moved_words` and `seen_words`, and of words gone towards `gone` as in `leaning.gone`; arrays
        `z` k x d with `change` and `foretold` k, `ahead` (of a straight walk to the same foretold score,
        seen the same way; nan where none is walked), and `liking` `low` `high`, (1 + k) x m, the picture
        itself first, judged on the drawn pictures unless steps are asked for; with `pixels` the WebP files
        of all of them in a drawn space, as `bytes` and `ends`: without the picture itself where it is a row
        of steps.

    Raises:
        BadInput: Nothing or too much is asked for.
    """
    asked = [name for name in ("chance", "budget", "steps", "strength") if words.get(name) is not None]
    if len(asked) != 1 or ("towards" in arrays and asked != ["budget"] and asked != ["steps"]):
        raise BadInput("a change wants a chance, a budget or steps, and towards pictures no chance")
    if asked == ["strength"] and not (words.get("lean") and 0.0 <= words["strength"] <= 1.0):
        raise BadInput("to go towards words takes some of them, and a strength of 0 to 1")
    opened, features = open_space(words, arrays), open_features(words, arrays)
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    start = opened.space.canonical(arrays["z"])[0]
    if isinstance(opened, Catalogue):
        told, rows = _there(opened, features, trust, start, words, arrays)
    else:
        told, rows = _drawn(opened, features, trust, start, words, arrays)
    if asked == ["chance"] and words["chance"] > trust.ceiling:
        told["verdict"] = "out of reach"
    z, row = np.vstack([start, rows["z"]]), words.get("steps") is not None
    there = isinstance(opened, Catalogue)
    x = features.coordinates(z) if row or there else drawn_features(features, z, words["space"])
    rows |= likings_of(x, arrays, trust)
    if words.get("pixels") and not there:
        rows |= files_of(words["space"], rows["z"] if row else z, words["pixels"], "image/webp")
    return told, rows


def likings_of(x: Array, arrays: Arrays, trust: Calibration) -> Arrays:
    """How members are predicted to like `n` pictures, by features `n x f`: `liking` `low` `high`, `n x m`."""
    if "mean" not in arrays:
        return dict.fromkeys(("liking", "low", "high"), np.zeros((len(x), 0)))
    mean, sd = Tastes(arrays["mean"], arrays["covariance"]).moments(x)
    low, high = trust.interval(mean, sd)
    return {"liking": trust.liking(mean, sd).T.copy(), "low": low.T.copy(), "high": high.T.copy()}


def pleasing(
    tastes: Tastes, features: CoordinateMap, trust: Calibration, who: Sequence[int], rule: str,
    weights: Array | None = None,
) -> Utility:  # fmt: skip
    """The logit of the chance that a member likes it, or of several under a rule (empty: their mean).

    `weights` (m) say how many times each of all members counts, once unless told.
    """
    rows = np.array(who, dtype=np.int64)
    times = np.ones(len(rows)) if weights is None else weights[rows]
    opinions = DenseOpinions(Tastes(tastes.mean[rows], tastes.covariance[rows]), features)
    likings = Likings(opinions, len(rows), trust.slope, trust.ceiling)
    return GroupModel(Chances(likings), rule_named(rule or "mean"), weighted_voices(times))


@dataclass(frozen=True)
class Sights:
    """The ways in which changes in a drawn space are seen.

    Attributes:
        foretold: Nothing is drawn.
        drawn: As drawn.
        plain: As drawn with every sensitive gene in the middle: skin shows, and is not to count.
    """

    foretold: ForetoldSight
    drawn: DrawnSight
    plain: DrawnSight


@lru_cache(maxsize=_KEPT)
def sights(key: str) -> Sights:
    """How changes in a drawn space are seen."""
    scene = scene_of(key)
    learned, foreseen = scene.space.learned, Foreseen(scene, brought(scene.space).surrogate)

    def seen(z: Array) -> Array:
        return np.asarray(looked_at(scene, z), dtype=np.float64)

    drawn, foretold = DrawnSight(seen, learned), ForetoldSight(foreseen, foreseen.loudness * JUST_NOTICEABLE)
    if learned.all():
        return Sights(foretold, drawn, drawn)
    return Sights(foretold, drawn, DrawnSight(lambda z: seen(np.where(learned, z, 0.0)), learned))


def judged(
    tastes: Tastes, features: Features, trust: Calibration, who: Sequence[int], rule: str, plain: DrawnSight,
    weights: Array | None = None,
) -> Utility | None:  # fmt: skip
    """The same of pictures as they are drawn, where looks can be read off them; None elsewhere."""
    reading = _reading(features)
    if reading is None:
        return None
    f = features.straight
    bare = replace(features, coordinates_of=AffineMap(np.eye(f), np.zeros(f)))
    in_differences = AffineMap(reading.matrix * plain.unit, reading.offset)
    return AsDrawn(pleasing(tastes, bare, trust, who, rule, weights), in_differences, plain)


def _reading(features: Features) -> AffineMap | None:
    """What reads the coordinates of a space off looks, if anything does."""
    looks = features.coordinates_of
    return looks.reading if isinstance(looks, Foreseen | Limited) else None


def drawn_features(features: Features, z: Array, key: str) -> Array:
    """Features of the pictures of latents, read off what is drawn where that can be: `n x (f + c)`."""
    reading, plain = _reading(features), sights(key).plain
    if reading is None:
        return features.coordinates(z)
    return features.curved(reading.coordinates(plain.looks(z) * plain.unit))


def _utility(
    features: CoordinateMap,
    looks: CoordinateMap,
    unit: float,
    trust: Calibration,
    words: Words,
    arrays: Arrays,
) -> Utility:
    """What shall rise."""
    if "towards" in arrays:
        return Likeness.of(looks, arrays["towards"], unit)
    if not likes(words, arrays):
        return Likeness.of(looks, arrays["z"][None], unit)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    return pleasing(tastes, features, trust, words["who"], words["rule"], arrays.get("weights"))


def likes(words: Words, arrays: Arrays) -> bool:
    """Whether anybody's taste counts."""
    return "towards" not in arrays and "mean" in arrays and len(words["who"]) > 0


def _level(words: Words) -> float:
    """The logit of the chance that is asked for."""
    chance = float(np.clip(words["chance"], 1e-6, 1.0 - 1e-6))
    return float(np.log(chance) - np.log1p(-chance))


def _drawn(
    opened: Generator, features: Features, trust: Calibration, start: Array, words: Words, arrays: Arrays
) -> tuple[Words, Arrays]:
    """A change in a space that is drawn."""
    ways = sights(words["space"])
    foretold, drawn = ways.foretold, ways.drawn
    utility = _utility(features, foretold.space_map, foretold.unit, trust, words, arrays)
    named = [one for one in words.get("keep", []) if not (words.get("lean") and one in SEEN)]
    genes, places = _kept(opened, named)
    part = Part(opened, places, np.full(len(places), UNIT)) if places else None
    wish = Wish(utility, opened.space, foretold, start, part, genes)
    nevers = open_nevers(words, arrays)
    if words.get("steps") is not None:
        near = max(map(abs, words["steps"])) <= NEAR  # fewer strides get there, and somebody waits
        row = steps_along(wish, words["steps"], 2 if near else 3)
        shown = clear_of(nevers, np.array([one.z for one in row]))
        if not shown.all():
            (here,) = steps_along(wish, [0.0])
            row = [one if fine else here for one, fine in zip(row, shown, strict=True)]
        return {"verdict": "reached", "moved": [], "seen": []}, _numbers(row, None, start, foretold)
    sure = replace(wish, sight=ways.plain)
    if likes(words, arrays):
        tastes = Tastes(arrays["mean"], arrays["covariance"])
        counting = words["who"], words["rule"], ways.plain, arrays.get("weights")
        as_drawn = judged(tastes, features, trust, *counting)
        sure = replace(sure, utility=as_drawn or utility)
    asked = asked_in(opened, words) if words.get("lean") else None

    def searched(held: Required | None, steps: int) -> Transformed:
        if asked is not None:
            return leaned(wish, sure, asked, features, words, likes(words, arrays))
        there, well, budget = _held(wish, held, words), _held(sure, held, words), words.get("budget")
        if budget is None:
            return transform(there, _level(words), well, steps)
        return spent(there, float(budget), well, steps)

    whole = open_required(words, arrays)
    found, refused = _weighed(searched, nevers, whole if isinstance(whole, Required) else None)
    if ways.plain is not drawn:
        found = seen_by(found, start, drawn)
    if refused:
        still = steps_along(wish, [0.0])[0]
        return {"verdict": refused, "moved": [], "seen": []}, _numbers([still], None, start, drawn)
    ahead = None
    if asked is None:
        as_much = float(utility.score(found.z[None])[0])
        walked = straight(wish, as_much)
        ahead = walked if walked.score >= as_much - 0.05 else None
    moved = moved_words(opened, start, found.z, how_visible(foretold, start, found.z))
    seen_now = seen_words(attributes_of(oklab_of(np.array([
        to_pixels(one) for one in opened.decode(np.vstack([start, found.z]), SIDE)
    ]))))  # fmt: skip
    told = {"verdict": found.verdict, "moved": moved, "seen": seen_now}
    if asked is not None:
        told["gone"] = gone(asked, words, np.vstack([start, found.z]))
    return told, _numbers([found], ahead, start, drawn)


def _held(wish: Wish, required: Required | None, words: Words) -> Wish:
    """The wish with what is required besides."""
    if required is None:
        return wish
    level = np.inf if words.get("budget") is not None else _level(words)
    return replace(wish, utility=Held(wish.utility, required, level))


def _weighed(
    searched: Callable[[Required | None, int], Transformed], nevers: Nevers | None, required: Required | None
) -> tuple[Transformed, str]:
    """What is found, and why it is not shown: `marked`, `required` or `out of reach`; empty where it is.

    What is required stands in the way where nothing that meets it gets there, also when it is looked for
    longer, and without it something would that is clear of marks.
    """
    if required is None:
        found = searched(None, STEPS)
        return found, "" if clear_of(nevers, found.z[None])[0] else "marked"
    for steps in (STEPS, _LONGER):
        found = searched(required, steps)
        clear = bool(required.clear(found.z[None])[0])
        if clear and found.verdict != OUT:
            return found, ""
    free = searched(None, STEPS)
    if not clear_of(nevers, free.z[None])[0]:
        return free, "marked"
    if free.verdict != OUT:
        return found, "required"
    return found, "" if clear else OUT


def _kept(opened: Generator, names: Sequence[str]) -> tuple[Rows | None, list[int]]:
    """Genes that stand still, `d`, and places of coordinates that keep their value."""
    genes = [gene.name for gene in opened.space.genes]
    colours = [name for name in opened.coordinate_names if name not in genes]
    unknown = [name for name in names if name not in genes and name not in colours]
    if unknown:
        raise BadInput("there is no gene or colour named '{name}' to keep", name=unknown[0])
    still = np.array([name in names for name in genes]) if names else None
    return still, [
        place for place, name in enumerate(opened.coordinate_names) if name in colours and name in names
    ]


def _numbers(found: Sequence[Transformed], ahead: Transformed | None, start: Array, seen: Sight) -> Arrays:
    """What came out, `k` rows, and what a straight walk would change."""
    walked = np.nan
    if ahead is not None:
        one, other = seen.looks(np.vstack([start, ahead.z]))
        walked = float(np.linalg.norm(one - other))
    return {
        "z": np.array([one.z for one in found]),
        "change": np.array([one.change for one in found]),
        "foretold": np.array([one.foretold for one in found]),
        "ahead": np.array([walked]),
    }


def _there(
    opened: Catalogue, features: CoordinateMap, trust: Calibration, start: Array, words: Words, arrays: Arrays
) -> tuple[Words, Arrays]:
    """The most alike of the pictures of a catalogue; steps are as many of them."""
    shown = opened.candidates[clear_of(open_nevers(words, arrays), opened.candidates)]
    shown, whole = np.vstack([start, shown]), open_required(words, arrays)
    met = clear_of(replace(whole, nevers=None) if isinstance(whole, Required) else None, shown)
    utility = _utility(features, opened, float(UNIT), trust, words, arrays)
    score, gap = utility.score(shown), CatalogueNevers(opened, start[None], np.zeros(1)).foretold(shown)[:, 0]
    if words.get("steps") is not None:
        rows = [
            nearest_that(np.sign(step) * score, gap, budget=abs(step))[0] if step else 0
            for step in words["steps"]
        ]
        verdict = "reached"
    else:
        budget = words.get("budget")
        if words.get("lean"):
            asked = asked_in(opened, words)
            score, level = most_like(opened, start, asked, arrays, shown), REACH * asked.strength
        else:
            level = np.inf if budget is not None else _level(words)
        row, verdict = _nearest_met(score, gap, met, level, budget)
        rows = [row]
    told = {"verdict": verdict, "moved": [], "seen": seen_traits(opened, start, shown[rows[0]], arrays)}
    return told, {
        "z": shown[rows], "change": gap[rows], "foretold": gap[rows], "ahead": np.array([np.nan])
    }  # fmt: skip


def _nearest_met(score: Array, gap: Array, met: Rows, level: float, budget: float | None) -> tuple[int, str]:
    """The row as in `nearest_that` among those that meet what is required; else the first, and why."""
    row, verdict = nearest_that(np.where(met, score, -np.inf), gap, level, budget)
    if met.all() or (met[row] and verdict != OUT):
        return row, verdict
    if nearest_that(score, gap, level, budget)[1] != OUT:
        return 0, "required"
    return (row if met[row] else 0), OUT


def seen_traits(opened: Catalogue, start: Array, z: Array, arrays: Arrays) -> list[Words]:
    """What is seen to differ between two pictures of a catalogue."""
    traits = arrays["catalogue_traits"]
    both = traits[opened.nearest(np.vstack([start, z]))]
    return seen_words((both - traits.mean(axis=0)) / np.maximum(traits.std(axis=0), 1e-9))


def moved_words(opened: Generator, before: Array, after: Array, visible: Array) -> list[Words]:
    """Which genes and colours moved, the most visible first; sensitive ones never.

    Args:
        opened: The space.
        before: `d`, the picture.
        after: `d`, what became of it.
        visible: `d`, how much of the change is each gene's, in just noticeable differences.
    """
    scales, (one, other) = scales_in(opened, np.vstack([before, after]))
    by_name = {scale.name: float(visible[place]) for place, scale in gene_scales(opened.space).items()}
    much = [
        by_name.get(scale.name, abs(float(to - of)) / UNIT)
        for scale, of, to in zip(scales, one, other, strict=True)
    ]
    return _most(scales, one, other, np.array(much), LEAST)


def seen_words(values: Array) -> list[Words]:
    """What one sees to differ between two pictures (`2 x s`, in spreads), measured on both."""
    before, after = values
    return _most(VISIBLE_SCALES[: len(after)], before, after, np.abs(after - before), LEAST_SPREAD)


def _most(scales: Sequence[Scale], before: Array, after: Array, much: Array, least: float) -> list[Words]:
    rows = [int(row) for row in np.argsort(-much, kind="stable")[:MOST] if much[row] >= least]
    return [
        {
            "name": scales[row].name,
            "towards": scales[row].high if after[row] > before[row] else scales[row].low,
            "away_from": scales[row].low if after[row] > before[row] else scales[row].high,
            "before": float(before[row]),
            "after": float(after[row]),
            "much": float(much[row]),
        }
        for row in rows
    ]
