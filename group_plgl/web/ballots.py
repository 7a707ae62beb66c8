"""A blind vote in words: who has voted while it is open, and what came of it beside the prediction.

While a vote is open nobody sees how it stands, the host neither. Afterwards every share comes with
its interval and with what was predicted before; in anonymous groups numbers that rest on few voters
are left away, and others that would give them back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from flask import Blueprint, Response, url_for

from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.services.ballot import Counted, Outcome, outcome, voters_of, votes_told
from group_plgl.services.reveal import results_visible
from group_plgl.services.threshold import told
from group_plgl.store.ballots import (
    Ballot,
    Candidate,
    ballots_of,
    candidates_of,
    open_ballot_of,
    votes_of,
)
from group_plgl.store.people import Group, current_session
from group_plgl.web.answers import html, twin
from group_plgl.web.describing import described
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import listed
from group_plgl.web.language import _, later, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.stage_pages import ResultLine, ResultPanel, Tile, VotePage, VotePanel
from group_plgl.web.wiring import wiring

blueprint = Blueprint("ballots", __name__)
ENOUGH, MANY = 5, 20
LABELS = {
    "best": later("Best of the deck"),
    "random": later("Random"),
    "runner-up": later("Runner-up"),
}
_CLOSE = 1e-9


@blueprint.get("/g/<slug>/vote")
def vote(slug: str) -> Response:
    """The newest blind vote; members who may still vote are sent to their deck."""
    visitor = require_reader(slug)
    page = vote_page(visitor)
    if page.voting and visitor.member is not None:
        return Response(status=303, headers={"Location": url_for("voting.rate", slug=slug)})
    return html("voting/vote.html", page)


@blueprint.get("/g/<slug>/vote.json")
def vote_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(vote_page(require_reader(slug)))


def vote_page(visitor: Visitor) -> VotePage:
    """The newest blind vote as this visitor may see it; results that are hidden are not there."""
    studio, group = wiring().studio, visitor.group
    session = current_session(studio.database, group.group_id)
    voting = session.phase == "vote" and session.closed_at is None
    closed = [
        one
        for one in ballots_of(studio.database, group.group_id)
        if one.closed_event is not None and one.closed_event >= 0
    ]
    shown = results_visible(studio, visitor) and not voting
    return VotePage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        rehearsal=group.rehearsal,
        role=visitor.role,
        voting=voting,
        result=result_panel(group, closed[-1]) if closed and shown else None,
    )


def vote_panel(group: Group) -> VotePanel | None:
    """The vote that is open, without names and without how it stands."""
    studio = wiring().studio
    ballot = open_ballot_of(studio.database, group.group_id)
    if ballot is None:
        return None
    voted, voters = len(votes_of(studio.database, ballot)), len(voters_of(studio, group))
    everybody = voted >= voters
    shown_voted: int | None = voted
    shown_voters: int | None = voters
    if group.privacy == "anonymous":
        shown_voters = told(voters, voters, group.k)
        shown_voted = told(voted, voters, group.k) if shown_voters is not None else None
    return VotePanel(
        candidates=tiles(group, [one.picture_id for one in candidates_of(studio.database, ballot)]),
        voted=shown_voted,
        voters=shown_voters,
        everybody=everybody and voters > 0 and shown_voted is not None,
        words=_voted(shown_voted, shown_voters),
    )


def result_panel(group: Group, ballot: Ballot) -> ResultPanel:
    """What came of a vote, as everybody who may see results may see it."""
    found = outcome(wiring().studio, group, ballot)
    anonymous = group.privacy == "anonymous"
    top = found.counted[0].votes if found.counted else 0
    enough = not anonymous or found.votes >= group.k
    told_votes, numbers = votes_told(group, found)
    pictures = tiles(group, [one.candidate.picture_id for one in found.counted])
    rows = [
        (one, tile, number, enough and 0 < one.votes == top)
        for one, tile, number in zip(found.counted, pictures, numbers, strict=True)
    ]
    # Where a number is not told, its rank must not tell it either.
    rows.sort(key=lambda row: (not row[3], row[2] is None, row[0].candidate.place if row[2] is None else 0))
    lines = [_line(one, tile, number, found.votes, won) for one, tile, number, won in rows]
    return ResultPanel(
        sentence=_sentence(lines, told_votes, group.k),
        caution=_caution(found, told_votes, all(number is not None for number in numbers)),
        votes=told_votes,
        others=None if anonymous else found.others,
        lines=lines,
        opened_at=ballot.opened_at,
        number=ballot.number,
        seen_before=ballot.results_seen,
    )


def tiles(group: Group, picture_ids: Sequence[str]) -> list[Tile]:
    """Pictures without labels."""
    told_words = described(group, picture_ids)
    return [Tile(picture_url(group, one), told_words.get(one, ""), "", False) for one in picture_ids]


def label_of(candidate: Candidate) -> str:
    """What a candidate turned out to be."""
    if candidate.kind != "ideal":
        return _(LABELS[candidate.kind])
    return listed([_(RULES[rule].title) for rule in candidate.rule.split() if rule in RULES])


def _line(one: Counted, tile: Tile, number: int | None, votes: int, won: bool) -> ResultLine:
    candidate, told_it = one.candidate, number is not None
    reach = _reach(candidate.low, candidate.high, votes)
    words = (
        _("{votes} of {n}, predicted {reach}", votes=number, n=votes, reach=reach)
        if told_it and votes
        else _("predicted {share}", share=_percent_span(candidate))
    )
    return ResultLine(
        tile=Tile(tile.picture_url, tile.words, label_of(candidate), False),
        kind=candidate.kind,
        rules=candidate.rule.split(),
        votes=number,
        share=one.share if told_it else None,
        low=one.low if told_it else None,
        high=one.high if told_it else None,
        foretold=candidate.share,
        foretold_low=candidate.low,
        foretold_high=candidate.high,
        words=words,
        won=won,
    )


def _reach(low: float, high: float, votes: int) -> str:
    """A predicted share in votes out of so many, as people say it: `6 to 9`, or `6`."""
    fewest, most = _span(low, high, votes)
    return str(most) if fewest == most else _("{low} to {high}", low=fewest, high=most)


def _span(low: float, high: float, votes: int) -> tuple[int, int]:
    """The fewest and most votes out of so many that a predicted share comes to, rounded outwards."""
    return math.floor(low * votes + _CLOSE), math.ceil(high * votes - _CLOSE)


def _percent_span(candidate: Candidate) -> str:
    return f"{candidate.low:.0%}–{candidate.high:.0%}"


def _voted(voted: int | None, voters: int | None) -> str:
    if voters is None:
        return _("Voting is open.")
    if voted is None:
        return _("{n} may vote.", n=voters)
    if voted >= voters:
        return ngettext("The only member here has voted.", "All {n} have voted.", voters)
    return _("{voted} of {n} have voted.", voted=voted, n=voters)


def _sentence(lines: Sequence[ResultLine], votes: int | None, k: int) -> str:
    """Who won, and whether that was predicted."""
    winners = [line for line in lines if line.won]
    names = listed([line.tile.label for line in winners])
    if votes is None and winners:
        return _("“{name}” got the most votes.", name=names)
    if votes is None:
        return _("Fewer than {k} voted: too few to show without exposing someone.", k=k)
    if votes == 0:
        return _("Nobody chose one of the pictures.")
    first = winners[0]
    if first.votes is None:
        return _("“{name}” got the most of {n} votes.", name=names, n=votes)
    if len(winners) > 1:
        return _(
            "“{names}” share the first place with {votes} of {n} votes each.",
            names=names, votes=first.votes, n=votes,
        )  # fmt: skip
    won = _("“{name}” won with {votes} of {n} votes.", name=names, votes=first.votes, n=votes)
    return f"{won} {_held(first, votes)}{_ours(lines, votes)}"


def _held(line: ResultLine, votes: int) -> str:
    """Whether a prediction came true, in whole votes as it is told."""
    fewest, most = _span(line.foretold_low, line.foretold_high, votes)
    reach, got = _reach(line.foretold_low, line.foretold_high, votes), line.votes or 0
    if got > most:
        return _("That is more than the {reach} that were predicted.", reach=reach)
    if got < fewest:
        return _("That is fewer than the {reach} that were predicted.", reach=reach)
    return _("{reach} were predicted.", reach=reach)


def _ours(lines: Sequence[ResultLine], votes: int) -> str:
    """How the consensus picture did, where it did not win."""
    ours = next((line for line in lines if DEFAULT_RULE in line.rules), None)
    if ours is None or ours.won or ours.votes is None:
        return ""
    reach = _reach(ours.foretold_low, ours.foretold_high, votes)
    said = _("The consensus picture got {votes}; {reach} were predicted.", votes=ours.votes, reach=reach)
    return f" {said}"


def _caution(found: Outcome, votes: int | None, all_told: bool) -> str:
    """How much the vote says."""
    if not votes or len(found.counted) < 2:
        return ""
    if votes < ENOUGH:
        return ngettext("{n} vote is too few to say more.", "{n} votes are too few to say more.", votes)
    if not all_told:
        return _("Numbers that rest on few voters are not shown.")
    clear = found.counted[0].low > max(one.high for one in found.counted[1:])
    if clear and votes >= MANY:
        return _("A clear result: its interval lies above all others.")
    if clear:
        return _("Its interval lies above all others, among {n} votes.", n=votes)
    return _("The intervals overlap: among {n} votes this is a lead, no proof.", n=votes)
