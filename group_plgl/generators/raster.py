"""Pixels to bytes and back: the one door to the imaging library.

PNG for keeping and for proof (texts ride inside the file), WebP for the cards people swipe, contact
sheets, and the reading of files that people bring. Encoding is deterministic: the same pixels and
texts give the same bytes with one version of the library. Drawing does not live here, and neither
does torch.

A file from outside is read only when it is one of three formats, and after its header has been
looked at; whoever calls `uploaded` does so in a process that may die.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageCms, ImageDraw, ImageFont, ImageOps, PngImagePlugin

from group_plgl.errors import BadInput, BadShape, UnsafeBytes

Pixels = NDArray[np.uint8]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_LEVEL = 6
DOTS_PER_INCH = 300
FILM_QUALITY = 90
LARGEST_SIDE = 8192
PAPER = 245
MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
FEWEST_PIXELS_A_SIDE = 32
LONGEST_PER_SHORTEST = 12
KEPT_SIDE = 1600
_WHITE = (255, 255, 255)
_INK = (40, 36, 32)
# How a file begins, and what it then is: formats we read in capitals, everything else by its kind.
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, PNG_SIGNATURE, "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (8, b"WEBP", "WEBP"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (4, b"ftyphei", "heic"),
    (4, b"ftyphev", "heic"),
    (4, b"ftypmif", "heic"),
    (4, b"ftypmsf", "heic"),
    (4, b"ftypavi", "avif"),
    (4, b"ftyp", "video"),
    (0, b"%PDF", "pdf"),
    (0, b"PK", "zip"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
)


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


def keepsake_bytes(pixels: Pixels, texts: Mapping[str, str] | None = None) -> bytes:
    """A PNG to take away: as `png_bytes`, and it says that it is sRGB at 300 dots per inch.

    Raises:
        BadShape: Not `h x w x 3` uint8.
        BadInput: A keyword that is empty, longer than 79 letters or not plain Latin.
    """
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"sRGB", b"\0")
    for keyword, text in sorted((texts or {}).items()):
        chunks.add_itxt(_checked_keyword(keyword), text)
    stream = io.BytesIO()
    dots = {"dpi": (DOTS_PER_INCH, DOTS_PER_INCH)}
    _image(pixels).save(stream, format="PNG", compress_level=PNG_LEVEL, pnginfo=chunks, **dots)
    return stream.getvalue()


def webp_bytes(pixels: Pixels, quality: int = 88, effort: int = 4) -> bytes:
    """A lossy WebP of `h x w x 3` pixels.

    Args:
        pixels: `h x w x 3`.
        quality: From 1 (small) to 100 (faithful).
        effort: From 0 (quick) to 6 (small).

    Raises:
        BadShape: Not `h x w x 3` uint8.
        BadInput: A quality outside 1 to 100.
    """
    if not 1 <= quality <= 100:
        raise BadInput(f"WebP quality is {quality}, it should be between 1 and 100")
    stream = io.BytesIO()
    _image(pixels).save(stream, format="WEBP", quality=quality, method=effort)
    return stream.getvalue()


def film_bytes(frames: Sequence[Pixels], milliseconds: Sequence[int], kind: str, note: str = "") -> bytes:
    """Equally large frames as a picture that moves and begins again at its end.

    Args:
        frames: `h x w x 3` each.
        milliseconds: How long each is shown; as many as frames.
        kind: `webp`, or `gif`, which has 256 colours a frame.
        note: What the file says of itself: XMP in WebP, a comment in GIF.

    Raises:
        BadShape: No frames.
        BadInput: Another kind.
    """
    if not len(frames):
        raise BadShape("a film needs a frame")
    images = [_image(frame) for frame in frames]
    told: dict[str, Any] = {"save_all": True, "duration": list(milliseconds), "loop": 0}
    if kind == "webp":
        told |= {"format": "WEBP", "quality": FILM_QUALITY, "method": 4, "xmp": note.encode()}
    elif kind == "gif":
        images = [
            image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)
            for image in images
        ]
        told |= {"format": "GIF", "comment": note.encode(), "disposal": 1}
    else:
        raise BadInput(f"a film is webp or gif, not {kind!r}")
    stream = io.BytesIO()
    images[0].save(stream, append_images=images[1:], **told)
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


def labelled(pixels: Pixels, text: str, height: int = 26) -> Pixels:
    """The picture with a line of text on light paper above it, `height` pixels more."""
    paper = Image.new("RGB", (pixels.shape[1], height), (PAPER,) * 3)
    font = ImageFont.load_default(size=height * 0.55)
    ImageDraw.Draw(paper).text((6, height // 2), text, fill=_INK, font=font, anchor="lm")
    return np.concatenate([np.asarray(paper, dtype=np.uint8), pixels])


@dataclass(frozen=True)
class Upload:
    """A picture that somebody brought, upright, in sRGB and no larger than what is kept.

    Attributes:
        pixels: `h x w x 3`; the longer side at most `KEPT_SIDE`.
        width, height: What it measured before, upright, in pixels.
    """

    pixels: Pixels
    width: int
    height: int


def uploaded(encoded: bytes) -> Upload:
    """The picture in a file from outside: PNG, JPEG or WebP, without anything that rode along.

    Its size is looked at before any pixel is unpacked. Of a camera's file with several pictures
    the first counts. What is transparent is laid on white.

    Raises:
        UnsafeBytes: The text is a short reason: `empty`, `too many bytes`, `another format` (with
            its `kind`), `several pictures`, `too many pixels`, `too narrow` or `broken`; sizes ride
            along as values.
    """
    if not encoded:
        raise UnsafeBytes("empty")
    if len(encoded) > MOST_BYTES:
        raise UnsafeBytes("too many bytes", have=len(encoded))
    kind = kind_of(encoded)
    if not kind.isupper():
        raise UnsafeBytes("another format", kind=kind)
    try:
        with _sizes_are_ours(), Image.open(io.BytesIO(encoded), formats=(kind,)) as image:
            width, height = image.size
            _check_size(image)
            if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
                raise UnsafeBytes("several pictures")
            upright = _upright(image)
            if (upright.width > upright.height) != (width > height):
                width, height = height, width
            return Upload(np.asarray(_in_srgb(upright), dtype=np.uint8), width, height)
    except UnsafeBytes:
        raise
    except Exception as problem:  # decoders fail in many ways; none of them is ours
        raise UnsafeBytes("broken") from problem


def kind_of(encoded: bytes) -> str:
    """What a file is by how it begins: `PNG`, `JPEG`, `WEBP`, or another kind in small letters."""
    for start, beginning, kind in _BEGINNINGS:
        if encoded[start : start + len(beginning)] == beginning:
            return kind
    text = encoded[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")) or b"<svg" in text:
        return "svg"
    return "unknown"


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """The picture with its longer side at most `longest` pixels, its shape kept."""
    image = _image(pixels)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(image, dtype=np.uint8)


def resized(pixels: Pixels, height: int, width: int) -> Pixels:
    """The picture as `height x width` pixels, each the mean of what it covers; its shape may change."""
    image = _image(pixels).resize((width, height), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.uint8)


def squared(pixels: Pixels, side: int) -> Pixels:
    """The middle of the picture as `side x side` pixels, each the mean of what it covers."""
    height, width, _ = pixels.shape
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    return resized(pixels[top : top + short, left : left + short], side, side)


@contextlib.contextmanager
def _sizes_are_ours() -> Iterator[None]:
    """Warnings become errors, and sizes are left for us to check: the library's limit is higher."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", message="Image appears to be a malformed MPO")
            warnings.filterwarnings("ignore", module="PIL.TiffImagePlugin")  # careless camera metadata
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _check_size(image: Image.Image) -> None:
    """Nothing, when a picture of this size may be unpacked."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise UnsafeBytes("too many pixels", width=width, height=height)
    shorter, longer = min(image.size), max(image.size)
    if shorter < FEWEST_PIXELS_A_SIDE or longer > LONGEST_PER_SHORTEST * shorter:
        raise UnsafeBytes("too narrow", width=width, height=height)


def _upright(image: Image.Image) -> Image.Image:
    """The picture unpacked at about the size that is kept, turned as the camera was held."""
    share = KEPT_SIDE / max(image.size)
    if share < 1:
        image.draft(None, (round(image.width * share), round(image.height * share)))
    image.load()
    if image.mode.startswith("I") or image.mode == "F":
        grey = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((grey * 255.0 / max(float(grey.max()), 1.0)).clip(0, 255).astype(np.uint8))
    elif image.mode in ("P", "1", "PA"):
        image = image.convert("RGBA")
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turned = image
    with contextlib.suppress(Exception):  # a broken note on how it was held leaves it as it is
        turned = ImageOps.exif_transpose(image)
    return turned


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture on white paper, in the colours every screen shows."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (*_WHITE, 255))
        image = Image.alpha_composite(paper, image).convert("RGB")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    return image.convert("RGB")


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
