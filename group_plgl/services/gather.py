"""Gathering: a group's own pictures come in one by one, and become its space when all are there.

Every file gets an answer of its own; one that is no picture costs nothing but itself. The bytes
people bring are read in a process that may die; what is kept was made by us. A file that comes
again, because its answer got lost, counts once.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.errors import BadInput, ChildFailed, GroupPLGLError, NotAllowed, NotFound, UnsafeBytes
from group_plgl.generators.catalogue.sameness import CELLS, MOST_LEVELS, Sketch, same_as
from group_plgl.generators.catalogue.space import MOST
from group_plgl.generators.raster import KEPT_SIDE, MOST_BYTES, MOST_PIXELS
from group_plgl.services.measure import By, Step, make_space, measure
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.unpack import is_archive, unpacked
from group_plgl.store.catalogues import Brought, count_of, drop_brought, put_brought, shelf_of, toned_like
from group_plgl.store.images import Picture, pool_of, put_pool
from group_plgl.store.people import Group

CARD_GROWS = 1.5
LONGEST_NAME = 80
_MEDIA_TYPE = "image/webp"
_KINDS_OF_PHOTOS = ("heic", "avif", "tiff", "bmp")
Bytes = NDArray[np.uint8]
Place = Callable[[Bytes], Sequence[float]]


@dataclass(frozen=True)
class Received:
    """What became of one file.

    Attributes:
        name: What it is called, for the host to read.
        brought: The picture it became, or the one it is the same as; None when it was left out.
        problem: Why it was left out; None when it counts.
    """

    name: str
    brought: Brought | None = None
    problem: GroupPLGLError | None = None


def is_gathering(studio: Studio, group: Group) -> bool:
    """Whether a group still waits for its own pictures."""
    return is_catalogue(group.space) and not pool_of(studio.database, group.group_id)


def gather(studio: Studio, group: Group, name: str, file: IO[bytes]) -> Iterator[Received]:
    """Take a file into a group's catalogue: a picture, or a ZIP of pictures one after the other.

    Args:
        studio: Where.
        group: A group that is gathering.
        name: What the file is called.
        file: Its bytes; it can seek.
    """
    beginning = file.read(4)
    file.seek(0)
    if not is_archive(beginning):
        yield gather_one(studio, group, name, file.read(MOST_BYTES + 1))
        return
    try:
        for entry in unpacked(file, MOST_BYTES):
            if entry.problem is not None:
                yield Received(shown_name(entry.name), problem=entry.problem)
            elif is_archive(entry.content[:4]):
                nested = UnsafeBytes("this is a ZIP inside a ZIP", advice="Unpack it and drop its pictures.")
                yield Received(shown_name(entry.name), problem=nested)
            else:
                yield gather_one(studio, group, entry.name, entry.content)
    except GroupPLGLError as problem:
        yield Received(shown_name(name), problem=problem)


def gather_one(studio: Studio, group: Group, name: str, content: bytes) -> Received:
    """Take one picture into a group's catalogue, or say why not."""
    shown = shown_name(name)
    try:
        _check_gathering(studio, group)
        return take(studio, group.space, shown, content, MOST)
    except GroupPLGLError as problem:
        return Received(shown, problem=problem)


def take(
    studio: Studio, space: str, name: str, content: bytes, most: int, place: Place | None = None
) -> Received:
    """Take one picture into a catalogue; the answer may be that it is there already.

    Args:
        studio: Where.
        space: The catalogue.
        name: What the file is called.
        content: Its bytes.
        most: How many pictures there may be.
        place: Gives the latent of the picture on the card, where the catalogue is complete already.

    Raises:
        UnsafeBytes: It is no picture that is taken.
        BadInput: The catalogue has `most` pictures.
    """
    return _judged(studio, space, name, _accepted(studio, content), most, place)


def finish(studio: Studio, group: Group, features: str = "") -> int:
    """Make the space of what was gathered and open the decks; how many pictures there are.

    Asked again it changes nothing.

    Args:
        studio: Where.
        group: Whose pictures.
        features: How they are measured, a name of `catalogue.features.WAYS`; as the house does unless told.

    Raises:
        BadInput: There are too few pictures.
        NotFound: Pictures are not measured in such a way.
    """
    have = count_of(studio.database, group.space)
    if is_gathering(studio, group):
        by = By(features or studio.settings.features, studio.settings.embedder)
        for _ in settle(studio, group.space, by):
            pass
        have = open_decks(studio, group)
    return have


def settle(studio: Studio, space: str, by: By) -> Iterator[Step]:
    """Measure the pictures of a catalogue and make their space, telling how far it is.

    Raises:
        BadInput: There are too few pictures, or the embedder cannot be used.
    """
    yield from measure(studio, space, by)
    make_space(studio, space, by)


def open_decks(studio: Studio, group: Group) -> int:
    """Put all pictures of a complete catalogue into the group's pool, shuffled; how many there are."""
    cards = shelf_of(studio.database, group.space).card_picture_ids
    order = studio.rng("catalogue", group.group_id).permutation(len(cards))
    put_pool(studio.database, group.group_id, [(place, cards[row]) for place, row in enumerate(order)])
    return len(cards)


def leave_out(studio: Studio, group: Group, picture_id: str) -> None:
    """Take a picture out of a catalogue again; tidying removes its files.

    Raises:
        NotAllowed: The catalogue is complete.
        NotFound: There is no such picture in it.
    """
    _check_gathering(studio, group)
    if not drop_brought(studio.database, group.space, picture_id):
        raise NotFound("this picture is not among those of the group")


