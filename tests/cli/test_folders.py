"""The tutorial on a folder of one's own: two folders teach a taste, a third is sorted by it and put back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from group_plgl.cli import main
from group_plgl.cli.form import Opened
from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput, NotAllowed, NotYet
from group_plgl.members.exchange import taste_in
from group_plgl.members.features import FEATURES
from group_plgl.services.assort import Wish, assort, taste_file
from group_plgl.services.forget import forget_member
from group_plgl.services.join import join_group
from group_plgl.services.observe import by_of
from group_plgl.services.teach import Lesson, teach
from group_plgl.settings import settings_from
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.people import group_named, members_of, put_group_changed
from group_plgl.store.sorted import folder_labels_of

from ..brought import HOSTILE, photo

SMALL = {"GROUP_PLGL_CARD_PIXELS": "64", "GROUP_PLGL_DECK_AHEAD": "4"}


def drawn(path: Path, seed: int) -> bool:
    """One object on a ground of any colour; whether it is of middle size, neither too close nor too far."""
    rng = np.random.default_rng(seed)
    ground, paint = (tuple(int(level) for level in rng.integers(low, low + 90, 3)) for low in (20, 150))
    middle = seed % 2 == 0
    share = (
        rng.uniform(0.24, 0.36) if middle else rng.choice([rng.uniform(0.05, 0.13), rng.uniform(0.5, 0.7)])
    )
    picture = Image.new("RGB", (128, 128), ground)
    pen, reach = ImageDraw.Draw(picture), 128 * float(share) / 1.3
    x, y = (64 + rng.normal(0, 6) for _ in range(2))
    shape = pen.ellipse if rng.integers(2) else pen.rectangle
    shape((x - reach, y - reach, x + reach, y + reach), fill=paint)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "PNG")
    return middle


def run(*words: str, data: Path) -> Any:
    found = CliRunner().invoke(main, [*words, "--data", str(data)], env=SMALL, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found


def told(*words: str, data: Path) -> Any:
    return json.loads(run(*words, "--json", data=data).stdout)


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred liked pictures, a hundred others, and a hundred to sort."""
    root = tmp_path_factory.mktemp("pictures")
    for seed in range(300):
        folder = "test" if seed >= 200 else "negative" if seed % 2 else "positive"
        drawn(root / folder / f"{seed}.png", seed)
    return root


