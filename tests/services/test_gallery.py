"""Sheets from the command line: real files that can be looked at."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.generators.raster import pixels_of


def test_sheets_of_a_space_are_written_as_png(tmp_path: Path) -> None:
    asked = ["sheet", "tiles", "--out", str(tmp_path / "sheets"), "--pixels", "32"]
    done = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    written = [Path(line) for line in done.output.split()]
    assert [path.name for path in written] == ["tiles-contact.png", "tiles-genes.png", "tiles-ways.png"]
    for path in written:
        pixels = pixels_of(path.read_bytes())
        assert min(pixels.shape[:2]) > 150 and pixels.std() > 10
