"""An embedder of one's own: what it says of pictures, and files that are not opened, with the reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from group_plgl.errors import BadInput, UnsafeBytes
from group_plgl.generators.catalogue.embedder import Embedder
from group_plgl.generators.catalogue.protobuf import asks_of

from ..brought import scene
from ..tiny_onnx import CELLS, SIDE, saved


def picture(seed: int = 1, size: tuple[int, int] = (320, 240)) -> np.ndarray:
    return np.asarray(scene(seed, size)[0])


def test_what_a_model_says_follows_what_it_was_shown(tmp_path: Path) -> None:
    opened = Embedder(saved(tmp_path / "cells.onnx"))
    rows = opened.embed([picture(1), picture(1), picture(2)])
    assert rows.shape == (3, 3 * CELLS**2)
    assert (rows[0] == rows[1]).all()
    assert np.abs(rows[0] - rows[2]).max() > 0.05


def test_how_pictures_are_prepared_is_read_from_the_model_and_from_the_file_beside_it(tmp_path: Path) -> None:
    path = saved(tmp_path / "cells.onnx")
    plain = Embedder(path)
    assert (plain.preparation.size, plain.preparation.layout) == (SIDE, "nchw")
    said = {"mean": [0, 0, 0], "std": [1, 1, 1], "fit": "press"}
    (tmp_path / "cells.json").write_text(json.dumps(said))
    pressed = Embedder(path)
    assert pressed.digest != plain.digest
    cells = picture(3).reshape(4, 60, 4, 80, 3).mean(axis=(1, 3)) / 255
    assert pressed.embed([picture(3)])[0].reshape(3, 4, 4) == pytest.approx(
        cells.transpose(2, 0, 1), abs=0.01
    )


@pytest.mark.parametrize(
    "said",
    ["{", "[]", '{"size": 4}', '{"layout": "hwc"}', '{"mean": [1, 2]}', '{"std": [1, 0, 1]}', '{"width": 9}',
     '{"fit": 1}'],
)  # fmt: skip
def test_a_file_beside_it_that_says_nonsense_is_told_what_it_may_say(tmp_path: Path, said: str) -> None:
    (tmp_path / "cells.json").write_text(said)
    with pytest.raises(BadInput, match=r"cells\.json does not say") as problem:
        Embedder(saved(tmp_path / "cells.onnx"))
    assert "layout" in problem.value.advice


def test_an_output_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "cells.json").write_text('{"output": "meaning"}')
    with pytest.raises(BadInput, match="no output meaning: numbers"):
        Embedder(saved(tmp_path / "cells.onnx"))


def test_a_size_the_model_does_not_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "cells.json").write_text('{"size": 64}')
    with pytest.raises(BadInput, match="failed on a picture"):
        Embedder(saved(tmp_path / "cells.onnx")).embed([picture()])


def test_numbers_beside_the_model_are_read_from_its_own_folder_only(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    whole = saved(tmp_path / "own" / "whole.onnx", location="numbers.bin")
    assert asks_of(whole.read_bytes()).files == {"numbers.bin"}
    assert Embedder(whole).embed([picture()]).shape == (1, 48)
    (tmp_path / "beside.bin").write_bytes((tmp_path / "own" / "numbers.bin").read_bytes())
    for location in ("../beside.b", "/etc/passwd"):
        outside = saved(tmp_path / "own" / "outside.onnx", location=location.ljust(11, "n"))
        with pytest.raises(BadInput, match="outside its folder"):
            Embedder(outside)
    (tmp_path / "own" / "link9.bin99").symlink_to(tmp_path / "beside.bin")
    with pytest.raises(BadInput, match="outside its folder"):
        Embedder(saved(tmp_path / "own" / "linked.onnx", location="link9.bin99"))
    with pytest.raises(BadInput, match="is missing"):
        Embedder(saved(tmp_path / "own" / "gone.onnx", location="nothing.bin"))


def test_operations_of_others_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"operations of evil\.example"):
        Embedder(saved(tmp_path / "cells.onnx", domain="evil.example"))


@pytest.mark.parametrize("content", [b"", b"junk" * 99, b"\x3a\xff\xff\xff\xff\x0f", b"\x3a" + b"\xff" * 20])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.onnx").write_bytes(content)
    with pytest.raises(BadInput, match=r"no\.onnx") as problem:
        Embedder(tmp_path / "no.onnx")
    assert problem.value.advice
    with pytest.raises(BadInput, match="cannot be read"):
        Embedder(tmp_path / "nowhere.onnx")


def test_nesting_without_end_is_refused() -> None:
    inner = b""
    for _ in range(60):  # graph > node > attribute > graph …
        for tag in (0x32, 0x2A, 0x0A):
            inner = bytes([tag]) + _length(inner) + inner
    with pytest.raises(UnsafeBytes, match="deeper"):
        asks_of(b"\x3a" + _length(inner) + inner)


def _length(inner: bytes) -> bytes:
    size, spelled = len(inner), b""
    while size > 127:
        spelled, size = spelled + bytes([size & 127 | 128]), size >> 7
    return spelled + bytes([size])


def test_without_the_runtime_the_advice_is_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(BadInput, match="needs onnxruntime") as problem:
        Embedder(saved(tmp_path / "cells.onnx"))
    assert "group-plgl[onnx]" in problem.value.advice
