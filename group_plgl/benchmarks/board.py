"""The board over very many votes: each chart's question for one group, beside the same in pandas.

Votes are written into the real schema, in the order of sessions that were held one after another,
twenty at a time. pandas has all tables in memory already, as a notebook would; ours reads a file. Both
must come to the same numbers, or the run stops.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from group_plgl.analytics.charts import CHARTS
from group_plgl.benchmarks.form import Check, Line, Report, at_least, mean_line, ratio_line, seeds_of
from group_plgl.errors import GroupPLGLError
from group_plgl.store.database import Database
from group_plgl.store.views import rows_of

MEMBERS, PICTURES, TOGETHER = 60, 160, 20
TARGET, AIM = 5.0, 10.0
_ID = "lpad(to_hex({}), 32, '0')"
_MEMBERS = 1 << 40  # ids of members, cards, events and pictures lie far apart
_CARDS, _EVENTS, _PICTURES = 2 << 40, 3 << 40, 4 << 40
Frames = Mapping[str, pd.DataFrame]


def run(quick: bool, seed: int) -> Report:
    """Fill a file, then ask every chart's question of groups in turn, and some of them in pandas.

    Raises:
        GroupPLGLError: pandas comes to other numbers.
    """
    seeds = seeds_of(seed, "votes", "groups", "intervals")
    votes, each, rounds = (400_000, 83, 5) if quick else (10_000_000, 83, 9)
    groups = max(TOGETHER, votes // (MEMBERS * each))
    rng = np.random.default_rng(seeds["groups"])
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as folder:
        path, begun = Path(folder) / "board.duckdb", time.perf_counter()
        with Database.open(path, write_seconds=3600.0) as database:
            _fill(database, groups, each, seeds["votes"])
        filled = time.perf_counter() - begun
        ours, peers, overview = _measured(path, groups, rounds, rng)
    return _report((groups * MEMBERS * each, filled), ours, peers, overview, (seed, seeds, quick))


def _measured(
    path: Path, groups: int, rounds: int, rng: np.random.Generator
) -> tuple[dict[str, list[float]], dict[str, list[float]], list[float]]:
    """Seconds of every chart, of the peer's, and of the overview."""
    with Database.open(path) as database:
        frames = _frames(database)
        numbers = rng.choice(groups, rounds, replace=False)
        chosen = [hashlib.md5(f"group {one}".encode(), usedforsecurity=False).hexdigest() for one in numbers]
        ours, peers = _asked(database, frames, chosen)
        # each round asks in other words, since the same again would cost nothing
        questions = [f"{_OVERVIEW} LIMIT {groups + n}" for n in range(rounds)]
        return ours, peers, [_timed(partial(database.read, sql))[0] for sql in questions]


