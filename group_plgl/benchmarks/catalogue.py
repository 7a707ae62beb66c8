"""A folder of pictures on disk becomes a group, and a group of twenty is learned and ranked on it.

Pictures are drawn by our own spaces, cropped and grained, so that no two are the same and none packs too
easily. The check is the processor time that two cores need, so that what else runs does not count.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from group_plgl.benchmarks.form import Line, Report, at_most, seeds_of
from group_plgl.feedback.events import Event
from group_plgl.generators.raster import resized, webp_bytes
from group_plgl.services import aggregate, collect, deal, imagine, join, learn
from group_plgl.services.catalogue import Catalogued, Wanted, catalogue
from group_plgl.services.rank import ranking
from group_plgl.services.reveal import Sight, published
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of
from group_plgl.store.people import Group, Member, group_by_slug

PICTURES, QUICK_PICTURES = 5000, 100
MEMBERS, TURNS = 20, 18
MOST_MINUTES = 10.0
CORES = 2
_CELLS = 24
_SIZES = ((1000, 1400), (1200, 900), (1200, 1200))


@dataclass
class _Watch:
    """How long each named piece took, in seconds."""

    took: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.took[name] = time.perf_counter() - start


def run(quick: bool, seed: int) -> Report:
    """Catalogue a folder of 5,000 pictures, let twenty members answer, and learn, draw and rank."""
    n = QUICK_PICTURES if quick else PICTURES
    seeds = seeds_of(seed, "pictures", "members")
    watch = _Watch()
    with tempfile.TemporaryDirectory(prefix="group-plgl-bench-") as place:
        root = Path(place)
        _fill(root / "pictures", n, np.random.default_rng(seeds["pictures"]))
        begun = _cpu_seconds()
        with watch("folder"), _opened(root) as studio:
            *_, done = catalogue(studio, Wanted(str(root / "pictures"), _GROUP))
        spent = _cpu_seconds() - begun
        assert isinstance(done, Catalogued)
        with _opened(root) as studio:
            _vote_and_work(studio, done.slug, np.random.default_rng(seeds["members"]), watch)
    minutes = spent / n * PICTURES / CORES / 60
    lines = [
        _line("pictures in the decks", done.pictures, ""),
        _line("processor time of a picture", 1000 * spent / n, "ms"),
        _line("pictures a second", n / watch.took["folder"], "1/s"),
        *(_line(name, took, "s") for name, took in watch.took.items()),
        _line("memory of the server", _megabytes(resource.RUSAGE_SELF), "MB"),
        _line("memory of the largest child", _megabytes(resource.RUSAGE_CHILDREN), "MB"),
    ]
    checks = [
        at_most("minutes_for_5000_on_2_cores", minutes, MOST_MINUTES, aim=5.0),
        at_most("seconds_to_rank", watch.took["ranked"], 5.0, aim=1.0),
    ]
    notes = [
        f"One run over {n} pictures. {MEMBERS} members picked {TURNS} times.",
        "Minutes are processor time on free cores, the start of processes included; seconds are wall time.",
    ]
    return Report("catalogue", seed, seeds, quick, lines, checks, notes)


_GROUP = {"name": "Bench", "question": "Which?"}


def _opened(root: Path) -> AbstractContextManager[Studio]:
    """A house that is closed with all its processes."""
    settings = Settings(data=str(root / "house"), deck_ahead=5 * TURNS)
    return closing(open_studio(settings, lambda: datetime.now(UTC)))


def _cpu_seconds() -> float:
    """Processor time of this process and of all it started that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _fill(folder: Path, n: int, rng: np.random.Generator) -> None:
    """Write pictures of smooth colours, hard edges and grain, of about a megapixel and more."""
    folder.mkdir()
    for place in range(n):
        height, width = _SIZES[int(rng.integers(len(_SIZES)))]
        cells = rng.integers(0, 255, (_CELLS // 4, _CELLS // 4, 3), dtype=np.uint8)
        smooth = resized(np.kron(cells, np.ones((4, 4, 1), np.uint8)), height, width).astype(np.int16)
        top, left = (int(rng.integers(side // 2)) for side in (height, width))
        smooth[top : top + height // 3, left : left + width // 3] = rng.integers(0, 255, 3)
        grain = rng.integers(-9, 10, (height // 2, width // 2, 1), dtype=np.int16).repeat(2, 0).repeat(2, 1)
        picture = np.clip(smooth + grain, 0, 255).astype(np.uint8)
        (folder / f"{place:05}.webp").write_bytes(webp_bytes(picture, 85, 0))


def _vote_and_work(studio: Studio, slug: str, rng: np.random.Generator, watch: _Watch) -> None:
    """Twenty members join and pick; then every job runs once."""
    group = group_by_slug(studio.database, slug)
    assert group is not None
    with watch("20 joined"):
        members = [join.join_group(studio, group, f"Guest {number}")[0] for number in range(MEMBERS)]
    with watch("dealt"):
        deal.deal_group(studio, group.group_id)
    _, arrays = space_words(studio, group)
    scale = np.sqrt(arrays["catalogue_shares"])
    tastes = {one.member_id: rng.standard_normal(len(scale)) * scale for one in members}
    with watch("answered"):
        for _ in range(TURNS):
            for member in members:
                _pick(studio, member, tastes[member.member_id], rng)
    with watch("learned"):
        learn.learn_group(studio, group.group_id)
    with watch("aggregated"):
        for item in aggregate.behind(studio):
            aggregate.aggregate_group(studio, item)
    with watch("imagined"):
        for item in imagine.behind(studio):
            imagine.imagine_group(studio, item)
    with watch("ranked"):
        ranking(studio, _sight(studio, group), "consensus")


def _pick(studio: Studio, member: Member, taste: Array, rng: np.random.Generator) -> None:
    """One member picks the best of the next pictures, nearly always."""
    (shown, *_) = deal.next_turns(studio, member, 1)
    latents = latents_of(studio.database, [card.picture_id for card in shown])
    best = max(shown, key=lambda card: np.dot(latents[card.picture_id], taste) + 0.1 * rng.gumbel())
    name, now = rng.bytes(16).hex(), studio.now()
    said = Event(name, member.member_id, "chosen", best.card_id, None, None, 900, now, None)
    collect.record(studio, member, said)


def _sight(studio: Studio, group: Group) -> Sight:
    return Sight(group, published(studio.database, group), "")


def _line(name: str, value: float, unit: str) -> Line:
    """One run has no interval."""
    return Line(name, value, value, value, unit)


def _megabytes(who: int) -> float:
    """The most memory that a process held, in MB."""
    return resource.getrusage(who).ru_maxrss / 1024
