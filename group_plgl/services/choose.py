"""Choosing: the pictures of the new turns that members' decks lack.

The session's strategy goes by the newest posterior of each member. One turn in five stays random, and
so do all of those of whom nothing is known: predictions of answers to pictures that were chosen to
be hard to foretell say little about pictures at large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.members.codec import from_bytes
from group_plgl.members.dense import Tastes
from group_plgl.queries.query import LOOKED_BACK, Query
from group_plgl.queries.strategies import FAVOURITES, RANDOM, STRATEGIES, Strategy, ask_ahead
from group_plgl.services.aggregate import ready_members
from group_plgl.services.heed import heeded
from group_plgl.services.reveal import published
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of
from group_plgl.store.models import group_models, member_records, models_of, newest_fit
from group_plgl.store.own import looks_now
from group_plgl.store.people import Group, current_session

FAIR_EVERY = 5
ROUND = 16  # near-ideals that everybody is asked about before there are new ones


@dataclass(frozen=True)
class Wish:
    """The new turns that one member's deck lacks.

    Attributes:
        member_id: Whose deck.
        turns: Their numbers.
        times: How often each picture of the pool was shown, `n`.
        by_taste: Rows of the pool that were chosen by taste, those dealt last at the end.
        near: How often each near-ideal was shown, `k`.
        band: Between which chances their pictures lie where that is asked for; the group's unless told.
    """

    member_id: str
    turns: Sequence[int]
    times: NDArray[np.int64]
    by_taste: Sequence[int] = ()
    near: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class Chosen:
    """The pictures of one turn, what chose them, and the cluster they stand for, if for one.

    Attributes:
        pictures: Their ids.
        by: The strategy's name.
        cluster: Of which they are; empty where they stand for themselves.
        foretold: The member's predicted chance of liking each, 0 to 1; nothing where nothing is known.
    """

    pictures: list[str]
    by: str
    cluster: str = ""
    foretold: Sequence[float] = ()


def is_fair(member_id: str, turn: int) -> bool:
    """Whether a turn is random whatever the strategy: one in five, from a start that differs."""
    return (turn - int(member_id[8:16], 16)) % FAIR_EVERY == 0


def choose(
    studio: Studio,
    group: Group,
    strategy: Strategy,
    together: int,
    pool: Sequence[str],
    wishes: Sequence[Wish],
    near: Sequence[str] = (),
) -> dict[tuple[str, int], Chosen]:
    """What the wanted turns show, by member and turn; the same for the same state.

    Args:
        studio: Where.
        group: Whose pool and tastes.
        strategy: How it is chosen, as far as enough is known of a member.
        together: Pictures in a turn.
        pool: Picture ids, at least as many as a turn has.
        wishes: Of different members.
        near: Ids of near-ideals, the newest last; where there are too few for a turn, a strategy that
            asks about them asks what the members' favourites are.
    """
    if strategy.pool == "near" and len(near) < together:
        strategy = STRATEGIES[FAVOURITES]
    if strategy.name == RANDOM or not any(wish.turns for wish in wishes):
        return by_chance(studio, together, pool, wishes)
    known = _known(studio, group, [wish.member_id for wish in wishes]) if strategy.adapts else None
    whose = {wish.member_id for wish in wishes} if known is None else known.row.keys()
    ready = frozenset[str]() if known is None else known.ready
    able = [wish for wish in wishes if wish.member_id in whose]
    found = by_chance(studio, together, pool, [wish for wish in wishes if wish.member_id not in whose])
    if not able:
        return found
    if strategy.pool == "near":
        found |= _near(studio, strategy, together, near, [wish for wish in able if wish.member_id in ready])
        able = [wish for wish in (_left(wish, found) for wish in able) if wish.turns]
        strategy = STRATEGIES[FAVOURITES]
        if not able:
            return found
    plans = [[(_named(strategy, wish.member_id, turn), turn) for turn in wish.turns] for wish in able]
    asked, chances = _asked(studio, group, strategy, together, pool, able, plans, known)
    rows, foretold = iter(asked.reshape(-1, together)), iter(chances.reshape(-1, together))
    return found | {
        (wish.member_id, turn): _shown(pool, next(rows), next(foretold), name)
        for wish, plan in zip(able, plans, strict=True)
        for name, turn in plan
    }


def _shown(pool: Sequence[str], rows: NDArray[np.int64], foretold: Array, name: str) -> Chosen:
    """One turn with what is foretold of it, if anything."""
    known = not np.isnan(foretold).any()
    return Chosen([pool[row] for row in rows], name, foretold=foretold.tolist() if known else ())


def _near(
    studio: Studio, strategy: Strategy, together: int, near: Sequence[str], wishes: Sequence[Wish]
) -> dict[tuple[str, int], Chosen]:
    """As many turns that are not fair as there are near-ideals new to a member, the newest round first.

    They are cards like others: nothing says that they are what the group may come to.
    """
    found: dict[tuple[str, int], Chosen] = {}
    for wish in wishes:
        fresh = wish.near == 0
        wanted = [turn for turn in wish.turns if not is_fair(wish.member_id, turn)]
        wanted = wanted[: int(fresh.sum()) // together]
        enough = int(fresh[-ROUND:].sum()) >= together * len(wanted)
        first = max(len(near) - ROUND, 0) if enough else 0
        asked = replace(wish, turns=wanted, times=wish.near[first:])
        found |= by_chance(studio, together, near[first:], [asked], strategy.name)
    return found


def _left(wish: Wish, found: Mapping[tuple[str, int], Chosen]) -> Wish:
    """The turns that show nothing yet."""
    return replace(wish, turns=[turn for turn in wish.turns if (wish.member_id, turn) not in found])


def by_chance(
    studio: Studio, together: int, pool: Sequence[str], wishes: Sequence[Wish], name: str = RANDOM
) -> dict[tuple[str, int], Chosen]:
    """Turns of random pictures, for which nothing has to be known; `name` says what chose the pool."""
    found = {}
    for wish in wishes:
        query = Query(np.ones((len(pool), 1)), wish.times, together)
        chance = [(STRATEGIES[RANDOM], studio.rng("deal", wish.member_id, str(turn))) for turn in wish.turns]
        for turn, rows in zip(wish.turns, ask_ahead(query, chance), strict=True):
            found[wish.member_id, turn] = Chosen([pool[row] for row in rows], name)
    return found


def band_now(studio: Studio, group: Group) -> tuple[float, float]:
    """Between which foretold chances of liking the uncertainty band of a group lies, each 0 to 1."""
    session, settings = current_session(studio.database, group.group_id), studio.settings
    low, high = session.band_low, session.band_high
    return (settings.band_low, settings.band_high) if low is None or high is None else (low, high)


@dataclass(frozen=True)
class _Known:
    """Tastes of those who are asked, the row of each, and whose are known well enough to be shown."""

    row: dict[str, int]
    tastes: Tastes
    ready: frozenset[str]
    slope: float = 1.0


NOBODY = _Known({}, Tastes(np.zeros((0, 0)), np.zeros((0, 0, 0))), frozenset())


def _named(strategy: Strategy, member_id: str, turn: int) -> str:
    return RANDOM if strategy.adapts and is_fair(member_id, turn) else strategy.name


def _known(studio: Studio, group: Group, member_ids: Sequence[str]) -> _Known:
    """The newest tastes of some members; nobody's before the first taste of the group is learned."""
    fit = newest_fit(studio.database, group.group_id)
    records = member_records(studio.database, group.group_id, fit.seen_event) if fit else []
    if fit is None or not any(one.ready for one in records):
        return NOBODY
    found = models_of(studio.database, group.group_id, fit.seen_event, member_ids)
    if not found:
        return NOBODY
    row = {one.member_id: row for row, one in enumerate(found)}
    ready = frozenset(one.member_id for one in found if one.ready)
    return _Known(row, from_bytes([one.payload for one in found]), ready, fit.calibration)


