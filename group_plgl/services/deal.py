"""Dealing: a group's pool of pictures grows, and every member has turns ahead.

Cards are drawn before they are asked for, so no model runs while somebody swipes. All members of
a group are dealt from one pool, each in an order of their own: what several people answered can
be compared. What comes next is chosen by the session's strategy, as far as a member's taste is known.
Who labels pictures one by one is dealt these from between two thresholds of their own.
Now and then a turn is asked again, which measures how well members agree with themselves.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

import numpy as np

from group_plgl.feedback.modes import Mode, mode_named
from group_plgl.queries.strategies import FAIR, Strategy, strategy_named
from group_plgl.services.choose import ROUND, Chosen, Wish, by_chance, choose
from group_plgl.services.cluster import cluster_group, sheets
from group_plgl.services.draw import draw
from group_plgl.services.near import draw_near
from group_plgl.services.never import settle
from group_plgl.services.play import play_ahead
from group_plgl.services.repeat import asked_again, good_for, is_again, longest
from group_plgl.services.reveal import published
from group_plgl.services.sift import distinct
from group_plgl.services.space import goes_on, group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.ballots import open_ballot_of
from group_plgl.store.clusters import clusters_of
from group_plgl.store.images import (
    CardRow,
    Deck,
    cards_of_mode,
    decks,
    near_dealt,
    pool_of,
    pool_sizes,
    put_cards,
    put_pool,
    unanswered_cards_of,
    whole_pool,
)
from group_plgl.store.labelling import MODE as LABELS
from group_plgl.store.labelling import Labelling, groups_labelling, labellings_in, labels_of
from group_plgl.store.nevers import banned_in, unsifted
from group_plgl.store.people import BAND, Group, Member, Session, current_session, group_of, open_sessions

CARD_MEDIA_TYPE = "image/webp"
LEAST, LEAST_FRESH = 4, 3
FRESH = 8
SHEETS_AHEAD = 8
CHOICE = 3
_AT_ONCE = 16
_DECKS_A_WRITE = 20
_MOST_BALLOTS = 1000


@dataclass(frozen=True)
class Shown:
    """A card as a member gets it."""

    card_id: str
    turn: int
    place: int
    picture_id: str
    spare: bool = False
    foretold: float | None = None


@dataclass(frozen=True)
class Lack:
    """The turns that one member's deck lacks.

    Attributes:
        member_id: Whose deck.
        first: The number of the first of them.
        missing: How many.
        spare: How many more of those that wait behind all others.
        had: The cards it has in this mode, turn by turn.
        banned: Pictures that must not come again.
        band: Between which chances the member wants their pictures; None as the session has it.
        said: The pictures they labelled: others that wait behind may be chosen again; None in other decks.
    """

    member_id: str
    first: int
    missing: int
    spare: int
    had: list[CardRow]
    banned: frozenset[str] = frozenset()
    band: tuple[float, float] | None = None
    said: frozenset[str] | None = None


def next_turns(studio: Studio, member: Member, n: int, named: str = "") -> list[list[Shown]]:
    """The next `n` unanswered turns of a member, card by card, in the mode of the session or a named one."""
    session = current_session(studio.database, member.group_id)
    if n == 0:
        return []
    mode = mode_named(named) if named else _mode(session)
    if mode.pool == "ballot":  # of the vote that is open, not of earlier ones that somebody left out
        ballot = open_ballot_of(studio.database, member.group_id)
        rows = unanswered_cards_of(studio.database, member.member_id, mode.name, _MOST_BALLOTS)
        rows = [row for row in rows if ballot is not None and row.turn == ballot.turn]
    else:
        rows = unanswered_cards_of(studio.database, member.member_id, mode.name, n)
    turns: dict[int, list[Shown]] = {}
    for row in rows:
        turns.setdefault(row.turn, []).append(
            Shown(row.card_id, row.turn, row.place, row.picture_id, row.spare, row.foretold)
        )
    return list(turns.values())


def suggested_turns(studio: Studio, group: Group, session: Session) -> int:
    """How many turns are suggested: fewer where there are few pictures to show."""
    mode = mode_named(session.mode)
    pool = len(pool_of(studio.database, group.group_id, mode.pool)) if is_catalogue(group.space) else 0
    return min(session.turns, good_for(mode, pool)) if pool else session.turns


def behind(studio: Studio) -> list[str]:
    """Groups whose pool or decks run short."""
    sessions = {session.group_id: session for session in open_sessions(studio.database)}
    of_groups = decks(studio.database, {key: session.mode for key, session in sessions.items()})
    sizes = pool_sizes(studio.database)
    asking = [
        key
        for key, session in sessions.items()
        if _asks_near(mode_named(session.mode), strategy_named(session.chooses))
    ]
    near = near_dealt(studio.database, asking)
    marked, labelling = unsifted(studio.database), groups_labelling(studio.database)
    return [
        group_id
        for group_id, session in sessions.items()
        if goes_on(studio, group_id)
        and (
            group_id in marked
            or _lacks_near(studio, session, near)
            or (group_id in labelling and _labels_short(studio, group_id))
            or _is_short(studio, session, sizes.get(group_id, {}), of_groups[group_id])
        )
    ]


def deal_group(studio: Studio, group_id: str) -> dict[str, Any]:
    """Draw what the pool lacks (a batch at a time) and deal turns ahead to every member."""
    group = group_of(studio.database, group_id)
    session = current_session(studio.database, group_id)
    mode, strategy = mode_named(session.mode), strategy_named(session.chooses)
    if group_id in unsifted(studio.database):  # the server was stopped while a mark was made
        settle(studio, group)
    pool = pool_of(studio.database, group_id, mode.pool)
    many = decks(studio.database, {group_id: mode.name})[group_id]
    # First what is there: drawing may take its time.
    dealt = _deal_labels(studio, group)
    dealt += _deal_all(studio, group, mode, strategy, pool, _unlabelling(studio, group_id, mode, many))
    if _asks_near(mode, strategy) and _lacks_near(studio, session, near_dealt(studio.database, [group_id])):
        start = len(whole_pool(studio.database, group_id, "near"))
        play_ahead(studio, group.space, draw_near(studio, group, start, ROUND))
    if _lacks_clusters(studio, group, mode, pool):
        cluster_group(studio, group, pool)
    own = len(pool_of(studio.database, group_id)) if is_catalogue(group.space) else 0
    drawn = min(_wanted(studio, group, mode, strategy, own, many) - len(pool), _AT_ONCE)
    if drawn > 0:
        drawn_now = draw_near if mode.pool == "near" else _draw_more
        fresh = drawn_now(studio, group, len(whole_pool(studio.database, group_id, mode.pool)), drawn)
        play_ahead(studio, group.space, fresh)
        pool += fresh
        many = decks(studio.database, {group_id: mode.name})[group_id]
        dealt += _deal_labels(studio, group)
        dealt += _deal_all(studio, group, mode, strategy, pool, _unlabelling(studio, group_id, mode, many))
    return {"group": group.slug, "drawn": max(drawn, 0), "dealt": dealt}


def _deal_labels(studio: Studio, group: Group) -> int:
    """Deal to those who label, each from between their own thresholds; how many turns were added."""
    labelling = labellings_in(studio.database, group.group_id)
    if not labelling:
        return 0
    many = decks(studio.database, {group.group_id: LABELS})[group.group_id]
    theirs, pool = (
        {one: many[one] for one in many if one in labelling},
        pool_of(studio.database, group.group_id),
    )
    return _deal_all(studio, group, mode_named(LABELS), strategy_named(BAND), pool, theirs, labelling)


def _labels_short(studio: Studio, group_id: str) -> bool:
    """Whether anybody who labels lacks turns."""
    group, labelling = group_of(studio.database, group_id), labellings_in(studio.database, group_id)
    many = decks(studio.database, {group_id: LABELS})[group_id]
    asked, there = (mode_named(LABELS), strategy_named(BAND)), len(pool_of(studio.database, group_id))
    return any(
        any(_missing(studio, group, asked, there, one, many[one], True)) for one in labelling if one in many
    )


def _unlabelling(studio: Studio, group_id: str, mode: Mode, many: Mapping[str, Deck]) -> Mapping[str, Deck]:
    """The decks that the session chooses for: what is labelled is chosen by whoever labels."""
    if mode.name != LABELS:
        return many
    return {one: many[one] for one in many.keys() - labellings_in(studio.database, group_id).keys()}


def deal_member(studio: Studio, group: Group, member: Member) -> int:
    """Deal the first turns, random ones, to somebody who has just joined; how many there were to deal."""
    session = current_session(studio.database, group.group_id)
    mode, strategy = mode_named(session.mode), strategy_named(session.chooses)
    pool = pool_of(studio.database, group.group_id, mode.pool)
    missing, spare = _missing(studio, group, (mode, strategy), len(pool), member.member_id, Deck())
    lack = Lack(member.member_id, 0, missing, spare, [])
    wish = _wish(lack, pool)
    if mode.answer == "sheet":
        chosen = sheets(studio, group, pool, wish.member_id, wish.turns)
    else:
        chosen = by_chance(studio, mode.together, pool, [wish])
    added = _dealt(studio, group, mode, lack, chosen, pool)
    put_cards(studio.database, added)
    return len({card.turn for card in added})


def _mode(session: Session) -> Mode:
    """What members answer now: the session's mode, or the vote while there is one."""
    return mode_named("blind-vote" if session.phase == "vote" else session.mode)


