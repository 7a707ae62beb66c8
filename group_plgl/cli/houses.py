"""Commands about the whole house: opening it, rehearsing in it, its jobs, its settings."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click
import segno

from group_plgl.cli.form import FAILED, Opened, apologising, ask_server, main, with_settings
from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.feedback.crowds import SHAPES
from group_plgl.feedback.modes import SESSION_MODES
from group_plgl.generators import SPACES
from group_plgl.generators.palettes import PALETTES
from group_plgl.latents.locks import ends_from, limited
from group_plgl.rehearsal import Plan, Rehearsal, found_rehearsal, rehearse
from group_plgl.scheduler.clock import Clock
from group_plgl.scheduler.job import scan
from group_plgl.server import Server
from group_plgl.services.limit import colours_in
from group_plgl.services.replay import replay as replay_studio
from group_plgl.services.run import job_folders
from group_plgl.settings import as_rows, settings_from


@main.command()
@with_settings("data", "host", "port", "base_url", "threads", "jobs")
@apologising
def serve(**given: Any) -> None:
    """Open the house: pages, jobs and database in one process."""
    with Server(settings_from(given)) as server:
        click.echo(f"Group PLGL is open at {server.url}/")
        sys.stdout.flush()
        server.run()


@main.command()
@with_settings("data", "host", "port")
@click.option("--space", type=click.Choice(list(SPACES)), default="vessel", help="What pictures to show.")
@click.option("--members", type=click.IntRange(2, 60), default=Plan.members, help="Simulated members.")
@click.option("--answers", type=click.IntRange(1, 150), default=Plan.answers, help="Answers of each of them.")
@click.option("--shape", type=click.Choice(list(SHAPES)), default=Plan.shape, help="How their tastes relate.")
@click.option("--mode", type=click.Choice(SESSION_MODES), default="swipe", help="How cards are answered.")
@click.option(
    "--lock",
    "locks",
    multiple=True,
    metavar="GENE=FROM-TO",
    help="Keep a gene within percent, 0 to 100, or at one number; may be given again.",
)
@click.option("--palette", type=click.Choice(list(PALETTES)), default=None, help="Lock the colours.")
@click.option("--colours", default="", metavar="'#RRGGBB …'", help="Or fit them to up to five brand colours.")
@click.option("--lan", is_flag=True, help="Let phones in the room join, and print a QR code.")
@apologising
def demo(
    space: str, mode: str, members: int, answers: int, shape: Any, locks: Sequence[str], palette: str | None,
    colours: str, lan: bool, **given: Any,
) -> None:  # fmt: skip
    """Open a house with a rehearsal group that fills with simulated members."""
    genes = dict(map(_locked, locks))
    limited(SPACES[space], {name: ends_from(*both) for name, both in genes.items()})
    limits = {"genes": genes, "palette": palette or "", "colours": colours_in(colours)}
    with tempfile.TemporaryDirectory(prefix="group-plgl-demo-") as folder:
        given["data"] = given["data"] or folder
        given["port"] = 0 if given["port"] is None else given["port"]
        given["host"] = given["host"] or ("0.0.0.0" if lan else "127.0.0.1")
        with Server(settings_from(given)) as server:
            plan = Plan(members, answers, shape)
            threading.Thread(target=_fill, args=(space, mode, limits, plan, lan, server), daemon=True).start()
            server.run()


def _locked(text: str) -> tuple[str, list[float]]:
    """A gene and its percentages: `jug=100`, `height=50-100`."""
    match = re.fullmatch(r"(.+?)=(\d+)(?:-(\d+))?", text)
    if match is None:
        raise BadInput(f"'{text}' is no limit", advice="Write jug=100, or height=50-100.")
    return match[1].strip(), [float(match[2]), float(match[3] or match[2])]


def _fill(space: str, mode: str, limits: dict[str, Any], plan: Plan, lan: bool, server: Server) -> None:
    """Found the rehearsal group, print its link, and let simulated members vote in a process of their own."""
    local = server.local_url
    try:
        group = found_rehearsal(local, space, f"Rehearsal: {SPACES[space].title}", mode, limits)
        click.echo("A rehearsal group is filling with simulated members. Watch it, or swipe along:")
        click.echo(f"{local}/g/{group.slug}")
        if lan:
            _print_lan(server, group)
        click.echo("Stop with Ctrl-C.")
        sys.stdout.flush()
        words = [group.slug, group.join_code, space, "--members", str(plan.members)]
        words += ["--answers", str(plan.answers), "--shape", plan.shape, "--seed", str(plan.seed)]
        _vote([sys.executable, "-m", "group_plgl", "rehearse", local, *words], server)
    except GroupPLGLError as error:
        if not server.closing.is_set():
            click.echo(f"The rehearsal stopped: {error}", err=True)


def _vote(command: list[str], server: Server) -> None:
    """Run the simulated members until they are done or the server closes."""
    voters = subprocess.Popen(command, start_new_session=True)
    while voters.poll() is None and not server.closing.wait(0.2):
        pass
    if voters.poll() is None:
        voters.terminate()
    elif voters.returncode:
        click.echo("The rehearsal stopped before everybody had voted; the rest works.", err=True)


def _print_lan(server: Server, group: Rehearsal) -> None:
    link = f"{server.url}/J/{group.join_code}"
    segno.make(link.upper(), error="m").terminal(compact=True)
    click.echo(f"Phones in this network: {link}")


@main.command()
@click.argument("url")
@click.argument("slug")
@click.argument("code")
@click.argument("space", type=click.Choice(list(SPACES)))
@click.option("--members", type=click.IntRange(2, 60), default=Plan.members)
@click.option("--answers", type=click.IntRange(1, 150), default=Plan.answers)
@click.option("--shape", type=click.Choice(list(SHAPES)), default=Plan.shape)
@click.option("--seed", type=int, default=Plan.seed)
@apologising
def rehearse_group(
    url: str, slug: str, code: str, space: str, members: int, answers: int, shape: Any, seed: int
) -> None:
    """Let simulated members join a rehearsal group at URL and vote."""
    started = time.monotonic()
    votes = rehearse(url.rstrip("/"), Rehearsal(slug, code, space), Plan(members, answers, shape, seed))
    click.echo(f"{members} simulated members gave {votes} answers in {time.monotonic() - started:.0f} s.")


rehearse_group.name = "rehearse"
main.add_command(rehearse_group, "rehearse")


@main.command("run")
@click.argument("job")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def run_job(job: str, as_json: bool, **given: Any) -> None:
    """Run a scheduled JOB now: through the running server, or here when there is none."""
    settings = settings_from(given)
    if (asked := ask_server(settings, f"/house/jobs/{job}/run")) is not None:
        click.echo(json.dumps(asked) if as_json else f"{job} is queued as run {asked['run_id']}.")
        return
    with Opened(settings) as studio:
        clock = Clock(studio, scan(job_folders(studio)))
        clock.mark_abandoned()
        done = clock.run_now(job)
        told = {"run_id": done.run_id, "job": job, "status": done.status, "error": done.error}
        line = f"{job}: {done.status} {done.saw} {done.error}".rstrip()
        click.echo(json.dumps(told) if as_json else line)
        sys.exit(0 if done.status == "done" else FAILED)


@main.command()
@click.argument("group", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def replay(group: str, as_json: bool, **given: Any) -> None:
    """Build the derived state again from what was said, of all groups or of GROUP, and report differences."""
    settings = settings_from(given)
    found = ask_server(settings, "/house/replay", {"group": group})
    if found is None:
        with Opened(settings) as studio:
            found = asdict(replay_studio(studio, group))
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(f"{found['compared']} derived things of {found['groups']} groups were built again.")
        for one in found["differences"]:
            click.echo(f"  {one['group']}: {one['what']}: {one['detail']}")
        click.echo(f"{len(found['differences']) or 'No'} differences.")
    sys.exit(FAILED if found["differences"] else 0)


@main.command("settings")
@click.option("--json", "as_json", is_flag=True, help="One JSON list on standard output.")
@with_settings("data")
@apologising
def show_settings(as_json: bool, **given: Any) -> None:
    """Print every setting with the value in force."""
    if as_json:
        click.echo(json.dumps(as_rows(settings_from(given))))
        return
    for row in as_rows(settings_from(given)):
        value = f"{row['value']}" if row["value"] != "" else "(empty)"
        click.echo(f"{row['name']:<18} {value:<12} {row['range']:<16} {row['help']}")
