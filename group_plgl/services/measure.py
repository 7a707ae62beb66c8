"""Measuring: what can be seen in the pictures of a catalogue, batch by batch, becomes its space.

Every batch is durable before the next one, so that whoever is stopped goes on where it stopped. An
embedder adds what it knows: its numbers and the visible features have the same say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from group_plgl.compute.worker import GUARDED_AT_ONCE
from group_plgl.errors import BadInput, NotYet
from group_plgl.generators.catalogue.axes import Axes
from group_plgl.generators.catalogue.features import BALANCED, way_named
from group_plgl.generators.catalogue.space import FEWEST
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.catalogues import CatalogueSpace, catalogue_of, count_of, put_catalogue_space
from group_plgl.store.measures import measures_of, put_measures, unmeasured
from group_plgl.store.sorted import AxesRow, put_axes

BATCH = 32
_IN_HAND = 2 * GUARDED_AT_ONCE
Item = TypeVar("Item")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Step:
    """How far a long piece of work is.

    Attributes:
        stage: `reading`, `measuring`, `embedding`, `arranging`.
        done: Of `of`; those that were done before are counted.
    """

    stage: str
    done: int
    of: int


@dataclass(frozen=True)
class Look:
    """One way of measuring pictures.

    Attributes:
        stage: What it is called while it runs.
        task: Its task in the compute child.
        made_by: What its numbers are kept under; another look's never mix with them.
        words: What the task asks for.
    """

    stage: str
    task: str
    made_by: str
    words: Mapping[str, Any]


@dataclass(frozen=True)
class By:
    """What the pictures of a catalogue are measured by.

    Attributes:
        features: A name of `catalogue.features.WAYS`.
        embedder: A model that adds to what is visible; empty for none.
    """

    features: str = BALANCED.name
    embedder: str = ""


def looks(studio: Studio, by: By) -> list[Look]:
    """How the pictures of a catalogue are measured: by what is visible, and by an embedder if given.

    Raises:
        NotFound: There is no such way of measuring what is visible.
        BadInput: The embedder cannot be used; the message says why.
    """
    way = way_named(by.features)
    visible, embedder = Look("measuring", "measure", way.made_by, {"features": way.name}), by.embedder
    if not embedder:
        return [visible]
    said, _ = studio.child.run("embed", {"model": embedder}, {})
    if "problem" in said:
        raise BadInput(said["problem"], advice=said["advice"])
    return [visible, Look("embedding", "embed", f"embedder {said['digest']}", {"model": embedder})]


def measure(studio: Studio, space: str, by: By) -> Iterator[Step]:
    """Measure every picture of a catalogue that was not measured yet, telling how far it is.

    Raises:
        BadInput: The embedder cannot be used, or not on these pictures.
    """
    whole = count_of(studio.database, space)
    for look in looks(studio, by):
        missing = unmeasured(studio.database, space, look.made_by)
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        done = whole - len(missing)
        for count in a_few_at_once(partial(_measured, studio, space, look), batches):
            done += count
            yield Step(look.stage, done, whole)


def make_space(studio: Studio, space: str, by: By, vectors: Array | None = None) -> None:
    """Make the space of a catalogue of what was measured on it, or of ready vectors `n x p`.

    Raises:
        BadInput: There are too few pictures, or they all look the same.
        NotYet: Pictures came or went meanwhile.
    """
    brought = catalogue_of(studio.database, space)
    if len(brought) < FEWEST:
        raise BadInput(
            "there are {have} pictures, a group needs at least {fewest}", have=len(brought), fewest=FEWEST
        )
    pictures = [one.picture_id for one in brought]
    arrays: dict[str, NDArray[Any]] = {} if vectors is None else {"ready": vectors}
    ways = looks(studio, by) if vectors is None else []
    for look in ways:
        if unmeasured(studio.database, space, look.made_by):
            raise NotYet("pictures came or went while the decks were made", advice="Try again.")
        arrays[look.task] = measures_of(studio.database, space, look.made_by, pictures)
    _, got = studio.child.run("whiten", {"features": by.features}, arrays)
    done = CatalogueSpace(space, got["shares"].tolist(), studio.now())
    put_catalogue_space(studio.database, done, brought, got["z"])
    keep_axes(studio, space, ways, got)


def keep_axes(studio: Studio, space: str, ways: Sequence[Look], got: Mapping[str, Array]) -> bool:
    """Keep how pictures from outside find their place in a catalogue, where that is known; whether it is."""
    if "turn" not in got:
        return False
    by = " + ".join(look.made_by for look in ways)
    put_axes(studio.database, AxesRow(space, by, Axes(got["turn"], got["offset"]).to_bytes()))
    return True


def a_few_at_once(work: Callable[[Item], Done], items: Iterable[Item]) -> Iterator[Done]:
    """What came of each item, in the order in which they were done; stopping waits for those in hand."""
    coming = iter(items)
    with ThreadPoolExecutor(GUARDED_AT_ONCE, thread_name_prefix="catalogue") as hands:
        under_way: set[Future[Done]] = set()
        while True:
            under_way |= {hands.submit(work, one) for one in islice(coming, _IN_HAND - len(under_way))}
            if not under_way:
                return
            ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in ready)


def _measured(studio: Studio, space: str, look: Look, pictures: list[tuple[str, str, str]]) -> int:
    """Measure some stored pictures (id, SHA-256 and type of the card), durably; how many there were."""
    files = [studio.files.read(sha256, kind) for _, sha256, kind in pictures]
    joined: dict[str, NDArray[Any]] = {
        "bytes": np.frombuffer(b"".join(files), dtype=np.uint8),
        "ends": np.cumsum([len(file) for file in files], dtype=np.int64),
    }
    said, got = studio.child.run(look.task, look.words, joined)
    if "problem" in said:
        raise BadInput(said["problem"], advice=said["advice"])
    found = dict(zip([one for one, _, _ in pictures], got["rows"], strict=True))
    put_measures(studio.database, space, look.made_by, found)
    return len(found)