def _ahead(studio: Studio, mode: Mode, strategy: Strategy) -> int:
    """How many turns are dealt ahead, so that about as many pictures are.

    Where what comes next goes by what was answered, few are: each was chosen without the answers to
    those before it. Eight swipes, or three picks of four, are some ten seconds, longer than learning
    takes. Behind them the others wait to be asked where nothing else comes through.
    """
    ahead = _ahead_at_most(studio, mode)
    if not _adapts(mode, strategy):
        return ahead
    return min(ahead, max(LEAST_FRESH, math.ceil(FRESH / mode.together)))


def _adapts(mode: Mode, strategy: Strategy) -> bool:
    """Whether what comes next goes by what was answered; clusters are asked about by their tree."""
    return strategy.adapts and mode.answer != "sheet"


def _ahead_at_most(studio: Studio, mode: Mode) -> int:
    if mode.answer == "sheet":
        return SHEETS_AHEAD
    return max(LEAST, math.ceil(studio.settings.deck_ahead / mode.together))


def _wanted(
    studio: Studio, group: Group, mode: Mode, strategy: Strategy, own: int, many: Mapping[str, Deck]
) -> int:
    """How many pictures the pool should hold: well ahead of whoever has answered most.

    A strategy that goes by answers gets three to choose each one from. `own` is how many pictures of
    its own a group brought, and `many` are its decks.
    """
    settings = studio.settings
    if is_catalogue(group.space) and mode.pool == "prior":
        return 0  # a group's own pictures are all there
    if mode.pool == "near" and published(studio.database, group) is None:
        return 0  # there is no ideal yet
    most = settings.full_pool
    if is_catalogue(group.space):
        most = min(most, own)
    answered = max((deck.answered for deck in many.values()), default=0)
    if mode.answer == "sheet":
        return most  # clusters are of all there will be
    first = settings.first_pool if mode.pool == "prior" else _AT_ONCE
    shown = answered * mode.together
    choice = CHOICE * (shown + FRESH) if strategy.adapts else 0
    return min(most, max(first, shown + 2 * settings.deck_ahead, choice))


