"""Commands about the spaces: sheets, redrawn pictures, what foretells them."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import click

from group_plgl.cli.form import apologising, main
from group_plgl.compute.worker import Child
from group_plgl.generators import SPACES
from group_plgl.services.encode import Encoded, encode
from group_plgl.services.gallery import SHEETS, draw_sheet
from group_plgl.settings import Settings


@main.command("sheet")
@click.argument("space", type=click.Choice(list(SPACES)))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Where to.")
@click.option("--pixels", type=click.IntRange(32, 512), default=192, help="Side of each picture.")
@click.option("--psi", type=click.FloatRange(0.0, 2.0), default=1.0, help="How far out; cards are 1.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Which pictures.")
@apologising
def draw_sheets(space: str, out: Path, pixels: int, psi: float, seed: int) -> None:
    """Draw what a SPACE shows as three PNG sheets: pictures, genes, and ways between pictures."""
    out.mkdir(parents=True, exist_ok=True)
    child = Child(Settings())
    try:
        for sheet, n in SHEETS.items():
            path = out / f"{space}-{sheet}.png"
            path.write_bytes(draw_sheet(child, SPACES[space], sheet, pixels=pixels, psi=psi, seed=seed, n=n))
            click.echo(str(path))
    finally:
        child.close()


@main.command("encode")
@click.argument("space", type=click.Choice(list(SPACES)))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per picture on standard output.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to; beside the file.")
@click.option("--pixels", type=click.IntRange(64, 1024), default=512, help="Side of the redrawn picture.")
@apologising
def encode_files(space: str, files: tuple[Path, ...], as_json: bool, out: Path | None, pixels: int) -> None:
    """Redraw FILES in SPACE: the latent that comes closest, how near that is, and its picture."""
    with contextlib.closing(Child(Settings())) as child:
        for file in files:
            encoded = encode(child, SPACES[space], file.read_bytes(), pixels, "image/png")
            path = (out or file.parent) / f"{file.stem}-{space}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encoded.redrawn)
            _tell_encoded(encoded, file, path, SPACES[space].key, as_json)


def _tell_encoded(encoded: Encoded, file: Path, path: Path, key: str, as_json: bool) -> None:
    """What became of one picture, as a line for people or for programs."""
    if as_json:
        told = {"file": str(file), "space": key, "latent": encoded.z.tolist(), "error": encoded.error}
        told |= {"limit": encoded.limit, "outside": encoded.outside, "redrawn": str(path)}
        click.echo(json.dumps(told | {"words": encoded.words, "seen": encoded.seen}))
        return
    click.echo(f"{path}  differs by {encoded.error:.1%}  {', '.join(encoded.words)}")
    if encoded.outside:
        click.echo(
            f"  {file.name} lies outside the space {key}, whose limit is {encoded.limit:.1%}: "
            "take the picture as a hint.",
            err=True,
        )


@main.command("surrogate")
@click.argument("space", type=click.Choice(list(SPACES)))
@apologising
def make_surrogates(space: str) -> None:
    """Make anew what foretells the pictures of SPACE; for whoever changed what it draws. Takes minutes."""
    from group_plgl.generators.foreseeing import make_surrogate  # torch: no other command waits for it

    click.echo(str(make_surrogate(space)))
