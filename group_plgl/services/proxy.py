"""Proxy scores: how pictures of any kind compare with a few that are liked and a few that are not.

Nobody's answers are asked and nothing is stored: what is told rests on the examples alone, so it is no
member's taste but what somebody says. Whoever speaks for a group brings examples of each member, and the
group's rules combine them. `proxied` is the same for pictures in memory: a judge for whatever is to move
pictures towards what somebody likes.

Source: the proxy metric of ViPer, Salehi et al. 2024, there a trained network; here a closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput, NotFound, UnsafeBytes
from group_plgl.generators.catalogue.features import PARTS, measured, weighed
from group_plgl.generators.raster import MOST_BYTES, Pixels
from group_plgl.groups.profile import Profile, equal_voices
from group_plgl.groups.rules import DEFAULT_RULE, rule_named
from group_plgl.members.proxy import Proxied, resembling
from group_plgl.perception.features import SIDE
from group_plgl.services.apply import House
from group_plgl.services.encode import square_of
from group_plgl.services.known import ENDINGS
from group_plgl.services.point import Looker, looking, pointed
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import picture_of
from group_plgl.store.people import group_named

MOST_EXAMPLES, MOST_PICTURES, MOST_VOICES = 100, 1000, 50
_DIGITS = 4


@dataclass(frozen=True)
class Examples:
    """What one voice likes and dislikes, as measured rows `k x p` each."""

    liked: Array
    disliked: Array


@dataclass(frozen=True)
class Resembling:
    """Pictures held against the examples of one voice or of several.

    Attributes:
        liking, low, high: `n`, mean predicted chance with its 95 % interval; examples say it, no answers.
        score: `n`, by the rule; only its order means anything.
    """

    liking: Array
    low: Array
    high: Array
    score: Array

    def rows(self) -> list[dict[str, float]]:
        """The same, picture by picture."""
        table = zip(self.liking, self.low, self.high, self.score, strict=True)
        names = ("liking", "low", "high", "score")
        return [dict(zip(names, (round(float(one), _DIGITS) for one in row), strict=True)) for row in table]


def proxied(liked: Sequence[Pixels], disliked: Sequence[Pixels], pictures: Sequence[Pixels]) -> Proxied:
    """How pictures compare with examples, all `h x w x 3`: pure, the same for the same pictures.

    Raises:
        BadInput: One side has no example, or all examples look the same.
    """
    rows = [np.array([measured(one) for one in some]) for some in (liked, disliked, pictures)]
    return _one_voice(Examples(rows[0], rows[1]), rows[2])


def resembles(voices: Sequence[Examples], rows: Array, rule: str = DEFAULT_RULE) -> Resembling:
    """How pictures (measured rows `n x p`) compare with the examples of each voice, by a rule.

    Raises:
        BadInput: There is no voice, or one of them has examples of one side only.
        NotFound: There is no such rule.
    """
    if not 1 <= len(voices) <= MOST_VOICES:
        raise BadInput("a group has 1 to {most} voices here", most=MOST_VOICES)
    each = [_one_voice(one, rows) for one in voices]
    means, sds = np.array([one.mean for one in each]), np.array([one.sd for one in each])
    score = rule_named(rule).score(Profile(means, sds, equal_voices(len(each))))
    apart = [0.5 * (high - low) for low, high in (one.interval for one in each)]
    liking = np.mean([one.liking for one in each], axis=0)
    doubt = np.sqrt(np.sum(np.square(apart), axis=0)) / len(each)
    return Resembling(liking, np.maximum(liking - doubt, 0.0), np.minimum(liking + doubt, 1.0), score)


def measured_files(child: Child, files: Sequence[bytes], names: Sequence[str]) -> Array:
    """Measured rows `n x p` of the middle squares of files from anywhere, read where they do no harm.

    Raises:
        UnsafeBytes: One of them is no picture that is read; the message names it.
    """
    rows = []
    for name, content in zip(names, files, strict=True):
        try:
            square = square_of(child, content, SIDE)["picture"]
        except UnsafeBytes as problem:
            raise UnsafeBytes(
                "{file} is no picture that is read", advice=str(problem), file=name
            ) from problem
        rows.append(measured(square.astype(np.uint8)))
    return np.array(rows)


def resembling_pictures(
    studio: Studio, looker: Looker, voices: Sequence[tuple[Sequence[str], Sequence[str]]],
    pictures: Sequence[str], rule: str,
) -> Resembling:  # fmt: skip
    """The same for pictures of a group that somebody may see, each as in `point`.

    Raises:
        NotFound: A picture is none of the group's for them to see.
        BadInput: A voice has examples of one side only.
    """
    names = list(dict.fromkeys(name for voice in voices for side in voice for name in side))
    names += [name for name in dict.fromkeys(pictures) if name not in names]
    contents = [_content(studio, pointed(studio, looker, name).picture_id) for name in names]
    rows = dict(zip(names, measured_files(studio.child, contents, names), strict=True))
    told = [
        Examples(*(np.array([rows[name] for name in side]).reshape(len(side), -1) for side in voice))
        for voice in voices
    ]
    return resembles(told, np.array([rows[name] for name in pictures]), rule)


def resembling_by_name(
    studio: Studio, group: str, liked: Sequence[str], disliked: Sequence[str], pictures: Sequence[str]
) -> dict[str, Any]:
    """The same for whoever runs the house: pictures of a group, or absolute paths of files.

    Raises:
        NotFound: There is no such group or picture.
        BadInput: Examples are missing on one side.
    """
    house = looking(studio, House(group_named(studio.database, group)))
    sides = []
    for some in (liked, disliked, pictures):
        files = [
            _read(Path(one))
            if Path(one).is_absolute() and Path(one).is_file()
            else _content(studio, pointed(studio, house, one).picture_id)
            for one in some
        ]
        sides.append(measured_files(studio.child, files, some))
    found = resembles([Examples(sides[0], sides[1])], sides[2])
    return told(pictures, found)


def resembling_files(
    child: Child, liked: Sequence[Path], disliked: Sequence[Path], pictures: Sequence[Path]
) -> dict[str, Any]:
    """The same for files and folders of pictures, without any group.

    Raises:
        NotFound: A file is not there, or a folder has no picture in it.
        BadInput: Examples are missing on one side, or there are too many.
    """
    names = [[str(path) for path in files_in(some)] for some in (liked, disliked, pictures)]
    sides = [measured_files(child, [_read(Path(one)) for one in some], some) for some in names]
    return told(names[2], resembles([Examples(sides[0], sides[1])], sides[2]))


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Files as they are named, and the pictures of folders by name.

    Raises:
        NotFound: There is no such file, or no picture in the folder.
    """
    found: list[Path] = []
    for path in paths:
        some = (
            [one for one in sorted(path.iterdir()) if one.suffix.lower() in ENDINGS]
            if path.is_dir()
            else [path]
        )
        if not some or not all(one.is_file() for one in some):
            raise NotFound("there is no picture {path}", path=path)
        found += some
    return found


