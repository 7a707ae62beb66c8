"""Pixels to bytes and back: the one door to the imaging library.

PNG for keeping and for proof (texts ride inside the file), WebP for the cards people swipe, and
contact sheets. Encoding is deterministic: the same pixels and texts give the same bytes with one
version of the library. Drawing does not live here, and neither does torch.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, PngImagePlugin

from group_plgl.errors import BadInput, BadShape, UnsafeBytes

Pixels = NDArray[np.uint8]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_LEVEL = 6
LARGEST_SIDE = 8192
PAPER = 245


def to_pixels(picture: ArrayLike) -> Pixels:
    """`h x w x 3` sRGB in [0, 1] rounded to the nearest of 256 levels; values outside are clamped.

    Raises:
        BadShape: Not `h x w x 3`, or holding NaN.
    """
    array = np.asarray(picture, dtype=np.float32)
    if array.ndim != 3 or array.shape[2] != 3:
        raise BadShape(f"a picture should be h x w x 3; got shape {array.shape}")
    if np.isnan(array).any():
        raise BadShape("the picture holds NaN", advice="Draw it again from finite latents.")
    return (np.clip(array, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def png_bytes(pixels: Pixels, texts: Mapping[str, str] | None = None) -> bytes:
    """A PNG of `h x w x 3` pixels; `texts` become iTXt chunks in UTF-8, sorted by keyword.

    Raises:
        BadShape: Not `h x w x 3` uint8.
        BadInput: A keyword that is empty, longer than 79 letters or not plain Latin.
    """
    chunks = PngImagePlugin.PngInfo()
    for keyword, text in sorted((texts or {}).items()):
        chunks.add_itxt(_checked_keyword(keyword), text)
    stream = io.BytesIO()
    _image(pixels).save(stream, format="PNG", compress_level=PNG_LEVEL, pnginfo=chunks)
    return stream.getvalue()


def webp_bytes(pixels: Pixels, quality: int = 88) -> bytes:
    """A lossy WebP of `h x w x 3` pixels; `quality` from 1 (small) to 100 (faithful).

    Raises:
        BadShape: Not `h x w x 3` uint8.
        BadInput: A quality outside 1 to 100.
    """
    if not 1 <= quality <= 100:
        raise BadInput(f"WebP quality is {quality}, it should be between 1 and 100")
    stream = io.BytesIO()
    _image(pixels).save(stream, format="WEBP", quality=quality, method=4)
    return stream.getvalue()


def png_texts(encoded: bytes) -> dict[str, str]:
    """The text chunks of a PNG, by keyword.

    Raises:
        UnsafeBytes: The bytes are no PNG, or a broken one.
    """
    if not encoded.startswith(PNG_SIGNATURE):
        raise UnsafeBytes(f"{len(encoded)} bytes do not begin as a PNG does")
    image = _opened(encoded, ("PNG",))
    return {str(keyword): str(text) for keyword, text in getattr(image, "text", {}).items()}


def pixels_of(encoded: bytes) -> Pixels:
    """`h x w x 3` pixels of one of our own stored PNG or WebP pictures.

    Raises:
        UnsafeBytes: Neither PNG nor WebP, broken, or wider or higher than 8192 pixels.
    """
    return np.asarray(_opened(encoded, ("PNG", "WEBP")).convert("RGB"), dtype=np.uint8)


def sheet(pictures: Sequence[Pixels] | Pixels, columns: int, gap: int = 6) -> Pixels:
    """A contact sheet of equally large pictures, row by row on light paper, `gap` pixels apart.

    Raises:
        BadShape: No pictures, or pictures of different shapes.
        BadInput: Fewer than one column, or a negative gap.
    """
    shapes = {np.shape(picture) for picture in pictures}
    if len(shapes) != 1:
        raise BadShape(f"a sheet needs pictures of one shape; got {sorted(shapes)}")
    if columns < 1 or gap < 0:
        raise BadInput(f"a sheet needs columns >= 1 and gap >= 0; got {columns} and {gap}")
    height, width, _ = shapes.pop()
    rows = -(-len(pictures) // columns)
    paper = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, 3), PAPER, np.uint8)
    for place, picture in enumerate(pictures):
        top = gap + (place // columns) * (height + gap)
        left = gap + (place % columns) * (width + gap)
        paper[top : top + height, left : left + width] = picture
    return paper


def _image(pixels: Pixels) -> Image.Image:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise BadShape(f"pixels should be h x w x 3 uint8; got {pixels.shape} {pixels.dtype}")
    return Image.fromarray(np.ascontiguousarray(pixels))


def _checked_keyword(keyword: str) -> str:
    if not (1 <= len(keyword) <= 79 and keyword.isascii() and keyword.isprintable()):
        raise BadInput(
            f"the PNG keyword {keyword!r} should be 1 to 79 plain letters",
            advice="Use a short ASCII keyword; the text itself may hold any letters.",
        )
    return keyword


def _opened(encoded: bytes, formats: tuple[str, ...]) -> Image.Image:
    """The decoded image, with size checked before any pixel is unpacked."""
    try:
        image = Image.open(io.BytesIO(encoded), formats=formats)
        if max(image.size) > LARGEST_SIDE:
            raise UnsafeBytes(f"the picture is {image.size}, larger than {LARGEST_SIDE} a side")
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        if isinstance(problem, UnsafeBytes):
            raise
        raise UnsafeBytes(f"{len(encoded)} bytes are no readable {' or '.join(formats)}") from problem
    return image
