"""The command that measures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from group_plgl.benchmarks import BENCHES
from group_plgl.cli.form import main


@main.command()
@click.argument("name", type=click.Choice(list(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--quick", is_flag=True, help="Under a minute; wider intervals.")
@click.option("--seed", type=int, default=1, help="Where all randomness of the run comes from.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Where drawings go."
)
def bench(name: str, as_json: bool, quick: bool, seed: int, out: Path) -> None:
    """Measure ours and peers in one run; exit status 1 when a check falls short."""
    report = BENCHES[name].run(quick, seed)
    for file_name, svg in report.drawings.items():
        out.mkdir(parents=True, exist_ok=True)
        (out / file_name).write_text(svg, "utf-8")
    click.echo(json.dumps(report.as_json()) if as_json else report.as_text())
    sys.exit(report.status)
