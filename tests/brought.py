"""Files that people bring: pictures of known looks, and everything that is none or means harm."""

from __future__ import annotations

import colorsys
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

LOOKS = ("warmth", "lightness", "crowding", "roundness", "side")


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> tuple[Image.Image, np.ndarray]:
    """A picture of shapes on a ground, and what it looks like by `LOOKS`, each about -1 to 1."""
    rng = np.random.default_rng(seed)
    hue, light, crowd = rng.random(), rng.random(), int(rng.integers(1, 12))
    round_shapes, side = bool(rng.integers(2)), int(rng.choice([-1, 1]))
    width, height = size
    ground = tuple(int(255 * level) for level in colorsys.hls_to_rgb(hue, 0.2 + 0.6 * light, 0.5))
    picture = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(picture)
    for _ in range(crowd):
        x, y = width / 2 + side * width / 5 + rng.normal(0, width / 10), rng.random() * height
        reach = width * (0.03 + 0.07 * rng.random())
        colour = tuple(int(level) for level in rng.integers(0, 255, 3))
        (pen.ellipse if round_shapes else pen.rectangle)((x - reach, y - reach, x + reach, y + reach), colour)
    warmth = float(np.cos(2 * np.pi * (hue - 0.08)))
    return picture, np.array([warmth, 2 * light - 1, (crowd - 6) / 5, 2 * round_shapes - 1, side])


def encoded(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **more)
    return stream.getvalue()


@cache
def photo(seed: int = 0, size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG of a scene."""
    return encoded(scene(seed, size)[0], quality=90)


def blank_png(width: int, height: int) -> bytes:
    """A black-and-white PNG of any size that is tiny as a file: a bomb when it is large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    packer, row = zlib.compressobj(9), b"\0" * (width // 8 + 2)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    """An animation of two pictures."""
    first, second = scene(1)[0], scene(2)[0]
    return encoded(first, kind, save_all=True, append_images=[second], duration=90)


# What is no picture of ours, by name: how it is made, and the reason for which it is left out.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "of 144 megapixels.png": (lambda: blank_png(12000, 12000), "too many pixels"),
    "of 400 megapixels.png": (lambda: blank_png(20000, 20000), "too many pixels"),
    "cut off.jpg": (lambda: photo(1)[: len(photo(1)) // 2], "broken"),
    "cut off.png": (lambda: encoded(scene(1)[0], "PNG")[:-400], "broken"),
    "cut off.webp": (lambda: encoded(scene(1)[0], "WEBP")[:-300], "broken"),
    "only a head.png": (lambda: b"\x89PNG\r\n\x1a\n" + b"junk" * 500, "broken"),
    "a letter.png": (lambda: b"Dear all, " * 90, "another format"),
    "with script.svg": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "another format",
    ),
    "page.html.jpg": (lambda: b"<!doctype html><script>alert(1)</script>", "another format"),
    "moving.gif": (lambda: moving("GIF"), "another format"),
    "moving.webp": (lambda: moving("WEBP"), "several pictures"),
    "moving.png": (lambda: moving("PNG"), "several pictures"),
    "scan.tiff": (lambda: encoded(scene(1)[0], "TIFF"), "another format"),
    "phone.heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 400, "another format"),
    "paper.pdf": (lambda: b"%PDF-1.7\n" + b"\0" * 400, "another format"),
    "program.jpg": (lambda: b"MZ\x90\0" + b"\0" * 400, "another format"),
    "nothing.jpg": (lambda: b"", "empty"),
    "of 25 MB.jpg": (lambda: b"\xff\xd8\xff" + b"\0" * 25_000_000, "too many bytes"),
    "a line.png": (lambda: encoded(Image.new("RGB", (4000, 33)), "PNG"), "too narrow"),
    "a dot.png": (lambda: encoded(Image.new("RGB", (1, 1)), "PNG"), "too narrow"),
}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files by name; names are taken as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def with_link() -> bytes:
    """A ZIP with a symbolic link to a file of the system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("innocent.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def with_password() -> bytes:
    """A ZIP whose only file says that it is locked."""
    content = bytearray(packed({"locked.jpg": photo(1)}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)
