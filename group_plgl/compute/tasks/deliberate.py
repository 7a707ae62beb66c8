"""Deliberating: what else a group could agree on, side by side with what it is shown.

A picture by every rule, the price of fairness, the test whether one picture serves everybody, sets of
pictures, the road over merged weights, and what hangs on whom. Of a space that is drawn the candidates
are what there is already and what is climbed to from there; of a catalogue all its pictures. Every choice
is made among the candidates, and those that are foretold to look the same are one. Whether one picture
pleases everybody is decided among them and what a search for it comes to, which may look much like one of
them; a collection is made of the group's ideal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.ask import look_alikes
from group_plgl.compute.tasks.everybody import answered, hung, sought, supported
from group_plgl.compute.tasks.opening import open_features, open_required, open_space, open_voices
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.groups.comparability import Comparable, comparable
from group_plgl.groups.fairness import between, thinned, undominated
from group_plgl.groups.influence import Kept, moved_without, pulls
from group_plgl.groups.merging import MergedModel, merge_named
from group_plgl.groups.model import Abreast, GroupModel
from group_plgl.groups.profile import Profile, Voices, weighted_voices
from group_plgl.groups.rules import DEFAULT_RULE, RULES, Rule, rule_named
from group_plgl.groups.splits import DIVIDED, ONE, cleft, directions, split_test, two_parts
from group_plgl.ideals.climb import climb
from group_plgl.ideals.nevers import Nevers, best_clear, clear_of
from group_plgl.ideals.reverse import REACH
from group_plgl.ideals.sets import cover, fewest, proportional
from group_plgl.ideals.wish import BEYOND, CONFLICT, MET, UNTOLD
from group_plgl.latents.space import Space
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes, with_bias
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap, Utility

PRIOR_LATENTS = 2000
FRESH = 3  # starts of a climb besides the ideals there are
SHARES, ON_THE_LINE = 7, 7
CLEAR = 0.005  # of predicted liking: less is no price
IN_PROPORTION, MOST_IN_SET = 5, 8
FAVOURITES, UNLIKE = 20, 0.35  # of each member, among which sets are sought; and how far they look apart
FINELY = (24, 0.4, 0.004)  # steps, and their first and last length
MOST_LEFT_AWAY = 60  # members, up to whom leaving each one away is affordable
ROADS = (("mean", "mean"), ("median", "geometric_median"), ("trimmed_mean", "unit_trimmed"))
COLUMNS = ("liking", "low", "high", "standing")
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Room:
    """What is deliberated with.

    Attributes:
        space: Where climbs go.
        catalogue: Whether pictures are there already, so that nothing is climbed.
        features: What tastes are linear in.
        looks: Coordinates in which pictures differ.
        unit: How far two pictures at random are apart in them.
        prior: Pictures at large, `n x d`.
        opinions: Of `m` members on one scale.
        voices: Theirs; camps are the two parts.
        nevers: What must not come again.
        starts: Where climbs begin, `s x d`; the first is the ideal that is shown.
        cleft: How much more alike members are to their own part than to the other.
    """

    space: Space
    catalogue: bool
    features: CoordinateMap
    looks: CoordinateMap
    unit: float
    prior: Array
    opinions: Comparable
    voices: Voices
    nevers: Nevers | None
    starts: Array
    cleft: float

    def voices_in(self, kept: Kept) -> Voices:
        """The same members, of whom only those who are kept speak; all of them where none has a voice."""
        weights = self.voices.weights * kept
        weights = weights if weights.any() else self.voices.weights
        return weighted_voices(weights, self.voices.even, self.voices.camps)

    def apart(self, one: Array, other: Array) -> float:
        """How far two latents look from each other, two at random as 1."""
        x = self.looks.coordinates(np.stack([one, other]))
        return float(np.linalg.norm(x[0] - x[1]) / self.unit)


@dataclass(frozen=True)
class Candidates:
    """The pictures that are chosen among.

    Attributes:
        z: `n x d`.
        profile: What members think of them.
        liking: Predicted chance of liking with its interval `low` and `high`, `m x n` each.
        standing: Share of pictures at large that are liked less, `m x n`.
    """

    z: Array
    profile: Profile
    liking: Array
    low: Array
    high: Array
    standing: Array

    def best(self, rule: Rule, voices: Voices | None = None, among: Rows | None = None) -> int:
        """The row that a rule puts first; of all voices and among all rows unless some are given."""
        heard = self.profile if voices is None else replace(self.profile, voices=voices)
        order = rule.order(heard)
        return int(order[0] if among is None else order[np.isin(order, among)][0])

    def and_more(self, others: Candidates) -> Candidates:
        """These, and others after them."""
        both = (self.profile, others.profile)
        profile = Profile(
            np.hstack([one.means for one in both]), np.hstack([one.sds for one in both]), self.profile.voices
        )
        beside = [np.hstack([getattr(self, name), getattr(others, name)]) for name in COLUMNS]
        return Candidates(np.vstack([self.z, others.z]), profile, *beside)


Judge = Callable[[Array], Candidates]


@dataclass(frozen=True)
class Option:
    """A candidate chosen for something: its kind, who chose it, and its row."""

    kind: str
    name: str
    row: int


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Options of a number with their likings, the verdict on parts, and what hangs on whom.

    Where nobody may be singled out, rules by which one member alone may decide are left away, and so are
    samples, sets and influence.

    Args:
        words: What opens the space; `rules`, whose ideals there are, the first one shown;
            `calibration`, `ceiling`, `held_out`; `together`, whether nobody may be singled out;
            `level`, the chance from which somebody likes a picture; `seed`.
        arrays: What opens the space; `mean` m x (f+1) and `covariance` m x (f+1) x (f+1) of the
            ready members; `weights` m, how many times each counts; `ideals` r x d, by the rules;
            `known` k x d, runners-up and samples; `asked` a x d, near-ideals that most members answered,
            if any: the pictures of the split test are the best of these.

    Returns:
        Words `options` (each with kind, name, spot, `apart` from the first of its kind, `across` from the
        other road), `split` (verdict, gain, low, high), `fewest`, whether that is certain, and `wish`,
        whether one picture pleases everybody; arrays `z` s x d by spot, `liking` `low` `high`
        `standing` s x m, and `part` `pull` `moved` `clashes` (1 who is in a conflict, else 0) m.
    """
    together = bool(words["together"])
    room = _room(words, arrays)
    rules = [rule for rule in RULES.values() if not (together and rule.alone)]
    merged = [
        MergedModel(merge_named(merge).merged(arrays["mean"], room.voices), room.features)
        for _, merge in ROADS
    ]
    asked = arrays.get("asked", room.prior[:0])
    asked = asked[clear_of(room.nevers, asked)]
    known = np.vstack([arrays["ideals"], asked, *([] if together else [arrays["known"]])])
    z, there = _candidates(room, words["space"], known, rules, merged)
    liked = _liked(room, words, arrays)
    found = liked(z)
    chief = dict(zip(words["rules"], there, strict=False))
    rows = {rule.name: int(chief[rule.name]) if rule.name in chief else found.best(rule) for rule in rules}
    roads = {name: found.best(rule_named(name)) for name, _ in ROADS}  # as climbed as what stands beside
    among = there[len(words["rules"]) :][: len(asked)] if len(asked) else None
    split, apiece = _split(room, found, among, np.random.default_rng([words["seed"], 1]))
    sets, sure = ([], True) if together else _sets(room, found, words["level"])
    options = [
        *(Option("rule", name, row) for name, row in rows.items()),
        *(Option("fairness", "", int(row)) for row in _fair(found, together)),
        *apiece,
        *sets,
        *(Option("opinions", name, roads[name]) for name, _ in ROADS),
        *(Option("weights", name, int(np.argmax(model.score(found.z))))
          for (_, name), model in zip(ROADS, merged, strict=True)),
    ]  # fmt: skip
    wish, ways, clashes, whole = _wish(room, words, arrays, found, liked)
    wall = _wall(room, words, arrays, found.z[rows[DEFAULT_RULE]])
    options += [Option("joint", name, row) for name, row in ways.items()]
    options += [Option("collection", "", rows[DEFAULT_RULE]) for _ in wall[:1]]
    options += [Option("collection", "", len(whole.z) + place) for place in range(len(wall) - 1)]
    said, made = _told(room, whole.and_more(liked(wall[1:])), options)
    moved = -np.ones(len(arrays["mean"])) if together else _moved(room, found)
    pull = pulls(GroupModel(room.opinions, rule_named(DEFAULT_RULE), room.voices), room.starts[:1])[:, 0]
    made |= {"part": room.voices.camps, "pull": pull * (not together), "moved": moved, "clashes": clashes}
    return {"options": said, "split": split, "fewest": sure, "wish": wish}, made


