"""Encoding: somebody's picture as the nearest one that a space can draw, and how honest that is.

Nothing of the picture is kept. Its bytes are read in a process that may die; the latent is sought in
another, so that no model waits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from group_plgl.compute.worker import Child
from group_plgl.errors import ChildFailed
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.latents import Space
from group_plgl.latents.words import picture_words
from group_plgl.perception.attributes import ATTRIBUTES, plain_words
from group_plgl.services.gather import refusal
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array

MOST_WORDS = 4
_SEED = 1


@dataclass(frozen=True)
class Encoded:
    """A picture as a latent of a space.

    Attributes:
        z: `d`, the latent.
        error: Mean absolute difference between the picture and the redrawn one, 0 to 1.
        limit: The error above which the picture lies outside the space: its own pictures are mostly
            found again much better.
        words: What the space says of the latent, in words of its genes.
        seen: What is plain to see in the picture itself, in words.
        shown: The square of the picture that was looked at, WebP.
        redrawn: The picture of the latent, in the media type that was asked for.
    """

    z: Array
    error: float
    limit: float
    words: list[str]
    seen: list[str]
    shown: bytes
    redrawn: bytes

    @property
    def outside(self) -> bool:
        """Whether the space cannot draw such a picture."""
        return self.error > self.limit


def encode(
    child: Child, space: Space, content: bytes, pixels: int, media_type: str = "image/webp"
) -> Encoded:
    """The latent of a space whose picture comes closest to a file from outside.

    Args:
        child: What computes.
        space: A drawn space.
        content: The file.
        pixels: Side of the redrawn picture.
        media_type: Of the redrawn picture.

    Raises:
        UnsafeBytes: It is no picture that is read; the message says why.
    """
    square = square_of(child, content, pixels)
    said, found = child.run("encode", {"space": space.key, "seed": _SEED}, {"picture": square["picture"]})
    z = space.canonical(found["z"])
    words = {"space": space.key, "pixels": pixels, "media_type": media_type}
    _, drawn = child.run("draw", words, {"z": z})
    return Encoded(
        z=z[0],
        error=float(said["error"]),
        limit=float(said["limit"]),
        words=picture_words(space, z[0]),
        seen=plain_words(found["attributes"].tolist(), list(ATTRIBUTES), MOST_WORDS),
        shown=square["shown"].tobytes(),
        redrawn=drawn["bytes"].tobytes(),
    )


def encode_upload(studio: Studio, space: Space, content: bytes, pixels: int) -> Encoded:
    """The same in an opened house; the redrawn picture is WebP.

    Raises:
        UnsafeBytes: It is no picture that is read; the message says why.
    """
    return encode(studio.child, space, content, pixels)


def square_of(child: Child, content: bytes, pixels: int) -> dict[str, Array]:
    """The middle of the picture in a file, small enough to be encoded and large enough to be shown.

    Raises:
        UnsafeBytes: It is no picture that is read.
    """
    if len(content) > MOST_BYTES:  # not worth the way to the process that reads
        raise refusal("too many bytes", {})
    try:
        said, got = child.run("look", {"side": pixels}, {"bytes": np.frombuffer(content, dtype=np.uint8)})
    except ChildFailed as problem:
        raise refusal("broken", {}) from problem
    if "refused" in said:
        raise refusal(said["refused"], said["values"])
    return got
