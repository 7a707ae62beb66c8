"""Embedders as small as they can be: the mean colour of sixteen cells, or something that is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, CELLS = 32, 4


def embedder(**about: Any) -> onnx.ModelProto:
    """A model that pools `n x 3 x 32 x 32` into 4 x 4 cells and lays them side by side."""
    step = SIDE // CELLS
    nodes = [
        helper.make_node("AveragePool", ["picture"], ["pooled"], kernel_shape=[step] * 2, strides=[step] * 2),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "turn"], ["numbers"], domain=about.get("domain", "")),
    ]
    turn = numpy_helper.from_array(np.eye(3 * CELLS**2, dtype=np.float32), "turn")
    graph = helper.make_graph(
        nodes, "cells",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["n", 3 * CELLS**2])],
        [turn],
    )  # fmt: skip
    families = [helper.make_opsetid("", 17)]
    if about.get("domain"):
        families.append(helper.make_opsetid(about["domain"], 1))
    return helper.make_model(graph, opset_imports=families, ir_version=9)


def saved(path: Path, **about: Any) -> Path:
    """The model as a file; `location` puts its numbers into a file beside it."""
    model = embedder(**about)
    if location := about.get("location"):
        onnx.save(model, path, save_as_external_data=True, location="numbers.bin", size_threshold=0)
        path.write_bytes(path.read_bytes().replace(b"numbers.bin", location.encode()))
    else:
        onnx.save(model, path)
    return path
