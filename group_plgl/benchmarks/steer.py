"""Comments beside clicks, and pictures steered by words: do attributes do what they say?

Simulated members have tastes about attributes of the drawn picture. They swipe eight pictures and
say of each why, or swipe 24 and say nothing; both are learned as the product learns. Then pictures
are turned towards a word, and the attribute is measured on what is drawn, at twice the pixels that
steering itself looks at; others are asked to stay.

Source: ViPer, Salehi et al. 2024, for taste from comments; the constants of `members.hints` were set
on the spaces print and vessel, which the check of comments leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import joblib
import numpy as np

from group_plgl.benchmarks.cold import Swiped, belief_of, swiped
from group_plgl.benchmarks.form import Line, Report, at_least, mean_line, seeds_of
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.speaking import EACH, MISHEARD, NAMES, spoken
from group_plgl.benchmarks.tastes import Cell, Members, Pictures, areas, drawn_pictures, gathered
from group_plgl.compute.tasks.directions import open_directions
from group_plgl.generators import space_of
from group_plgl.members.calibration import predictive_logit
from group_plgl.members.dense import Tastes
from group_plgl.members.hints import Directions, hints_of
from group_plgl.members.priors import believed, choose_belief
from group_plgl.shapes import Array

SPACES = ("tiles", "poster", "room", "avatar")
CELLS = (Cell(0.3, 1, 0.8), Cell(0.7, 2, 0.8), Cell(0.0, 1, 0.8), Cell(0.5, 1, 0.9))
FEW, MANY = 8, 24
COMMENTED, MORE, SILENT = "8 clicks with 8 comments", "24 clicks", "8 clicks"


@dataclass(frozen=True)
class Effort:
    """How much is measured: spaces, pictures drawn of each, groups of each kind, members of a group."""

    spaces: tuple[str, ...] = SPACES
    pictures: int = 900
    groups: int = 2
    members: int = 12


QUICK = Effort(("tiles",), 500, 1, 8)


@dataclass
class Found:
    """What was found in one space.

    Attributes:
        right: By way of learning, of each group the share of unseen pictures whose side is foretold.
        area: The same as areas under the curve.
    """

    right: dict[str, list[float]] = field(default_factory=dict)
    area: dict[str, list[float]] = field(default_factory=dict)


def run(quick: bool, seed: int) -> Report:
    """Measure every space; the quick run a little of one."""
    seeds = seeds_of(seed, "pictures", "members", "starts", "intervals")
    effort, rng = QUICK if quick else Effort(), np.random.default_rng(seeds["intervals"])
    parts = joblib.Parallel(min(len(effort.spaces), joblib.cpu_count()))(
        joblib.delayed(in_space)(space, effort, {purpose: [own, place] for purpose, own in seeds.items()})
        for place, space in enumerate(effort.spaces)
    )
    lines, over = _comment_lines(parts, rng)
    checks = [at_least("comments_over_clicks", over, 0.0)]
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
    return found


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


def _comment_lines(parts: list[Found], rng: np.random.Generator) -> tuple[list[Line], float]:
    """How well tastes foretell by what was said, and what comments are worth over clicks."""
    right = {way: np.concatenate([one.right[way] for one in parts]) for way in parts[0].right}
    area = {way: np.concatenate([one.area[way] for one in parts]) for way in parts[0].area}
    lines = [mean_line(f"{way}, right of unseen pictures", right[way], "", rng) for way in right]
    lines += [mean_line(f"{way}, area under the curve", area[way], "", rng) for way in area]
    over = mean_line("comments over clicks, right", right[COMMENTED] - right[MORE], "", rng)
    lines.append(over)
    lines.append(mean_line("comments over clicks, area", area[COMMENTED] - area[MORE], "", rng))
    return lines, over.value


def _notes(effort: Effort) -> list[str]:
    return [
        f"Simulated members in groups of {effort.members}. A comment names {EACH} attributes; "
        f"{MISHEARD:.0%} of them are misheard.",
    ]
