"""A whole room live: 200 phones voting once a second, hundreds of open streams, and jobs at work.

A real server in a process of its own, measured over HTTP from this one: how long a vote waits for
its acknowledgement, how soon the presenter hears of it, and whether every acknowledged vote is
stored, once. The peer is the same server with the numerics in one of its threads instead of the
compute child. Everything shares the machine's cores: server, child, phones and screens.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.benchmarks.form import Line as Row
from group_plgl.benchmarks.form import Report, at_most, mean_line, ratio_line, seeds_of
from group_plgl.benchmarks.phones import Ack, House, Line, Phone, Screen
from group_plgl.compute.child import named
from group_plgl.compute.messages import Arrays, Words, pack, unpack
from group_plgl.compute.worker import TASKS
from group_plgl.errors import GroupPLGLError
from group_plgl.settings import Settings
from group_plgl.store.database import Database

PHONES = 200
FEW, MANY = 200, 1000
FIRST_ANSWERS = 14
ACK_TARGET_MS, ACK_AIM_MS = 100.0, 50.0
LAG_TARGET_MS = 1000.0
_WINDOW_SECONDS = 2.0
_WITNESSES = 20
_AFTER_SECONDS = 1.5
_PATIENCE_SECONDS = 60.0
_OURS, _PEER = "child", "thread"
_CODE = {
    _OURS: "from group_plgl.cli import main; main()",
    _PEER: "from group_plgl.benchmarks.live import numerics_inside; numerics_inside(); "
    "from group_plgl.cli import main; main()",
}
_JOBS = ("learn_members", "aggregate_groups", "imagine_ideals")


@dataclass
class Stretch:
    """A measured time: who voted when, and when it was heard.

    Attributes:
        begun: Wall-clock seconds.
        ended: Wall-clock seconds.
        acks: Every vote that was acknowledged.
        presenter: Seconds from each acknowledgement to the presenter's hint.
        others: The same for some of the other streams.
    """

    begun: float
    ended: float
    acks: list[Ack]
    presenter: list[float]
    others: list[float]

    def windows(self, values: Sequence[float], share: float) -> list[float]:
        """A percentile of values that belong to the acknowledgements, per window, in milliseconds."""
        places = [int((ack.at - self.begun) / _WINDOW_SECONDS) for ack in self.acks]
        return [
            float(
                np.percentile(
                    [1000 * value for value, at in zip(values, places, strict=True) if at == one], share
                )
            )
            for one in sorted(set(places))[:-1] or sorted(set(places))
        ]

    @property
    def waits(self) -> list[float]:
        """Seconds each vote waited."""
        return [ack.wait for ack in self.acks]


@dataclass
class Found:
    """What was measured of one way to run the numerics."""

    few: list[Stretch] = field(default_factory=list)
    many: list[Stretch] = field(default_factory=list)
    acknowledged: int = 0
    lost: int = 0
    refused: int = 0
    jobs: Counter[str] = field(default_factory=Counter)


def run(quick: bool, seed: int) -> Report:
    """Measure rooms with the numerics in the child and in a thread, in turn."""
    seeds = seeds_of(seed, "phones", "order", "intervals")
    rounds, warm, seconds = (1, 1.0, 6.0) if quick else (3, 6.0, 24.0)
    found = {_OURS: Found(), _PEER: Found()}
    order = np.random.default_rng(seeds["order"])
    rng = np.random.default_rng(seeds["phones"])
    for _ in range(rounds):
        for way in order.permutation([_OURS, _PEER]):
            _round(str(way), found[str(way)], warm, seconds, rng)
    return _report(found, quick, seed, seeds)


def numerics_inside() -> None:
    """Let this process compute what the child would, in the thread that asks: what the peer does."""
    studio = named("group_plgl.services.studio:__dict__")
    studio["Child"] = _Inside


class _Inside:
    """Stands where the child does, and runs its tasks here; messages are packed as for the child."""

    def __init__(self, settings: Settings) -> None:
        self._tasks: Mapping[str, str] = named(TASKS)

    def run(self, task: str, words: Mapping[str, Any], arrays: Mapping[str, Any]) -> tuple[Words, Arrays]:
        told, given = unpack(pack({"words": dict(words)}, arrays))
        spoken, made = named(self._tasks[task])(told["words"], given)
        told, made = unpack(pack({"words": spoken}, made))
        return told["words"], made

    def close(self) -> None:
        """Nothing to end."""


def _round(way: str, found: Found, warm: float, seconds: float, rng: np.random.Generator) -> None:
    """One fresh house with its room; what was acknowledged is looked for in its file afterwards."""
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as folder:
        house = House(Path(folder), _CODE[way])
        try:
            phones = asyncio.run(_room(house.port, found, way == _OURS, warm, seconds, rng))
        finally:
            house.close()
        with Database.open(Path(folder) / "house.duckdb") as database:
            stored = Counter(
                event for (event,) in database.read("SELECT event_id FROM events WHERE member_id <> ''")
            )
            runs = database.read("SELECT job, finished_at FROM runs WHERE status = 'done'")
    said = [event for phone in phones for event in phone.acknowledged]
    found.acknowledged += len(said)
    found.lost += sum(stored[event] != 1 for event in said)
    found.refused += sum(phone.refused for phone in phones)
    spans = [(one.begun, one.ended) for one in (*found.few, *found.many)]
    found.jobs.update(
        job for job, at in runs if job in _JOBS and any(a <= at.timestamp() <= b for a, b in spans)
    )


async def _room(
    port: int, found: Found, crowded: bool, warm: float, seconds: float, rng: np.random.Generator
) -> list[Phone]:
    """People come, answer their first cards as fast as they can, and then vote while they are measured."""
    host = Line(port)
    wish = {"name": "Live", "question": "Which?", "space": "vessel", "mode": "swipe", "rehearsal": True}
    _, made = await host.ask("POST", "/new", wish)
    slug, code = made["slug"], made["join_code"]
    for _ in range(300):
        if (await host.ask("GET", f"/g/{slug}.json"))[1]["pool"]:
            break
        await asyncio.sleep(0.1)
    phones = [Phone(slug, Line(port), one) for one in rng.spawn(PHONES)]
    for some in range(0, PHONES, 20):
        await asyncio.gather(
            *(p.join(code, f"Sim {some + i}") for i, p in enumerate(phones[some : some + 20]))
        )
    await asyncio.gather(*(_answer_first(phone) for phone in phones))
    presenter = Screen(host, f"/g/{slug}/changes")
    watching = [asyncio.create_task(presenter.watch())]
    others: list[Screen] = []
    try:
        for most, kept in ((FEW, found.few), (MANY, found.many))[: 2 if crowded else 1]:
            more = [Screen(Line(port), f"/g/{slug}/changes") for _ in range(most - len(others) - 1)]
            others += more
            watching += [asyncio.create_task(screen.watch()) for screen in more]
            await _heard_by(others)
            await _voting(phones, warm)
            kept.append(await _stretch(phones, presenter, others, seconds))
    finally:
        for task in watching:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*watching, return_exceptions=True)
        for line in (host, *(phone.line for phone in phones)):
            line.close()
    return phones


async def _heard_by(screens: Sequence[Screen]) -> None:
    """Wait until every stream is open."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while silent := sum(not screen.heard for screen in screens):
        if time.monotonic() > until:
            raise GroupPLGLError(f"{silent} of {len(screens)} streams heard nothing")
        await asyncio.sleep(0.1)


