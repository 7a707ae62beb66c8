"""An embedder of one's own: an ONNX file that turns a picture into numbers that say what is in it.

The file stays on the server's disk and is run by onnxruntime, the optional extra `onnx`. Nothing in
it can run code of its own: operations are those that onnxruntime brings, and numbers that lie beside
it are read from its own folder only. How pictures are prepared is read from the model, and from a
JSON file of the same name beside it where that is not enough.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, UnsafeBytes
from group_plgl.generators.catalogue.protobuf import asks_of
from group_plgl.generators.raster import Pixels, resized

LARGEST_FILE = 2_000_000_000
MOST_NUMBERS = 8192
_SIDE, _LARGEST_SIDE = 224, 1024
# What most models of pictures were trained with: mean and spread of ImageNet's colours, 0 to 1.
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_DOMAINS = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft"}
_KINDS = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}
_BESIDE = "Write it into {beside}: size, layout, mean, std, fit, input, output."


@dataclass(frozen=True)
class Preparation:
    """How a picture becomes what a model reads; what its JSON file may say.

    Attributes:
        size: Side of the square that it reads, in pixels.
        layout: `nchw`, colours first, or `nhwc`, colours last.
        mean: Taken off each colour, 0 to 1.
        std: What each colour is then divided by.
        fit: `crop`, the middle square, as most were trained; or `press`, all of it.
        input: Name of what it reads.
        output: Name of the output that is taken.
    """

    size: int = _SIDE
    layout: str = "nchw"
    mean: Sequence[float] = _MEAN
    std: Sequence[float] = _STD
    fit: str = "crop"
    input: str = ""
    output: str = ""


class Embedder:
    """An opened model.

    Args:
        path: The ONNX file.

    Raises:
        BadInput: It cannot be used; the advice says what to do.
    """

    def __init__(self, path: Path) -> None:
        content = _checked_bytes(path)
        beside = path.with_suffix(".json")
        said = _said_beside(beside)
        self.digest = hashlib.sha256(content + json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
        self._session = _session(path)
        self._beside = beside.name
        self._kind, self.preparation = self._prepared(said)

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """`n x p` numbers of `n` pictures of any shape.

        Raises:
            BadInput: The model fails on them, or gives something else than finite numbers.
        """
        rows = [self._numbers(picture) for picture in pictures]
        found = np.array(rows, dtype=np.float32)
        if found.ndim != 2 or not 1 <= found.shape[1] <= MOST_NUMBERS or not np.isfinite(found).all():
            raise BadInput(
                "the embedder gives {shape} for {n} pictures; 1 to {most} finite numbers each are read",
                advice="Name another output in {beside}.",
                shape=str(found.shape), n=len(pictures), most=MOST_NUMBERS, beside=self._beside,
            )  # fmt: skip
        return found

    def _numbers(self, picture: Pixels) -> NDArray[np.float32]:
        """The numbers of one picture; where the model tells them place by place, their mean."""
        how = self.preparation
        try:
            (out,) = self._session.run([how.output], {how.input: self._read(picture)[None]})
        except Exception as problem:  # the runtime fails in many ways, with kinds of its own
            raise BadInput(
                "the embedder failed on a picture: {problem}",
                advice=_BESIDE, problem=_line(problem), beside=self._beside,
            ) from problem  # fmt: skip
        numbers = np.asarray(out, dtype=np.float32)[0]
        if numbers.ndim == 3:
            numbers = numbers.mean(axis=(1, 2) if how.layout == "nchw" else (0, 1))
        return np.asarray(numbers.mean(axis=0) if numbers.ndim == 2 else numbers.ravel())

    def _read(self, picture: Pixels) -> NDArray[Any]:
        """A picture as the model reads it, without the axis of many."""
        how = self.preparation
        if how.fit == "crop":
            height, width, _ = picture.shape
            side = min(height, width)
            top, left = (height - side) // 2, (width - side) // 2
            picture = np.ascontiguousarray(picture[top : top + side, left : left + side])
        small: NDArray[Any] = resized(picture, how.size, how.size)
        if self._kind is not np.uint8:
            small = ((small / 255.0 - np.array(how.mean)) / np.array(how.std)).astype(self._kind)
        return small.transpose(2, 0, 1) if how.layout == "nchw" else small

    def _prepared(self, said: dict[str, Any]) -> tuple[Any, Preparation]:
        """What the model reads, and how a picture becomes it: by its JSON, the model, or as usual."""
        inputs = {one.name: one for one in self._session.get_inputs()}
        outputs = {one.name: one for one in self._session.get_outputs()}
        read = inputs.get(said.get("input", "")) or next(
            (one for one in inputs.values() if len(one.shape) == 4), None
        )
        if read is None or read.type not in _KINDS or len(read.shape) != 4:
            raise self._unclear("it reads no pictures: {inputs}", inputs=_listed(inputs))
        flat = next((one for one in outputs.values() if len(one.shape) == 2), next(iter(outputs.values())))
        output = said.get("output", flat.name)
        if output not in outputs:
            raise self._unclear(
                "it has no output {output}: {outputs}", output=output, outputs=_listed(outputs)
            )
        guess = Preparation(input=read.name, output=output)
        if read.shape[3] == 3 and read.shape[1] != 3:
            guess = replace(guess, layout="nhwc")
        side = read.shape[2]
        how = replace(guess, size=side if isinstance(side, int) and side > 0 else _SIDE)
        how = replace(how, **{name: value for name, value in said.items() if name not in ("input", "output")})
        return _KINDS[read.type], how

    def _unclear(self, text: str, **values: object) -> BadInput:
        return BadInput("the embedder cannot be used: " + text, advice=_BESIDE, beside=self._beside, **values)


def _checked_bytes(path: Path) -> bytes:
    """The file's bytes, once everything it asks for is allowed."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _refused("it is larger than {most} GB", path, most=LARGEST_FILE // 10**9)
        content = path.read_bytes()
        asks = asks_of(content)
    except OSError as problem:
        raise BadInput(
            "the embedder {path} cannot be read", advice="Name an ONNX file on the server's disk.", path=path
        ) from problem
    except UnsafeBytes as problem:
        raise _refused(problem.text, path) from problem
    if strange := asks.domains - _DOMAINS:
        raise _refused("it asks for operations of {strange}", path, strange=", ".join(sorted(strange)))
    folder = path.parent.resolve()
    for name in sorted(asks.files):
        lies = (folder / name).resolve()
        if Path(name).is_absolute() or not lies.is_relative_to(folder):
            raise _refused("it reads {name}, which lies outside its folder", path, name=name)
        if not lies.is_file():
            raise _refused("{name} is missing, which holds its numbers", path, name=name)
    return content


