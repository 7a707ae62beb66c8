"""Balloting: a blind vote between the group's ideals and pictures that keep them honest.

Beside the ideals stand the picture that was answered best and one by chance, without names and in
another order for every member. What the tastes foretell is frozen before the first vote; votes are
ordinary events on cards of their own, learn nothing, and are counted when the host closes the vote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from group_plgl.analytics.convergence import NOTICEABLE
from group_plgl.errors import NotAllowed, NotYet, SessionClosed
from group_plgl.groups.ballots import simultaneous, tellable
from group_plgl.groups.rules import CHIEF
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import meets
from group_plgl.services.draw import draw
from group_plgl.services.never import allowed
from group_plgl.services.reveal import may_single_out, published
from group_plgl.services.space import group_space, space_words
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import told
from group_plgl.services.weigh import best_answered
from group_plgl.shapes import Array
from group_plgl.store.ballots import (
    MODE,
    Ballot,
    Candidate,
    ballots_of,
    candidates_of,
    open_ballot_of,
    put_ballot,
    put_closed,
    votes_of,
)
from group_plgl.store.images import CardRow, latents_of, pool_of, put_cards
from group_plgl.store.models import fit_at, group_models, ideals, runners_up
from group_plgl.store.people import Group, Member, Session, current_session, members_of

MOST = 5
APART = 2 * NOTICEABLE  # votes are not to be split between pictures that look alike
MEDIA_TYPE = "image/webp"
RESULT = "result"


@dataclass(frozen=True)
class Standing:
    """A candidate before the vote.

    Attributes:
        kind: ideal, runner-up, best or random.
        rule: Whose ideal; several names where their ideals look the same.
        latent: `d`.
    """

    kind: str
    rule: str
    latent: Array


@dataclass(frozen=True)
class Counted:
    """A candidate after the vote: its votes, and their share with an interval, 0 to 1."""

    candidate: Candidate
    votes: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What came of a vote.

    Attributes:
        counted: The candidates, most votes first.
        votes: How many chose one.
        others: How many chose none in particular.
    """

    counted: list[Counted]
    votes: int
    others: int


def open_ballot(studio: Studio, group: Group) -> Ballot:
    """The group's open vote; a new one, with its prediction frozen, when there is none.

    Results are hidden until it is closed.

    Raises:
        SessionClosed: No session is open.
        NotYet: No picture of the group is drawn, or too few pictures differ.
    """
    database = studio.database
    session = _still_open(current_session(database, group.group_id))
    before = open_ballot_of(database, group.group_id)
    if before is not None and session.phase == "vote":
        return before
    if before is not None:  # left over from a session that was once closed without it
        put_closed(database, before, lambda now: now, studio.now())
    number = published(database, group)
    if number is None:
        raise NotYet(
            "there is no picture of this group to vote on yet",
            advice="It appears by itself once enough tastes are known.",
        )
    members = voters_of(studio, group)
    last = max((one.ballot for one in ballots_of(database, group.group_id)), default=0)
    ballot = Ballot(
        group.group_id, last + 1, session.number, number, studio.now(), None, None, len(members),
        session.results_shown,
    )  # fmt: skip
    candidates = _candidates(studio, group, ballot)

    def opened(now: Session) -> Session:  # drawing took a while: much may have been changed meanwhile
        if now.number != ballot.session_number:
            raise SessionClosed("this session is closed", advice="Open a session first.")
        return replace(_still_open(now), phase="vote", slide="", results_shown=False)

    if put_ballot(database, ballot, candidates, _cards(studio, ballot, candidates, members), opened):
        # Whoever joined while the candidates were drawn.
        put_cards(database, _cards(studio, ballot, candidates, voters_of(studio, group)))
    return open_ballot_of(database, group.group_id) or ballot


def close_ballot(
    studio: Studio, group: Group, phase: str = "reveal", slide: str = RESULT, results_shown: bool = True
) -> None:
    """Close the open vote and show what came of it, or go elsewhere; again does nothing."""
    ballot = open_ballot_of(studio.database, group.group_id)
    if ballot is not None:

        def closed(now: Session) -> Session:
            return replace(now, phase=phase, slide=slide, results_shown=results_shown)

        put_closed(studio.database, ballot, closed, studio.now())


