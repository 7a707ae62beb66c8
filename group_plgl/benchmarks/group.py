"""One picture for a group: what rules, votes and the patent find, on tastes that nobody can express.

Groups of six kinds swipe in every space. What is learned of their members is the same for all rules; the
patent's ways learn classifiers of latents from the same swipes. Small teams that know nothing beforehand
have three minutes for picks of four, or for dots on a wall of pictures. A picture is judged by where each
member truly ranks it among pictures at large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from itertools import product

import joblib
import numpy as np

from group_plgl.benchmarks.form import Check, Line, Report, at_least, at_most, mean_line, seeds_of
from group_plgl.benchmarks.kinds import DIVIDED, KINDS, TOGETHER, Suits, gather_kind, standings, suits
from group_plgl.benchmarks.parting import FALLS_IN_TWO, FALLS_NOT, Parting, parting
from group_plgl.benchmarks.picks import DOT_VOTING, ORACLE, OURS, PATENT, WAYS, Case, dots, oracle
from group_plgl.benchmarks.sitting import Sitting, answers_of, picks, swipes
from group_plgl.benchmarks.spaces import one_thread
from group_plgl.benchmarks.speed import BALLOTS, MEMBERS, PROBES, seconds_of_rules
from group_plgl.benchmarks.tastes import SPACES, Members, Pictures, drawn_pictures
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import open_generator
from group_plgl.members.answers import Answers
from group_plgl.shapes import Array

SWIPES, FIRST_SWIPES, FIRST_PICKS = 60, 20, 8  # the first of them at random
TEAM, TOGETHER_SHOWN = 8, 4
THREE_MINUTES, ONE_MINUTE = 18, 6  # picks of four, at ten seconds each
Key = tuple[str, int]


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes:
        spaces: Which spaces.
        pictures, unseen: Drawn of each, and kept for judging.
        rounds: Groups of every kind, in each space.
        teams: Small teams of every kind that is not divided, in each space.
        members: Of each group.
        generations: How long the oracle searches.
    """

    spaces: tuple[str, ...] = SPACES
    pictures: int = 2600
    unseen: int = 1000
    rounds: int = 1
    teams: int = 2
    members: int = 24
    generations: int = 40


QUICK = Effort(("poster",), 600, 200, 1, 1, 8, 8)


@dataclass
class Found:
    """What a run found.

    Attributes:
        groups: By kind and way, how the picture suits, group after group.
        teams: By kind and way, the same of small teams.
        partings: By kind, what was told of falling in two, group after group.
        seconds: By rule, how long it takes over very many members; empty in a quick run.
    """

    groups: dict[tuple[str, str], list[Suits]] = field(default_factory=dict)
    teams: dict[tuple[str, str], list[Suits]] = field(default_factory=dict)
    partings: dict[str, list[Parting]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, other: Found) -> None:
        """What was found in another space."""
        for mine, others in ((self.groups, other.groups), (self.teams, other.teams)):
            for key, some in others.items():
                mine.setdefault(key, []).extend(some)
        for kind, told in other.partings.items():
            self.partings.setdefault(kind, []).extend(told)

    def of(self, way: str, figure: str, kinds: Iterable[str] = tuple(KINDS)) -> list[float]:
        """One figure of one way, group after group, in some kinds."""
        return [getattr(one, figure) for kind in kinds for one in self.groups[kind, way]]


def run(quick: bool, seed: int) -> Report:
    """Groups of every kind and small teams in every space; the quick run only one of each kind."""
    seeds = seeds_of(seed, "pictures", "groups", "teams", "intervals")
    effort, found = QUICK if quick else Effort(), Found()
    jobs = min(len(effort.spaces), joblib.cpu_count())
    for part in joblib.Parallel(jobs)(
        joblib.delayed(_in_space)(space, {purpose: [own, place] for purpose, own in seeds.items()}, effort)
        for place, space in enumerate(effort.spaces)
    ):
        found.add(part)
    rng = np.random.default_rng(seeds["intervals"])
    found.seconds = {} if quick else seconds_of_rules(MEMBERS, PROBES, BALLOTS, rng)
    lines = [*_lines(found, rng), *_parting_lines(found, rng), *_team_lines(found, rng)]
    return Report("group", seed, seeds, quick, lines, _checks(found, quick), _notes(effort))


