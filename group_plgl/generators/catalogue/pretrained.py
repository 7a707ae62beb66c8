"""A pretrained model of one's own: a folder as transformers saves it, which turns a picture into numbers.

The folder lies on the server's disk and is read by transformers, the optional extra `embedders`. Nothing in
it can run code: of models only the kinds named here are built, weights are safetensors, and nothing is
fetched. How pictures are prepared is read from the folder's own `preprocessor_config.json`; they are shrunk
as everywhere in this house, so numbers differ a little from those of transformers' own preparation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from group_plgl.errors import BadInput
from group_plgl.generators.catalogue.embedder import LARGEST_FILE, MOST_NUMBERS
from group_plgl.generators.raster import Pixels, resized
from group_plgl.shapes import Array

KINDS = ("beit", "clip", "clip_vision_model", "convnext", "convnextv2", "dinov2", "vit")
WEIGHTS, CONFIG, PREPARED = "model.safetensors", "config.json", "preprocessor_config.json"
_LARGEST_CONFIG, _LARGEST_NUMBER, _MOST_LAYERS, _MOST_WEIGHTS = 1_000_000, 200_000, 256, 600_000_000
_SIDES = (8, 1024)
_LAYERS = ("num_hidden_layers", "depths", "num_stages")


@dataclass(frozen=True)
class Fit:
    """How a picture becomes what a model reads.

    Attributes:
        edge: What its shorter side is shrunk to, in pixels; 0 where all of it is pressed into the square.
        side: Of the square in the middle that is read.
        mean: Taken off each colour, 0 to 1.
        std: What each colour is then divided by.
    """

    edge: int
    side: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def read(self, picture: Pixels) -> Array:
        """`3 x side x side` of a picture of any shape."""
        height, width, _ = picture.shape
        scale = self.edge / min(height, width)
        wide, high = (
            max(round(scale * one), self.side) if self.edge else self.side for one in (width, height)
        )
        small = resized(picture, high, wide)
        top, left = (high - self.side) // 2, (wide - self.side) // 2
        small = small[top : top + self.side, left : left + self.side]
        return np.asarray(((small / 255.0 - np.array(self.mean)) / np.array(self.std)).transpose(2, 0, 1))


class Pretrained:
    """An opened folder.

    Args:
        folder: As `save_pretrained` of transformers writes it.

    Raises:
        BadInput: It cannot be used; the advice says what to do.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config, prepared = (_said(folder, name) for name in (CONFIG, PREPARED))
        _check_config(folder, config)
        _check_weights(folder)
        self.fit = _fit(folder, prepared)
        self.digest = _digest(folder)
        self._model, self._has_pooler = _opened(folder)

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """`n x p` numbers of `n` pictures of any shape.

        Raises:
            BadInput: The model fails on them, or gives something else than finite numbers.
        """
        try:
            found = np.array([self._numbers(picture) for picture in pictures], dtype=np.float32)
        except (RuntimeError, ValueError, TypeError) as problem:
            raise _refused(
                "it fails on a picture: {problem}", self._folder, problem=_line(problem)
            ) from problem
        if found.ndim != 2 or not 1 <= found.shape[1] <= MOST_NUMBERS or not np.isfinite(found).all():
            raise _refused(
                "it gives {shape} for {n} pictures; 1 to {most} finite numbers each are read", self._folder,
                shape=str(found.shape), n=len(pictures), most=MOST_NUMBERS,
            )  # fmt: skip
        return found

    def _numbers(self, picture: Pixels) -> NDArray[np.float32]:
        """The numbers of one picture: what the model pools, or its first token where it pools nothing."""
        shown = torch.from_numpy(self.fit.read(picture)[None]).to(torch.float32)
        with torch.no_grad():
            ask = getattr(self._model, "get_image_features", self._model)
            out = ask(pixel_values=shown)
            numbers = out.pooler_output if self._has_pooler else out.last_hidden_state[:, 0]
        return np.asarray(numbers[0].flatten().numpy())


def _said(folder: Path, name: str) -> dict[str, Any]:
    """What a JSON file of the folder says."""
    try:
        with (folder / name).open("rb") as file:
            content = file.read(_LARGEST_CONFIG + 1)
        said = json.loads(content.decode("utf-8")) if len(content) <= _LARGEST_CONFIG else None
    except OSError as problem:
        raise _refused("it has no {name}", folder, name=name) from problem
    except (ValueError, RecursionError) as problem:
        raise _refused("{name} cannot be read", folder, name=name) from problem
    if not isinstance(said, dict):
        raise _refused("{name} cannot be read", folder, name=name)
    return said


