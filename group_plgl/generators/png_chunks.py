"""What a PNG says in words, read chunk by chunk without unpacking a pixel.

Files come from anywhere, so everything is bounded: how large a file is, how many chunks it has, how
much text, and how far packed text may swell. Whoever reads what comes out treats it as said by a stranger.

Source: W3C Portable Network Graphics (Third Edition), 5 and 11.3.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from group_plgl.errors import UnsafeBytes

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 128_000_000
MOST_CHUNKS = 100_000
MOST_TEXT = 2_000_000
LONGEST_KEYWORD = 79


@dataclass(frozen=True)
class Said:
    """What a PNG says of itself.

    Attributes:
        width, height: In pixels, as its head says.
        texts: Its international texts by keyword; of several under one keyword the first.
    """

    width: int
    height: int
    texts: dict[str, str]


def said_in(encoded: bytes) -> Said:
    """The size and the texts of a PNG.

    Raises:
        UnsafeBytes: No PNG, a broken one, or larger in any way than what is read here.
    """
    if len(encoded) > MOST_BYTES:
        raise UnsafeBytes("the file has {n} bytes; at most {most} are read", n=len(encoded), most=MOST_BYTES)
    if not encoded.startswith(SIGNATURE):
        raise UnsafeBytes("the file is no PNG")
    size: tuple[int, int] | None = None
    texts: dict[str, str] = {}
    left = MOST_TEXT
    for kind, body in _chunks(encoded):
        if size is None:
            if kind != b"IHDR" or len(body) != 13:
                raise UnsafeBytes("the PNG does not begin with its head")
            size = struct.unpack(">II", body[:8])
        elif kind == b"iTXt":
            keyword, text = _text(body, left)
            left -= len(text)
            texts.setdefault(keyword, text)
    if size is None:
        raise UnsafeBytes("the PNG is empty")
    return Said(*size, texts)


def _chunks(encoded: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of every chunk to the end, each held against its checksum."""
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        if at + 12 > len(encoded):
            raise UnsafeBytes("the PNG ends in the middle")
        (length,) = struct.unpack_from(">I", encoded, at)
        kind = encoded[at + 4 : at + 8]
        if at + 12 + length > len(encoded):
            raise UnsafeBytes("a chunk of the PNG is longer than the file")
        body = encoded[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", encoded, at + 8 + length)
        if zlib.crc32(kind + body) != check:
            raise UnsafeBytes("a chunk of the PNG does not fit its checksum: the file is damaged")
        yield kind, body
        at += 12 + length
        if kind == b"IEND":
            return
    raise UnsafeBytes("the PNG has more than {most} chunks", most=MOST_CHUNKS)


def _text(body: bytes, most: int) -> tuple[str, str]:
    """Keyword and text of one international text."""
    keyword, nul, rest = body.partition(b"\0")
    if not nul or not 1 <= len(keyword) <= LONGEST_KEYWORD or len(rest) < 2:
        raise UnsafeBytes("a text of the PNG is broken")
    packed, method = rest[0], rest[1]
    _language, nul, rest = rest[2:].partition(b"\0")
    _translated, second, text = rest.partition(b"\0")
    if not nul or not second or packed > 1 or method != 0:
        raise UnsafeBytes("a text of the PNG is broken")
    if packed:
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(text, most + 1)
        except zlib.error as problem:
            raise UnsafeBytes("a packed text of the PNG is broken") from problem
    if len(text) > most:
        raise UnsafeBytes("the PNG holds more than {most} letters of text", most=MOST_TEXT)
    try:
        return keyword.decode("latin-1"), text.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UnsafeBytes("a text of the PNG is not UTF-8") from problem
