"""A folder becomes a group: read once, gone on with after being stopped, by looks, vectors or an embedder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.errors import BadInput, ChildFailed, NotYet
from group_plgl.generators.catalogue.pretrained import Pretrained
from group_plgl.services import catalogue as module
from group_plgl.services.catalogue import Catalogued, Wanted, catalogue
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.catalogues import catalogue_of, shelf_of
from group_plgl.store.folders import folder_of
from group_plgl.store.images import pool_of
from group_plgl.store.people import group_by_slug
from group_plgl.store.sorted import axes_row

from ..brought import HOSTILE, encoded, photo, scene
from ..fresh import fresh_studio
from ..tiny_onnx import saved

GROUP = {"name": "Ours", "question": "Which?"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Studio]:
    settings = Settings(data=str(tmp_path / "house"), card_pixels=64)
    opened = fresh_studio(settings, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixteen pictures in two folders, one of them twice, and what is none."""
    for seed in range(16):
        path = tmp_path / "pictures" / f"part {seed % 2}" / f"{seed}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo(seed))
    root = tmp_path / "pictures"
    (root / "smaller.webp").write_bytes(encoded(scene(3)[0].resize((240, 180)), "WEBP", quality=90))
    (root / "notes.txt").write_text("warm ones first")
    (root / ".DS_Store").write_bytes(b"litter")
    (root / "cut off.jpg").write_bytes(HOSTILE["cut off.jpg"][0]())
    (root / "outside.jpg").symlink_to("/etc/passwd")
    os.mkfifo(root / "pipe.jpg")
    return root


def wanted(folder: Path, **words: Any) -> Wanted:
    return Wanted(str(folder), GROUP, **words)


def made(house: Studio, wish: Wanted) -> Catalogued:
    *_, done = catalogue(house, wish)
    assert isinstance(done, Catalogued)
    return done


def space_of_group(house: Studio, slug: str) -> str:
    group = group_by_slug(house.database, slug)
    assert group is not None
    return group.space


def test_a_folder_becomes_a_group_and_every_other_file_is_told_with_its_reason(
    house: Studio, folder: Path
) -> None:
    done = made(house, wanted(folder))
    assert (done.pictures, done.axes) == (16, 15)
    told = {one.path: one.problem for one in done.left_out}
    assert told.pop("cut off.jpg") == "this picture is broken or not whole"
    assert told.pop("notes.txt") == "this is no picture"
    assert told.pop("outside.jpg") == "this is a link to another file, not a picture"
    assert told.pop("pipe.jpg") == "this is a pipe or a device, not a picture"
    (same,) = told.values()
    assert same.startswith("this is the same picture as ")
    group = group_by_slug(house.database, done.slug)
    assert group is not None
    assert len(pool_of(house.database, group.group_id)) == 16
    shelf = shelf_of(house.database, group.space)
    assert shelf.latents.shape == (16, 15)
    assert "part 1/7.jpg" in shelf.file_names
    assert folder_of(house.database, str(folder)) == ""
    assert house.database.read("SELECT count(*) FROM measures") == [(0,)]


