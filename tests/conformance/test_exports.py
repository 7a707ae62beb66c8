"""Every picture that is exported says where it comes from, and is drawn again from that, byte for byte."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.compute.worker import Child
from group_plgl.errors import NotFound, UnsafeBytes
from group_plgl.generators import SPACES, space_of
from group_plgl.generators.png_chunks import SIGNATURE, said_in
from group_plgl.generators.raster import keepsake_bytes
from group_plgl.latents.retelling import retold
from group_plgl.services.export import ALGORITHMIC, KEYWORD, XMP, texts_of
from group_plgl.services.verify import FAILS, HOLDS, UNKNOWN, checked, story_in
from group_plgl.settings import Settings

PIXELS = 96


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    one = Child(Settings())
    yield one
    one.close()


def exported(child: Child, name: str, seed: int = 0, pixels: int = PIXELS) -> bytes:
    """A picture of a space as it is exported."""
    space = space_of(name)
    z = space.sample(1, np.random.default_rng(seed))[0]
    told = {
        "schema": 2, "group": "a-wall", "question": "Live with “it” & <that>?", "space": space.key,
        "digital_source_type": ALGORITHMIC, "note": "AI-generated.", "made_at": "2026-01-02T03:04:05+00:00",
        "pixels": pixels, **retold(space, z.tolist()),
    }  # fmt: skip
    words = {"space": space.key, "pixels": pixels, "texts": texts_of(told)}
    return child.run("picture", words, {"z": z})[1]["bytes"].tobytes()


def with_texts(content: bytes, texts: dict[str, str]) -> bytes:
    """The same pixels with other texts inside."""
    from group_plgl.generators.raster import pixels_of

    return keepsake_bytes(pixels_of(content), texts)


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_picture_is_drawn_again_byte_for_byte_from_what_it_says(child: Child, name: str, seed: int) -> None:
    told, checks = checked(child, exported(child, name, seed))
    assert [(one.name, one.found) for one in checks] == [("latent", HOLDS), ("picture", HOLDS)]
    assert "byte for byte" in checks[1].words
    space = space_of(name)
    if not space.learned.all():  # nothing reads a taste about what is sensitive
        assert np.array(told["latent"])[~space.learned].tolist() == [0.0] * int((~space.learned).sum())
        assert told["chance"]


def test_other_programs_read_what_it_is(child: Child) -> None:
    content = exported(child, "tiles")
    texts = said_in(content).texts
    assert f"<Iptc4xmpExt:DigitalSourceType>{ALGORITHMIC}</Iptc4xmpExt:DigitalSourceType>" in texts[XMP]
    assert texts["Description"] == "AI-generated."
    assert b"sRGB" in content
    assert b"pHYs" + struct.pack(">IIB", 11811, 11811, 1) in content  # 300 dots per inch
    assert json.loads(texts[KEYWORD])["question"] == "Live with “it” & <that>?"


def test_a_changed_picture_or_story_does_not_hold(child: Child) -> None:
    content, other = exported(child, "tiles", 0), exported(child, "tiles", 1)
    swapped = with_texts(other, said_in(content).texts)
    assert checked(child, swapped)[1][1].found == FAILS
    story = json.loads(said_in(content).texts[KEYWORD])
    story["latent"][0] += 0.5
    changed = with_texts(content, {KEYWORD: json.dumps(story)})
    assert [one.found for one in checked(child, changed)[1]] == [FAILS]
    future = with_texts(content, {KEYWORD: json.dumps({**story, "space": "tiles@999"})})
    assert [one.found for one in checked(child, future)[1]] == [UNKNOWN, UNKNOWN]
    elsewhere = with_texts(content, {KEYWORD: json.dumps({**story, "space": "marble@1"})})
    assert [one.found for one in checked(child, elsewhere)[1]] == [UNKNOWN, UNKNOWN]
    packed = with_texts(content, said_in(content).texts)
    assert checked(child, packed)[1][1].found == HOLDS


@pytest.mark.parametrize(
    "story",
    ["[]", "{", '{"space": 3}', '{"space": "tiles@2"}', '{"space": "tiles", "latent": "x"}', "9" * 5000,
     '{"space": "tiles", "latent": [NaN]}', '{"space": "tiles", "latent": [1e999]}',
     '{"space": "tiles", "latent": [' + "9" * 400 + ']}', '{"space": "avatar", "latent": []}',
     '{"space": "catalogue-x@1", "latent": []}', '{"space": "catalogue-x@1", "latent": {}}',
     "[" * 100_000, '{"space": "tiles", "latent": [' + ",".join(["0"] * 10_000) + ']}',
     '{"space": "avatar", "latent": null, "chance": "\\ud800"}'],
    ids=range(15),
)  # fmt: skip
def test_a_hostile_story_gives_a_clear_answer(child: Child, story: str) -> None:
    content = keepsake_bytes(np.zeros((32, 32, 3), np.uint8), {KEYWORD: story})
    try:
        _, checks = checked(child, content)
    except (UnsafeBytes, NotFound) as problem:
        assert len(str(problem)) < 200
    else:
        assert all(one.found != HOLDS and len(one.words) < 300 for one in checks)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
END = chunk(b"IEND", b"")
BOMB = chunk(b"iTXt", b"GroupPLGL\0\1\0\0\0" + zlib.compress(b" " * 50_000_000))
BROKEN = {
    "nothing": b"", "text": b"hello", "only the sign": SIGNATURE, "no head": SIGNATURE + END,
    "cut": SIGNATURE + HEAD + b"\0\0",
    "longer than the file": SIGNATURE + HEAD + b"\x7f\xff\xff\xffiTXt" + b"x" * 9,
    "wrong sum": SIGNATURE + HEAD[:-1] + b"\0" + END, "short head": SIGNATURE + chunk(b"IHDR", b"xx") + END,
    "bomb": SIGNATURE + HEAD + BOMB + END,
    "no keyword": SIGNATURE + HEAD + chunk(b"iTXt", b"\0\0\0\0\0") + END,
    "no ends": SIGNATURE + HEAD + chunk(b"iTXt", b"GroupPLGL") + END,
    "not packed": SIGNATURE + HEAD + chunk(b"iTXt", b"GroupPLGL\0\1\0\0\0xx") + END,
    "not utf-8": SIGNATURE + HEAD + chunk(b"iTXt", b"GroupPLGL\0\0\0\0\0\xff\xfe") + END,
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_as_such(name: str) -> None:
    with pytest.raises(UnsafeBytes):
        story_in(BROKEN[name])


def test_a_file_that_says_nothing_is_told_as_such(tmp_path: Any) -> None:
    content = keepsake_bytes(np.zeros((32, 32, 3), np.uint8))
    with pytest.raises(NotFound):
        story_in(content)
    plain = SIGNATURE + HEAD + chunk(b"iTXt", b"GroupPLGL\0\1\0\0\0" + zlib.compress(b"{}")) + END
    assert story_in(plain)[1] == {}


def test_the_command_says_by_its_exit_status_what_it_found(child: Child, tmp_path: Any) -> None:
    files = {
        "same": (exported(child, "tiles"), 0), "broken": (BROKEN["bomb"], 1),
        "bare": (keepsake_bytes(np.zeros((32, 32, 3), np.uint8)), 3),
        "foreign": (with_texts(exported(child, "tiles"), {KEYWORD: '{"space": "marble@1"}'}), 4),
    }  # fmt: skip
    data = ["--data", str(tmp_path / "none")]
    for name, (content, status) in files.items():
        path = tmp_path / f"{name}.png"
        path.write_bytes(content)
        shown = CliRunner().invoke(main, ["verify", str(path), "--json", *data])
        assert shown.exit_code == status, (name, shown.output)
        if name == "same":
            assert [one["found"] for one in json.loads(shown.stdout)["checks"]] == [HOLDS, HOLDS]
    assert not (tmp_path / "none").exists()


def test_packing_is_the_same_whatever_the_order_and_the_day() -> None:
    from group_plgl.errors import BadInput
    from group_plgl.services.pack import packed, packed_with_manifest

    files: dict[str, bytes | str] = {"b.txt": "two", "a/one.png": b"\x89PNG", "c.csv": "x" * 1000}
    one = packed_with_manifest(files, {"group": "a-wall"})
    assert one == packed_with_manifest(dict(reversed(files.items())), {"group": "a-wall"})
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        for line in manifest["files"]:
            assert len(archive.read(line["path"])) == line["bytes"]
        assert archive.testzip() is None
        assert len(archive.read("SHA256SUMS").decode().splitlines()) == len(files) + 1
    for bad in ("/etc/passwd", "../up", "a/../../up", "", "a\\b"):
        with pytest.raises(BadInput):
            packed({bad: b""})
