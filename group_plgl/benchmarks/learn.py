"""Learning taste from a handful of clicks, beside how others do it, on tastes that nobody can express.

Newcomers join groups that have learned, and groups start cold; the seed recipe, PLGL's network, VTA's
ensemble, tuned logistic regression, BoTorch's preference GP and scikit-activeml's strategies learn
from the same members. Judged is the area under the ROC curve of what is truly liked, on pictures
that nobody was asked about; peers get the latents and the coordinates, whichever suits them better.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product

import joblib
import numpy as np

from group_plgl.benchmarks import rivals
from group_plgl.benchmarks.cold import (
    ALONE,
    OURS,
    POOLED,
    Chances,
    belief_of,
    best_with,
    calibration_error,
    learned_by_ours,
    swiped,
    told_no_signal,
)
from group_plgl.benchmarks.curves import Curves, drawn, needed_line, saving_line
from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, seeds_of
from group_plgl.benchmarks.newcomers import Way, taught
from group_plgl.benchmarks.recipes import LOOPS, RECIPES, SEED, how_far_the_seed_runs, looping
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.tastes import SPACES, Cell, Pictures, areas, drawn_pictures, gathered
from group_plgl.members.priors import believed
from group_plgl.queries.strategies import FAVOURITES, RANDOM
from group_plgl.shapes import Array

CELLS = (
    *(Cell(0.0, 1, consistency) for consistency in (0.85, 0.97)),
    *(Cell(*one) for one in product((0.25, 0.6), (1, 2, 4), (0.85, 0.97))),
)
JOINED = (Cell(0.25, 1, 0.85), Cell(0.25, 2, 0.97), Cell(0.6, 1, 0.97), Cell(0.6, 2, 0.85))
# Slow peers of the extra meet the newcomers to every second of these groups only.
COLD = tuple(Cell(0.6, 1, consistency) for consistency in (0.85, 0.97))
MEMBERS, CLICKS = 12, 20
TRAINED, SEED_CLICKS = 20, 160
SHUFFLED, SHUFFLED_CLICKS = 100, 40
_MOST = {"swipe": 60, "slider": 40, "pick of 2": 40, "pick of 4": 30}
_ASKED = (RANDOM, FAVOURITES, "bald", "eubo")
WAYS = {
    Way(shape, strategy): most
    for shape, most in _MOST.items()
    for strategy in (_ASKED if shape.startswith("pick") else _ASKED[:2])
}
SWIPES, PICKS = Way("swipe", FAVOURITES), Way("pick of 4", FAVOURITES)
SAVED_OF = {SWIPES: 40, PICKS: 20}  # random answers that the default is compared with
LOOKS = (1, 2, 3, 5, 7, 10, 12, 14, 17, 20, 24, 28, 34, 40, 50, 60)
PEER_LOOKS = (10, 20, 40, 80, 160)
RIVAL_LOOKS = (10, 20, 40)


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes:
        spaces: Which spaces.
        pictures, unseen: Drawn of each, and kept for judging.
        rounds: Groups of every cell.
        cells: Cells of the panel.
        joined: Cells that newcomers join.
        trained_clicks: How many pictures members swiped before newcomers join.
        newcomers: How many join each group.
        slow: How many of them are asked by slow peers.
        shuffled: How many members have their answers shuffled.
        rivals: Whether the peers of the extra are run.
    """

    spaces: tuple[str, ...] = SPACES
    pictures: int = 1600
    unseen: int = 600
    rounds: int = 6
    cells: tuple[Cell, ...] = CELLS
    joined: tuple[Cell, ...] = JOINED
    trained_clicks: int = 100
    newcomers: int = 16
    slow: int = 2
    shuffled: int = SHUFFLED
    rivals: bool = True


QUICK = Effort(("vessel",), 900, 300, 1, (Cell(0.6, 1, 0.85),), (Cell(0.6, 1, 0.97),), 30, 4, 0, 10, False)


