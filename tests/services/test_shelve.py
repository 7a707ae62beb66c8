"""Files are sorted into folders and put back: nothing is written over, and what changed since stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from group_plgl.errors import BadInput
from group_plgl.services import shelve as module
from group_plgl.services.shelve import ACTIONS, LEDGER, Line, ledger_of, planned, shelve, unshelve


def pictures(folder: Path, levels: Mapping[str, float]) -> list[dict[str, Any]]:
    told = []
    for path, level in levels.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.encode("utf-8", "surrogateescape"))
        told.append({
            "path": path, "place": str(place), "digest": hashlib.sha256(place.read_bytes()).hexdigest(),
            "level": level, "liking": level, "low": 0.0, "high": 1.0, "same_as": "",
        })  # fmt: skip
    return told


def last(steps: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    *_, done = steps
    return done


def lying(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


LEVELS = {"a/x.png": 0.9, "b/x.png": 0.9, "-rf\n.png": 0.5, "caf\udce9.png": 0.1}


@pytest.mark.parametrize("action", ACTIONS)
def test_what_was_sorted_is_put_back_exactly(tmp_path: Path, action: str) -> None:
    told, out = pictures(tmp_path / "from", LEVELS), tmp_path / "out"
    before, lines = lying(tmp_path / "from"), planned(told, action, 0.7, 0.3)
    assert len({one.to for one in lines}) == 4 and [one.to[:5] for one in lines].count("likel") == 3
    assert all(ord(letter) > 31 for one in lines for letter in one.to)
    assert last(shelve(out, lines))["shelved"] == 4
    assert last(shelve(out, lines)) == {"shelved": 0, "before": 4, "refused": []}
    assert lying(tmp_path / "from") == ({} if action == "move" else before)
    assert sorted(one.read_bytes() for one in out.rglob("*.png")) == sorted(before.values())
    assert last(unshelve(out)) == {"undone": 4, "refused": []}
    assert lying(tmp_path / "from") == before and not out.exists()


def test_nothing_is_written_over_and_what_changed_since_stays(tmp_path: Path) -> None:
    told, out = pictures(tmp_path / "from", {"one.png": 0.9, "two.png": 0.1}), tmp_path / "out"
    lines = planned(told, "copy", 0.7, 0.3)
    theirs = out / lines[0].to
    theirs.parent.mkdir(parents=True)
    theirs.write_text("somebody's own")
    (tmp_path / "from" / "two.png").write_text("another picture by now")
    done = last(shelve(out, lines))
    assert done["shelved"] == 1 and "changed" in done["refused"][0]["problem"]
    (line,) = ledger_of(out)
    assert theirs.read_text() == "somebody's own" and (out / line.to).read_text() == "one.png"
    (out / line.to).write_text("edited")
    assert last(unshelve(out))["undone"] == 0 and ledger_of(out) == [line]
    (out / line.to).write_text("one.png")
    assert last(unshelve(out))["undone"] == 1 and theirs.exists() and not (out / line.to).exists()


def test_a_kill_anywhere_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, out = pictures(tmp_path / "from", LEVELS), tmp_path / "out"
    before, lines = set(lying(tmp_path / "from").values()), planned(told, "move", 0.7, 0.3)
    for name in ("_copied", "_leave"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                last(shelve(out, lines))
    with (out / LEDGER).open("a") as file:
        file.write('{"from": "cut o')
    assert not last(shelve(out, lines))["refused"]
    assert {one.read_bytes() for one in out.rglob("*.png")} == before and not lying(tmp_path / "from")
    assert len(ledger_of(out)) == 4
    last(unshelve(out))
    assert set(lying(tmp_path / "from").values()) == before


def test_twins_go_beside_the_better_one_only_when_asked(tmp_path: Path) -> None:
    told = pictures(tmp_path, {"best.png": 0.9, "worse.png": 0.6})
    told[1]["same_as"] = "best.png"
    assert len(planned(told, "copy", 0.7, 0.3)) == 1
    assert [one.to for one in planned(told, "copy", 0.7, 0.3, twins=True)] == [
        "likely-positive/0.900-best.png", "likely-positive/0.900-best--worse.png",
    ]  # fmt: skip
    with pytest.raises(BadInput):
        planned(told, "copy", 0.3, 0.7)


CRAFTED = ("../../etc/x", "/etc/x", "likely-positive/../x", "elsewhere/x", "likely-positive/a/b")


@pytest.mark.parametrize("to", CRAFTED)
def test_a_crafted_ledger_changes_nothing(tmp_path: Path, to: str) -> None:
    line = Line(str(tmp_path / "x"), to, "copy", "0" * 64, 0.5, 0.0, 1.0)
    (tmp_path / LEDGER).write_text(json.dumps(line.told()) + "\n")
    with pytest.raises(BadInput):
        last(unshelve(tmp_path))


def test_a_target_that_is_a_link_or_cannot_be_written_is_told(tmp_path: Path) -> None:
    told, out = pictures(tmp_path / "from", {"one.png": 0.9}), tmp_path / "out"
    out.mkdir()
    (out / "likely-positive").symlink_to(tmp_path / "from")
    with pytest.raises(BadInput):
        last(shelve(out, planned(told, "copy", 0.7, 0.3)))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BadInput):
        last(shelve(tmp_path / "file", planned(told, "copy", 0.7, 0.3)))
    with pytest.raises(BadInput):
        last(unshelve(tmp_path / "from"))
    assert list(lying(tmp_path / "from")) == ["one.png"]