def _in_space(space: str, seeds: dict[str, list[int]], effort: Effort) -> Found:
    """All that is measured in one space."""
    found, chance = Found(), {purpose: np.random.default_rng(own) for purpose, own in seeds.items()}
    with one_thread():
        pictures = drawn_pictures(space, effort.pictures, effort.unseen, chance["pictures"])
        for kind, _ in product(KINDS, range(effort.rounds)):
            case = group_of_kind(pictures, kind, effort, chance["groups"])
            found.partings.setdefault(kind, []).append(parting(case))
            for way, one in answered(case, effort).items():
                found.groups.setdefault((kind, way), []).append(one)
        for kind, _ in product(TOGETHER, range(effort.teams)):
            for way, one in team_of_kind(pictures, kind, chance["teams"]).items():
                found.teams.setdefault((kind, way), []).append(one)
    return found


def group_of_kind(pictures: Pictures, kind: str, effort: Effort, rng: np.random.Generator) -> Case:
    """A new group of a kind whose members have swiped."""
    members = gather_kind(KINDS[kind], pictures, effort.members, rng)
    sitting = Sitting(pictures, members, rng)
    said = swipes(sitting, min(FIRST_SWIPES, SWIPES), SWIPES)
    return replace(case_of(sitting, members, answers_of(sitting, said)), swiped=said)


def answered(case: Case, effort: Effort) -> dict[str, Suits]:
    """How the picture of each way suits a group that has answered."""
    z = {name: way(case) for name, way in WAYS.items()}
    z[ORACLE] = oracle(case, np.array(list(z.values())), effort.generations)
    return judged(case, z)


def team_of_kind(pictures: Pictures, kind: str, rng: np.random.Generator) -> dict[str, Suits]:
    """How pictures suit a new team of a kind: of picks for three minutes and for one, and of dots."""
    members = gather_kind(KINDS[kind], pictures, TEAM, rng)
    z = {}
    for count in (THREE_MINUTES, ONE_MINUTE):
        sitting = Sitting(pictures, members, rng)
        answers = picks(sitting, min(FIRST_PICKS, count), count, TOGETHER_SHOWN)
        case = case_of(sitting, members, answers)
        z[f"{OURS}, {count} picks"] = WAYS[OURS](case)
    return judged(case, z | {DOT_VOTING: dots(case)})


def case_of(sitting: Sitting, members: Members, answers: Answers) -> Case:
    """A group that has answered, learned from as the product learns."""
    space = open_generator(sitting.pictures.space).space
    return Case(
        sitting.pictures, members, space, open_features({"space": space.key}, {}), sitting.learned(answers),
        None, sitting.z, sitting.z[sitting.near], int(sitting.rng.integers(2**31)),
    )  # fmt: skip


def judged(case: Case, z: dict[str, np.ndarray]) -> dict[str, Suits]:
    """How the picture of each way truly suits."""
    standing = standings(case.members, case.pictures, np.array(list(z.values())))
    return {way: suits(row) for way, row in zip(z, standing.T, strict=True)}


def _lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """Every figure of every way, over all kinds and kind by kind; ours less the others, group by group."""
    lines, ways = [], [*WAYS, ORACLE]
    for way, one in product(ways, fields(Suits)):
        unit = "" if one.name == "gini" else "points"
        lines.append(mean_line(f"all kinds: {way}: {one.name}", found.of(way, one.name), unit, rng))
    for kind, way, figure in product(KINDS, ways, ("mean", "minimum", "worst_tenth")):
        lines.append(mean_line(f"{kind}: {way}: {figure}", found.of(way, figure, [kind]), "points", rng))
    for way, figure in product([way for way in ways if way != OURS], ("mean", "minimum", "worst_tenth")):
        gain = _less(found, way, figure)
        lines.append(mean_line(f"all kinds: ours less {way}: {figure}", gain, "points", rng))
    return lines


def _parting_lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """What each kind is told, what the parts' own pictures are worth, and how long rules take."""
    lines = []
    for kind, told in found.partings.items():
        lines.append(mean_line(f"{kind}: told to fall in two", [100.0 * one.told for one in told], "%", rng))
        lines.append(mean_line(f"{kind}: own part's picture: mean", [one.own for one in told], "points", rng))
    many = f"{MEMBERS:,} members"
    lines += [mean_line(f"{many}: {rule}", [one], "s", rng) for rule, one in found.seconds.items()]
    return lines


