"""Sounds lie beside their pictures, are made once, and are gone when the pictures are."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from group_plgl.errors import NotFound, NotYet
from group_plgl.services import forget, play, tidy
from group_plgl.services.draw import draw
from group_plgl.services.space import group_space
from group_plgl.store.images import SOUND_TYPE, picture_of, pool_of, put_sound


def sound_files(party) -> set[str]:
    return {path.stem for path in Path(party.studio.settings.data, "pictures").rglob("*.wav")}


@pytest.fixture(scope="module")
def band(gather):
    return gather(2, 3, space="melody")


def test_cards_that_sound_are_played_before_anybody_listens(band):
    pool = [
        picture_of(band.studio.database, one) for one in pool_of(band.studio.database, band.group.group_id)
    ]
    assert pool and {one.sound for one in pool} <= sound_files(band)
    assert play.play_ahead(band.studio, band.group.space, [one.picture_id for one in pool]) == 0
    assert play.sound_of(band.studio, pool[0]) == pool[0].sound
    assert band.studio.files.read(pool[0].sound, SOUND_TYPE).startswith(b"RIFF")


def aged(party, *sounds: str) -> None:
    """Files as old as the house believes them to be, whose clock is not the world's."""
    past = (party.studio.now() - timedelta(hours=1)).timestamp()
    for sha256 in sounds:
        os.utime(party.studio.files.path(sha256, SOUND_TYPE), (past, past))


def alone(band, seed: int):
    """A picture that nothing shows."""
    space = group_space(band.studio, band.group)
    z = space.sample(1, band.studio.rng("test", str(seed)))
    return picture_of(band.studio.database, draw(band.studio, space, z, 64, "image/webp")[0])


def test_a_sound_is_made_when_somebody_first_listens(band):
    picture = alone(band, 1)
    assert picture.sound == ""
    sha256 = play.sound_of(band.studio, picture)
    assert picture_of(band.studio.database, picture.picture_id).sound == sha256


def test_silent_spaces_make_no_sound(band, gather):
    silent = gather(0, 0)
    picture = picture_of(silent.studio.database, pool_of(silent.studio.database, silent.group.group_id)[0])
    with pytest.raises(NotFound):
        play.sound_of(silent.studio, picture)
    assert play.play_ahead(silent.studio, silent.group.space, [picture.picture_id]) == 0


def test_few_may_wait_for_sounds_at_once(band):
    picture = alone(band, 2)
    for _ in range(2):
        play._LISTENERS.acquire()
    try:
        with pytest.raises(NotYet):
            play.sound_of(band.studio, picture)
    finally:
        play._LISTENERS.release(2)


def test_what_is_erased_while_it_is_played_leaves_no_file(band):
    picture = alone(band, 3)
    band.studio.database.write(
        lambda cursor: cursor.execute("DELETE FROM pictures WHERE picture_id = ?", [picture.picture_id])
    )
    before = sound_files(band)
    with pytest.raises(NotFound):
        play.sound_of(band.studio, picture)
    assert sound_files(band) == before
    assert not put_sound(band.studio.database, picture.picture_id, "ab" * 32)


def test_a_picture_that_nothing_shows_goes_with_its_sound(band, watch):
    picture = alone(band, 4)
    sha256 = play.sound_of(band.studio, picture)
    aged(band, sha256)
    watch.forward(3600)
    tidy.tidy_group(band.studio, tidy.HOUSE)
    assert picture_of(band.studio.database, picture.picture_id) is None
    assert sha256 not in sound_files(band)


def test_who_leaves_takes_the_sounds_of_their_taste_along(band, watch):
    member = band.members[1]
    for one in band.members:
        band.swipe(one, 12)
    band.work()
    rows = band.studio.database.read("SELECT picture_id FROM samples WHERE member_id = ?", [member.member_id])
    assert rows
    sounds = {play.sound_of(band.studio, picture_of(band.studio.database, one)) for (one,) in rows}
    assert sounds <= sound_files(band)
    aged(band, *sounds)
    forget.forget_member(band.studio, member)
    watch.forward(3600)  # it may rest from what was forgotten before
    assert forget.settle(band.studio)
    assert not sounds & sound_files(band)
