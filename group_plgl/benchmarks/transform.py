"""The least visible change that makes a picture liked, beside straight walks, at equal true gain.

Simulated members have tastes about attributes of the drawn picture and swipe a little; what they
like is learned as the product learns it. Pictures they are predicted to dislike are changed towards
several levels of predicted liking. Since what is gained in truth is not what is predicted, every
way gives a curve of visible change over true gain, and curves are compared where they have gained
the same. Changes are measured on drawn pictures, gains by the members' true tastes.

Source: the straight walk is InterFaceGAN's, Shen et al. 2020, with the slope of the learned utility
at the picture or the one normal that a linear fit over the whole space has.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import joblib
import numpy as np

from group_plgl.benchmarks.cold import belief_of, swiped
from group_plgl.benchmarks.form import Line, Report, at_most, mean_line, seeds_of
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.tastes import SPACES, Cell, Pictures, Truth, drawn_pictures, gathered
from group_plgl.compute.tasks.opening import open_features
from group_plgl.compute.tasks.transform import judged, pleasing, sights
from group_plgl.generators import space_of
from group_plgl.ideals.transform import LAMBDA, Wish, steps_along, straight, transform, walked
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import believed
from group_plgl.shapes import Array

CELL = Cell(0.6, 1, 0.85)
MOST_SEEN, STEP_MS = 0.6, 150.0
DISLIKED, LIKED = (0.1, 0.3), 0.8  # of pictures at large: where a change begins, and where it leads
LEVELS = (0.2, 0.4, 0.7, 1.0)  # of the way from the one to the other
AT = (0.25, 0.5, 0.75, 1.0)  # of the true gain that both ways reach
OURS, FORETOLD = "ours", "ours, nothing drawn"
STRAIGHT, NORMAL, AVERAGE, CLIMB = (
    "straight along the slope", "straight along one normal", "straight by an average metric", "climb",
)  # fmt: skip
PEERS = (STRAIGHT, NORMAL, AVERAGE, CLIMB)
_PRIOR, _METRICS, _DRAWS = 2000, 48, 1000
_CLIMBED, _LONGEST_CLIMB = 0.1, 120
_JND = "just noticeable differences"


@dataclass(frozen=True)
class Effort:
    """How much is measured: spaces, pictures drawn of each, members, their swipes and starts."""

    spaces: tuple[str, ...] = SPACES
    pictures: int = 900
    members: int = 12
    swipes: int = 60
    starts: int = 2


QUICK = Effort(("vessel",), 500, 4, 60, 1)


@dataclass
class Found:
    """What was found in one space.

    Attributes:
        curves: By way, `e x l x 2`: of every edit at every level the drawn change and the true gain.
        owner: Of every edit, the member.
        accepted: Drawn changes of those edits of ours that were called reached.
        refused: How many of ours were called invisible, and how many there were.
        unlooked: The same as accepted, had nothing been drawn.
        milliseconds: Of single steps along a taste.
    """

    curves: dict[str, list[Array]] = field(default_factory=dict)
    owner: list[int] = field(default_factory=list)
    accepted: list[float] = field(default_factory=list)
    refused: list[bool] = field(default_factory=list)
    unlooked: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def run(quick: bool, seed: int) -> Report:
    """Measure every space; the quick run a little of one."""
    seeds = seeds_of(seed, "pictures", "members", "starts", "intervals")
    effort, rng = QUICK if quick else Effort(), np.random.default_rng(seeds["intervals"])
    jobs = min(len(effort.spaces), joblib.cpu_count())
    parts = joblib.Parallel(jobs)(
        joblib.delayed(in_space)(space, effort, {purpose: [own, place] for purpose, own in seeds.items()})
        for place, space in enumerate(effort.spaces)
    )
    found = dict(zip(effort.spaces, parts, strict=True))
    lines, ratio = _ratio_lines(found, rng)
    invisible = sum(change < 1.0 for one in found.values() for change in one.accepted)
    steps = [ms for one in found.values() for ms in one.milliseconds]
    slow = float(np.percentile(steps, 95))
    lines += _other_lines(found, steps, rng)
    checks = [
        at_most("visible_change_ratio", ratio, MOST_SEEN),
        at_most("invisible_edits", float(invisible), 0.0),
        at_most("step_ms_p95", slow, STEP_MS),
    ]
    return Report("transform", seed, seeds, quick, lines, checks, _notes(effort))


def in_space(space: str, effort: Effort, seeds: dict[str, list[int]]) -> Found:
    """All that is measured in one space."""
    chance = {purpose: np.random.default_rng(own) for purpose, own in seeds.items()}
    with one_thread():
        pictures = drawn_pictures(space, effort.pictures, effort.pictures // 3, chance["pictures"])
        members = gathered(pictures.attributes, effort.members, CELL, chance["members"])
        who = np.arange(effort.members)
        said = swiped(pictures, members, who, effort.swipes, chance["members"])
        answers = said.answers(pictures, pictures.features.shape[1])
        tastes = believed(belief_of(answers, pictures.straight), answers, pictures.straight)[1]
        bench = _Bench.of(pictures, members.truth, tastes, chance["starts"])
        for member in who:
            bench.change(int(member), effort.starts)
    return bench.found


@dataclass(frozen=True)
class _Bench:
    """One space with members whose tastes are known, and believed.

    Attributes:
        pictures: What measures attributes as tastes are about them.
        truth: What members truly like.
        tastes: What is believed of them.
        prior: `n x d`, pictures at large.
        average: `d x d`, the metric of the space on average.
        found: What is found.
    """

    pictures: Pictures
    truth: Truth
    tastes: Tastes
    prior: Array
    average: Array
    found: Found

    @classmethod
    def of(cls, pictures: Pictures, truth: Truth, tastes: Tastes, rng: np.random.Generator) -> _Bench:
        space = space_of(pictures.space)
        prior = np.where(space.learned, space.sample(_PRIOR, rng), 0.0)
        slopes = [sights(space.key).foretold.slopes(z)[1] for z in prior[:_METRICS]]
        average = np.mean([one.T @ one for one in slopes], axis=0) + LAMBDA * np.eye(space.latent_dim)
        return cls(pictures, truth, tastes, prior, average, Found())

    def change(self, member: int, starts: int) -> None:
        """Change a few pictures that one member is predicted to dislike, in all ways."""
        space = space_of(self.pictures.space)
        features, ways = open_features({"space": space.key}, {}), sights(space.key)
        trust = Calibration(1.0, 1.0, 0)
        utility = pleasing(self.tastes, features, trust, [member], "")
        as_drawn = judged(self.tastes, features, trust, [member], "", ways.plain) or utility
        score = utility.score(self.prior)
        low, high, liked = np.quantile(score, [*DISLIKED, LIKED])
        rows = np.flatnonzero((score > low) & (score < high))[:starts]
        moving = np.flatnonzero(space.learned)
        normal = np.zeros(space.latent_dim)
        normal[moving] = np.linalg.lstsq(
            np.column_stack([self.prior[:, moving], np.ones(len(self.prior))]), score, rcond=None
        )[0][:-1]
        for row in rows:
            wish = Wish(utility, space, ways.foretold, self.prior[row])
            levels = score[row] + np.array(LEVELS) * (liked - score[row])
            sure_of = replace(wish, sight=ways.plain, utility=as_drawn)
            sure = [transform(wish, level, sure_of) for level in levels]
            quick = [transform(wish, level) for level in levels]
            slope = utility.rise(wish.start[None])[1][0]
            along = np.where(space.learned, np.linalg.solve(self.average, slope), 0.0)
            made = {
                OURS: [one.z for one in sure],
                FORETOLD: [one.z for one in quick],
                STRAIGHT: [straight(wish, level).z for level in levels],
                NORMAL: [walked(wish, normal, level).z for level in levels],
                AVERAGE: [walked(wish, along, level).z for level in levels],
                CLIMB: climbed(wish, levels),
            }
            self._measure(member, wish.start, made)
            seen = {OURS: self.found.curves[OURS][-1][:, 0], FORETOLD: self.found.curves[FORETOLD][-1][:, 0]}
            self.found.refused += [one.verdict == "invisible" for one in sure]
            self.found.accepted += [
                float(at) for one, at in zip(sure, seen[OURS], strict=True) if one.verdict == "reached"
            ]
            self.found.unlooked += [
                float(at) for one, at in zip(quick, seen[FORETOLD], strict=True) if one.verdict == "reached"
            ]
            began = time.process_time()
            steps_along(wish, [1.0])
            self.found.milliseconds.append((time.process_time() - began) * 1000.0)

    def _measure(self, member: int, start: Array, ways: dict[str, list[Array]]) -> None:
        """Draw what came out, and add curves of change and true gain."""
        drawn = sights(space_of(self.pictures.space).key).drawn
        z = np.vstack([start, *(latent for made in ways.values() for latent in made)])
        looks = drawn.looks(z)
        liking = self.truth.utility(self.pictures.attributes_at(z))[member]
        change = np.linalg.norm(looks - looks[0], axis=1)[1:].reshape(len(ways), -1)
        gain = (liking - liking[0])[1:].reshape(len(ways), -1)
        self.found.owner.append(member)
        for place, name in enumerate(ways):
            self.found.curves.setdefault(name, []).append(np.column_stack([change[place], gain[place]]))


def climbed(wish: Wish, levels: Array) -> list[Array]:
    """Where a climb in short steps along the slope first passes each level, or ends."""
    z, made = wish.start, list[Array]()
    for _ in range(_LONGEST_CLIMB):
        score, slope = (one[0] for one in wish.utility.rise(z[None]))
        made += [z] * int((score >= levels[len(made) :]).sum())
        if len(made) == len(levels):
            break
        along = np.where(wish.moving, slope, 0.0)
        z = wish.inside((z + _CLIMBED * along / max(float(np.linalg.norm(along)), 1e-9))[None])[0]
    return made + [z] * (len(levels) - len(made))


def change_at(curve: Array, gains: Array) -> Array:
    """Visible changes at some true gains on a curve `l x 2` of changes and gains, from nothing on.

    Where gains fall from one level to the next the higher one counts, reached with the smaller change.
    """
    change, gain = np.vstack([np.zeros((1, 2)), curve]).T
    gain = np.maximum.accumulate(gain)
    rising = np.concatenate([[True], np.diff(gain) > 0.0])
    return np.asarray(np.interp(gains, gain[rising], change[rising]))


def ratio_of(ours: Array, peer: Array) -> float:
    """How many times as much is seen of ours as of the peer's, at equal true gain: curves `e x l x 2`.

    Edits are averaged before curves are compared: what one of them gains in truth is mostly luck.
    """
    mean, other = ours.mean(axis=0), peer.mean(axis=0)
    both = min(float(mean[:, 1].max()), float(other[:, 1].max()))
    if both <= 0.0:
        return float("nan")
    gains = both * np.array(AT)
    return float(change_at(mean, gains).sum() / change_at(other, gains).sum())


def _ratio_lines(found: dict[str, Found], rng: np.random.Generator) -> tuple[list[Line], float]:
    """Ratios to every peer by space and on average, and the one that is checked."""
    lines, checked = [], 0.0
    for way, peer in [(OURS, peer) for peer in PEERS] + [(FORETOLD, STRAIGHT)]:
        draws = []
        for space, one in found.items():
            both = [np.array(one.curves[name]) for name in (way, peer)]
            draws.append(_resampled(both, np.array(one.owner), rng))
            lines.append(_line(f"{space}: {way} / {peer}", draws[-1]))
        every = np.array(draws)
        mean = _line(f"mean: {way} / {peer}", every.mean(axis=0))
        worst = max(float(draw[0]) for draw in draws)
        lines.append(replace(mean, worst=worst))
        if (way, peer) == (OURS, STRAIGHT):
            checked = mean.value
    return lines, checked


def _resampled(both: Sequence[Array], owner: Array, rng: np.random.Generator) -> Array:
    """The ratio as it is, and of members drawn again and again, the same ones for both ways."""
    members = np.unique(owner)
    rows = [np.flatnonzero(owner == member) for member in members]
    ratios = [ratio_of(*both)]
    for _ in range(_DRAWS):
        some = np.concatenate([rows[place] for place in rng.integers(0, len(rows), len(rows))])
        ratios.append(ratio_of(*(one[some] for one in both)))
    return np.array(ratios)


def _line(name: str, draws: Array) -> Line:
    low, high = np.nanpercentile(draws[1:], (2.5, 97.5))
    return Line(name, float(draws[0]), float(low), float(high), "x visible change at equal true gain")


def _other_lines(found: dict[str, Found], steps: list[float], rng: np.random.Generator) -> list[Line]:
    """Changes, gains, refusals and times."""
    lines = []
    for name in (OURS, STRAIGHT):
        last = np.concatenate([np.array(one.curves[name])[:, -1] for one in found.values()])
        lines.append(mean_line(f"{name}: change at the last level", last[:, 0], _JND, rng))
        lines.append(mean_line(f"{name}: true gain there", last[:, 1], "sds of true utility", rng))
    refused = [float(no) for one in found.values() for no in one.refused]
    unlooked = [float(change < 1.0) for one in found.values() for change in one.unlooked]
    lines.append(mean_line("edits refused, since nobody would see them", refused, "of 1", rng))
    lines.append(mean_line("edits nobody sees, had nothing been drawn", unlooked, "of 1", rng))
    lines.append(mean_line("a step along a taste, nothing drawn", steps, "ms", rng))
    return lines


def _notes(effort: Effort) -> list[str]:
    """Sentences the numbers need."""
    return [
        f"{effort.members} members of a space, {effort.swipes} swipes each, {effort.starts} pictures changed "
        "for each that are predicted to be among the least liked.",
        f"Levels are {', '.join(f'{one:g}' for one in LEVELS)} of the way to the predicted liking that one "
        "picture in five has. Ratios are of the changes, added up at a quarter, a half, three quarters and "
        "all of the true gain that both ways reach; intervals resample members, the same for both sides.",
        "A just noticeable difference as drawn. Ours looks at drawn pictures in its last steps.",
    ]
