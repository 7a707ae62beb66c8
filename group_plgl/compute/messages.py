"""One message format between server and child: named arrays and JSON words, as safetensors bytes.

No pickle: reading a message can make arrays and plain words, and nothing else. On the pipe every
message is a frame, its length in 8 bytes and then its bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from group_plgl.errors import BadInput, UnsafeBytes

Words = dict[str, Any]
Arrays = dict[str, NDArray[Any]]
LARGEST = 2**32
_WORDS = "words"
_LENGTH_BYTES = 8


def pack(words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of a message.

    Args:
        words: Anything JSON can say; numbers must be finite.
        arrays: Boolean, integer or float arrays of any shape, by name.

    Raises:
        BadInput: A word is not JSON or an array is not of numbers.
    """
    try:
        spoken = json.dumps(words, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadInput(f"the words of a message must be JSON: {error}") from error
    plain = {}
    for name, array in arrays.items():
        if np.asarray(array).dtype.kind not in "biuf":
            raise BadInput(f"array {name!r} holds {np.asarray(array).dtype}, not numbers")
        plain[name] = np.array(array, order="C", dtype=np.asarray(array).dtype.newbyteorder("="))
    return save(plain, metadata={_WORDS: spoken})


def unpack(message: bytes) -> tuple[Words, Arrays]:
    """The words and arrays of a message; the arrays are the reader's own.

    Raises:
        UnsafeBytes: The bytes are not such a message.
    """
    try:
        length = int.from_bytes(message[:_LENGTH_BYTES], "little")
        header = json.loads(message[_LENGTH_BYTES : _LENGTH_BYTES + length])
        words = json.loads(header["__metadata__"][_WORDS])
        arrays = {name: array.copy() for name, array in load(message).items()}
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsafeBytes(f"{len(message)} bytes are not a message: {error}") from error
    if not isinstance(words, dict):
        raise UnsafeBytes("the words of a message are not a mapping")
    return words, arrays


def put_frame(pipe: IO[bytes], message: bytes) -> None:
    """Send one message down a pipe."""
    pipe.write(len(message).to_bytes(_LENGTH_BYTES, "little"))
    pipe.write(message)
    pipe.flush()


def take_frame(pipe: IO[bytes]) -> bytes | None:
    """The next message from a pipe; None when the other side closed it between two messages.

    Raises:
        UnsafeBytes: It was closed inside a message, or the length is out of range.
    """
    start = pipe.read(_LENGTH_BYTES)
    if not start:
        return None
    length = int.from_bytes(start, "little")
    if len(start) < _LENGTH_BYTES or length > LARGEST:
        raise UnsafeBytes("a frame begins with 8 bytes of its length")
    message = pipe.read(length)
    if len(message) < length:
        raise UnsafeBytes(f"a frame of {length} bytes ended after {len(message)}")
    return message