def _refused(reason: str, path: Path, **values: object) -> BadInput:
    return BadInput(
        "the embedder {file} is not opened: " + reason,
        advice="Export it as one file with the operations of ONNX alone.",
        file=path.name,
        **values,
    )


def _said_beside(beside: Path) -> dict[str, Any]:
    """What the JSON beside a model says, checked; nothing where there is none."""
    if not beside.is_file():
        return {}
    kinds = {field.name: type(field.default) for field in fields(Preparation)}
    try:
        said = json.loads(beside.read_text("utf-8"))
        good = isinstance(said, dict) and all(
            name in kinds and (_is_colour(value) if kinds[name] is tuple else type(value) is kinds[name])
            for name, value in said.items()
        )
        good = good and 8 <= said.get("size", _SIDE) <= _LARGEST_SIDE and 0 not in said.get("std", _STD)
        good = good and said.get("layout", "nchw") in ("nchw", "nhwc")
        good = good and said.get("fit", "crop") in ("crop", "press")
    except (OSError, ValueError):
        good, said = False, {}
    if not good:
        raise BadInput(
            "{beside} does not say how pictures are prepared",
            advice='It may hold size (8 to {most}), layout ("nchw" or "nhwc"), mean and std (three numbers '
            'each), fit ("crop" or "press"), input and output (names).',
            beside=beside.name,
            most=_LARGEST_SIDE,
        )
    return dict(said)


def _is_colour(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(type(one) in (int, float) for one in value)


def _session(path: Path) -> Any:
    """The model in onnxruntime, with as many threads as the child may use."""
    try:
        import onnxruntime  # an optional extra, and only where a model is run
    except ImportError as problem:
        raise BadInput(
            "an embedder needs onnxruntime, which is not installed",
            advice="pip install 'group-plgl[onnx]'",
        ) from problem
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as problem:  # the runtime fails in many ways, with kinds of its own
        raise _refused("{problem}", path, problem=_line(problem)) from problem


def _listed(ports: dict[str, Any]) -> str:
    """Inputs or outputs in words."""
    return ", ".join(f"{name} ({one.type}, {one.shape})" for name, one in ports.items())


def _line(problem: Exception) -> str:
    """The first line of what the runtime says, not too long."""
    return (str(problem).strip().splitlines() or [""])[0][:300]