def withdraw_ballot(studio: Studio, group: Group, phase: str, slide: str) -> None:
    """Take the open vote back, to the phase and slide before it; again does nothing.

    Raises:
        NotAllowed: Somebody has voted.
    """
    ballot = open_ballot_of(studio.database, group.group_id)
    if ballot is None:
        return

    def taken_back(now: Session) -> Session:
        if votes := votes_of(studio.database, ballot):
            raise NotAllowed(
                "{n} voted already", advice="Close the vote: its result is part of the session.", n=len(votes)
            )
        return replace(now, phase=phase, slide=slide, results_shown=ballot.results_seen)

    put_closed(studio.database, ballot, taken_back, studio.now(), counts=False)


def deal_ballot(studio: Studio, group: Group, member: Member) -> None:
    """Let somebody who has just joined vote, when a vote is open."""
    session = current_session(studio.database, group.group_id)
    if session.phase != "vote":
        return
    ballot = open_ballot_of(studio.database, group.group_id)
    if ballot is not None:
        put_cards(studio.database, _cards(studio, ballot, candidates_of(studio.database, ballot), [member]))


def takes_vote(studio: Studio, group_id: str, turn: int) -> bool:
    """Whether the vote that a card belongs to is open."""
    session = current_session(studio.database, group_id)
    ballot = open_ballot_of(studio.database, group_id)
    return session.phase == "vote" and ballot is not None and ballot.turn == turn


def has_counted(studio: Studio, group_id: str, turn: int, seq: int) -> bool:
    """Whether an event came before the vote that a card belongs to was closed."""
    closed = [one.closed_event for one in ballots_of(studio.database, group_id) if one.turn == turn]
    return any(last is None or seq <= last for last in closed)


def outcome(studio: Studio, group: Group, ballot: Ballot) -> Outcome:
    """The votes of a ballot as they stand, or stood when it closed."""
    chosen = [vote.picture_id for vote in votes_of(studio.database, ballot)]
    candidates = candidates_of(studio.database, ballot)
    counts = [chosen.count(one.picture_id) for one in candidates]
    total = sum(counts)
    counted = [
        Counted(one, count, count / total if total else 0.0, *reach)
        for one, count, reach in zip(candidates, counts, simultaneous(counts), strict=True)
    ]
    counted.sort(key=lambda one: (-one.votes, -one.candidate.share, one.candidate.place))
    return Outcome(counted, total, len(chosen) - total)


def votes_told(group: Group, found: Outcome) -> tuple[int | None, list[int | None]]:
    """How many chose a candidate, and the votes of each of `counted`; None where few would be exposed."""
    counts = [one.votes for one in found.counted]
    if may_single_out(group):
        return found.votes, [*counts]
    # With how many voted, which is told while the vote is open, the votes tell how many chose none.
    whole = told(found.votes, found.votes + found.others, group.k)
    if whole is None or found.votes < group.k:
        return None, [None] * len(counts)
    shown = tellable(counts, group.k)
    return whole, [count if seen else None for count, seen in zip(counts, shown, strict=True)]


def voters_of(studio: Studio, group: Group) -> list[Member]:
    """Everybody who may vote: those the host has not set aside, and who did not come with a file."""
    members = members_of(studio.database, group.group_id)
    return [one for one in members if not one.set_aside and not one.imported]


def _still_open(session: Session) -> Session:
    if session.closed_at is not None:
        raise SessionClosed("this session is closed", advice="Open a session first.")
    return session


def _candidates(studio: Studio, group: Group, ballot: Ballot) -> list[Candidate]:
    """The candidates in an order by chance, drawn as large as cards, with what is foretold of them."""
    space = group_space(studio, group)
    standing = _standing(studio, group, ballot)
    pictures = draw(
        studio, space, np.array([one.latent for one in standing]), studio.settings.card_pixels, MEDIA_TYPE
    )
    once = {picture: place for place, picture in reversed(list(enumerate(pictures)))}
    chosen = sorted(once.values())[:MOST]
    if len(chosen) < 2:
        raise NotYet("a vote needs two pictures that differ", advice="Wait until more pictures are there.")
    share, low, high = _foretold(studio, group, ballot, np.array([standing[one].latent for one in chosen]))
    order = studio.rng("ballot", group.group_id, ballot.seed).permutation(len(chosen))
    return [
        Candidate(
            group.group_id, ballot.ballot, place, standing[chosen[at]].kind, standing[chosen[at]].rule,
            pictures[chosen[at]], standing[chosen[at]].latent.tolist(),
            float(share[at]), float(low[at]), float(high[at]),
        )
        for place, at in enumerate(order)
    ]  # fmt: skip


