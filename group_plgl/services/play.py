"""Playing: the sounds of pictures that sound, kept beside them and gone with them.

Those on cards are played ahead, when the cards are drawn; all others when somebody first listens.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from group_plgl.errors import NotFound, NotYet
from group_plgl.generators import space_of
from group_plgl.services.space import is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.erasure import shown_again
from group_plgl.store.images import SOUND_TYPE, Picture, picture_of, put_sound

RATE = 22050  # no partial of a melody lies above what this carries
_BATCH = 8
# The child has other things to do: who listens must not keep those waiting who vote.
_LISTENERS = threading.BoundedSemaphore(2)


def sounds(key: str) -> bool:
    """Whether the pictures of the space with this key are to be listened to; of past versions, no more."""
    return not is_catalogue(key) and not is_past(key) and space_of(key).sounds


def play_ahead(studio: Studio, key: str, picture_ids: Sequence[str]) -> int:
    """Play those of some pictures that were not played before; how many there were."""
    if not sounds(key):
        return 0
    found = [picture_of(studio.database, one) for one in picture_ids]
    silent = [one for one in found if one is not None and not one.sound]
    for start in range(0, len(silent), _BATCH):
        _play(studio, silent[start : start + _BATCH])
    return len(silent)


def sound_of(studio: Studio, picture: Picture) -> str:
    """The SHA-256 of a picture's sound, played now if it was not before.

    Raises:
        NotFound: The picture makes no sound, or is gone meanwhile.
        NotYet: Too many wait for sounds already.
    """
    if not sounds(picture.space):
        raise NotFound("this picture makes no sound")
    if picture.sound:
        return picture.sound
    if not _LISTENERS.acquire(blocking=False):
        raise NotYet("this sound is not ready", advice="Press again in a moment.")
    try:
        return _play(studio, [picture])[0]
    finally:
        _LISTENERS.release()


def sound_bytes(studio: Studio, key: str, z: Array) -> bytes:
    """What one latent (`1 x d`) sounds like, as WAV bytes that are not kept.

    Raises:
        NotFound: The space makes no sound.
        NotYet: Too many wait for sounds already.
    """
    if not sounds(key):
        raise NotFound("this picture makes no sound")
    if not _LISTENERS.acquire(blocking=False):
        raise NotYet("this sound is not ready", advice="Press again in a moment.")
    try:
        return studio.child.run("play", {"space": key, "rate": RATE}, {"z": z})[1]["bytes"].tobytes()
    finally:
        _LISTENERS.release()


def _play(studio: Studio, pictures: Sequence[Picture]) -> list[str]:
    """The SHA-256 of the sounds of some pictures of one space, once they are stored."""
    z = space_of(pictures[0].space).canonical(np.array([one.latent for one in pictures], dtype=np.float64))
    _, made = studio.child.run("play", {"space": pictures[0].space, "rate": RATE}, {"z": z})
    ends = [0, *made["ends"].tolist()]
    played = []
    for place, picture in enumerate(pictures):
        sha256 = studio.files.keep(made["bytes"][ends[place] : ends[place + 1]].tobytes(), SOUND_TYPE)
        if not put_sound(studio.database, picture.picture_id, sha256):
            _unkeep(studio, sha256)  # the picture was erased while it was played
            raise NotFound("this picture is gone")
        played.append(sha256)
    return played


def _unkeep(studio: Studio, sha256: str) -> None:
    """Remove a sound that no picture has."""
    if not shown_again(studio.database, [(sha256, SOUND_TYPE)]):
        studio.files.path(sha256, SOUND_TYPE).unlink(missing_ok=True)
