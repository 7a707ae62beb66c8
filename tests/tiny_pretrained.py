"""Pretrained models as small as they can be, of random weights, saved by the real library; or skipped."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from group_plgl.generators.catalogue.pretrained import PREPARED

if "CI" not in os.environ:
    pytest.importorskip("transformers", reason="the extra `embedders` is not installed")
import transformers

SMALL = {
    "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32,
    "image_size": 32, "patch_size": 8,
}  # fmt: skip
WORDS = {**SMALL, "vocab_size": 50, "bos_token_id": 1, "eos_token_id": 2}
HALF = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
SAID = {
    "size": {"shortest_edge": 36},
    "crop_size": {"height": 32, "width": 32},
    "do_center_crop": True,
    **HALF,
}


def made(kind: str) -> Any:
    """A model of random weights."""
    torch.manual_seed(1)
    t = transformers
    return {
        "clip": lambda: t.CLIPModel(
            t.CLIPConfig(text_config=WORDS, vision_config=dict(SMALL), projection_dim=8)
        ),
        "dinov2": lambda: t.Dinov2Model(t.Dinov2Config(**SMALL, mlp_ratio=2)),
        "convnext": lambda: t.ConvNextModel(
            t.ConvNextConfig(hidden_sizes=[8, 8, 8, 16], depths=[1] * 4, image_size=32)
        ),
        "beit": lambda: t.BeitModel(t.BeitConfig(**SMALL)),
    }[kind]()


def saved(folder: Path, kind: str = "dinov2", said: dict[str, Any] = SAID) -> Path:
    transformers.utils.logging.disable_progress_bar()
    made(kind).save_pretrained(folder)
    (folder / PREPARED).write_text(json.dumps(said))
    return folder