def _standing(studio: Studio, group: Group, ballot: Ballot) -> list[Standing]:
    """The ideals that look different, the best answered picture, one by chance, and runners-up.

    Whatever wins becomes the group's, so all of them meet what is required, the one by chance too.
    """
    database, space = studio.database, group_space(studio, group)
    pool = pool_of(database, group.group_id)
    latents = {one: np.asarray(z, dtype=np.float64) for one, z in latents_of(database, pool).items()}
    if latents:
        met = meets(studio, group, np.array(list(latents.values())))
        latents = {one: z for (one, z), fine in zip(latents.items(), met, strict=True) if fine}
    rows = ideals(database, group.group_id, ballot.number)
    drawn = {row.rule: np.asarray(row.latent, dtype=np.float64) for row in rows}
    found = [Standing("ideal", rule, drawn[rule]) for rule in CHIEF if rule in drawn]
    best = best_answered(studio, group, [one for one in pool if one in latents])
    if best is not None:
        found.append(Standing("best", "", latents[best]))
    rng = studio.rng("random candidate", group.group_id, ballot.seed)
    rest = [one for one in pool if one in latents and one != best]
    chance = [Standing("random", "", latents[rest[int(rng.integers(len(rest)))]])] if rest else []
    behind = [
        Standing("runner-up", row.rule, np.asarray(row.latent, dtype=np.float64))
        for row in runners_up(database, group.group_id, ballot.number)
        if row.rule == CHIEF[0]
    ]
    standing = [*found, *chance, *behind]
    z = np.array([one.latent for one in standing])
    shown = np.logical_and(allowed(studio, group, z), meets(studio, group, z))
    standing = [one for one, fine in zip(standing, shown, strict=True) if fine]
    different = _different(studio, group, standing)[:MOST] if standing else []
    return [replace(one, latent=space.canonical(one.latent)[0]) for one in different]


def _different(studio: Studio, group: Group, standing: list[Standing]) -> list[Standing]:
    """Those that look different from all before them; ideals that look the same are one, of several rules."""
    words, arrays = space_words(studio, group)
    _, got = studio.child.run("place", words, {**arrays, "z": np.array([one.latent for one in standing])})
    kept: dict[int, str] = {}
    for place, one in enumerate(standing):
        apart = {other: float(np.linalg.norm(got["x"][other] - got["x"][place])) for other in kept}
        near = [other for other, distance in apart.items() if distance < APART]
        if not near:
            kept[place] = one.rule
        elif one.kind == "ideal":
            kept[near[0]] += f" {one.rule}"
    return [replace(standing[place], rule=names) for place, names in kept.items()]


def _foretold(studio: Studio, group: Group, ballot: Ballot, z: Array) -> tuple[Array, Array, Array]:
    """Predicted shares of votes with 95 % intervals, from the tastes behind the ideals."""
    seen = group_models(studio.database, group.group_id, ballot.number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    tastes = from_bytes([row.payload for row in ready], group.space)
    words, arrays = space_words(studio, group)
    words |= {
        "calibration": fit_at(studio.database, group.group_id, seen).calibration,
        "voters": max(ballot.voters, 1),
        "seed": int(studio.rng("forecast", group.group_id, ballot.seed).integers(2**62)),
    }
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "z": z}
    _, got = studio.child.run("forecast", words, arrays)
    return got["share"], got["low"], got["high"]


def _cards(
    studio: Studio, ballot: Ballot, candidates: Sequence[Candidate], members: Sequence[Member]
) -> list[CardRow]:
    """One turn for each member with all candidates, in an order of their own that stays."""
    cards = []
    for member in members:
        rng = studio.rng("ballot", ballot.group_id, ballot.seed, member.member_id)
        for place, at in enumerate(rng.permutation(len(candidates))):
            picture = candidates[at].picture_id
            words = f"{member.member_id} ballot {ballot.seed} {picture}"
            card_id = hashlib.sha256(words.encode()).hexdigest()[:32]
            cards.append(
                CardRow(
                    card_id, ballot.group_id, member.member_id, ballot.turn, place, MODE, picture, "",
                    studio.now(),
                )
            )  # fmt: skip
    return cards