@dataclass
class Found:
    """What a run found.

    Attributes:
        cold: Mean area of a group by way of learning, and by space, cell and round.
        beside: The same of ours, over those members that each other way learned from.
        chances: Those shown to the same groups as `cold[OURS]`.
        joined: Mean areas of newcomers by way, group after group.
        quiet: How many shuffled members were told that there is no signal, and how many there were.
        signals: The same of members who were not shuffled.
        seed: How far the seed recipe runs.
    """

    cold: dict[str, dict[tuple[str, Cell, int], float]] = field(default_factory=dict)
    beside: dict[str, dict[tuple[str, Cell, int], float]] = field(default_factory=dict)
    chances: dict[tuple[str, Cell, int], Chances] = field(default_factory=dict)
    joined: dict[str, Curves] = field(default_factory=dict)
    quiet: list[bool] = field(default_factory=list)
    signals: list[bool] = field(default_factory=list)
    seed: str = ""

    def add(self, other: Found) -> None:
        """What was found in another space."""
        for mine, others in ((self.cold, other.cold), (self.beside, other.beside)):
            for name, heights in others.items():
                mine.setdefault(name, {}).update(heights)
        self.chances.update(other.chances)
        for name, curves in other.joined.items():
            self.joined.setdefault(name, Curves(curves.turns)).groups.extend(curves.groups)
        self.quiet.extend(other.quiet)
        self.signals.extend(other.signals)
        self.seed = self.seed or other.seed


def run(quick: bool, seed: int) -> Report:
    """Cold groups, newcomers and shuffled members in every space; the quick run only a little of one."""
    seeds = seeds_of(seed, "pictures", "groups", "newcomers", "shuffled", "intervals")
    effort, found = QUICK if quick else Effort(), Found()
    without = rivals.missing()
    peers = effort.rivals and not without
    jobs = min(len(effort.spaces), joblib.cpu_count())
    for part in joblib.Parallel(jobs)(
        joblib.delayed(_in_space)(
            space, {purpose: [own, place] for purpose, own in seeds.items()}, effort, peers
        )
        for place, space in enumerate(effort.spaces)
    ):
        found.add(part)
    rng = np.random.default_rng(seeds["intervals"])
    lines = [*_cold_lines(found, rng), *_joined_lines(found, rng)]
    return Report(
        "learn", seed, seeds, quick, lines, _checks(found, quick, without), _notes(found, effort, without),
        drawn(found.joined, rng),
    )  # fmt: skip


def _in_space(space: str, seeds: dict[str, list[int]], effort: Effort, peers: bool) -> Found:
    """All that is measured in one space."""
    found, chance = Found(), {purpose: np.random.default_rng(own) for purpose, own in seeds.items()}
    with one_thread():
        pictures = drawn_pictures(space, effort.pictures, effort.unseen, chance["pictures"])
        cold_groups(pictures, effort, peers, found, chance["groups"])
        newcomers(pictures, effort, peers, found, chance["newcomers"])
        shuffled(pictures, effort, found, chance["shuffled"])
    return found


def cold_groups(
    pictures: Pictures, effort: Effort, peers: bool, found: Found, rng: np.random.Generator
) -> None:
    """Twelve members of every cell, twenty swipes each, everybody cold."""
    for cell, one_round in product(effort.cells, range(effort.rounds)):
        key = (pictures.space, cell, one_round)
        members = gathered(pictures.attributes, MEMBERS, cell, rng)
        said = swiped(pictures, members, np.arange(MEMBERS), CLICKS, rng)
        ours, found.chances[key] = learned_by_ours(pictures, members, said)
        results = dict(ours)
        if cell in COLD:
            liked = members.utility[:, : pictures.unseen] > 0
            for name, recipe in RECIPES.items():
                rows = zip(said.at, said.liked, strict=True)
                scores = [recipe.scores(pictures, at, yes, one_round) for at, yes in rows]
                results[name] = areas(np.array(scores), liked)
        if cell in COLD and peers and one_round == 0:
            who, few = np.arange(MEMBERS), 2 * effort.slow
            results |= {
                name: np.array([one[0] for one in areas_then])
                for name, areas_then in rivals.every(pictures, members, who, few, [CLICKS], rng).items()
            }
        for name, heights in results.items():
            found.cold.setdefault(name, {})[key] = float(heights.mean())
            found.beside.setdefault(name, {})[key] = float(ours[OURS][: len(heights)].mean())