def told(pictures: Sequence[str], found: Resembling) -> dict[str, Any]:
    """As plain values, the likeliest first."""
    rows = [{"picture": name, **row} for name, row in zip(pictures, found.rows(), strict=True)]
    return {"for": "examples", "pictures": sorted(rows, key=lambda row: -float(row["score"]))}


def _one_voice(voice: Examples, rows: Array) -> Proxied:
    """One voice's examples are weighed among themselves, so that no other picture changes a score."""
    if not len(voice.liked) or not len(voice.disliked):
        raise BadInput("examples are needed of what is liked and of what is not", advice="Name one of each.")
    if max(len(voice.liked), len(voice.disliked)) > MOST_EXAMPLES or len(rows) > MOST_PICTURES:
        raise BadInput(
            "at most {most} examples of a side and {pictures} pictures are compared",
            most=MOST_EXAMPLES, pictures=MOST_PICTURES,
        )  # fmt: skip
    examples = np.vstack([voice.liked, voice.disliked])
    liked = np.arange(len(examples)) < len(voice.liked)
    return resembling(weighed(examples), liked, weighed(rows, examples), PARTS)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _content(studio: Studio, picture_id: str) -> bytes:
    found = picture_of(studio.database, picture_id)
    if found is None:
        raise NotFound("this picture is gone")
    return studio.files.read(found.sha256, found.media_type)