@pytest.fixture(scope="module")
def taught(lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    data = tmp_path_factory.mktemp("house")
    folders = ("--positive-folder", str(lessons / "positive"), "--negative-folder", str(lessons / "negative"))
    return data, told("train", *folders, "--save", str(data / "me.safetensors"), data=data)


def sorted_by(done: dict[str, Any]) -> dict[str, float]:
    return {one["path"]: one["liking"] for one in done["pictures"]}


def test_the_tutorial_teaches_a_taste_sorts_by_it_and_puts_everything_back(
    lessons: Path, taught: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, done = taught
    trial, out, test = done["record"]["trial"], lessons / "sorted", lessons / "test"
    assert done["labels"]["added"] == done["pictures"] == trial["answers"] == trial["asked"] == 200
    assert trial["telling"] and trial["right"] / trial["asked"] >= 0.9
    dry = told("sort", done["slug"], str(test), "--to", str(out), data=data)
    assert dry["dry"] and not out.exists() and len(dry["pictures"]) == 100
    liked = [(one["liking"] > 0.5) == (int(Path(one["path"]).stem) % 2 == 0) for one in dry["pictures"]]
    assert sum(liked) >= 90
    asked: list[str] = []
    plain, go = Child.run, ("sort", done["slug"], str(test), "--to", str(out), "--go", "--duplicates")
    monkeypatch.setattr(
        Child, "run", lambda self, task, *more: (asked.append(task), plain(self, task, *more))[1]
    )
    gone = told(*go, data=data)
    assert gone["shelved"] == 100 and not gone["refused"] and "observe" not in asked
    names = sorted(one.name for one in (out / "likely-positive").iterdir())
    assert names and all(0.7 <= float(name[:5]) <= 1.0 for name in names)
    assert told(*go, data=data)["before"] == 100
    assert "100 files were taken back." in run("sort", "--undo", str(out), data=data).stdout
    assert not out.exists() and len(list(test.iterdir())) == 100
    head, *rows = run("sort", done["slug"], str(test), "--csv", data=data).stdout.splitlines()
    assert head == "path,digest,level,liking,low,high,same_as,liking of Me" and len(rows) == 100


def test_a_taste_in_a_file_judges_alike_in_another_house(
    lessons: Path, taught: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    data, done = taught
    file = data / "me.safetensors"
    card, arrays = taste_in(file.read_bytes())
    assert (card.name, card.features) == ("Me", FEATURES) and arrays["mean"].shape == arrays["covariance"][
        0
    ].shape
    here, there = (
        told("sort", "--model", str(file), str(lessons / "test"), data=house)
        for house in (data, tmp_path / "new")
    )
    first, other = sorted_by(here), sorted_by(there)
    assert max(abs(first[path] - other[path]) for path in first) <= 1e-6
    at_home = sorted_by(told("sort", done["slug"], str(lessons / "test"), data=data))
    assert max(abs(first[path] - at_home[path]) for path in first) <= 1e-4


def test_a_group_measured_fast_grows_and_sorts_that_way_wherever_its_taste_goes(tmp_path: Path) -> None:
    data, file = tmp_path / "house", tmp_path / "taste.safetensors"
    for seed in range(40):
        drawn(tmp_path / ("no" if seed % 2 else "yes") / f"{seed}.png", seed)
    words = ("--positive-folder", str(tmp_path / "yes"), "--negative-folder", str(tmp_path / "no"))
    done = told("train", *words, "--features", "fast", data=data)
    drawn(tmp_path / "yes" / "new.png", 90)
    assert told("train", *words, "--save", str(file), data=data)["pictures"] == 41
    assert taste_in(file.read_bytes())[0].measured_by.startswith("visible 3 fast at ")
    here, there = (
        sorted_by(told("sort", *by, str(tmp_path / "yes"), data=house))
        for by, house in (((done["slug"],), data), (("--model", str(file)), tmp_path / "new"))
    )
    assert len(here) == 21 and max(abs(here[path] - there[path]) for path in here) <= 1e-4


def test_training_again_adds_what_is_new_and_labels_nothing_twice(
    lessons: Path, taught: tuple[Path, dict[str, Any]]
) -> None:
    data, done = taught
    words = ("--positive-folder", str(lessons / "positive"), "--negative-folder", str(lessons / "negative"))
    drawn(lessons / "positive" / "new.png", 400)
    (lessons / "positive" / "0.png").rename(lessons / "negative" / "0.png")
    again = told("train", *words, data=data)
    assert again["slug"] == done["slug"] and again["pictures"] == 201 and not again["host_key"]
    assert again["labels"] == {"added": 1, "before": 199, "changed": 1, "otherwise": 0, "both": 0}
    assert again["record"]["answers"] == 201
    same = told("train", *words, data=data)
    assert same["labels"]["before"] == 201 and same["record"]["answers"] == 201
    with Opened(settings_from({"data": str(data)})) as studio:
        group = group_named(studio.database, done["slug"])
        (member,) = members_of(studio.database, group.group_id)
        labels = folder_labels_of(studio.database, member.member_id)
        shelf = shelf_of(studio.database, group.space)
        assert len(labels) == 202 and np.isfinite(shelf.latents).all() and len(shelf.latents) == 201
        assert {(one.folder, one.path) for one in labels if one.path.endswith("/0.png")} == {
            (str(lessons / name), f"{name}/0.png") for name in ("positive", "negative")
        }
        forget_member(studio, member)
        assert folder_labels_of(studio.database, member.member_id) == []


def test_a_folder_to_label_is_found_again_and_nobody_is_answered_for(tmp_path: Path) -> None:
    data, folder = tmp_path / "house", tmp_path / "odd"
    for seed, name in enumerate(
        ("-dash.png", "new\nline.png", "a/b.png", "b/b.png", "ünï.png", "more.png", "7.png")
    ):
        drawn(folder / name, seed)
    for name in ("cut off.jpg", "of 144 megapixels.png"):
        (folder / name).write_bytes(HOSTILE[name][0]())
    (folder / "outside.png").symlink_to(lessons_outside(tmp_path))
    first, again = (told("label", str(folder), "--member", "Ann", data=data) for _ in range(2))
    assert first["slug"] == again["slug"] and first["url"] == again["url"] and first["pictures"] == 7
    assert {one["path"] for one in first["left_out"]} == {
        "cut off.jpg",
        "of 144 megapixels.png",
        "outside.png",
    }
    with Opened(settings_from({"data": str(data)})) as studio:
        group = group_named(studio.database, first["slug"])
        assert by_of(studio, group.space).features == "balanced"
        with pytest.raises(BadInput, match="are measured balanced, not fast"):
            list(teach(studio, Lesson(folder=str(folder), member="Ann", features="fast")))
        join_group(studio, group, "Bob")
        with pytest.raises(NotAllowed):
            list(teach(studio, Lesson(folder=str(folder), member="Bob")))
        with pytest.raises(NotYet):
            list(assort(studio, Wish(str(folder), first["slug"], ("Ann",))))
        for privacy in ("pseudonymous", "anonymous"):
            put_group_changed(
                studio.database, group.group_id, lambda now, how=privacy: replace(now, privacy=how)
            )
            with pytest.raises(NotAllowed):
                list(assort(studio, Wish(str(folder), first["slug"], ("Ann",))))
            with pytest.raises(NotYet):
                list(assort(studio, Wish(str(folder), first["slug"])))
            with pytest.raises(NotAllowed):
                taste_file(studio, first["slug"], "Ann")


def lessons_outside(tmp_path: Path) -> Path:
    path = tmp_path / "secret.png"
    path.write_bytes(photo(1))
    return path