def newcomers(
    pictures: Pictures, effort: Effort, peers: bool, found: Found, rng: np.random.Generator
) -> None:
    """Newcomers to twenty members who have swiped a hundred pictures each."""
    for cell in effort.joined:
        m = TRAINED + effort.newcomers
        members = gathered(pictures.attributes, m, cell, rng)
        said = swiped(pictures, members, np.arange(TRAINED), effort.trained_clicks, rng)
        answers = said.answers(pictures, pictures.features.shape[1])
        belief = belief_of(answers, pictures.straight)
        prior, _ = believed(belief, answers, pictures.straight)
        lone, _ = believed(best_with(0.0, answers, pictures.straight), answers, pictures.straight)
        who = np.arange(TRAINED, m)
        for way, most in WAYS.items():
            turns = [turn for turn in LOOKS if turn <= most]
            heights = taught(way, pictures, members, who, prior, turns, rng)
            _add(found, f"ours, {way}", turns, heights)
        turns = [turn for turn in LOOKS if turn <= 60]
        heights = taught(Way("swipe", RANDOM), pictures, members, who, lone, turns, rng)
        _add(found, f"ours alone, {Way('swipe', RANDOM)}", turns, heights)
        for name, loop in LOOPS.items():
            few = who if loop.quick else who[: effort.slow]
            if len(few):
                _add(found, name, PEER_LOOKS, looping(loop, pictures, members, few, list(PEER_LOOKS), rng))
        found.seed = how_far_the_seed_runs(pictures.z[said.at[0]], said.liked[0])
        if peers and cell in effort.joined[::2]:
            few = who[: effort.slow]
            for name, rows in rivals.every(pictures, members, few, len(few), list(RIVAL_LOOKS), rng).items():
                _add(found, name, RIVAL_LOOKS, np.array(rows).T)


def shuffled(pictures: Pictures, effort: Effort, found: Found, rng: np.random.Generator) -> None:
    """Members whose answers were shuffled among their own pictures, and the same members unshuffled."""
    m = effort.shuffled // len(effort.spaces)
    members = gathered(pictures.attributes, m, Cell(0.25, 1, 0.97), rng)
    said = swiped(pictures, members, np.arange(m), SHUFFLED_CLICKS, rng)
    found.signals.extend(~told_no_signal(pictures, said))
    found.quiet.extend(told_no_signal(pictures, said.shuffled(rng)))


def _add(found: Found, name: str, turns: tuple[int, ...] | list[int], heights: Array) -> None:
    """The curve of one group more, the mean of its newcomers."""
    curve = found.joined.setdefault(name, Curves(list(turns)))
    curve.groups.append(np.asarray(heights).mean(axis=1))


def _cold_lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """Every way of learning in cold groups, and ours less the others."""
    lines = []
    for shared in dict.fromkeys(cell.shared for _, cell, _ in found.cold[OURS]):
        for name in (ALONE, POOLED, OURS):
            some = [height for (_, cell, _), height in found.cold[name].items() if cell.shared == shared]
            lines.append(_with_worst(f"cold group, shared {shared:g}: {name}", some, rng))
    for name, heights in found.cold.items():
        some = [height for (_, cell, _), height in heights.items() if cell in COLD]
        lines.append(_with_worst(f"cold group, shared 0.6, one camp: {name}", some, rng))
    for name in set(found.cold) - {OURS}:
        some = [
            found.beside[name][key] - height for key, height in found.cold[name].items() if key[1] in COLD
        ]
        lines.append(_with_worst(f"cold group, shared 0.6, one camp: ours - {name}", some, rng))
    each = [calibration_error([one]) for one in found.chances.values()]
    lines.append(_with_worst("chances shown to one group are off by", each, rng, most=True))
    lines.append(_with_worst("chances shown in one space are off by", _off(found), rng, most=True))
    return lines


def _joined_lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """Newcomers: heights, answers until the seed recipe's height, and what strategies save."""
    curves, lines = found.joined, []
    for name, one in curves.items():
        lines += [
            _with_worst(f"newcomer, {name}, after {turn}", list(one.after(turn)), rng)
            for turn in (10, 20, 40, SEED_CLICKS) if turn in one.turns
        ]  # fmt: skip
    for peer in (SEED, "seed recipe on x"):
        wanted = curves[peer].after(SEED_CLICKS)
        lines += [
            needed_line(f"newcomer, {name}, until {peer} after {SEED_CLICKS}", one, wanted, rng)
            for name, one in curves.items() if name.startswith("ours")
        ]  # fmt: skip
    for way, of in SAVED_OF.items():
        other = curves[f"ours, {Way(way.shape, RANDOM)}"]
        lines.append(saving_line(f"newcomer, {way}: answers saved", curves[f"ours, {way}"], other, of, rng))
    share = [float(np.mean(one)) for one in (found.quiet, found.signals)]
    lines.append(Line("shuffled members told that there is no signal", share[0], share[0], share[0], "share"))
    lines.append(Line("members not shuffled told that there is one", share[1], share[1], share[1], "share"))
    return lines


