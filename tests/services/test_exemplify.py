"""Folders and files say what pictures show: each example is answered, and nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.cli.form import Opened
from group_plgl.errors import BadInput, NotAllowed, NotYet
from group_plgl.services import concept as concepts
from group_plgl.services.catalogue import Wanted, catalogue
from group_plgl.services.convene import found_group
from group_plgl.services.deal import deal_group
from group_plgl.services.exemplify import ADDED, BEFORE, BOTH, CHANGED, PICTURE, VALUE, Examples, exemplify
from group_plgl.services.studio import Studio
from group_plgl.settings import settings_from
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.concepts import concepts_of, labels_of
from group_plgl.store.images import whole_pool
from group_plgl.store.people import Group, group_named

from ..brought import photo
from .conftest import Gather, Party


@pytest.fixture
def party(gather: Gather) -> Party:
    return gather()


def by_csv(party: Party, folder: Path, *lines: str, name: str = "Is Portrait") -> dict[str, Any]:
    path = folder / "labels.csv"
    path.write_text("picture,label\n" + "\n".join(lines), "utf-8")
    return exemplify(party.studio, party.group, name, Examples(csv=str(path)))


def labels(studio: Studio, group: Group) -> dict[str, bool]:
    (one,) = concepts_of(studio.database, group.group_id)
    return {row.picture_id: row.yes for row in labels_of(studio.database, one.concept_id)}


def test_each_line_of_a_file_is_answered_and_again_adds_nothing(party: Party, tmp_path: Path) -> None:
    one, two, three = whole_pool(party.studio.database, party.group.group_id)[:3]
    lines = [f"{one},yes", "#2,no", "cat.jpg,yes", f"{one},1", f"{three},perhaps"]
    done = by_csv(party, tmp_path, *lines)
    assert done["counts"] == {ADDED: 2, PICTURE: 1, VALUE: 1}
    assert done["left_out"] == [{"where": "line 4", "why": PICTURE}, {"where": "line 6", "why": VALUE}]
    assert labels(party.studio, party.group) == {one: True, two: False}
    done = by_csv(party, tmp_path, f"{one},no", f"{two},no", f"{three},yes", "3,no")
    assert done["counts"] == {CHANGED: 1, BEFORE: 1, BOTH: 2}
    assert labels(party.studio, party.group) == {one: False, two: False}


def test_without_one_example_that_fits_nothing_is_founded(party: Party, tmp_path: Path) -> None:
    for lines in ([], ["cat.jpg,yes"], ["1,maybe"], ["1,yes", "1,no"]):
        with pytest.raises(BadInput, match="none of the"):
            by_csv(party, tmp_path, *lines)
    with pytest.raises(NotAllowed, match="skin"):
        by_csv(party, tmp_path, "1,yes", name="dark skin")
    with pytest.raises(BadInput, match="names no column label"):
        (tmp_path / "other.csv").write_text("picture,value\n1,yes")
        exemplify(party.studio, party.group, "is-new", Examples(csv=str(tmp_path / "other.csv")))
    with pytest.raises(BadInput, match="cannot be read"):
        exemplify(party.studio, party.group, "is-new", Examples(csv=str(tmp_path / "none.csv")))
    with pytest.raises(BadInput, match="no folder holds them"):
        exemplify(party.studio, party.group, "is-new", Examples(str(tmp_path), str(tmp_path)))
    assert concepts_of(party.studio.database, party.group.group_id) == []


def test_what_is_required_takes_no_labels(
    party: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_csv(party, tmp_path, "1,yes")
    (one,) = concepts_of(party.studio.database, party.group.group_id)
    monkeypatch.setattr(concepts, "demands_of", lambda *_: {one.concept_id: 0.9})
    with pytest.raises(NotYet, match="is required now"):
        by_csv(party, tmp_path, "2,no")
    assert len(labels(party.studio, party.group)) == 1


def test_folders_name_ones_own_pictures_by_their_files(house: Studio, tmp_path: Path) -> None:
    for seed in range(8):
        path = tmp_path / "all" / ("wide" if seed % 2 else "tall") / f"{'cover' if seed < 2 else seed}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo(seed))
    *_, made = catalogue(house, Wanted(str(tmp_path / "all"), {"name": "Ours", "question": "Which?"}))
    group = group_named(house.database, made.slug)
    stray = tmp_path / "all" / "tall" / "stranger.jpg"
    stray.write_bytes(photo(99))
    tall, wide = (str(tmp_path / "all" / name) for name in ("tall", "wide"))
    done = exemplify(house, group, "is-tall", Examples(tall, wide))
    assert done["counts"] == {ADDED: 8, PICTURE: 1}
    assert done["left_out"] == [{"where": str(stray), "why": PICTURE}]
    files = {one.card_picture_id: one.file_name for one in catalogue_of(house.database, group.space)}
    assert all(yes == files[picture].startswith("tall/") for picture, yes in labels(house, group).items())


def test_the_commands_do_the_same_in_a_house_that_is_closed(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    with Opened(settings_from({"data": str(tmp_path), "first_pool": 8, "full_pool": 8})) as studio:
        group = found_group(studio, name="A wall", question="Which?", space="tiles", mode="swipe")[0]
        deal_group(studio, group.group_id)
    (tmp_path / "labels.csv").write_text("picture;label\n1;yes\n2;no\n99;yes\n")

    def said(*words: str) -> str:
        done = CliRunner().invoke(main, ["concept", words[0], group.slug, *words[1:], *data])
        return f"{done.exit_code} {done.output}"

    assert said("list") == "0 This group has no concepts.\n"
    assert "is-portrait: 0 yes, 0 no; 16 labels are missing" in said("found", "Is Portrait")
    told = said("label", "is-portrait", "--csv", str(tmp_path / "labels.csv"))
    assert "2 new labels" in told
    assert '"line 4": unknown picture' in told
    assert "is-portrait: 1 yes, 1 no; 14 labels" in told
    assert said("label", "is-portrait").startswith("1 Error: labels come from two folders or from a file")
    assert "show no signal yet" in said("require", "is-portrait")
    assert said("require", "is-portrait", "--chance", "1").startswith("2 ")
    assert "no concepts" in said("remove", "is-portrait")
    assert said("lift", "is-portrait").startswith("1 Error")
    assert "sorts people by age" in said("found", "old people")