def _room(words: Words, arrays: Arrays) -> Room:
    """Everything opened, and the members in their two parts."""
    opened = open_space(words, arrays)
    catalogue = isinstance(opened, Catalogue)
    rng = np.random.default_rng(words["seed"])
    prior = opened.candidates if isinstance(opened, Catalogue) else opened.space.sample(PRIOR_LATENTS, rng)
    features = open_features(words, arrays)
    opinions = comparable(DenseOpinions(Tastes(arrays["mean"], arrays["covariance"]), features), prior)
    means, _ = opinions.moments(prior)
    points = directions(means)
    part = two_parts(points, rng)
    x = features.coordinates_of.coordinates(prior)
    ideals = arrays["ideals"]
    fresh = np.where(opened.space.learned, opened.space.sample(FRESH, rng), ideals[0])
    return Room(
        space=opened.space,
        catalogue=catalogue,
        features=features,
        looks=features.coordinates_of,
        unit=float(np.linalg.norm(x - np.roll(x, 1, axis=0), axis=1).mean()),
        prior=prior,
        opinions=opinions,
        voices=open_voices(arrays, len(part), opinions.even, part),
        nevers=open_required(words, arrays),
        starts=ideals if catalogue else np.vstack([ideals, fresh]),
        cleft=cleft(points, part),
    )


