"""Comments beside clicks, and pictures steered by words: do attributes do what they say?

Simulated members have tastes about attributes of the drawn picture. They swipe eight pictures and
say of each why, or swipe 24 and say nothing; both are learned as the product learns. Then pictures
are turned towards a word, and the attribute is measured on what is drawn, at twice the pixels that
steering itself looks at; others are asked to stay.

The same of catalogues of own pictures: nothing is drawn there, so what is turned towards a word is another
picture that is there, and of members who said one word of one picture it is measured what that word does to
the pictures they are then shown first. Nothing can be asked to stay in a catalogue.

Source: ViPer, Salehi et al. 2024, for taste from comments; the constants of `members.hints` were set
on the spaces print and vessel, which the check of comments leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import joblib
import numpy as np

from group_plgl.analytics.keys import COLOUR, SEEN
from group_plgl.benchmarks.cold import Swiped, belief_of, swiped
from group_plgl.benchmarks.form import Line, Report, at_least, mean_line, seeds_of
from group_plgl.benchmarks.own import Own, axis_and_sign, ends, own_pictures
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.speaking import EACH, MISHEARD, NAMES, counting_most, slopes_of, spoken
from group_plgl.benchmarks.tastes import Cell, Members, Pictures, areas, drawn_pictures, gathered
from group_plgl.compute.tasks.directions import measured, open_directions, open_gauge
from group_plgl.compute.tasks.leaning import asked_in, leaned
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.compute.tasks.transform import sights
from group_plgl.generators import open_generator, space_of
from group_plgl.generators.raster import to_pixels
from group_plgl.ideals.sights import Likeness
from group_plgl.ideals.transform import Wish
from group_plgl.latents.space import Space
from group_plgl.members.answers import Answers
from group_plgl.members.calibration import predictive_logit
from group_plgl.members.dense import Tastes
from group_plgl.members.hints import Directions, Mentioned, hints_of
from group_plgl.members.priors import believed, choose_belief
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.perception.features import SIDE, pooled
from group_plgl.perception.hues import TYPICAL
from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

SPACES = ("tiles", "poster", "room", "avatar")
CELLS = (Cell(0.3, 1, 0.8), Cell(0.7, 2, 0.8), Cell(0.0, 1, 0.8), Cell(0.5, 1, 0.9))
FEW, MANY = 8, 24
SAMPLES, STRENGTHS, STAYING = 200, (0.25, 0.5, 1.0), 3
RIGHT, KEPT = 0.9, 0.9
PICKS = 24  # pictures that somebody is shown first, as the ranking's
OWN = "own pictures: "
COMMENTED, MORE, SILENT = "8 clicks with 8 comments", "24 clicks", "8 clicks"


@dataclass(frozen=True)
class Effort:
    """How much is measured: spaces, pictures drawn of each, groups of each kind, members of a group."""

    spaces: tuple[str, ...] = SPACES
    pictures: int = 900
    groups: int = 2
    members: int = 12
    samples: int = SAMPLES // len(SPACES)
    catalogues: int = 4


QUICK = Effort(("tiles",), 500, 1, 8, 4, 1)


@dataclass
class Found:
    """What was found in one space.

    Attributes:
        right: By way of learning, of each group the share of unseen pictures whose side is foretold.
        area: The same as areas under the curve.
        gone: Of every picture that was turned the spreads it went the right way.
        moved: Of every attribute that was asked to stay the just noticeable differences it moved.
        meant, chosen: Of every word that was said of own pictures the spreads by which what is shown first
            went the way that was said: of words that members mean, and of words by chance.
    """

    right: dict[str, list[float]] = field(default_factory=dict)
    area: dict[str, list[float]] = field(default_factory=dict)
    gone: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    meant: list[float] = field(default_factory=list)
    chosen: list[float] = field(default_factory=list)


def run(quick: bool, seed: int) -> Report:
    """Measure every space; the quick run a little of one."""
    seeds = seeds_of(seed, "pictures", "members", "starts", "intervals")
    effort, rng = QUICK if quick else Effort(), np.random.default_rng(seeds["intervals"])
    todo = [partial(in_space, space, effort) for space in effort.spaces]
    todo += [partial(in_catalogue, effort)] * effort.catalogues
    parts = joblib.Parallel(min(len(todo), joblib.cpu_count()))(
        joblib.delayed(work)({purpose: [own, place] for purpose, own in seeds.items()})
        for place, work in enumerate(todo)
    )
    drawn, brought = parts[: len(effort.spaces)], parts[len(effort.spaces) :]
    (lines, over), (told, own_over) = _comment_lines(drawn, "", rng), _comment_lines(brought, OWN, rng)
    gone, moved, turned, meant, chosen = (
        np.concatenate([getattr(one, name) for one in some])
        for some, name in (
            (drawn, "gone"),
            (drawn, "moved"),
            (brought, "gone"),
            (brought, "meant"),
            (brought, "chosen"),
        )
    )
    lines += [
        mean_line(f"the named attribute went the right way, of {len(gone)}", gone > 0, "", rng),
        mean_line("how far it went", gone, "spreads", rng),
        mean_line(f"what was asked to stay did, of {len(moved)}", moved < 1.0, "", rng),
        mean_line("how far it moved", moved, "just noticeable differences", rng),
        *told,
        mean_line(f"{OWN}the named attribute went the right way, of {len(turned)}", turned > 0, "", rng),
        mean_line(f"{OWN}how far it went", turned, "spreads", rng),
        mean_line(f"{OWN}what is shown first went as one word says, of {len(meant)}", meant > 0, "", rng),
        mean_line(f"{OWN}how far that went", meant, "spreads", rng),
        mean_line(f"{OWN}the same of a word by chance, not meant", chosen > 0, "", rng),
        mean_line(f"{OWN}against such a word", chosen < 0, "", rng),
    ]
    checks = [
        at_least("comments_over_clicks", None if quick else over, 0.0),  # one small group tells nothing
        at_least("steered_right", float((gone > 0).mean()), RIGHT),
        at_least("others_kept", float((moved < 1.0).mean()), KEPT),
        at_least("own_comments_over_clicks", None if quick else own_over, 0.0),
        at_least("own_steered_right", float((turned > 0).mean()), RIGHT),
        at_least("own_shown_right", float((meant > 0).mean()), RIGHT),
    ]
    return Report("steer", seed, seeds, quick, lines, checks, _notes(effort))


def in_space(space: str, effort: Effort, seeds: dict[str, list[int]]) -> Found:
    """All that is measured in one space."""
    chance = {purpose: np.random.default_rng(own) for purpose, own in seeds.items()}
    found = Found()
    with one_thread():
        pictures = drawn_pictures(space, effort.pictures, effort.pictures // 3, chance["pictures"])
        directions = open_directions({"space": space_of(space).key}, {}, NAMES)
        for cell in CELLS[: 1 if effort == QUICK else None] * effort.groups:
            members = gathered(pictures.attributes, effort.members, cell, chance["members"])
            _by_comments(pictures, members, directions, chance["members"], found)
        _turned(space_of(space), effort.samples, chance["starts"], found)
    return found


def in_catalogue(effort: Effort, seeds: dict[str, list[int]]) -> Found:
    """The same of one catalogue of own pictures, and what one word does to what is shown first."""
    chance = {purpose: np.random.default_rng(own) for purpose, own in seeds.items()}
    found = Found()
    with one_thread():
        own = own_pictures(effort.pictures, effort.pictures // 3, chance["pictures"])
        directions = open_directions(own.words, own.arrays, NAMES)
        for cell in CELLS[: 1 if effort.catalogues == 1 else None] * effort.groups:
            members = gathered(own.pictures.attributes, effort.members, cell, chance["members"])
            _by_comments(own.pictures, members, directions, chance["members"], found)
            left = effort.samples - len(found.chosen)
            meant, by_chance = _after_one_word(own, members, directions, chance["members"])
            found.meant += meant[:left]
            found.chosen += by_chance[:left]
        for _ in range(effort.samples):
            row, key = int(chance["starts"].integers(effort.pictures)), str(chance["starts"].choice(ends()))
            to, (axis, sign) = (
                own.turned(row, key, float(chance["starts"].choice(STRENGTHS))),
                axis_and_sign(key),
            )
            found.gone.append(float(sign * (own.truly[to, axis] - own.truly[row, axis])))
    return found


def _after_one_word(
    own: Own, members: Members, directions: Directions, rng: np.random.Generator
) -> tuple[list[float], list[float]]:
    """Of each member the spreads by which pictures shown first go the way of one word said of one picture.

    First of the word that counts most for them there, then of one by chance, whatever they like.
    """
    who, pictures = np.arange(len(members.utility)), own.pictures
    few = swiped(pictures, members, who, FEW, rng)
    answers = few.answers(pictures, pictures.features.shape[1])
    by_chance, meant = [axis_and_sign(str(rng.choice(ends()))) for _ in who], []
    for row, here in enumerate(pictures.attributes[few.at[:, 0]]):
        axis = int(counting_most(members.truth, row, here)[0])
        meant.append((axis, 1 if slopes_of(members.truth, row, here)[axis] > 0.0 else -1))
    return _shown_after(own, answers, directions, meant), _shown_after(own, answers, directions, by_chance)


def _shown_after(
    own: Own, answers: Answers, directions: Directions, said: list[tuple[int, int]]
) -> list[float]:
    """What the word that each member said of the first picture does to the pictures they are shown first."""
    who, pictures = np.arange(len(said)), own.pictures
    mentioned = [Mentioned(row, axis, sign, 0, FEW - 1) for row, (axis, sign) in enumerate(said)]
    hints = hints_of(mentioned, directions, len(who))
    belief = choose_belief(answers, pictures.straight, who, hints=hints)
    before, after = (
        believed(belief, answers, pictures.straight, hints=heard)[1]
        .moments(pictures.features)[0]
        .argsort(axis=1)[:, -PICKS:]
        for heard in (None, hints)
    )
    return [
        float(sign * (own.truly[now, axis].mean() - own.truly[then, axis].mean()))
        for then, now, (axis, sign) in zip(before, after, said, strict=True)
    ]


def _turned(space: Space, samples: int, rng: np.random.Generator, found: Found) -> None:
    """Turn pictures of the prior towards one word each; of every other one some attributes are to stay."""
    words: dict[str, Any] = {"space": space.key}
    opened, features, ways = open_space(words, {}), open_features(words, {}), sights(space.key)
    ends = [f"{name}:{word}" for name, one in ATTRIBUTES.items() for word in (one.low, one.high)]
    ends += [f"{COLOUR}:{name}" for name in TYPICAL]
    for sample in range(samples):
        z = space.sample(1, rng)[0]
        key, strength = str(rng.choice(ends)), float(rng.choice(STRENGTHS))
        others = [name for name in NAMES if name != key.partition(":")[0]]
        keep = list(rng.choice(others, STAYING, replace=False)) if sample % 2 else []
        asked = asked_in(opened, {"lean": [key], "keep": keep, "strength": strength})
        wish = Wish(Likeness.of(ways.foretold.space_map, z[None], 1.0), space, ways.foretold, z)
        made = leaned(wish, replace(wish, sight=ways.plain), asked, features, words, False)
        both = _looked_at(space, np.vstack([z, made.z]), asked.names)
        gauge = open_gauge(words, asked.names)
        change = (both[1] - both[0]) / gauge.spread
        found.gone.append(float(change[0] * asked.signs[0]))
        found.moved += list(np.abs(change[1:]) / gauge.just[1:])


def _looked_at(space: Space, z: Array, names: list[str]) -> Array:
    """Attributes of latents measured on pictures of twice the size, `n x k`."""
    drawn = open_generator(space.key).decode(np.where(space.learned, z, 0.0), 2 * SIDE)
    lab = pooled(oklab_of(np.array([to_pixels(one) for one in drawn])), SIDE)
    return measured(lab)[:, [SEEN.index(name) for name in names]]


def _by_comments(
    pictures: Pictures, members: Members, directions: Directions, rng: np.random.Generator, found: Found
) -> None:
    """Learn one group in all ways: the same members, the same first pictures."""
    who, width = np.arange(len(members.utility)), pictures.features.shape[1]
    many = swiped(pictures, members, who, MANY, rng)
    few = Swiped(many.at[:, :FEW], many.liked[:, :FEW])
    hints = hints_of(spoken(pictures, members, few, rng), directions, len(who))
    answers, straight = few.answers(pictures, width), pictures.straight
    belief = choose_belief(answers, straight, who, hints=hints)
    tastes = {COMMENTED: believed(belief, answers, straight, hints=hints)[1]}
    for way, said in ((SILENT, answers), (MORE, many.answers(pictures, width))):
        tastes[way] = believed(belief_of(said, straight), said, straight)[1]
    for way, taste in tastes.items():
        logit, truly = _foretold(taste, pictures), members.utility[:, : pictures.unseen] > 0
        found.right.setdefault(way, []).append(float(((logit > 0) == truly).mean()))
        found.area.setdefault(way, []).append(float(areas(logit, truly).mean()))


def _foretold(tastes: Tastes, pictures: Pictures) -> Array:
    """Predictive logits of the unseen pictures, `m x n`."""
    return predictive_logit(*tastes.moments(pictures.features[: pictures.unseen]))


def _comment_lines(parts: list[Found], of: str, rng: np.random.Generator) -> tuple[list[Line], float]:
    """How well tastes foretell by what was said of some pictures, and what comments are worth over clicks."""
    right = {way: np.concatenate([one.right[way] for one in parts]) for way in parts[0].right}
    area = {way: np.concatenate([one.area[way] for one in parts]) for way in parts[0].area}
    lines = [mean_line(f"{of}{way}, right of unseen pictures", right[way], "", rng) for way in right]
    lines += [mean_line(f"{of}{way}, area under the curve", area[way], "", rng) for way in area]
    over = mean_line(f"{of}comments over clicks, right", right[COMMENTED] - right[MORE], "", rng)
    lines.append(over)
    lines.append(mean_line(f"{of}comments over clicks, area", area[COMMENTED] - area[MORE], "", rng))
    return lines, over.value


def _notes(effort: Effort) -> list[str]:
    return [
        f"Simulated members in groups of {effort.members}. A comment names {EACH} attributes; "
        f"{MISHEARD:.0%} of them are misheard.",
        f"Own pictures: {effort.catalogues} catalogues of {effort.pictures}, half drawn by our spaces.",
        f"One comment there is one word; told is the mean of the {PICKS} pictures shown first.",
    ]
