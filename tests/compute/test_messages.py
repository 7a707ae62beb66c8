"""Messages carry arrays and words unchanged, and odd bytes are refused."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from safetensors.numpy import save

from group_plgl.compute.messages import pack, put_frame, take_frame, unpack
from group_plgl.errors import BadInput, UnsafeBytes

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
ARRAYS = npst.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.uint8, np.bool_]),
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
)


@given(
    words=st.dictionaries(st.text(), PLAIN, max_size=4),
    arrays=st.dictionaries(st.text(max_size=8), ARRAYS, max_size=4),
)
def test_a_message_comes_out_as_it_went_in(words: dict[str, object], arrays: dict[str, np.ndarray]) -> None:
    arrays.pop("__metadata__", None)
    got_words, got_arrays = unpack(pack(words, arrays))
    assert got_words == words
    assert got_arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert got_arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(got_arrays[name], array)


def test_turned_strided_and_foreign_arrays_arrive_right() -> None:
    z = np.arange(12.0).reshape(3, 4)
    arrays = {"turned": z.T, "strided": z[::2, ::-1], "foreign": z.astype(">f8")}
    _, got = unpack(pack({}, arrays))
    for name, array in arrays.items():
        np.testing.assert_array_equal(got[name], array)


def test_arrays_that_arrive_may_be_written_to() -> None:
    _, got = unpack(pack({}, {"z": np.zeros(3)}))
    got["z"][0] = 1.0
    assert got["z"].flags.writeable


@pytest.mark.parametrize("bad", [np.array(["text"]), np.array([object()]), np.array([1j])])
def test_an_array_that_is_not_of_numbers_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(BadInput, match="not numbers"):
        pack({}, {"bad": bad})


@pytest.mark.parametrize("bad", [float("nan"), b"bytes", {1, 2}])
def test_words_that_are_not_json_are_refused(bad: object) -> None:
    with pytest.raises(BadInput, match="JSON"):
        pack({"bad": bad}, {})


GOOD = pack({"a": 1}, {"z": np.arange(4.0)})
BAD = [
    b"", b"\x80\x04K\x01.", GOOD[:-1], GOOD[:20], b"\xff" * 64, save({"z": np.zeros(2)}),
    save({}, metadata={"words": "not json"}), save({}, metadata={"words": "[1]"}),
    (2).to_bytes(8, "little") + b"[]",
    (60).to_bytes(8, "little") + json.dumps({"__metadata__": 3}).encode().ljust(60),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_odd_bytes_are_refused(bad: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        unpack(bad)


def test_frames_follow_each_other_and_end_cleanly() -> None:
    pipe = io.BytesIO()
    for message in (b"one", b"", GOOD):
        put_frame(pipe, message)
    pipe.seek(0)
    assert [take_frame(pipe) for _ in range(4)] == [b"one", b"", GOOD, None]


@pytest.mark.parametrize("torn", [b"\x05", (5).to_bytes(8, "little") + b"four", b"\xff" * 8])
def test_a_torn_frame_is_refused(torn: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        take_frame(io.BytesIO(torn))