def _asks_near(mode: Mode, strategy: Strategy) -> bool:
    """Whether turns of a mode that shows the pool at large show near-ideals, too."""
    return strategy.pool == "near" and mode.pool == "prior" and mode.answer != "sheet"


def _askable(group: Group, pool: int, near: int) -> int:
    """How many pictures there are to ask about; near-ideals of own pictures are among these."""
    return pool if is_catalogue(group.space) else pool + near


def _lacks_near(studio: Studio, session: Session, near: Mapping[str, tuple[int, int]]) -> bool:
    """Whether whoever was dealt most near-ideals has hardly any left that are new to them.

    Args:
        studio: Where.
        session: Whose.
        near: As `near_dealt` tells of groups whose sessions ask for near-ideals.
    """
    if session.group_id not in near:
        return False
    most, there = near[session.group_id]
    if there - most >= max(mode_named(session.mode).together, 1):
        return False
    group, whole = group_of(studio.database, session.group_id), studio.settings.full_pool
    if is_catalogue(group.space):
        whole = min(whole, len(pool_of(studio.database, group.group_id)))
    return there < whole and published(studio.database, group) is not None


def _is_short(studio: Studio, session: Session, sizes: Mapping[str, int], many: Mapping[str, Deck]) -> bool:
    """Whether a group whose pools have these sizes lacks pictures, or any of its decks turns."""
    mode, strategy = mode_named(session.mode), strategy_named(session.chooses)
    group, size = group_of(studio.database, session.group_id), sizes.get(mode.pool, 0)
    if mode.answer == "sheet" and _lacks_clusters(
        studio, group, mode, pool_of(studio.database, group.group_id)
    ):
        return True
    near = sizes.get("near", 0) if _asks_near(mode, strategy) else 0
    chosen_for = _unlabelling(studio, session.group_id, mode, many)
    there = _askable(group, size, near)
    return size < _wanted(studio, group, mode, strategy, sizes.get("prior", 0), many) or any(
        any(_missing(studio, group, (mode, strategy), there, member_id, deck))
        for member_id, deck in chosen_for.items()
    )