def _candidates(
    room: Room, key: str, known: Array, rules: list[Rule], merged: list[MergedModel]
) -> tuple[Array, Rows]:
    """The candidates `n x d`, and the rows of them that look as what is known does."""
    if room.catalogue:
        shown = room.prior[clear_of(room.nevers, room.prior)]
        stack = np.vstack([known, shown])
        _, first, same = np.unique(stack, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        place = np.argsort(order, kind="stable")
        return stack[first[order]], place[same.reshape(-1)[: len(known)]]
    models = [GroupModel(room.opinions, rule, room.voices) for rule in rules if rule.slopes is not None]
    mixed = [between(share) for share in np.linspace(0.0, 1.0, SHARES)]
    models += [GroupModel(room.opinions, rule, room.voices) for rule in mixed]
    models += [GroupModel(room.opinions, rule_named("mean"), voices) for voices in _apiece(room)]
    climbed = _climbed(room, models, Abreast(models), room.starts)
    stack = np.vstack([known, climbed, *(_climbed(room, [one], one, room.starts) for one in merged)])
    alike, kept, place = look_alikes(key, stack), list[int](), np.zeros(len(stack), dtype=np.int64)
    for row in range(len(stack)):
        before = [at for at, other in enumerate(kept) if alike[row, other]]
        place[row] = before[0] if before else len(kept)
        kept += [] if before else [row]
    return stack[kept], place[: len(known)]


def _climbed(room: Room, models: list[Any], abreast: Utility, starts: Array) -> Array:
    """Where each model climbs to from the same starts, `k x d`; the first start where nothing is clear."""
    space, tiled = room.space, np.tile(starts, (len(models), 1))
    radius = REACH * space.typical_radius
    ends = climb(abreast, tiled, radius, limits=space.limits, moving=space.learned, nevers=room.nevers)
    z, found = space.canonical(ends.z), []
    for place in range(len(models)):
        own = slice(place * len(starts), (place + 1) * len(starts))
        best = best_clear(room.nevers, z[own], ends.score[own])
        found.append(starts[0] if best is None else z[own][best])
    return np.array(found)


def _settled(room: Room, abreast: Utility, z: Array) -> Array:
    """The tops close by, one for each model: long steps alone would miss how little some of them move."""
    space, radius = room.space, REACH * room.space.typical_radius
    return climb(abreast, z, radius, *FINELY, space.limits, space.learned, room.nevers).z


def _apiece(room: Room) -> list[Voices]:
    """The voices of each part; none where there is but one."""
    parts = np.unique(room.voices.camps)
    return [room.voices_in(room.voices.camps == part) for part in parts] if len(parts) > 1 else []


def _wish(
    room: Room, words: Words, arrays: Arrays, found: Candidates, liked: Judge
) -> tuple[str, dict[str, int], Rows, Candidates]:
    """Whether one picture pleases everybody, which, or the ways out and who clashes; and all candidates."""
    level, nobody = words["level"], np.zeros(len(arrays["mean"]), dtype=np.int64)
    if words["together"] or not supported(words):
        return UNTOLD if words["together"] else BEYOND, {}, nobody, found
    if not room.catalogue and not (found.liking >= level).all(axis=0).any():
        more = sought(words, arrays, room.space, room.features, found.z, room.nevers)
        found = found.and_more(liked(more))
    ways, rows = answered(found.liking, rule_named(DEFAULT_RULE).order(found.profile), level)
    nobody[list(rows)] = 1
    return MET if MET in ways else CONFLICT, ways, nobody, found


def _wall(room: Room, words: Words, arrays: Arrays, ideal: Array) -> Array:
    """The nine that hang together, the group's own picture first; none of a catalogue."""
    if room.catalogue:
        return np.zeros((0, len(ideal)))
    model = GroupModel(room.opinions, rule_named(DEFAULT_RULE), room.voices)
    return hung(open_space(words, arrays), words["space"], model, ideal, [words["seed"], 2], room.nevers)


def _liked(room: Room, words: Words, arrays: Arrays) -> Judge:
    """From pictures to what members think of them."""
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    trust = Calibration(words["calibration"], words["ceiling"], words["held_out"])
    over = np.sort(tastes.mean @ with_bias(room.features.coordinates(room.prior)).T, axis=1)

    def judge(z: Array) -> Candidates:
        mean, sd = tastes.moments(room.features.coordinates(z))
        low, high = trust.interval(mean, sd)
        standing = [np.searchsorted(own, at) for own, at in zip(over, mean, strict=True)]
        profile = Profile(*room.opinions.moments(z), room.voices)
        return Candidates(z, profile, trust.liking(mean, sd), low, high, np.array(standing) / over.shape[1])

    return judge


def _fair(found: Candidates, together: bool) -> Rows:
    """Candidates from most liking in all to best for whoever is worst off, on a line of a few.

    Where nobody may be singled out, the worst off are taken softly, so that no one alone decides.
    """
    total = found.profile.weights @ found.liking
    least = rule_named(DEFAULT_RULE).score(found.profile) if together else found.liking.min(axis=0)
    return thinned(total, least, undominated(total, least, CLEAR), ON_THE_LINE)


def _split(
    room: Room, found: Candidates, among: Rows | None, rng: np.random.Generator
) -> tuple[Words, list[Option]]:
    """The verdict on one picture for all, with that picture and the one of each part.

    Where parts are far apart and what everybody was asked about has nothing for either, as when it was drawn
    before they were seen, the pictures are the best of all candidates.
    """
    mean, parts = rule_named("mean"), room.voices.camps
    rows = [found.best(mean, voices, among) for voices in (room.voices, *_apiece(room))]
    one, own = found.standing[:, rows[0]], found.standing[:, rows[0]].copy()
    for part, row in enumerate(rows[1:]):
        own[parts == part] = found.standing[parts == part, row]
    split = split_test(one, own, room.voices.weights, room.cleft, rng)
    if among is not None and split.verdict == ONE and room.cleft >= DIVIDED:
        return _split(room, found, None, rng)
    said = {"verdict": split.verdict, "gain": split.gain, "low": split.low, "high": split.high}
    return said, [Option("split", "mean", row) for row in rows]


def _sets(room: Room, found: Candidates, level: float) -> tuple[list[Option], bool]:
    """The fewest pictures of which everybody likes one, whether that is certain, and a proportional set.

    Where nobody likes any, or it takes too many, it is as many pictures as are shown at most.
    """
    among = _unlike(room, found)
    liking = found.liking[:, among]
    few = fewest(liking, level)
    rows = few.rows
    if not 0 < len(rows) <= MOST_IN_SET:
        rows = cover(liking, found.profile.weights, MOST_IN_SET if len(rows) else 1)
    shared = proportional(liking >= level, liking, IN_PROPORTION)
    chosen = [Option("set", "", int(among[row])) for row in rows]
    chosen += [Option("proportional", "", int(among[row])) for row in shared]
    return chosen, bool(few.exact and len(few.rows) <= MOST_IN_SET)


def _unlike(room: Room, found: Candidates) -> Rows:
    """Candidates that somebody likes best or all like much, none of which looks much like one before it."""
    each = np.argsort(-found.liking, axis=1, kind="stable")[:, :FAVOURITES]
    total = np.argsort(-found.liking.sum(axis=0), kind="stable")
    wanted = [*dict.fromkeys(each[:, 0].tolist()), *total[np.isin(total, each)], *total[:FAVOURITES]]
    x, kept = room.looks.coordinates(found.z) / room.unit, list[int]()
    for row in dict.fromkeys(int(one) for one in wanted):
        if not kept or np.linalg.norm(x[kept] - x[row], axis=1).min() >= UNLIKE:
            kept.append(row)
    return np.array(kept, dtype=np.int64)


def _moved(room: Room, found: Candidates) -> Array:
    """How far the shown ideal would look from itself without each member, `m`; -1 where not looked for."""
    m, rule = len(room.voices.weights), rule_named(DEFAULT_RULE)
    if not 2 <= m <= MOST_LEFT_AWAY:
        return -np.ones(m)
    kept = [np.ones(m, dtype=np.bool_), *(np.arange(m) != member for member in range(m))]
    heard = [room.voices_in(one) for one in kept]
    if room.catalogue:
        z = found.z[[found.best(rule, voices) for voices in heard]]
    else:
        models = [GroupModel(room.opinions, rule, voices) for voices in heard]
        z = _settled(room, Abreast(models), _climbed(room, models, Abreast(models), room.starts[:2]))
    x = room.looks.coordinates(z) / room.unit
    return moved_without(lambda left: x[0] if left.all() else x[1 + int(np.argmin(left))], m)


def _told(room: Room, found: Candidates, options: list[Option]) -> tuple[list[Words], Arrays]:
    """The options with the spots of their pictures, and what is known of each spot."""
    rows = list(dict.fromkeys(one.row for one in options))
    first: dict[str, int] = {}
    roads = [one.row for one in options if one.kind == "opinions"]
    said: list[Words] = []
    for one in options:
        place = sum(other["kind"] == one.kind for other in said)
        beside = found.z[roads[place]] if one.kind == "weights" else found.z[one.row]
        said.append({
            "kind": one.kind, "name": one.name, "spot": rows.index(one.row),
            "apart": room.apart(found.z[one.row], found.z[first.setdefault(one.kind, one.row)]),
            "across": room.apart(found.z[one.row], beside),
        })  # fmt: skip
    columns = {name: getattr(found, name)[:, rows].T.copy() for name in COLUMNS}
    return said, {"z": found.z[rows], **columns}
