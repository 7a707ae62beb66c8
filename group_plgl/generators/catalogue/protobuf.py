"""What an ONNX file says of itself, read off its protobuf bytes without running or loading anything.

Only what decides whether a file may be opened at all: which files beside it hold its numbers, and
which families of operations it asks for. Everything else in the file is passed over.

Source: the ONNX IR, `onnx.proto`: field numbers of ModelProto, GraphProto, NodeProto,
AttributeProto, FunctionProto, TensorProto; and the protobuf wire format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from group_plgl.errors import UnsafeBytes

_VARINT, _EIGHT, _LENGTH, _FOUR = 0, 1, 2, 5
_DEEPEST = 40
# Of each kind of message, the fields worth looking at: by number, what lies there.
_FIELDS: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 8: "opset", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 9: "opset", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute", 7: "domain"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "opset": {1: "domain"},
    "tensor": {13: "entry"},
    "entry": {1: "key", 2: "value"},
}


@dataclass(frozen=True)
class Asks:
    """What an ONNX file asks for.

    Attributes:
        files: Files beside it that hold its numbers, as they are named in it.
        domains: Families of operations; the empty one is ONNX's own.
    """

    files: frozenset[str]
    domains: frozenset[str]


def asks_of(content: bytes) -> Asks:
    """What an ONNX file asks for.

    Raises:
        UnsafeBytes: The bytes are no protobuf, or nest deeper than models do.
    """
    files, domains = set(), set()
    for kind, value in _walked("model", memoryview(content), 0):
        if kind == "domain":
            domains.add(str(value, "utf-8", "replace"))
        elif kind == "entry":
            pair = dict(_walked("entry", value, 0))
            if bytes(pair.get("key", b"")) == b"location":
                files.add(str(pair.get("value", b""), "utf-8", "replace"))
    return Asks(frozenset(files), frozenset(domains))


def _walked(kind: str, message: memoryview, depth: int) -> Iterator[tuple[str, memoryview]]:
    """Every domain and entry below a message; of an entry its key and its value."""
    if depth > _DEEPEST:
        raise UnsafeBytes("this file nests deeper than models do")
    for number, value in _fields(message):
        found = _FIELDS[kind].get(number, "")
        if found in _FIELDS and found != "entry":
            yield from _walked(found, value, depth + 1)
        elif found:
            yield found, value


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields of a message that hold bytes: their number and those."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        size = {_EIGHT: 8, _FOUR: 4}.get(wire, 0)
        if wire == _VARINT:
            _, at = _varint(message, at)
        elif wire == _LENGTH:
            size, at = _varint(message, at)
        elif not size:
            raise UnsafeBytes("this file is no ONNX model")
        if at + size > len(message):
            raise UnsafeBytes("this file is no whole ONNX model")
        if wire == _LENGTH:
            yield tag >> 3, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        number, at = number | (byte & 127) << shift, at + 1
        if byte < 128:
            return number, at
    raise UnsafeBytes("this file is no whole ONNX model")