def _check_config(folder: Path, config: dict[str, Any]) -> None:
    """Only models of known kinds are built, of numbers that such models have."""
    if "auto_map" in config or "custom_pipelines" in config:
        raise _refused("it asks to run code of its own", folder)
    if config.get("model_type") not in KINDS:
        raise _refused("it is none of {kinds}", folder, kinds=", ".join(KINDS))
    if "quantization_config" in config:
        raise _refused("its weights are quantised", folder)
    for name, number in _numbers_in(config):
        if not abs(number) <= (_MOST_LAYERS if name in _LAYERS else _LARGEST_NUMBER):
            raise _refused("{name} is {number}, which no such model has", folder, name=name, number=number)


def _numbers_in(said: Any, name: str = "") -> list[tuple[str, float]]:
    """Every number of a JSON value, with the name it stands under."""
    if isinstance(said, dict):
        return [pair for key, value in said.items() for pair in _numbers_in(value, str(key))]
    if isinstance(said, list):
        return [pair for value in said for pair in _numbers_in(value, name)]
    return [(name, said)] if isinstance(said, int | float) and not isinstance(said, bool) else []


def _check_weights(folder: Path) -> None:
    """The weights are one file of safetensors, not too large."""
    try:
        size = (folder / WEIGHTS).stat().st_size
    except OSError as problem:
        raise _refused(
            "it has no {name}; weights in other files are not read", folder, name=WEIGHTS
        ) from problem
    if size > LARGEST_FILE:
        raise _refused("its weights are larger than {most} GB", folder, most=LARGEST_FILE // 10**9)


def _fit(folder: Path, said: dict[str, Any]) -> Fit:
    """How pictures are prepared, as the folder says it in the ways that transformers has had."""
    try:
        size = said.get("size", {})
        size = {"shortest_edge": size} if isinstance(size, int) else size
        crop = said.get("crop_size") if said.get("do_center_crop", "crop_size" in said) else None
        side: Any = crop if isinstance(crop, int) else crop["height"] if crop else size.get("height")
        edge = int(size.get("shortest_edge", 0))
        if side is None:
            side, part = edge, said.get("crop_pct") or 1.0  # as ConvNeXt says it
            edge = int(edge / part) if edge < 384 else 0
        numbers = [tuple(float(one) for one in said[name]) for name in ("image_mean", "image_std")]
        low, high = _SIDES
        good = low <= int(side) <= high and (edge == 0 or int(side) <= edge <= 2 * high)
        good = (
            good and all(len(one) == 3 and np.isfinite(one).all() for one in numbers) and min(numbers[1]) > 0
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, ZeroDivisionError):
        good = False
    if not good:
        raise _refused("{name} does not say how pictures are prepared", folder, name=PREPARED)
    return Fit(edge, int(side), *numbers)


def _digest(folder: Path) -> str:
    """Names the weights and all that is said of them, 16 hex digits."""
    digest = hashlib.sha256()
    for name in (CONFIG, PREPARED, WEIGHTS):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _opened(folder: Path) -> tuple[Any, bool]:
    """The model, with every weight its own, and whether it pools what it sees."""
    try:
        import transformers  # an optional extra, and only where a model is run
    except ImportError as problem:
        raise BadInput(
            "an embedder in a folder needs transformers, which is not installed",
            advice="pip install 'group-plgl[embedders]'",
        ) from problem
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    safely = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = transformers.AutoConfig.from_pretrained(folder, **safely)
        with torch.device("meta"):
            weights = sum(one.numel() for one in transformers.AutoModel.from_config(config).parameters())
        if weights > _MOST_WEIGHTS:
            raise _refused("it has more than {most} million weights", folder, most=_MOST_WEIGHTS // 10**6)
        model, told = transformers.AutoModel.from_pretrained(
            folder,
            config=config,
            use_safetensors=True,
            output_loading_info=True,
            dtype=torch.float32,
            **safely,
        )
    except BadInput:
        raise
    except Exception as problem:  # the library fails in many ways, with kinds of its own
        raise _refused("{problem}", folder, problem=_line(problem)) from problem
    missing = set(told["missing_keys"])
    unpooled = {one for one in missing if "pooler" in one.split(".")}
    if told.get("mismatched_keys") or missing - unpooled:
        raise _refused("{n} of its weights are missing or of another shape", folder, n=len(missing))
    return model.eval(), not unpooled


def _refused(reason: str, folder: Path, **values: object) -> BadInput:
    return BadInput(
        "the embedder {file} is not opened: " + reason,
        advice="Save the model with transformers' save_pretrained, its image processor beside it; or export "
        "it to ONNX.",
        file=folder.name, **values,
    )  # fmt: skip


def _line(problem: Exception) -> str:
    """The first line of what the library says, not too long."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:300]
