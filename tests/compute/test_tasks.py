"""The tasks that ship are there, and drawing gives each latent its own bytes."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator

import numpy as np
import pytest

from group_plgl.compute.tasks import TASKS
from group_plgl.compute.worker import Child
from group_plgl.errors import ChildFailed
from group_plgl.generators import SPACES
from group_plgl.settings import Settings

SPACE = next(iter(SPACES.values()))
HEADS = {"image/webp": (b"RIFF", b"WEBP"), "image/png": (b"\x89PNG", b"IHDR")}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with contextlib.closing(Child(Settings())) as made:
        yield made


def files(child: Child, z: np.ndarray, media_type: str) -> list[bytes]:
    words = {"space": SPACE.key, "pixels": 64, "media_type": media_type}
    _, made = child.run("draw", words, {"z": z})
    starts = [0, *made["ends"][:-1]]
    return [made["bytes"][a:b].tobytes() for a, b in zip(starts, made["ends"], strict=True)]


@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_task_has_its_file(task: str) -> None:
    assert importlib.util.find_spec(TASKS[task].split(":")[0]) is not None


@pytest.mark.parametrize("media_type", sorted(HEADS))
def test_every_latent_becomes_one_file_that_its_neighbours_do_not_change(
    child: Child, media_type: str
) -> None:
    z = np.random.default_rng(5).normal(size=(3, SPACE.latent_dim))
    together = files(child, z, media_type)
    assert len(together) == len(set(together)) == 3
    assert all(head in file[:16] for file in together for head in HEADS[media_type])
    assert files(child, z[1:2], media_type) == together[1:2]


def test_an_unknown_space_or_type_is_named(child: Child) -> None:
    words = {"space": SPACE.key, "pixels": 64, "media_type": "image/gif"}
    with pytest.raises(ChildFailed, match="image/gif"):
        child.run("draw", words, {"z": np.zeros((1, SPACE.latent_dim))})
    with pytest.raises(ChildFailed, match="nowhere"):
        child.run("draw", words | {"space": "nowhere@1", "media_type": "image/png"}, {"z": np.zeros((1, 2))})