def _with_worst(name: str, heights: list[float], rng: np.random.Generator, most: bool = False) -> Line:
    """The mean of groups, with the worst of them."""
    return replace(mean_line(name, heights, "", rng), worst=max(heights) if most else min(heights))


def shortfall(found: Found) -> float:
    """How far ours stays below the better of alone and all pooled, in the worst cell; 0 if nowhere."""
    below = [0.0]
    for cell in dict.fromkeys(cell for _, cell, _ in found.cold[OURS]):
        ours, alone, pooled = (
            float(np.mean([height for key, height in found.cold[name].items() if key[1] == cell]))
            for name in (OURS, ALONE, POOLED)
        )
        below.append(max(alone, pooled) - ours)
    return max(below)


def gain(found: Found) -> float:
    """Ours less the best single-member peer in cold groups of one camp that share much."""
    names = set(found.cold) - {OURS, ALONE, POOLED}
    differences = []
    for name in names:
        keys = [key for key in found.cold[name] if key[1] in COLD]
        differences.append(np.mean([found.beside[name][key] - found.cold[name][key] for key in keys]))
    return float(min(differences))


def _off(found: Found) -> list[float]:
    """Calibration errors over all groups of a space, space by space."""
    spaces = dict.fromkeys(space for space, _, _ in found.chances)
    return [
        calibration_error([one for key, one in found.chances.items() if key[0] == space]) for space in spaces
    ]


def _checks(found: Found, quick: bool, without: list[str]) -> list[Check]:
    """What was demanded; nothing of a quick run, and no peer is the best while some are missing."""
    curves, rng = found.joined, np.random.default_rng(0)
    wanted = curves[SEED].after(SEED_CLICKS)

    def needed(way: Way) -> float | None:
        return None if quick else needed_line("", curves[f"ours, {way}"], wanted, rng).value

    def saved(way: Way) -> float:
        other = curves[f"ours, {Way(way.shape, RANDOM)}"]
        return saving_line("", curves[f"ours, {way}"], other, SAVED_OF[way], rng).value

    def unless(skipped: object, value: float) -> float | None:
        return None if skipped else value

    return [
        at_most("newcomer_swipes_to_seed160", needed(SWIPES), 34.0, 20.0),
        at_most("newcomer_picks4_to_seed160", needed(PICKS), 17.0, 12.0),
        at_least("cold_group_gain", unless(quick or without, gain(found)), 0.03, 0.05),
        at_most("never_worse", unless(quick, shortfall(found)), 0.005),
        at_least("query_saving", unless(quick, min(saved(way) for way in SAVED_OF)), 0.15, 0.3),
        at_most("calibration_error", unless(quick, float(np.mean(_off(found)))), 0.03),
        at_least("shuffled_no_signal", unless(quick, float(sum(found.quiet))), 99.0),
    ]


def _notes(found: Found, effort: Effort, without: list[str]) -> list[str]:
    """Sentences the numbers need."""
    notes = [
        f"Heights are areas under the ROC curve. Cold group: {MEMBERS} members, {CLICKS} swipes each.",
        f"Newcomer: joins {TRAINED} members who swiped {effort.trained_clicks} pictures each.",
        "Tastes are about attributes of the drawn picture that no learner sees; x are the coordinates",
        "that ours is linear in, the 64 main looks as foretold from the latent.",
        "Sensitive genes (skin, age) are the same in all pictures: ours learns no taste for them.",
        "Peers see one member only, as published. Curves are drawn in learn-newcomers.svg.",
        found.seed,
    ]
    if without:
        notes.append(
            f"Not installed: {', '.join(without)} (pip install 'group-plgl[bench]'); these peers are missing."
        )
    return notes
