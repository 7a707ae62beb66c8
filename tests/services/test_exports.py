"""What can be taken away is whole, the same each time, safe in a spreadsheet, and names nobody."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load

from group_plgl.errors import BadInput, NotFound, NotYet
from group_plgl.generators import SPACES, space_of
from group_plgl.groups.rules import CHIEF
from group_plgl.perception.swatches import Swatch, contrast, swatches
from group_plgl.services import company, task
from group_plgl.services.apply import scored_by_name
from group_plgl.services.brief import chart_by_name, groups_told, tasks_told
from group_plgl.services.export import KEYWORD
from group_plgl.services.kinds import KINDS, bundle, colours, sheets
from group_plgl.services.kinds.colours import ase, colourways, css, tokens
from group_plgl.services.kinds.genes import gene_rows
from group_plgl.services.kinds.ratings import participants
from group_plgl.services.reveal import Sight, drawing, published
from group_plgl.services.table import lines, table
from group_plgl.services.takeout import takeout
from group_plgl.services.verify import HOLDS, UNKNOWN, checked, known_here
from group_plgl.store.parquet import parquet_bytes
from group_plgl.web.identity import Visitor

Make = Callable[..., bytes]


@pytest.fixture(scope="module", autouse=True)
def _small_bundles() -> Iterator[None]:
    """What is in a bundle is drawn as small as it may be, and its film is short."""
    wishes = bundle._wishes

    def small(kind: Any) -> list[dict[str, Any]]:
        less = {"frames": 8, "pixels": "256"} if kind.name == "morph" else {}
        return [{**wish, **less} for wish in wishes(kind)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "_PIXELS", "512")
        patch.setattr(bundle, "_LOOKED_AT", 256)
        patch.setattr(bundle, "_wishes", small)
        patch.setattr(colours, "_PIXELS", 256)
        yield


@pytest.fixture(scope="module")
def make(party: Any) -> Make:
    """The file of a kind, made for who runs the house; asked for once."""
    known: dict[str, bytes] = {}

    def made(kind: str, *, anew: bool = False, within: Any = None, **words: Any) -> bytes:
        key = json.dumps([kind, words, within and within.group.slug])
        if key not in known or anew:
            here = within or party
            row = task.ask_by_name(here.studio, here.group.slug, kind, words)
            while row.status in ("queued", "running"):
                task.do_task(here.studio, row.task_id)
                row = task.house_task(here.studio, row.task_id)
            assert row.status == "done", task.failure_of(row)
            known[key] = task.content_of(here.studio, row)
        return known[key]

    return made


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def test_a_picture_verifies_against_the_house_it_came_from(party: Any, make: Make) -> None:
    content = make("picture", pixels="512", rule="mean")
    told, checks = checked(party.studio.child, content)
    assert [one.found for one in checks + known_here(party.studio, told)] == [HOLDS] * 4
    assert (told["pixels"], told["settings"]["needed_answers"]) == (512, 8)
    assert Image.open(io.BytesIO(content)).size == (512, 512)
    assert KEYWORD.encode() not in make("picture", pixels="512", bare=True)
    other = {**told, "model_sha256": "0" * 64, "latent_sha256": "0" * 64}
    assert [one.found for one in known_here(party.studio, other)] == ["fails", "fails"]
    assert known_here(party.studio, {**told, "group": "elsewhere"})[0].found == UNKNOWN
    assert known_here(party.studio, {"group": 3, "model_number": "x"})[0].found == UNKNOWN


def test_the_spread_names_nobody_and_verifies(party: Any, make: Make) -> None:
    files = opened(make("spread", pixels="512"))
    shown = [name for name in files if name.endswith(".png")]
    assert len(shown) == 14
    assert shown == sorted(shown)
    told, checks = checked(party.studio.child, files[shown[3]])
    assert [one.found for one in checks] == [HOLDS, HOLDS]
    assert [one.found for one in known_here(party.studio, told)] == [HOLDS, HOLDS]


def test_a_sheet_has_every_rule_on_it_and_says_where_it_comes_from(party: Any, make: Make) -> None:
    sheet = Image.open(io.BytesIO(make("sheet")))
    assert sheet.width == 2400
    assert sheet.height > 1500
    story = json.loads(sheet.text[KEYWORD])  # type: ignore[attr-defined]
    assert story["derived"] == "contact sheet"
    assert story["latent"] is None
    told, checks = checked(party.studio.child, make("sheet"))
    assert [one.found for one in checks] == [UNKNOWN, UNKNOWN]
    assert [one.found for one in known_here(party.studio, told)] == [HOLDS, UNKNOWN]
    ink = np.asarray(sheet.convert("L"))[80:220] < 120
    assert ink.sum() > 500, "the title is set in ink"


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_a_film_goes_there_and_back_and_begins_again(party: Any, make: Make, kind: str) -> None:
    film = Image.open(io.BytesIO(make("morph", frames=8, pixels="256", format=kind)))
    assert film.n_frames == 14  # type: ignore[attr-defined]
    assert film.info["loop"] == 0
    frames = []
    for at in range(14):
        film.seek(at)
        frames.append(np.asarray(film.convert("RGB"), dtype=np.int64))
    assert np.abs(frames[1] - frames[13]).mean() < 4
    apart = np.abs(frames[0] - frames[7]).mean()
    assert apart > np.abs(frames[0] - frames[1]).mean()


def test_what_cannot_be_is_refused_when_it_is_asked_for(party: Any) -> None:
    studio, group = party.studio, party.group
    with pytest.raises(BadInput, match="differ"):
        task.ask_by_name(studio, group.slug, "morph", {"start": "mean", "end": "mean"})
    with pytest.raises(NotFound, match="no model 99"):
        task.ask_by_name(studio, group.slug, "picture", {"number": 99})
    nobody = Visitor(replace(group, privacy="anonymous"), None, True)
    with pytest.raises(NotYet, match="single members"):
        task.ask_task(studio, nobody, "sheet", {"of": "spread"})


def test_a_sheet_says_who_is_simulated(party: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawing(party.studio, Sight(party.group, published(party.studio.database, party.group), ""))
    assert found is not None
    for played, said in ((0, ""), (1, "some of them simulated"), (7, "all of them simulated")):
        shown = [replace(one, simulated=place < played) for place, one in enumerate(party.members)]
        for module in (sheets, company):
            monkeypatch.setattr(module, "members_of", lambda *_, shown=shown: shown)
        assert sheets._lead(party.studio, party.group, found).endswith(said or "members")


def test_a_film_is_called_off_in_its_middle(party: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = party.studio
    row = task.ask_by_name(studio, party.group.slug, "morph", {"frames": 20, "pixels": "256"})
    run, drawn = studio.child.run, []

    def watched(name: str, words: Any, arrays: Any) -> Any:
        if name == "frames":
            drawn.append(name)
            if len(drawn) == 2:
                task.cancel(studio, task.house_task(studio, row.task_id))
        return run(name, words, arrays)

    monkeypatch.setattr(studio.child, "run", watched)
    task.do_task(studio, row.task_id)
    assert len(drawn) == 2
    assert task.house_task(studio, row.task_id).status == "cancelled"


def test_a_palette_comes_for_every_tool(party: Any, make: Make) -> None:
    files = opened(make("palette", k=5))
    told = json.loads(files["tokens.json"])
    assert 3 <= len(told["palette"]) <= 5
    assert all(one["$type"] == "color" for one in told["palette"].values())
    assert all(pair["ratio"] >= 3 for pair in told["$extensions"]["group-plgl.contrast"])
    assert files["palette.css"].count(b"#") >= len(told["palette"])
    blocks = struct.unpack(">4sHHI", files["palette.ase"][:12])
    assert blocks == (b"ASEF", 1, 0, len(told["palette"]) + 2)
    assert ET.fromstring(files["palette.svg"]).tag.endswith("svg")


def test_swatches_are_the_colours_of_the_picture_and_can_be_told_apart() -> None:
    pixels = np.zeros((60, 60, 3), np.uint8)
    pixels[:40], pixels[40:50], pixels[50:] = (240, 230, 210), (30, 90, 60), (250, 90, 70)
    found = swatches(pixels, 6)
    assert [one.level for one in found] == [(240, 230, 210), (30, 90, 60), (250, 90, 70)] or len(found) == 3
    assert sum(one.share for one in found) == pytest.approx(1)
    assert len({one.name for one in found}) == 3
    white, black = Swatch("white", (255, 255, 255), 0.5), Swatch("black", (0, 0, 0), 0.5)
    assert contrast(white, black) == pytest.approx(21)
    ended = css("it */ body { display: none }", [white, black])
    assert ended.count("*/") == ended.count("/*")
    assert json.loads(tokens("“it”", [white, black]))["palette"]["white"]["$value"] == "#ffffff"
    assert ase("it", [white])[12:14] == b"\xc0\x01"


@pytest.mark.parametrize("name", SPACES)
def test_sensitive_genes_are_in_no_sheet(name: str) -> None:
    space = space_of(name)
    z = space.sample(1, np.random.default_rng(1))[0]
    told = {row["gene"] for row in gene_rows(space, z)}
    assert told == {gene.name for gene in space.genes if not gene.sensitive}
    ways = colourways(space, z)
    assert len(ways) >= 11
    assert all(np.allclose(one[8:], z[8:], atol=1e-6) for one in ways.values())


def test_genes_and_colourways_come_as_files(party: Any, make: Make) -> None:
    genes = opened(make("genes"))
    assert b"<script" not in genes["genes.html"]
    assert len(rows_of(genes["genes.csv"])) == sum(not one.sensitive for one in space_of("vessel").genes)
    assert "latent" not in json.loads(genes["genes.json"])
    ways = opened(make("colourways"))
    assert len([name for name in ways if name.endswith(".png")]) >= 12
    told, checks = checked(party.studio.child, ways["delft.png"])
    assert [one.found for one in checks] == [HOLDS, HOLDS]
    assert [one.found for one in known_here(party.studio, told)] == [HOLDS, UNKNOWN]


def test_ratings_say_the_same_in_every_format(party: Any, make: Make, tmp_path: Any) -> None:
    files = {kind: opened(make("ratings", format=kind)) for kind in ("csv", "jsonl", "parquet")}
    flat = rows_of(files["csv"]["answers.csv"])
    said = [json.loads(line) for line in files["jsonl"]["answers.jsonl"].splitlines()]
    path = tmp_path / "answers.parquet"
    path.write_bytes(files["parquet"]["answers.parquet"])
    found = duckdb.sql(f"SELECT place, participant, value, shown FROM '{path}' ORDER BY place").fetchall()
    assert len(flat) == len(said) == len(found) == 7 * 14
    assert (
        [row["participant"] for row in flat]
        == [row["participant"] for row in said]
        == [one[1] for one in found]
    )
    assert [float(row["value"]) for row in flat] == [one[2] for one in found]
    assert [row["shown"] for row in said] == [one[3] for one in found]
    schema = json.loads(files["csv"]["schema.json"])
    assert [one["name"] for one in schema["tables"]["answers"]] == list(flat[0])
    assert all(one["description"] for some in schema["tables"].values() for one in some)
    matrix = rows_of(files["csv"]["matrix.csv"])
    assert sum(bool(row[name]) for row in matrix for name in row if name != "picture_id") == len(
        {(row["participant"], row["picture_id"]) for row in flat}
    )
    text = b"".join(one for some in files.values() for one in some.values())
    for member in party.members:
        assert member.nickname.encode() not in text
        assert member.member_id.encode() not in text
    for event in party.said:
        assert event.event_id.encode() not in text
    assert set(participants(party.studio, party.group).values()) == {row["participant"] for row in flat}


def test_votes_are_as_polis_has_them(party: Any, make: Make) -> None:
    files = opened(make("votes"))
    manifest = json.loads(files["manifest.json"])
    assert manifest["rehearsal"] is False
    people, pictures = rows_of(files["participants-votes.csv"]), rows_of(files["comments.csv"])
    assert [int(row["participant"]) for row in people] == list(range(7))
    for row in people:
        assert row["simulated"] == "false" and row["group-id"] in ("", "1", "2", "3", "4", "5")
        votes = [row[str(at)] for at in range(len(pictures))]
        assert set(votes) <= {"", "1", "-1", "0"}
        assert int(row["n-votes"]) == sum(one != "" for one in votes)
        assert int(row["n-agree"]) == votes.count("1")
    for at, row in enumerate(pictures):
        assert int(row["disagrees"]) == sum(one[str(at)] == "-1" for one in people)


def test_models_are_plain_arrays(party: Any, make: Make) -> None:
    files = opened(make("models"))
    mean = load(files["group-mean.safetensors"])["mean"]
    each = [load(one)["mean"] for name, one in files.items() if name.startswith("members/")]
    assert len(each) == 7
    assert np.allclose(mean, np.mean(each, axis=0))


def test_a_bundle_is_the_same_bytes_each_time_and_its_manifest_holds(party: Any, make: Make) -> None:
    one, again = make("archive"), make("archive", anew=True)
    assert one == again
    files = opened(one)
    manifest = json.loads(files["manifest.json"])
    listed = {line["path"]: line for line in manifest["files"]}
    assert set(listed) == set(files) - {"manifest.json", "SHA256SUMS"}
    for name, line in listed.items():
        assert line["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert line["bytes"] == len(files[name])
        assert line["media_type"]
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums["manifest.json"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    gallery = files["index.html"].decode()
    assert "<script" not in gallery
    assert "http" not in gallery.replace("http://www.w3.org", "")
    assert all(f'"{name}"' in gallery for name in files if name.endswith("-512.png"))
    assert "only tiles and posters" in files["README.txt"].decode()
    text = b"".join(files.values())
    assert all(member.nickname.encode() not in text for member in party.members)


def test_an_anonymous_group_gives_nothing_of_single_members(gather: Any, make: Make) -> None:
    party = gather(m=6, swipes=12, privacy="anonymous", k=3, space="tiles", seed=5)
    party.work()
    for kind in ("spread", "ratings", "votes"):
        with pytest.raises(NotYet):
            task.ask_by_name(party.studio, party.group.slug, kind, {})
    files = opened(make("models", within=party))
    assert [name for name in files if name.startswith("members/")] == []
    card = json.loads(json.loads(_header(files["group-mean.safetensors"]))["__metadata__"]["card"])
    assert card["members"] in (None, 6)
    mean = load(files["group-mean.safetensors"])["mean"]
    assert np.array_equal(mean, mean.round(2)), "as exact as scores are told"
    whole = opened(make("archive", within=party))
    assert not any("spread" in name or "ratings" in name or "votes" in name for name in whole)
    assert b"nothing is told or drawn of single members" in whole["README.txt"]


def test_what_a_taste_came_to_beside_the_others_is_taken_along_where_the_group_may_see_it(
    party: Any,
) -> None:
    member = party.members[0]

    def told(group: Any, with_group: bool) -> Any:
        content = takeout(party.studio, group, member, with_group=with_group)
        return json.loads(zipfile.ZipFile(io.BytesIO(content)).read("me.json"))

    task.ask_task(party.studio, Visitor(party.group, member, False), "picture", {"pixels": "512"})
    whole = told(party.group, True)
    beside = whole["beside_the_others"]
    liked = beside["predicted_likings_of_ideals"]
    assert {one["rule"] for one in liked} >= set(CHIEF) and 0 <= liked[0]["liking"] <= 1
    assert beside["camps"] and all("member_id" not in row for rows in beside.values() for row in rows)
    (asked,) = whole["files_asked_for"]
    assert (asked["kind"], asked["words"]["pixels"]) == ("picture", "512")
    assert told(party.group, False)["beside_the_others"] is None
    assert told(replace(party.group, privacy="anonymous"), True)["beside_the_others"] is None


def test_the_command_line_is_told_of_charts_and_likings(party: Any) -> None:
    studio, slug = party.studio, party.group.slug
    found = scored_by_name(studio, slug, ["consensus", "mean"], "mean")
    assert found["for"] == "mean" and [one["picture"] for one in found["pictures"]] == ["consensus", "mean"]
    assert all(0 <= one["low"] <= one["liking"] <= one["high"] <= 1 for one in found["pictures"])
    chart = chart_by_name(studio, slug, "taste_map", {})
    text = json.dumps(chart)
    assert len(chart["rows"]) == len(party.members) and chart["number"] == found["number"]
    assert all(one.nickname not in text and one.member_id not in text for one in party.members)
    (group,) = [one for one in groups_told(studio) if one["group"] == slug]
    assert (group["joined"], group["number"]) == (len(party.members), found["number"])
    assert all("sha256" in one for one in tasks_told(studio))


def test_answers_of_groups_from_before_stay_here(gather: Any) -> None:
    party = gather(m=1, swipes=2)
    keep = "INSERT INTO kept_answers (group_id) VALUES (?)"
    party.studio.database.write(lambda cursor: cursor.execute(keep, [party.group.group_id]) and None)
    for kind in ("ratings", "votes"):
        with pytest.raises(NotYet, match="only they see their answers"):
            task.ask_by_name(party.studio, party.group.slug, kind, {})


def _header(file: bytes) -> bytes:
    length = int.from_bytes(file[:8], "little")
    return file[8 : 8 + length]


FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    written = table([{"name": text, "value": -1.5, "on": True}])
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["name"] == f"'{text}"
    assert (row["value"], row["on"]) == ("-1.5", "true")
    assert json.loads(lines([{"name": text}]))["name"] == text


def test_tables_keep_their_head_without_rows_and_their_times_in_utc(tmp_path: Any) -> None:
    assert table([], ["a", "=b"]) == "a,'=b\r\n"
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert "2026-01-02T03:04:00Z" in table([{"at": moment}])
    content = parquet_bytes(
        {"a": ("text", ["x", None]), 'b"': ("time", [moment, None]), "c": ("list", [["p"], []])}
    )
    assert content == parquet_bytes(
        {"a": ("text", ["x", None]), 'b"': ("time", [moment, None]), "c": ("list", [["p"], []])}
    )
    path = tmp_path / "it.parquet"
    path.write_bytes(content)
    assert duckdb.sql(f"SELECT count(*), max(a) FROM '{path}'").fetchall() == [(2, "x")]
    assert parquet_bytes({"a": ("number", [])})


def test_every_kind_explains_itself_and_settles_its_own_defaults() -> None:
    for kind in KINDS.values():
        assert len(kind.help) > 10
        assert set(kind.settled({})) == {word.name for word in kind.words}
