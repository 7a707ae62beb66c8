"""A pretrained model in a folder: made by the real library as small as can be, or refused with the reason."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from group_plgl.compute.tasks import embed
from group_plgl.errors import BadInput
from group_plgl.generators.catalogue.pretrained import CONFIG, PREPARED, WEIGHTS, Pretrained
from group_plgl.generators.raster import webp_bytes

from ..brought import scene
from ..tiny_pretrained import HALF, SAID, made, saved


def picture(seed: int = 1) -> np.ndarray:
    return np.asarray(scene(seed, (60, 48))[0])


@pytest.mark.parametrize(("kind", "width"), [("clip", 8), ("dinov2", 16), ("convnext", 16), ("beit", 16)])
def test_a_folder_of_each_kind_says_what_the_library_says(tmp_path: Path, kind: str, width: int) -> None:
    opened = Pretrained(saved(tmp_path / kind, kind))
    rows = opened.embed([picture(1), picture(2), picture(1)])
    assert rows.shape == (3, width) and (rows[0] == rows[2]).all()
    assert np.abs(rows[0] - rows[1]).max() > 1e-5
    shown = torch.from_numpy(opened.fit.read(picture(1))[None]).float()
    assert shown.shape == (1, 3, 32, 32)
    model = made(kind).eval()
    with torch.no_grad():
        truly = getattr(model, "get_image_features", model)(pixel_values=shown).pooler_output
    assert rows[0] == pytest.approx(truly.flatten().numpy(), abs=1e-5)


@pytest.mark.parametrize(
    ("said", "edge", "side"),
    [(SAID, 36, 32), ({"size": 32, **HALF}, 32, 32), ({"size": {"height": 40, "width": 40}, **HALF}, 0, 40),
     ({"size": {"shortest_edge": 35}, "crop_pct": 0.875, **HALF}, 40, 35)],
)  # fmt: skip
def test_pictures_are_prepared_as_the_folder_says(
    tmp_path: Path, said: dict[str, Any], edge: int, side: int
) -> None:
    fit = Pretrained(saved(tmp_path / "m", "convnext", said)).fit
    assert (fit.edge, fit.side) == (edge, side)
    grey = np.full((50, 90, 3), 255, dtype=np.uint8)
    assert fit.read(grey) == pytest.approx(np.ones((3, side, side)))


def test_the_embed_task_opens_folders_and_files_alike_and_tells_what_is_wrong(tmp_path: Path) -> None:
    folder = saved(tmp_path / "m")
    card = np.frombuffer(webp_bytes(picture(), 80), dtype=np.uint8)
    said, got = embed.run({"model": str(folder)}, {"bytes": card, "ends": np.array([len(card)])})
    assert said["digest"] == Pretrained(folder).digest and got["rows"].shape == (1, 16)
    said, _ = embed.run({"model": str(tmp_path)}, {})
    assert "has no config.json" in said["problem"] and "save_pretrained" in said["advice"]


def changed(**words: Any) -> Any:
    """What changes a folder's config."""

    def change(folder: Path) -> None:
        said = json.loads((folder / CONFIG).read_text())
        (folder / CONFIG).write_text(json.dumps(said | words))

    return change


def pickled(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


CRAFTED = {
    "code of its own": changed(auto_map={"AutoModel": "evil.Model"}),
    "is none of": changed(model_type="llama"),
    "quantised": changed(quantization_config={"quant_method": "bitsandbytes"}),
    "num_hidden_layers is 100000": changed(num_hidden_layers=100_000),
    "hidden_size is 100000000": changed(hidden_size=10**8),
    "million weights": changed(hidden_size=60_000, num_attention_heads=2),
    "missing or of another shape|size mismatch|mismatch": changed(hidden_size=32),
    "weights are missing": changed(num_hidden_layers=2),
    "has no model.safetensors": pickled,
    "has no preprocessor_config.json": lambda folder: (folder / PREPARED).unlink(),
    "does not say how": lambda folder: (folder / PREPARED).write_text('{"size": 100000}'),
    "config.json cannot be read": lambda folder: (folder / CONFIG).write_text("[" * 100_000),
    "cannot be read": lambda folder: (folder / CONFIG).write_text("{" + " " * 1_000_000 + "}"),
    "larger than 2 GB": lambda folder: os.truncate(folder / WEIGHTS, 2_000_000_001),
    "is not opened: ": lambda folder: (folder / WEIGHTS).write_bytes(b"\xff" * 64),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("good") / "m")


@pytest.mark.parametrize("told", CRAFTED)
def test_a_crafted_folder_is_not_opened(good: Path, tmp_path: Path, told: str) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "crafted"))
    CRAFTED[told](folder)
    with pytest.raises(BadInput, match=f"crafted is not opened: .*({told.removeprefix('is not opened: ')})"):
        Pretrained(folder)
