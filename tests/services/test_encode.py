"""Look-alikes are kept out of pools, and pictures from outside are encoded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.errors import UnsafeBytes
from group_plgl.generators import SPACES
from group_plgl.generators.raster import pixels_of, png_bytes
from group_plgl.services import convene
from group_plgl.services.draw import draw
from group_plgl.services.encode import encode_upload
from group_plgl.services.sift import TRIES, distinct
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.images import put_pool
from group_plgl.store.people import Group

from ..brought import HOSTILE
from ..fresh import fresh_studio

VESSEL = SPACES["vessel"]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    settings = Settings(
        data=str(tmp_path_factory.mktemp("seen")), card_pixels=64, first_pool=4, full_pool=4, deck_ahead=4
    )
    opened = fresh_studio(settings, lambda: datetime(2026, 4, 5, tzinfo=UTC))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def group(studio: Studio) -> Group:
    return convene.found_group(studio, name="Seen", question="Which?", space="vessel", mode="swipe")[0]


def test_who_looks_like_one_that_is_there_is_drawn_anew(studio: Studio, group: Group) -> None:
    z = VESSEL.sample(4, np.random.default_rng(1))
    pool = draw(studio, VESSEL, z[:1], 64, "image/webp")
    put_pool(studio.database, group.group_id, [(0, pool[0])])
    # The first is new, the second the one in the pool, the third the first once more, hardly changed.
    tries = {1: [z[1], z[1]], 2: [z[0], z[2]], 3: [z[1] + 1e-3, z[3]]}
    asked: list[tuple[int, int]] = []

    def draw_one(place: int, attempt: int) -> np.ndarray:
        asked.append((place, attempt))
        return tries[place][attempt]

    found = distinct(studio, group, pool, range(1, 4), draw_one)
    assert (found == z[[1, 2, 3]]).all()
    assert asked == [(1, 0), (2, 0), (3, 0), (2, 1), (3, 1)]


def test_a_space_that_has_but_one_picture_is_asked_a_few_times_only(studio: Studio, group: Group) -> None:
    same = VESSEL.sample(1, np.random.default_rng(2))[0]
    attempts: list[int] = []

    def draw_one(place: int, attempt: int) -> np.ndarray:
        attempts.append(attempt)
        return same

    assert distinct(studio, group, [], range(2), draw_one).shape == (2, VESSEL.latent_dim)
    assert max(attempts) == TRIES


@pytest.fixture(scope="module")
def vase(studio: Studio) -> bytes:
    z = VESSEL.sample(1, np.random.default_rng(5))
    _, drawn = studio.child.run(
        "draw", {"space": VESSEL.key, "pixels": 96, "media_type": "image/png"}, {"z": z}
    )
    return drawn["bytes"].tobytes()


def test_a_picture_of_the_space_is_drawn_again_and_nothing_of_it_is_kept(studio: Studio, vase: bytes) -> None:
    before = sorted(Path(studio.settings.data).rglob("*"))
    found = encode_upload(studio, VESSEL, vase, 96)
    assert found.error <= 0.02 and not found.outside
    assert found.z.shape == (VESSEL.latent_dim,) and found.words
    apart = np.abs(pixels_of(found.redrawn).astype(float) - pixels_of(found.shown)).mean() / 255
    assert apart < 0.03
    assert sorted(Path(studio.settings.data).rglob("*")) == before


@pytest.mark.parametrize("name", list(HOSTILE)[:4])
def test_a_file_that_is_no_picture_is_refused_in_words(studio: Studio, name: str) -> None:
    make, _ = HOSTILE[name]
    with pytest.raises(UnsafeBytes):
        encode_upload(studio, VESSEL, make(), 64)


def test_the_command_line_draws_a_picture_again_and_warns_of_one_from_elsewhere(
    tmp_path: Path, vase: bytes
) -> None:
    stripes = np.arange(96) // 12 % 2
    board = np.uint8(255 * (stripes[None] ^ stripes[:, None]))
    (tmp_path / "vase.png").write_bytes(vase)
    (tmp_path / "board.png").write_bytes(png_bytes(np.repeat(board[..., None], 3, axis=2)))
    words = ["encode", "vessel", str(tmp_path / "vase.png")]
    told = CliRunner().invoke(main, [*words, "--json", "--pixels", "64"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert said["space"] == VESSEL.key and len(said["latent"]) == VESSEL.latent_dim and not said["outside"]
    assert pixels_of((tmp_path / "vase-vessel.png").read_bytes()).shape == (64, 64, 3)
    words[2] = str(tmp_path / "board.png")
    told = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out"), "--pixels", "64"])
    assert "differs by" in told.stdout and "lies outside the space vessel" in told.stderr
    assert (tmp_path / "out" / "board-vessel.png").is_file()
    (tmp_path / "board.png").write_bytes(b"GIF89a no picture")
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 1 and "GIF" in told.output