async def _answer_first(phone: Phone) -> None:
    for _ in range(FIRST_ANSWERS):
        await phone.vote(time.time())


async def _voting(phones: Sequence[Phone], seconds: float) -> list[Ack]:
    """Every phone votes once a second; they are spread evenly over the second."""
    start = time.time() + 0.1
    each = await asyncio.gather(
        *(p.keep_voting(start + i / len(phones), round(seconds)) for i, p in enumerate(phones))
    )
    return [ack for acks in each for ack in acks]


async def _stretch(
    phones: Sequence[Phone], presenter: Screen, others: Sequence[Screen], seconds: float
) -> Stretch:
    begun = time.time()
    acks = await _voting(phones, seconds)
    ended = time.time()
    await asyncio.sleep(_AFTER_SECONDS)
    until = time.time()
    witnesses = others[:: max(1, len(others) // _WITNESSES)]
    lags = [lag for screen in witnesses for lag in screen.lags(acks, until)]
    return Stretch(begun, ended, acks, presenter.lags(acks, until), lags)


def _report(found: Mapping[str, Found], quick: bool, seed: int, seeds: dict[str, int]) -> Report:
    """Waits, lags and the ratio as lines; three demands."""
    rng = np.random.default_rng(seeds["intervals"])
    ours, peer = found[_OURS], found[_PEER]
    few, many, thread = (_windows(stretches, 95) for stretches in (ours.few, ours.many, peer.few))
    paired = min(len(few), len(thread))
    jobs = ", ".join(f"{job} {ours.jobs[job]} / {peer.jobs[job]}" for job in _JOBS)
    return Report(
        name="live",
        seed=seed,
        seeds=seeds,
        quick=quick,
        lines=[
            *_rows(f"child, {FEW} streams", ours.few, rng),
            *_rows(f"child, {MANY} streams", ours.many, rng),
            *_rows(f"thread, {FEW} streams", peer.few, rng),
            ratio_line("thread / child, 95 % ack", thread[:paired], few[:paired], rng),
            ratio_line(f"{MANY} / {FEW} streams, 95 % ack", many[: len(few)], few[: len(many)], rng),
        ],
        checks=[
            at_most("ack_p95_ms", max(_ack(ours.few), _ack(ours.many)), ACK_TARGET_MS, ACK_AIM_MS),
            at_most("votes_lost", float(ours.lost), 0.0),
            at_most("presenter_lag_p95_ms", max(_lag(ours.few), _lag(ours.many)), LAG_TARGET_MS),
        ],
        notes=[
            f"{ours.acknowledged} votes acknowledged by ours, {peer.acknowledged} by the peer; "
            f"said again after an error: {ours.refused} and {peer.refused}.",
            f"Runs done while measuring (child / thread): {jobs}.",
            "Checks take all votes of the worse crowd together; a wait begins when its vote is due.",
            "The presenter is told at once; other streams take turns, so that their pages are not all "
            "asked for at once.",
        ],
    )


def _rows(title: str, stretches: Sequence[Stretch], rng: np.random.Generator) -> list[Row]:
    """What was measured of one crowd."""
    rates = [len(one.acks) / (one.ended - one.begun) for one in stretches]
    others = [1000 * float(np.percentile(one.others, 95)) for one in stretches]
    lags = [value for one in stretches for value in one.windows(one.presenter, 95)]
    return [
        mean_line(f"{title}: votes", rates, "votes/s", rng),
        *(
            mean_line(f"{title}: {share} % ack", _windows(stretches, share), "ms", rng)
            for share in (50, 95, 99)
        ),
        mean_line(f"{title}: presenter's 95 % lag", lags, "ms", rng),
        mean_line(f"{title}: other streams' 95 % lag", others, "ms", rng),
    ]


def _windows(stretches: Sequence[Stretch], share: float) -> list[float]:
    return [value for one in stretches for value in one.windows(one.waits, share)]


def _ack(stretches: Sequence[Stretch]) -> float:
    return 1000 * float(np.percentile([wait for one in stretches for wait in one.waits], 95))


def _lag(stretches: Sequence[Stretch]) -> float:
    return 1000 * float(np.percentile([lag for one in stretches for lag in one.presenter], 95))