def _asked(
    studio: Studio, group: Group, strategy: Strategy, together: int, pool: Sequence[str],
    wishes: Sequence[Wish], plans: Sequence[Sequence[tuple[str, int]]], known: _Known | None,
) -> tuple[NDArray[np.int64], Array]:  # fmt: skip
    """The rows of all turns, one after the other, and chances of liking them, from the compute child."""
    words, arrays = space_words(studio, group)
    latents = latents_of(studio.database, list(pool))
    voices, told = _group_known(studio, group) if strategy.needs == "group" else ({}, {})
    both = looks_now(studio.database, group.group_id, [wish.member_id for wish in wishes]) if known else {}
    parted, usual = list(both), band_now(studio, group)
    words |= {
        "together": together,
        "rule": DEFAULT_RULE,
        "slope": 1.0 if known is None else known.slope,
        "asked": [
            {
                "row": None if known is None else known.row[wish.member_id],
                "band": wish.band or usual,
                "voice": voices.get(wish.member_id),
                "place": int(wish.times.sum()),
                "seed": _seed(studio, wish.member_id, "deck"),
                "looks": parted.index(wish.member_id) if wish.member_id in both else None,
                "dealt": list(wish.by_taste[-LOOKED_BACK:]),
                "turns": [(name, _seed(studio, wish.member_id, str(turn))) for name, turn in plan],
            }
            for wish, plan in zip(wishes, plans, strict=True)
        ],
    }
    if known is not None:
        arrays |= {"mean": known.tastes.mean, "covariance": known.tastes.covariance}
    if both:
        arrays["looks"] = np.array([[look.latent for look in both[member]] for member in parted])
    arrays |= told | {
        "z": np.array([latents[one] for one in pool]), "times": np.array([wish.times for wish in wishes]),
    }  # fmt: skip
    _, got = studio.child.run("ask", words, arrays)
    return np.asarray(got["rows"]), np.asarray(got["foretold"])


def _group_known(studio: Studio, group: Group) -> tuple[dict[str, int], dict[str, Array]]:
    """The tastes behind the newest group model that was published, and the row of each member."""
    number = published(studio.database, group)
    if number is None:
        return {}, {}
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    tastes = from_bytes([one.payload for one in ready])
    voices = {one.member_id: row for row, one in enumerate(ready)}
    weights = heeded(studio, group, seen, list(voices))
    return voices, {
        "group_mean": tastes.mean, "group_covariance": tastes.covariance, "group_weights": weights,
    }  # fmt: skip


def _seed(studio: Studio, member_id: str, what: str) -> int:
    """A number that is the same for the same member and turn, always."""
    return int(studio.rng("deal", member_id, what).integers(2**62))