def _asked(
    database: Database, frames: Frames, chosen: list[str]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Seconds of every chart for each group, ours and where there is one the peer's."""
    ours: dict[str, list[float]] = {name: [] for name in CHARTS}
    peers: dict[str, list[float]] = {name: [] for name in _PEERS}
    for group in chosen:
        for name in CHARTS:
            seconds, rows = _timed(partial(rows_of, database, name, group, 1))
            ours[name].append(seconds)
            if name in _PEERS:
                peer, found = _timed(partial(_PEERS[name], frames, group))
                peers[name].append(peer)
                _same(name, rows, found)
    return ours, peers


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = ask()
    return time.perf_counter() - begun, found


def _fill(database: Database, groups: int, each: int, seed: int) -> None:
    """Groups with members, a number, camps, and votes on cards: swipes, one in thirty taken back."""
    shared = {
        "groups": groups, "members": MEMBERS, "each": each, "pictures": PICTURES, "seed": seed % 100_000,
        "at_once": TOGETHER,
    }  # fmt: skip

    def change(cursor: Any) -> None:
        for sql in _FILLING:
            cursor.execute(sql.format(**shared))

    database.write(change)


_GROUP = "md5('group ' || g)"
_MEMBER = _ID.format(f"{_MEMBERS} + g * {{members}} + m")
_CARD = _ID.format(f"{_CARDS} + (g * {{members}} + m) * {{each}} + t")
_PICTURE = _ID.format(f"{_PICTURES} + hash(g * {{members}} + m, t, {{seed}}) % {{pictures}}")
_SAID = "hash(g, m, t, {seed}) % 1000 / 1000.0"
_THEN = "TIMESTAMP '2026-01-01'"
# Twenty groups at a time; in each, everybody's first turn, then everybody's second.
_VOTES = (
    "FROM range({groups} // {at_once} + 1) b(block), range({each}) q(t), range({at_once}) o(place), "
    "range({members}) p(m), (SELECT 0) WHERE block * {at_once} + place < {groups}"
)
_TURNS = f"SELECT block * {{at_once}} + place AS g, m, t, block {_VOTES} ORDER BY block, t, place, m"
_WHEN = f"{_THEN} + INTERVAL 1 SECOND * (block * 3600 + t * 20)"
_FILLING = (
    f"INSERT INTO groups SELECT {_GROUP}, 'group-' || g, 'Group', 'Which?', 'tiles@3', 'identified', 5, "
    f"false, 'code' || g, 'hash', {_THEN} + INTERVAL 1 HOUR * (g // {{at_once}}), '' "
    "FROM range({groups}) r(g)",
    "INSERT INTO sessions (group_id, number, mode, turns, classes, phase, results_shown, door_open, "
    "opened_at) "
    f"SELECT {_GROUP}, 1, 'swipe', 30, [], 'rating', true, true, {_THEN} FROM range({{groups}}) r(g)",
    "INSERT INTO members (member_id, group_id, nickname, simulated, token_hash, joined_at) "
    f"SELECT {_MEMBER}, {_GROUP}, 'Member', true, '', {_THEN} FROM range({{groups}}) r(g), "
    f"range({{members}}) p(m)",
    "INSERT INTO cards (card_id, group_id, member_id, turn, place, mode, picture_id, repeat_of, dealt_at) "
    f"SELECT {_CARD}, {_GROUP}, {_MEMBER}, t, 0, 'swipe', {_PICTURE}, '', {_WHEN} FROM ({_TURNS})",
    "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, card_id, value, "
    "answer_ms, said_at) "
    f"SELECT 2 * row_number() OVER (), {_ID.format(f'{_EVENTS} + (g * {{members}} + m) * {{each}} + t')}, "
    f"{_GROUP}, 1, {_MEMBER}, 'rated', {_CARD}, ({_SAID} < 0.3 + 0.4 * (m % 2))::DOUBLE, "
    f"400 + hash(m, t) % 3000, {_WHEN} + INTERVAL 30 SECOND FROM ({_TURNS})",
    "INSERT INTO events (seq, event_id, group_id, session_number, member_id, kind, target_id, answer_ms, "
    "said_at) "
    "SELECT seq + 1, 'undo' || event_id, group_id, 1, member_id, 'undone', event_id, 100, said_at "
    "FROM events WHERE hash(event_id, {seed}) % 30 = 0",
    "INSERT INTO group_models SELECT group_id, 1, 'mean', max(seq), {members}, '', 'bench', max(said_at) "
    "FROM events GROUP BY group_id",
    "INSERT INTO member_models (group_id, seen_event, member_id, answers, likes, ready, right_held_out, "
    "held_out, "
    "baseline, payload) SELECT m.group_id, g.seen_event, m.member_id, {each}, {each} // 2, true, {each} // "
    "2, {each}, "
    "0.5, ''::BLOB FROM members m JOIN group_models g ON g.group_id = m.group_id",
    "INSERT INTO camp_findings (group_id, number, reading, supported, camps, members, silhouette, p_value, "
    "stability, "
    "map_share, seen_event, made_by, made_at) SELECT group_id, 1, 'separate camps', true, 2, members, 0.4, "
    "0.01, 0.9, "
    "0.5, seen_event, 'bench', made_at FROM group_models",
    "INSERT INTO camp_memberships (group_id, number, member_id, camp, certainty, x, y) "
    f"SELECT {_GROUP}, 1, {_MEMBER}, m % 2, 0.9, m, m FROM range({{groups}}) r(g), range({{members}}) p(m)",
    f"INSERT INTO likings SELECT {_GROUP}, 1, 'mean', {_MEMBER}, 0.6, 0.4, 0.8, 0.7 "
    "FROM range({groups}) r(g), range({members}) p(m)",
)  # fmt: skip
_OVERVIEW = (
    "SELECT e.group_id, count(*) AS votes, avg(e.value) AS liked, count(DISTINCT e.member_id) AS members, "
    "max(e.said_at) AS newest FROM events e WHERE e.kind = 'rated' GROUP BY e.group_id"
)


def _frames(database: Database) -> Frames:
    """All tables the peer asks, in memory."""
    wanted = {
        "events": "SELECT seq, event_id, group_id, member_id, kind, card_id, value, target_id, answer_ms "
        "FROM events",
        "cards": "SELECT card_id, group_id, picture_id FROM cards",
        "camps": "SELECT group_id, member_id, camp FROM camp_memberships",
        "models": "SELECT group_id, seen_event FROM group_models",
    }
    return {name: pd.DataFrame(database.columns(sql)) for name, sql in wanted.items()}


def _votes_of(frames: Frames, group: str) -> pd.DataFrame:
    """The votes of a group that stand, with the picture and the camp of whoever gave them."""
    events, cards, camps = (frames[name] for name in ("events", "cards", "camps"))
    seen = frames["models"].loc[lambda one: one.group_id == group, "seen_event"].iloc[0]
    said = events[events.group_id == group]
    said = said[said.seq <= seen]
    undone = set(said.loc[said.kind == "undone", "target_id"])
    said = said[(said.kind == "rated") & ~said.event_id.isin(undone)]
    here = said.merge(cards.loc[cards.group_id == group, ["card_id", "picture_id"]], on="card_id")
    return here.merge(camps.loc[camps.group_id == group, ["member_id", "camp"]], on="member_id")


def _opinions_of(frames: Frames, group: str) -> pd.DataFrame:
    grouped = _votes_of(frames, group).groupby(["member_id", "picture_id", "camp"], as_index=False)
    return grouped["value"].mean().assign(liked=lambda one: one["value"] >= 0.5)


def _picture_liking(frames: Frames, group: str) -> pd.DataFrame:
    by_camp = (
        _opinions_of(frames, group)
        .groupby(["picture_id", "camp"])["liked"]
        .agg(["size", "sum"])
        .assign(share=lambda one: (one["sum"] + 1) / (one["size"] + 2))
    )
    found = by_camp.groupby("picture_id").agg(
        people=("size", "sum"), likes=("sum", "sum"), highest=("share", "max"), lowest=("share", "min")
    )
    found["consensus"] = np.exp(np.log(by_camp["share"]).groupby("picture_id").mean())
    found["value"] = found["highest"] - found["lowest"]
    return found


def _agreement(frames: Frames, group: str) -> pd.DataFrame:
    said = _opinions_of(frames, group)[["member_id", "picture_id", "liked"]]
    pairs = said.merge(said, on="picture_id", suffixes=("", "_other"))
    pairs = pairs[pairs.member_id != pairs.member_id_other]
    pairs = pairs.assign(same=pairs.liked == pairs.liked_other)
    found = pairs.groupby(["member_id", "member_id_other"]).agg(
        shared=("same", "size"), agree=("same", "mean"), a=("liked", "mean"), b=("liked_other", "mean")
    )
    even = found.a * found.b + (1 - found.a) * (1 - found.b)
    return found[even < 1].assign(value=(found.agree - even) / (1 - even))


def _answer_pace(frames: Frames, group: str) -> pd.DataFrame:
    said = _votes_of(frames, group)
    step = np.floor(np.log10(said.answer_ms.clip(lower=30) / 1000) * 6)
    own = said.groupby("member_id").agg(
        middle=("answer_ms", "median"), n=("value", "size"), spread=("value", lambda one: one.std(ddof=0))
    )
    flagged = (own.n >= 10) & ((own.middle < 500) | ((own.n >= 20) & (own.spread == 0)))
    return said.groupby([step, said.member_id.map(flagged)]).size().to_frame("value")


_PEERS: Mapping[str, Callable[[Frames, str], pd.DataFrame]] = {
    "picture_liking": _picture_liking,
    "agreement": _agreement,
    "answer_pace": _answer_pace,
}
_VALUES = {"picture_liking": "divided", "agreement": "kappa", "answer_pace": "answers"}


def _same(name: str, rows: list[dict[str, Any]], peer: pd.DataFrame) -> None:
    """Both came to the same numbers."""
    ours, theirs = np.sort([row[_VALUES[name]] for row in rows]), np.sort(peer["value"].to_numpy(dtype=float))
    if len(ours) != len(theirs) or not np.allclose(ours, theirs):
        raise GroupPLGLError(f"pandas comes to other numbers for {name}")


def _report(
    filled: tuple[int, float], ours: dict[str, list[float]], peers: dict[str, list[float]],
    overview: list[float], asked: tuple[int, dict[str, int], bool],
) -> Report:  # fmt: skip
    """Milliseconds of every question, and how many times the peer's those of votes are."""
    (seed, seeds, quick), (votes, seconds) = asked, filled
    rng = np.random.default_rng(seeds["intervals"])
    lines = [mean_line(f"{name}, one group", np.array(ours[name]) * 1000, "ms", rng) for name in CHARTS]
    lines += [mean_line(f"{name}, pandas", np.array(peers[name]) * 1000, "ms", rng) for name in peers]
    both = [sum(times) for times in zip(*(ours[name] for name in peers), strict=True)]
    theirs = [sum(times) for times in zip(*peers.values(), strict=True)]
    ratio = ratio_line("pandas / ours, questions about votes", theirs, both, rng)
    of_group = float(np.median([max(one) for one in zip(*ours.values(), strict=True)])) * 1000
    over = mean_line("overview of all groups", np.array(overview) * 1000, "ms", rng)
    return Report(
        name="board",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=[*lines, over, ratio, Line("filling the file", seconds, seconds, seconds, "s")],
        checks=[
            at_least("group_query_vs_pandas", None if quick else ratio.value, TARGET, AIM),
            Check("group_query_ms", of_group, 1000.0, of_group <= 1000.0),
            Check("overview_ms", over.value, 5000.0, over.value <= 5000.0),
        ],
        notes=[
            f"{votes:,} votes; group_query_ms is the slowest chart of a group, in the middle of the groups "
            f"asked."
        ],
    )