def test_whoever_is_stopped_goes_on_and_reads_no_file_twice(
    house: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = module.content_of

    def counted(lying: Any) -> bytes:
        read.append(lying.path)
        return original(lying)

    monkeypatch.setattr(module, "content_of", counted)
    steps = catalogue(house, wanted(folder))
    for step in steps:
        if getattr(step, "done", 0) == 7:
            break
    steps.close()  # type: ignore[attr-defined]
    before = list(read)
    assert 7 <= len(before) <= 12
    done = made(house, wanted(folder))
    assert done.pictures == 16
    assert len(done.left_out) == 5
    assert sorted(read) == sorted(set(read))
    assert len(read) == 21


def test_stopping_between_measuring_and_founding_costs_nothing(
    house: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "found_group", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            made(house, wanted(folder))
    asked: list[str] = []
    run = house.child.run
    monkeypatch.setattr(house.child, "run", lambda task, *rest: (asked.append(task), run(task, *rest))[1])
    assert made(house, wanted(folder)).pictures == 16
    assert "accept" not in asked


def test_a_file_that_changed_or_went_while_it_was_stopped_is_read_anew(house: Studio, folder: Path) -> None:
    steps = catalogue(house, wanted(folder))
    while getattr(next(steps), "stage", "") != "measuring":
        pass
    steps.close()  # type: ignore[attr-defined]
    (folder / "part 0" / "2.jpg").write_bytes(photo(200))
    (folder / "part 0" / "4.jpg").unlink()
    done = made(house, wanted(folder))
    assert done.pictures == 15
    names = shelf_of(house.database, space_of_group(house, done.slug)).file_names
    assert names.count("part 0/2.jpg") == 1
    assert "part 0/4.jpg" not in names


def test_a_reader_that_died_is_asked_again_the_next_time(
    house: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = house.child.run

    def dying(task: str, *rest: Any) -> Any:
        if task == "accept":
            raise ChildFailed("the compute child died")
        return run(task, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(house.child, "run", dying)
        with pytest.raises(BadInput, match="there are 0 pictures"):
            made(house, wanted(folder))
    assert made(house, wanted(folder)).pictures == 16


def test_of_two_who_catalogue_the_same_folder_one_founds_the_group(house: Studio, folder: Path) -> None:
    slow = catalogue(house, wanted(folder))
    while getattr(next(slow), "stage", "") != "measuring":
        pass
    assert made(house, wanted(folder)).pictures == 16
    with pytest.raises(NotYet, match=r"meanwhile|came or went"):
        list(slow)


def test_what_is_no_folder_or_holds_too_few_is_told(house: Studio, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        made(house, wanted(tmp_path / "nowhere"))
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "one.jpg").write_bytes(photo(1))
    with pytest.raises(BadInput, match="there are 1 pictures, a group needs at least 6"):
        made(house, wanted(tmp_path / "few"))


def vectors_for(folder: Path, rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    paths = sorted(str(one.relative_to(folder)) for one in folder.glob("part */*.jpg"))
    return paths, rng.standard_normal((len(paths), 12)).astype(np.float32)


def nearness(z: np.ndarray, shares: np.ndarray) -> np.ndarray:
    x = z * np.sqrt(shares)
    return np.linalg.norm(x[:, None] - x, axis=2)[np.triu_indices(len(x), 1)]


@pytest.mark.parametrize("kind", ["npy", "parquet"])
def test_ready_vectors_take_the_place_of_looks(
    house: Studio, folder: Path, tmp_path: Path, kind: str
) -> None:
    paths, rows = vectors_for(folder, np.random.default_rng(1))
    words = {"vectors": str(tmp_path / f"vectors.{kind}")}
    if kind == "npy":
        np.save(words["vectors"], rows)
        words["paths"] = str(tmp_path / "paths.txt")
        Path(words["paths"]).write_text("\n".join([*paths[:-1], "gone/away.jpg"]) + "\n")
    else:
        names = [*(str(folder / one) for one in paths[:-1]), "gone/away.jpg"]
        given = {"id": list(range(16)), "path": names, "embedding": rows.tolist()}
        with duckdb.connect() as connection:
            connection.execute(
                "CREATE TABLE t AS SELECT unnest(?) AS id, unnest(?) AS path, unnest(?::FLOAT[][]) AS vector",
                list(given.values()),
            )
            connection.execute(f"COPY t TO '{words['vectors']}' (FORMAT parquet)")
    done = made(house, wanted(folder, **words))
    assert done.pictures == 15
    assert done.unused == ["gone/away.jpg"]
    told = {one.path: one.problem for one in done.left_out}
    assert told[paths[-1]] == "no vector was given for it"
    shelf = shelf_of(house.database, space_of_group(house, done.slug))
    order = [paths.index(name) for name in shelf.file_names]
    by_vectors = np.linalg.norm(rows[order][:, None] - rows[order], axis=2)[np.triu_indices(15, 1)]
    assert np.corrcoef(nearness(shelf.latents, shelf.shares), by_vectors)[0, 1] > 0.85


def test_vectors_that_do_not_fit_are_told_before_anything_is_read(
    house: Studio, folder: Path, tmp_path: Path
) -> None:
    paths, rows = vectors_for(folder, np.random.default_rng(2))
    file, names = tmp_path / "v.npy", tmp_path / "p.txt"

    def told(numbers: Any, lines: list[str], **more: str) -> str:
        np.save(file, numbers, allow_pickle=True)
        names.write_text("\n".join(lines))
        with pytest.raises(BadInput) as problem:
            made(house, wanted(folder, vectors=str(file), **{"paths": str(names), **more}))
        return str(problem.value)

    assert "16 rows, p.txt has 15 lines" in told(rows, paths[1:])
    assert "no n x p numbers" in told(rows[0], paths)
    assert "cannot be read" in told(np.array([{"a": 1}] * 16, dtype=object), paths)
    assert "none of the 16 vectors" in told(rows, [f"x{one}" for one in range(16)])
    assert "stands twice" in told(rows, [paths[1], *paths[1:]])
    assert "1 vectors hold what is no finite number" in told(
        np.where(np.arange(16)[:, None] == 3, np.nan, rows), paths
    )
    assert "which row is which" in told(rows, paths, paths="")
    assert "do not go together" in told(rows, paths, embedder="m.onnx")
    assert house.database.read("SELECT count(*) FROM catalogues") == [(0,)]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT 'a.jpg' AS path, 3 AS number", "which are paths and vectors is not clear"),
        ("SELECT 'a.jpg' AS path, unnest([[1.0], [1.0, 2.0]]) AS v", "not all of one width"),
        ("SELECT NULL::TEXT AS path, [1.0] AS v", "not all of one width with a path"),
        ("SELECT 'a.jpg' AS path, ['x'] AS v", "cannot be read"),
    ],
)
def test_parquet_that_does_not_fit_is_told(
    house: Studio, folder: Path, tmp_path: Path, sql: str, told: str
) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{tmp_path / 'v.parquet'}' (FORMAT parquet)")
    with pytest.raises(BadInput, match=told):
        made(house, wanted(folder, vectors=str(tmp_path / "v.parquet")))


def test_a_parquet_file_can_name_no_other_file(house: Studio, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "v.parquet").write_text("SELECT * FROM '/etc/passwd'")
    with pytest.raises(BadInput, match="cannot be read"):
        made(house, wanted(folder, vectors=str(tmp_path / "v.parquet")))


def test_an_embedder_has_half_a_say_beside_what_is_visible(
    house: Studio, folder: Path, tmp_path: Path
) -> None:
    model = str(saved(tmp_path / "cells.onnx"))
    by_looks, by_both = (made(house, wanted(folder, **words)) for words in ({}, {"embedder": model}))
    assert by_both.pictures == by_looks.pictures == 16
    shelves = [shelf_of(house.database, space_of_group(house, one.slug)) for one in (by_looks, by_both)]
    near = []
    for shelf in shelves:
        order = np.argsort(shelf.file_names)
        near.append(nearness(shelf.latents[order], shelf.shares))
    assert 0.3 < np.corrcoef(*near)[0, 1] < 0.999


def test_a_pretrained_model_in_a_folder_measures_pictures_too(
    house: Studio, folder: Path, tmp_path: Path
) -> None:
    from ..tiny_pretrained import saved as saved_folder  # skipped alone where the extra is not installed

    model = str(saved_folder(tmp_path / "model", "convnext"))
    done = made(house, wanted(folder, embedder=model))
    row = axes_row(house.database, space_of_group(house, done.slug))
    assert done.pictures == 16 and row is not None
    assert row.measured_by == f"visible 3 + embedder {Pretrained(Path(model)).digest}"


def test_an_embedder_that_cannot_be_used_is_told_before_anything_is_read(
    house: Studio, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no model")
    with pytest.raises(BadInput, match=r"bad\.onnx is not opened"):
        made(house, wanted(folder, embedder=str(tmp_path / "bad.onnx")))
    assert catalogue_of(house.database, folder_of(house.database, str(folder))) == []


def test_pictures_brought_in_the_browser_use_the_embedder_of_the_house(tmp_path: Path) -> None:
    from group_plgl.services.convene import found_group
    from group_plgl.services.gather import finish, gather_one
    from group_plgl.services.space import new_catalogue

    settings = Settings(
        data=str(tmp_path / "house"), card_pixels=64, embedder=str(saved(tmp_path / "cells.onnx"))
    )
    studio = fresh_studio(settings, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    asked: list[str] = []
    run = studio.child.run
    object.__setattr__(studio.child, "run", lambda task, *rest: (asked.append(task), run(task, *rest))[1])
    group, _ = found_group(studio, name="Ours", question="Which?", space=new_catalogue())
    for seed in range(7):
        gather_one(studio, group, f"{seed}.jpg", photo(seed))
    assert finish(studio, group) == 7
    assert asked.count("embed") == 3  # looked at, run, looked at again
    studio.close()


def test_the_command_line_opens_the_house_itself_when_no_server_runs(folder: Path, tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "cli")]
    made = CliRunner().invoke(main, ["catalogue", str(folder), "--json", "--title", "Lobby", *data])
    assert made.exit_code == 0, made.output
    done = json.loads(made.stdout)
    assert (done["pictures"], len(done["left_out"])) == (16, 5)
    assert "measuring" in made.stderr
    told = CliRunner().invoke(main, ["rank", done["slug"], "--top", "3", *data])
    assert told.output.startswith("Lobby: 16 pictures. No taste of the group is known yet")
    assert len(told.output.splitlines()) == 4
    wrong = CliRunner().invoke(main, ["rank", "nowhere", *data])
    assert wrong.exit_code == 1
    assert "It is the last part of its link." in wrong.output
