"""Exports say how new they are, and a planted copy of somebody's own work is not given out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, Copied, NotFound
from group_plgl.generators.raster import png_texts
from group_plgl.services import export, known, never, originality
from group_plgl.services.convene import found_group
from group_plgl.services.kinds import colours, sheets
from group_plgl.services.reveal import Sight, drawing
from group_plgl.services.space import group_space, new_catalogue
from group_plgl.store.images import picture_of, pool_of
from group_plgl.store.known import drop_known, known_in
from group_plgl.store.models import ideals, newest_drawn

from ..brought import photo

Gather = Callable[..., Any]


@pytest.fixture(scope="module")
def whole(gather: Gather) -> Any:
    party = gather(m=3, swipes=12, space="tiles")
    party.work()
    return party


@pytest.fixture
def party(whole: Any) -> Any:
    """Nothing known to begin with."""
    drop_known(whole.studio.database, whole.group.group_id)
    return whole


def ideal_of(party: Any) -> Any:
    number = newest_drawn(party.studio.database, party.group.group_id)
    found = ideals(party.studio.database, party.group.group_id, number)
    return next(row for row in found if row.rule == "consensus")


def file_of(party: Any, picture_id: str) -> bytes:
    picture = picture_of(party.studio.database, picture_id)
    assert picture is not None
    return bytes(party.studio.files.read(picture.sha256, picture.media_type))


def exported(party: Any) -> dict[str, Any]:
    content = export.ideal_png(party.studio, party.group, ideal_of(party).number, "consensus")
    return json.loads(png_texts(content)[export.KEYWORD])["originality"]


def test_every_export_says_how_far_it_is_from_what_is_known(party: Any, tmp_path: Path) -> None:
    pool = len(pool_of(party.studio.database, party.group.group_id))
    told = exported(party)
    assert (told["kind"], told["pool"], told["known_works"]) == ("drawn", pool, 0)
    assert told["nearest_of_pool"] > 1.0 and told["nearest_known_work"] is None
    for seed in range(3):
        (tmp_path / f"{seed}.jpg").write_bytes(photo(seed))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "broken.png").write_bytes(b"no picture either")
    found = known.bring_known(party.studio, party.group.slug, str(tmp_path))
    assert (found["known"], found["read"]) == (3, ["0.jpg", "1.jpg", "2.jpg"])
    assert list(found["refused"]) == ["broken.png"]
    told = exported(party)
    assert told["known_works"] == 3 and told["nearest_known_work"] > 1.0
    assert not {"0.jpg", "1.jpg", "2.jpg"} & set(json.dumps(told).split('"')), "names stay in the house"


def test_a_planted_copy_is_refused_until_another_picture_is_drawn(party: Any, tmp_path: Path) -> None:
    ideal = ideal_of(party)
    (tmp_path / "registered.png").write_bytes(file_of(party, ideal.picture_id))
    known.bring_known(party.studio, party.group.slug, str(tmp_path))
    found = originality.originality(party.studio, party.group, ideal.latent)
    assert found.copied and found.work == "registered.png" and found.told["nearest_known_work"] < 1.0
    with pytest.raises(Copied, match="looks the same") as refused:
        exported(party)
    assert "never" in refused.value.advice
    with pytest.raises(Copied):
        export.exported_by_name(party.studio, party.group.slug, "consensus")
    never.mark(party.studio, party.group, ideal.picture_id, 3.0)
    party.work()
    assert exported(party)["nearest_known_work"] > 1.0
    never.lift(party.studio, party.group, ideal.picture_id)
    party.work()


def drawn_large(party: Any, latent: Any) -> bytes:
    words = {"space": party.group.space, "pixels": 512, "media_type": "image/png"}
    _, drawn = party.studio.child.run("frames", words, {"z": np.array([latent])})
    return bytes(drawn["bytes"].tobytes())


def test_no_copy_is_on_a_sheet(party: Any, tmp_path: Path) -> None:
    studio, group = party.studio, party.group
    number = ideal_of(party).number
    found = drawing(studio, Sight(group, number, ""))
    assert found is not None
    behind = found.runners_up["consensus"][0]
    named = {one for row in sheets._rules(studio, group, found) for one, *_ in row}
    spread = {one for row in sheets._spread(studio, group, found) for one, *_ in row}
    (tmp_path / "behind.png").write_bytes(drawn_large(party, behind.latent))
    (tmp_path / "sample.png").write_bytes(drawn_large(party, found.samples[0].latent))
    known.bring_known(studio, group.slug, str(tmp_path), forget=True)
    left = {one for row in sheets._rules(studio, group, found) for one, *_ in row}
    assert behind.picture_id in named - left
    assert not any(
        originality.is_copy(studio, group, one.latent)
        for one in found.runners_up["consensus"]
        if one.picture_id in left
    )
    assert found.samples[0].picture_id in spread - {
        one for row in sheets._spread(studio, group, found) for one, *_ in row
    }
    z = np.array(found.ideals["mean"].latent)
    space = group_space(studio, group)
    recoloured = next(iter(colours.colourways(space, z).items()))
    (tmp_path / "way.png").write_bytes(drawn_large(party, recoloured[1]))
    known.bring_known(studio, group.slug, str(tmp_path))
    asked = {"rule": "mean", "number": number}
    made = colours.make_colourways(studio, group, asked, lambda *_: None)
    assert recoloured[0] not in made.told["colourways"] and made.told["colourways"]


def test_only_what_was_measured_is_kept_and_may_be_forgotten(party: Any, tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(photo(1))
    known.bring_known(party.studio, party.group.slug, str(tmp_path))
    [row] = known_in(party.studio.database, party.group.group_id)
    assert row.name == "one.jpg" and len(row.looks) == 1728
    (tmp_path / "one.jpg").rename(tmp_path / "two.jpg")
    found = known.bring_known(party.studio, party.group.slug, str(tmp_path), forget=True)
    assert found["known"] == 1
    assert [one.name for one in known_in(party.studio.database, party.group.group_id)] == ["two.jpg"]


def test_where_nothing_can_be_read_nothing_is_forgotten(party: Any, tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(photo(1))
    known.bring_known(party.studio, party.group.slug, str(tmp_path))
    (tmp_path / "one.jpg").write_bytes(b"no picture")
    (tmp_path / "folder.png").mkdir()
    with (tmp_path / "huge.png").open("wb") as huge:
        huge.truncate(known.MOST_BYTES + 1)
    with pytest.raises(BadInput, match="none of the 2"):
        known.bring_known(party.studio, party.group.slug, str(tmp_path), forget=True)
    assert [one.name for one in known_in(party.studio.database, party.group.group_id)] == ["one.jpg"]


def test_what_cannot_be_brought_says_so(party: Any, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        known.bring_known(party.studio, "nowhere", str(tmp_path))
    with pytest.raises(NotFound):
        known.bring_known(party.studio, party.group.slug, str(tmp_path / "nowhere"))
    with pytest.raises(BadInput):
        known.bring_known(party.studio, party.group.slug, str(tmp_path))


def test_of_own_pictures_it_is_said_that_none_is_new(party: Any) -> None:
    own, _ = found_group(party.studio, name="Own", question="Which?", space=new_catalogue(), mode="swipe")
    found = originality.originality(party.studio, own, [0.0])
    assert found.kind == "chosen" and not found.copied and found.told["nearest_of_pool"] is None
    with pytest.raises(NotFound):
        export.exported_by_name(party.studio, own.slug, "consensus")