def _team_lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """How teams fare, kind by kind."""
    return [
        mean_line(f"team of {TEAM}, {kind}: {way}: {figure}", [getattr(one, figure) for one in some],
                  "points", rng)
        for (kind, way), some in found.teams.items()
        for figure in ("mean", "minimum")
    ]  # fmt: skip


def _less(found: Found, way: str, figure: str, kinds: Iterable[str] = tuple(KINDS)) -> np.ndarray:
    """Ours less another way, group by group."""
    kinds = tuple(kinds)
    return np.asarray(np.subtract(found.of(OURS, figure, kinds), found.of(way, figure, kinds)))


def better_teams(found: Found, picks: int) -> float:
    """For how many teams both the mean and the worst off are better than with dots, of thirty."""
    both = [
        ours.mean > theirs.mean and ours.minimum > theirs.minimum
        for kind in TOGETHER
        for ours, theirs in zip(
            found.teams[kind, f"{OURS}, {picks} picks"], found.teams[kind, DOT_VOTING], strict=True
        )
    ]
    return 30.0 * float(np.mean(both))


def gap_closed(found: Found) -> float:
    """How much of what the oracle has before the patent, for the worst tenth, is reached; percent."""
    patent, ours, best = (np.mean(found.of(way, "worst_tenth")) for way in (PATENT, OURS, ORACLE))
    return float(100.0 * (ours - patent) / (best - patent))


def told_parted(found: Found, kinds: Iterable[str]) -> Array:
    """Of which groups of some kinds it was told that no single picture serves them, 1 or 0 each."""
    return np.array([one.told for kind in kinds for one in found.partings[kind]], dtype=np.float64)


def own_parts(found: Found) -> float:
    """How members truly stand to their own part's picture, of groups rightly told to fall in two; or 0."""
    told = [one.own for kind in FALLS_IN_TWO for one in found.partings[kind] if one.told]
    return float(np.mean(told)) if told else 0.0


def _checks(found: Found, quick: bool) -> list[Check]:
    """What was demanded; a quick run is too little for any of it."""
    whole = tuple(kind for kind in KINDS if kind not in DIVIDED)

    def measured(value: Callable[[], float]) -> float | None:
        return None if quick else value()

    def gain(figure: str, kinds: Sequence[str] = tuple(KINDS)) -> float:
        return float(_less(found, PATENT, figure, kinds).mean())

    wins = partial(_less, found, PATENT, "minimum")
    return [
        at_least("beats_dot_voting", measured(lambda: better_teams(found, THREE_MINUTES)), 27.0),
        at_least("one_minute", measured(lambda: better_teams(found, ONE_MINUTE)), 24.0, 27.0),
        at_least("minimum_over_patent", measured(lambda: gain("minimum")), 26.0, 35.0),
        at_least("mean_over_patent", measured(lambda: gain("mean")), 5.0),
        at_least("wins_on_minimum", measured(lambda: 30.0 * float((wins() > 0).mean())), 28.0),
        at_least("oracle_gap_closed", measured(lambda: gap_closed(found)), 40.0, 60.0),
        at_least("share80_not_lower", measured(lambda: gain("share80", whole)), 0.0),
        at_least("polarised_flagged", measured(lambda: 10.0 * told_parted(found, FALLS_IN_TWO).mean()), 9.0),
        at_most("false_splits", measured(lambda: 20.0 * told_parted(found, FALLS_NOT).mean()), 1.0),
        at_most("slowest_rule_seconds", measured(lambda: max(found.seconds.values())), 2.0),
        at_least("per_camp_mean", measured(lambda: own_parts(found)), 95.0),
    ]


def _notes(effort: Effort) -> list[str]:
    """Sentences the numbers need."""
    return [
        f"Groups of {effort.members} members, {SWIPES} swipes each: {FIRST_SWIPES} random ones,",
        "then near-ideals as the product deals them; all rules have the same tastes.",
        f"Teams of {TEAM}: {THREE_MINUTES} or {ONE_MINUTE} picks of four, the first {FIRST_PICKS} random,",
        "or five dots each on 24 random pictures; the same noise in both. Members are simulated: their",
        "tastes are about attributes of the drawn picture that no learner sees. Points are percentiles among",
        f"{effort.unseen} pictures; the oracle knows the truth and searches by drawing.",
    ]