def shown_name(name: str) -> str:
    """A file's name as the host reads it: without folders and without characters that nobody sees."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = [one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C"]
    line = " ".join("".join(visible).split())
    if len(line) > LONGEST_NAME:
        line = f"{line[: LONGEST_NAME - 13]}…{line[-12:]}"
    return line or "?"


def _check_gathering(studio: Studio, group: Group) -> None:
    if not is_gathering(studio, group):
        raise NotAllowed(
            "the pictures of this group are complete", advice="Start another group for other pictures."
        )


def _accepted(studio: Studio, content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The pictures kept of a file, and what was measured on it.

    Raises:
        UnsafeBytes: It is none that is taken; the message says why.
    """
    if len(content) > MOST_BYTES:  # not worth the way to the process that reads
        raise refusal("too many bytes", {})
    words = {"card_side": card_side(studio)}
    try:
        said, got = studio.child.run("accept", words, {"bytes": np.frombuffer(content, dtype=np.uint8)})
    except ChildFailed as problem:
        raise refusal("broken", {}) from problem
    if "refused" in said:
        raise refusal(said["refused"], said["values"])
    return said, got


def _judged(
    studio: Studio, space: str, name: str, accepted: tuple[dict[str, Any], dict[str, Any]], most: int,
    place: Place | None,
) -> Received:  # fmt: skip
    """The picture as it was stored, or the one that it is the same as."""
    said, got = accepted
    ratio = said["width"] / said["height"]

    def judge(there: Sequence[Brought]) -> Brought | None:
        return _twin(got["sketch"], ratio, there)

    large_id, card_id = (_picture_id(space, got[size]) for size in ("large", "card"))
    row = Brought(
        space, 0, large_id, card_id, name, said["width"], said["height"], ", ".join(said["told"]),
        got["traits"].astype(np.float32).tolist(), got["sketch"].tobytes(),
        got["sketch"].reshape(CELLS * CELLS, -1).mean(axis=0).tolist(),
    )  # fmt: skip
    twin = judge(toned_like(studio.database, row, MOST_LEVELS))  # nothing is written for what is there
    if twin is None:
        sides = (KEPT_SIDE, card_side(studio))
        latent = place(got["card"]) if place else []
        pictures = [
            _picture(studio, space, got[size], side, latent)
            for size, side in zip(("large", "card"), sides, strict=True)
        ]
        twin = put_brought(studio.database, row, pictures, most=most, reach=MOST_LEVELS, judge=judge)
    if twin.picture_id == large_id and twin.file_name == name:
        return Received(name, twin)  # new, or the same file again because its answer got lost
    return Received(name, twin, BadInput("this is the same picture as {other}", other=twin.file_name))


def _twin(sketch: Sketch, ratio: float, there: Sequence[Brought]) -> Brought | None:
    """The picture among these that is the same, if any."""
    sketches = [np.frombuffer(one.sketch, dtype=np.uint8) for one in there]
    place = same_as(sketch, ratio, sketches, [one.width / one.height for one in there])
    return None if place is None else there[place]


def card_side(studio: Studio) -> int:
    """The longer side of a picture on a card: it is shown whole, so more than a square card's."""
    return round(studio.settings.card_pixels * CARD_GROWS)


def _picture(studio: Studio, space: str, encoded: Bytes, side: int, latent: Sequence[float]) -> Picture:
    """A file made durable, with its row, which gets its latent when the catalogue is complete, if not yet."""
    sha256 = studio.files.keep(encoded.tobytes(), _MEDIA_TYPE)
    return Picture(_picture_id(space, encoded), space, latent, side, _MEDIA_TYPE, sha256, studio.now())


def _picture_id(space: str, encoded: Bytes) -> str:
    """32 hex digits that name one file in one catalogue."""
    words = f"{space} {hashlib.sha256(encoded.tobytes()).hexdigest()}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def refusal(reason: str, values: Mapping[str, Any]) -> UnsafeBytes:
    """A reason for which a file is not taken, as a sentence with advice.

    Args:
        reason: As `generators.raster.uploaded` gives it.
        values: What goes with it.
    """
    if reason == "empty":
        return UnsafeBytes("this file is empty")
    if reason == "too many bytes":
        return UnsafeBytes(
            "this file is larger than {most} MB", advice="Save it smaller.", most=MOST_BYTES // 10**6
        )
    if reason == "too many pixels":
        return UnsafeBytes(
            "it measures {width} × {height} pixels, more than {most} million",
            advice="Save it smaller.",
            most=MOST_PIXELS // 10**6,
            **values,
        )
    if reason == "too narrow":
        return UnsafeBytes("it measures {width} × {height} pixels, too narrow to be judged", **values)
    if reason == "link":
        return UnsafeBytes("this is a link to another file, not a picture")
    if reason == "no file":
        return UnsafeBytes("this is a pipe or a device, not a picture")
    if reason == "several pictures":
        return UnsafeBytes("this is an animation", advice="Save one picture of it.")
    if reason == "another format":
        return _wrong_format(values["kind"])
    return UnsafeBytes("this picture is broken or not whole", advice="Save it again and drop it anew.")


def _wrong_format(kind: str) -> UnsafeBytes:
    """What a file is instead of a picture we read."""
    if kind == "gif":
        return UnsafeBytes("GIF files are not read here", advice="Save it as PNG or JPEG.")
    if kind in _KINDS_OF_PHOTOS:
        return UnsafeBytes(
            "pictures of the format {kind} are not read here", advice="Save it as JPEG.", kind=kind.upper()
        )
    if kind == "svg":
        return UnsafeBytes("drawings (SVG) are not read here", advice="Export it as PNG.")
    if kind == "pdf":
        return UnsafeBytes("PDF files are not read here", advice="Export its pages as PNG or JPEG.")
    if kind == "video":
        return UnsafeBytes("videos are not read here", advice="Save one picture of it.")
    return UnsafeBytes("this is no picture", advice="PNG, JPEG and WebP are.")
