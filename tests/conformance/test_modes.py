"""What every mode must hold: which events it takes, what its answers teach, and that tastes come of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks import learn
from group_plgl.compute.tasks.cluster import tree_paths
from group_plgl.compute.tasks.opening import open_features
from group_plgl.errors import BadInput, NotFound
from group_plgl.feedback.crowds import gather_crowd
from group_plgl.feedback.dataset import Classes, Dealt, Said, fold
from group_plgl.feedback.events import Event
from group_plgl.feedback.modes import (
    DEFAULT_MODE,
    MIXED,
    MODES,
    SESSION_MODES,
    Mode,
    check_answer,
    mode_named,
)
from group_plgl.feedback.repeats import agreement_with_self
from group_plgl.feedback.sheets import sheet_weight, within
from group_plgl.generators import open_generator
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space, whiten
from group_plgl.members.dense import Tastes
from group_plgl.rehearsal import answer_to
from group_plgl.services.cluster import how_many
from group_plgl.services.learn import rows_in
from group_plgl.settings import Settings
from group_plgl.shapes import Array
from group_plgl.utility import CoordinateMap

every_mode = pytest.mark.parametrize("mode", MODES.values(), ids=list(MODES))
TRAINING = [MODES[name] for name in SESSION_MODES]
every_session_mode = pytest.mark.parametrize("mode", TRAINING, ids=SESSION_MODES)
CLASSES = ("keep", "maybe", "drop")
# Of each kind of answer: the event it is, values it takes, and values it refuses.
TAKEN: dict[str, tuple[str, list[float | None], list[float | None]]] = {
    "like": ("rated", [0, 1], [0.5, 2, 10]),
    "share": ("rated", [0, 0.35, 1], [1.01, 2, 10]),
    "ten": ("rated", [*range(1, 11)], [0, 0.5, 7.5]),
    "pick": ("chosen", [None, 0, 1], [0.5, 2]),
    "class": ("classed", [0, 1, 2], [3, 1.5, 10]),
    "set": ("sorted", [*range(8)], [8, 1.5, 511]),
    "sheet": ("rated", [0, 0.5, 1], [0.4, 2, 10]),
}
PLAIN: dict[str, float | None] = {"rated": 1.0, "chosen": None, "classed": 0.0, "sorted": 1.0}
MEMBERS = tuple(f"member {i:02}" for i in range(20))


def event(kind: str, value: float | None = None, text: str | None = None) -> Event:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Event("0" * 32, "1" * 32, kind, "2" * 32, value, None, None, now, text)  # type: ignore[arg-type]


def turn_of(mode: Mode, turn: int = 0, repeat_of: int | None = None) -> dict[str, Dealt]:
    """The cards of one turn of the mode; the latent of a picture is its number and a one."""
    return {
        f"{turn} {place}": Dealt(
            "ann", turn, mode.name, f"picture {place}", "" if repeat_of is None else f"{repeat_of} {place}",
            np.array([float(place), 1.0]),
        )
        for place in range(mode.together or 3)
    }  # fmt: skip


def answers_of(mode: Mode) -> tuple[str, list[float | None]]:
    kind, values, _ = TAKEN[mode.answer]
    return kind, values


@every_mode
def test_a_mode_is_known_by_its_name_and_says_what_it_is(mode: Mode) -> None:
    assert mode_named(mode.name) is mode
    assert mode.title and mode.help.endswith((".", "?")) and mode.source.endswith(".")
    assert mode.together >= 1 or mode.pool == "ballot"
    assert (mode.together > 1) == (mode.answer in ("pick", "sheet")) or mode.pool == "ballot"
    assert mode.turns >= 1


def test_an_unknown_mode_is_told_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="no mode 'dots'") as caught:
        mode_named("dots")
    assert DEFAULT_MODE in caught.value.advice


def test_a_session_is_of_any_mode_that_trains() -> None:
    assert set(MODES) - set(SESSION_MODES) == {"blind-vote"}
    assert DEFAULT_MODE in SESSION_MODES


@every_mode
def test_a_mode_takes_its_answers(mode: Mode) -> None:
    kind, values = answers_of(mode)
    for value in values:
        check_answer(event(kind, value), mode, len(CLASSES))


@every_mode
def test_a_mode_refuses_values_outside_its_range_in_words(mode: Mode) -> None:
    kind, _, refused = TAKEN[mode.answer]
    for value in refused:
        with pytest.raises(BadInput, match=f"a card of mode {mode.name} is answered by a {kind} event"):
            check_answer(event(kind, value), mode, len(CLASSES))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [(mode, kind) for mode in MODES.values() for kind in PLAIN if kind != TAKEN[mode.answer][0]],
    ids=lambda one: one if isinstance(one, str) else one.name,
)
def test_a_mode_refuses_other_kinds_of_answers(mode: Mode, kind: str) -> None:
    with pytest.raises(BadInput, match=f"a card of mode {mode.name} is answered by"):
        check_answer(event(kind, PLAIN[kind]), mode, len(CLASSES))


@every_mode
def test_every_mode_may_be_skipped_and_commented_on(mode: Mode) -> None:
    check_answer(event("skipped"), mode, 0)
    check_answer(event("commented", text="too busy"), mode, 0)


def test_no_class_is_taken_where_there_are_none() -> None:
    with pytest.raises(BadInput):
        check_answer(event("classed", 0.0), MODES["classes"], 0)


@every_mode
def test_rows_say_liking_between_0_and_1_and_picks_compare(mode: Mode) -> None:
    kind, values = answers_of(mode)
    for value in values:
        found = fold([Said("1", "ann", kind, "0 0", value, None)], turn_of(mode), ("ann",), 2)
        assert np.all((found.value >= 0) & (found.value <= 1))
        if mode.trains:
            rows = mode.together - 1 if value is None else 0 if value == MIXED else mode.together
            if mode.answer == "sheet" and value == MIXED:
                assert len(found.value) == 0  # it does not say which are liked
                continue
            assert len(found.value) == rows and found.worth.sum() == mode.worth > 0
            assert found.paired.tolist() == [value is None] * rows
            assert set(found.answer.tolist()) == set(found.source.tolist()) == {0}
        else:
            assert len(found.value) == 0


@pytest.mark.parametrize(
    "mode", [one for one in TRAINING if one.answer not in ("pick", "set", "sheet")], ids=lambda one: one.name
)
def test_the_better_answer_is_learned_as_the_better_liking(mode: Mode) -> None:
    kind, values = answers_of(mode)
    likings = [
        fold([Said("1", "ann", kind, "0 0", value, None)], turn_of(mode), ("ann",), 2).value[0]
        for value in values
    ]
    assert (likings[0], likings[-1]) == ((1.0, 0.0) if mode.answer == "class" else (0.0, 1.0))
    assert likings == sorted(likings, reverse=mode.answer == "class")


@every_mode
def test_skips_comments_and_what_was_undone_teach_nothing(mode: Mode) -> None:
    kind, values = answers_of(mode)
    said = [
        Said("1", "ann", "skipped", "0 0", None, None),
        Said("2", "ann", "commented", "0 0", None, None),
        Said("3", "ann", "undone", None, None, "4"),
        Said("4", "ann", kind, "0 0", values[-1], None),
    ]
    for order in (said, said[::-1]):
        assert len(fold(order, turn_of(mode), ("ann",), 2).value) == 0


@every_session_mode
def test_the_same_answer_again_is_agreement_and_the_opposite_is_none(mode: Mode) -> None:
    cards = turn_of(mode) | turn_of(mode, 8, repeat_of=0)
    kind, values = answers_of(mode)
    for before in values:
        for after in values:
            said = [Said("1", "ann", kind, "0 0", before, None), Said("2", "ann", kind, "8 0", after, None)]
            assert agreement_with_self(said, cards)["ann"][1] == 1
    first = Said("1", "ann", kind, "0 0", values[0], None)
    assert agreement_with_self([first, replace(first, event_id="2", card_id="8 0")], cards) == {"ann": (1, 1)}
    other = replace(first, event_id="2", card_id="8 0", value=values[-1])
    assert agreement_with_self([first, other], cards) == {"ann": (0, 1)}
    found = fold([first, other], cards, ("ann",), 2)
    assert set(found.source.tolist()) == {0} and set(found.answer.tolist()) == {0, 1}


@every_mode
def test_a_simulated_member_says_what_the_mode_takes(mode: Mode) -> None:
    rng = np.random.default_rng(1)
    cards = [{"card": name} for name in turn_of(mode)]
    words = {"answer": mode.answer, "classes": list(CLASSES)}
    for shift in np.linspace(-3, 3, 25):
        said = answer_to(words, cards, rng.standard_normal(len(cards)) + shift, rng)
        check_answer(event(said["kind"], said.get("value")), mode, len(CLASSES))
        assert said["card"] in turn_of(mode)


@dataclass(frozen=True)
class World:
    """A space with a pool that decks are dealt from, and pictures that nobody is asked about.

    Attributes:
        space_map: What gives coordinates.
        asked: Words and arrays that open the space in a task.
        prior: Coordinates of what is usual there.
        pool: `n x d`.
        fresh: `n x d`.
    """

    space_map: CoordinateMap
    asked: tuple[dict[str, Any], dict[str, Array]]
    prior: Array
    pool: Array
    fresh: Array


@cache
def world(name: str) -> World:
    rng = np.random.default_rng(11)
    if name == "catalogue":
        z, shares, _ = whiten(rng.standard_normal((80, 30)) * np.geomspace(1.0, 0.1, 30))
        found = Catalogue(catalogue_space("catalogue-0123456789abcdef@1", len(shares)), z, shares)
        usual = found.coordinates(rng.standard_normal((400, len(shares))))
        arrays = {"catalogue_z": z, "catalogue_shares": shares}
        return World(found, ({"space": found.space.key}, arrays), usual, z[:40], z[40:])
    opened = open_generator(name)
    pool, fresh, usual = (opened.space.sample(n, rng) for n in (Settings().full_pool, 300, 600))
    return World(opened, ({"space": opened.space.key}, {}), opened.coordinates(usual), pool, fresh)


def answered(known: World, mode: Mode, turns: int, utility: Array, rng: np.random.Generator) -> Any:
    """What simulated members of true liking `m x n` of the pool say to so many turns each."""
    cards: dict[str, Dealt] = {}
    said: list[Said] = []
    words = {"answer": mode.answer, "classes": list(CLASSES)}
    many = how_many(len(known.pool))
    paths = tree_paths(known.space_map.coordinates(known.pool), many)
    members_of = [[row for row, path in enumerate(paths) if within(path, str(top))] for top in range(many)]
    for member, liking in zip(MEMBERS, utility, strict=True):
        rounds = math.ceil(turns * mode.together / len(known.pool))
        order = np.concatenate([rng.permutation(len(known.pool)) for _ in range(rounds)])
        for turn in range(turns):
            shown = order[turn * mode.together : (turn + 1) * mode.together]
            if mode.answer == "sheet":
                shown = np.array(members_of[turn % len(members_of)][: mode.together])
            names = [f"{member} {turn} {place}" for place in range(len(shown))]
            for name, row in zip(names, shown, strict=True):
                cards[name] = Dealt(member, turn, mode.name, str(row), "", known.pool[row])
            one = answer_to(words, [{"card": name} for name in names], liking[shown], rng)
            said.append(Said(f"{turn:03}", member, one["kind"], one["card"], one.get("value"), None))
    sessions = {0: Classes(CLASSES, mode.answer == "class")} if mode.sorts else {}
    return fold(said, cards, MEMBERS, known.pool.shape[1], sessions, sheet_weight(0, 0))


def foretold(scores: Array, liked: Array) -> float:
    """How often a liked picture is scored above one that is not, averaged over members; 0.5 is chance."""
    shares = [
        np.mean(score[likes][:, None] > score[~likes]) for score, likes in zip(scores, liked, strict=True)
    ]
    return float(np.mean(shares))


@cache
def trained(space: str, name: str) -> tuple[float, bool]:
    """How well tastes from a mode's suggested turns tell unseen likes, and whether all are learned."""
    known, mode, rng = world(space), MODES[name], np.random.default_rng(1)
    crowd = gather_crowd("diverse", len(MEMBERS), known.prior, rng)
    data = answered(known, mode, mode.turns, crowd.utility(known.space_map.coordinates(known.pool)), rng)
    words, arrays = known.asked
    words = words | {name: getattr(data.classes, name) for name in ("exclusive", "ordered", "aim")}
    needed = {"m": len(MEMBERS), "needed_answers": Settings().needed_answers, "needed_each": 3}
    _, got = learn.run(words | needed, arrays | rows_in(data))
    features = open_features(words, arrays)
    means, _ = Tastes(got["mean"], got["covariance"]).moments(features.coordinates(known.fresh))
    liked = crowd.utility(known.space_map.coordinates(known.fresh)) > 0
    return foretold(means, liked), bool(got["ready"].all())


@every_session_mode
@pytest.mark.parametrize("space", ["vessel", "catalogue"])
def test_tastes_learned_in_every_mode_foretell_unseen_likes(mode: Mode, space: str) -> None:
    told, ready = trained(space, mode.name)
    assert ready
    assert told > 0.68


def test_eighteen_picks_of_four_teach_at_least_as_much_as_thirty_swipes() -> None:
    assert (MODES["pick-of-four"].turns, MODES["swipe"].turns) == (18, 30)
    told = {
        name: np.mean([trained(space, name)[0] for space in ("vessel", "tiles", "catalogue")])
        for name in ("pick-of-four", "swipe")
    }
    assert told["pick-of-four"] >= told["swipe"] > 0.7