def _draw_more(studio: Studio, group: Group, start: int, count: int) -> list[str]:
    """Picture ids of `count` new latents, put into the pool; none looks like one there, or is marked."""
    space = group_space(studio, group)

    def draw_one(place: int, attempt: int) -> Array:
        again = [f"again {attempt}"] if attempt else []
        return np.asarray(space.sample(1, studio.rng("pool", group.group_id, str(place), *again))[0])

    places = range(start, start + count)
    z = distinct(studio, group, pool_of(studio.database, group.group_id), places, draw_one)
    ids = draw(studio, space, z, studio.settings.card_pixels, CARD_MEDIA_TYPE)
    put_pool(studio.database, group.group_id, list(zip(places, ids, strict=True)))
    return ids


def _missing(
    studio: Studio, group: Group, asked: tuple[Mode, Strategy], pool: int, member_id: str, deck: Deck,
    again: bool = False,
) -> tuple[int, int]:  # fmt: skip
    """How many turns a deck lacks, and how many spare ones, as far as there are pictures for them.

    Spare ones take no more than a quarter of all there will be: what they show cannot be chosen any more,
    unless pictures that wait behind may be chosen `again`.
    """
    mode, strategy = asked
    most = pool if is_catalogue(group.space) else max(pool, studio.settings.full_pool)
    ahead, room = _ahead(studio, mode, strategy), longest(mode, pool, member_id) - deck.dealt
    room += deck.spare if again else 0
    wanted = max(0, min(ahead - (deck.dealt - deck.answered - deck.spare), room))
    spare = min(_ahead_at_most(studio, mode) - ahead, good_for(mode, most) // 4) - deck.spare
    return wanted, max(0, min(spare, room - wanted)) if _adapts(mode, strategy) else 0


def _deal_all(
    studio: Studio, group: Group, mode: Mode, strategy: Strategy, pool: list[str],
    many: Mapping[str, Deck], labelling: Mapping[str, Labelling] = MappingProxyType({}),
) -> int:  # fmt: skip
    """Deal every deck of a group up to the wanted length; how many turns were added.

    A few decks share a write, so that neither many writes nor a long one keeps votes waiting.
    """
    banned = banned_in(studio.database, group.group_id)
    near = pool_of(studio.database, group.group_id, "near") if _asks_near(mode, strategy) else []
    there = _askable(group, len(pool), len(near))
    short = {
        member_id: Lack(
            member_id, deck.turns, *missing, [], banned, *_steered(studio, labelling.get(member_id))
        )
        for member_id, deck in many.items()
        if any(missing := _missing(studio, group, (mode, strategy), there, member_id, deck, bool(labelling)))
    }
    for some in _batched(short, _DECKS_A_WRITE):
        for card in cards_of_mode(studio.database, some, mode.name):
            short[card.member_id].had.append(card)
    chosen = _chosen(studio, group, mode, strategy, (pool, near), list(short.values()))
    for some in _batched(short, _DECKS_A_WRITE):
        parts = [_dealt(studio, group, mode, short[one], chosen, pool) for one in some]
        put_cards(studio.database, [card for part in parts for card in part])
    return sum(lack.missing + lack.spare for lack in short.values())


def _steered(studio: Studio, one: Labelling | None) -> tuple[tuple[float, float], frozenset[str]] | tuple[()]:
    """The band of somebody who labels, and the pictures they labelled; nothing for others."""
    if one is None:
        return ()
    said = frozenset(label.picture_id for label in labels_of(studio.database, one.member_id))
    return (one.band_low, one.band_high), said


def _dealt(
    studio: Studio, group: Group, mode: Mode, lack: Lack, chosen: Mapping[tuple[str, int], Chosen],
    pool: list[str],
) -> list[CardRow]:  # fmt: skip
    """The cards that a deck lacks: those chosen, and spare ones by chance."""
    added = _cards_of(studio, group, mode, lack, chosen)
    if not lack.spare:
        return added
    behind = replace(lack, first=lack.first + lack.missing, missing=lack.spare, had=[*lack.had, *added])
    wish = replace(_wish(behind, pool), turns=range(behind.first, behind.first + lack.spare))
    spare = _cards_of(studio, group, mode, behind, by_chance(studio, mode.together, pool, [wish]))
    return [*added, *(replace(card, spare=True) for card in spare)]


def _chosen(
    studio: Studio, group: Group, mode: Mode, strategy: Strategy, pools: tuple[list[str], list[str]],
    lacks: list[Lack],
) -> dict[tuple[str, int], Chosen]:  # fmt: skip
    """What the new turns of some decks show, of the pool of the mode or of near-ideals."""
    pool, near = pools
    wishes = [_wish(lack, pool, near) for lack in lacks]
    if mode.answer != "sheet":
        return choose(studio, group, strategy, mode.together, pool, wishes, near)
    parts = [sheets(studio, group, pool, wish.member_id, wish.turns) for wish in wishes]
    return {key: one for part in parts for key, one in part.items()}


def _lacks_clusters(studio: Studio, group: Group, mode: Mode, pool: list[str]) -> bool:
    """Whether a pool that is complete has not been clustered yet."""
    if mode.answer != "sheet" or not pool:
        return False
    whole = is_catalogue(group.space) or len(pool) >= studio.settings.full_pool
    return whole and not clusters_of(studio.database, group.group_id)


def _batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """Names in lists of so many."""
    every = list(names)
    return (every[start : start + size] for start in range(0, len(every), size))


def _wish(lack: Lack, pool: list[str], near: Sequence[str] = ()) -> Wish:
    """The turns of a deck that show new pictures, and how often each of either pool was shown in it."""
    place = len({card.turn for card in lack.had if not card.spare})
    none_again = bool(lack.had) and not any(not card.repeat_of for card in _shown_again(lack))
    new = [
        lack.first + step
        for step in range(lack.missing)
        if none_again or not is_again(lack.member_id, place + step)
    ]
    had = [one for one in lack.had if not one.spare or lack.said is None or one.picture_id in lack.said]
    shown = Counter(card.picture_id for card in had if not card.repeat_of)
    row = {picture: place for place, picture in enumerate(pool)}
    by_taste = [
        row[card.picture_id]
        for card in lack.had
        if not card.repeat_of and card.chosen_by not in FAIR and card.picture_id in row
    ]
    times, times_near = (np.array([shown[one] for one in some], dtype=np.int64) for some in (pool, near))
    return Wish(lack.member_id, new, times, by_taste, times_near, lack.band)


def _cards_of(
    studio: Studio, group: Group, mode: Mode, lack: Lack, chosen: Mapping[tuple[str, int], Chosen]
) -> list[CardRow]:
    """The cards of the turns that a member's deck lacks: an earlier turn again, or what was chosen."""
    added: list[CardRow] = []
    for turn in range(lack.first, lack.first + lack.missing):
        if (lack.member_id, turn) in chosen:
            new = chosen[lack.member_id, turn]
            told = zip_longest(new.pictures, new.foretold)
            shown = [(picture, "", new.by, new.cluster, chance) for picture, chance in told]
        else:
            rng = studio.rng("deal", lack.member_id, str(turn))
            again = asked_again([*_shown_again(lack), *added], rng)
            places = rng.permutation(len(again))
            shown = [
                (again[i].picture_id, again[i].card_id, again[i].chosen_by, again[i].cluster, None)
                for i in places
            ]
        added += [
            CardRow(
                _card_id(lack.member_id, turn, place), group.group_id, lack.member_id, turn, place, mode.name,
                picture, repeat_of, studio.now(), chosen_by, cluster, foretold=foretold,
            )
            for place, (picture, repeat_of, chosen_by, cluster, foretold) in enumerate(shown)
        ]  # fmt: skip
    return added


def _shown_again(lack: Lack) -> list[CardRow]:
    """The cards of a deck's turns of which no picture is banned; spare ones may never have been shown."""
    gone = {card.turn for card in lack.had if card.picture_id in lack.banned or card.spare}
    return [card for card in lack.had if card.turn not in gone]


def _card_id(member_id: str, turn: int, place: int) -> str:
    """One id per member, turn and place, so that a turn dealt twice at once is one turn."""
    return hashlib.sha256(f"{member_id} {turn} {place}".encode()).hexdigest()[:32]
