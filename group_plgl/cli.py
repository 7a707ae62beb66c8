"""The command line: the only place that opens everything and reads the clock.

`serve` and `demo` own the data folder. The other commands talk to the server that has it open,
or open it themselves when there is none.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
import segno

from group_plgl import __version__
from group_plgl.benchmarks import BENCHES
from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.feedback.crowds import SHAPES
from group_plgl.feedback.modes import DEFAULT_MODE, SESSION_MODES
from group_plgl.generators import SPACES
from group_plgl.generators.palettes import PALETTES
from group_plgl.groups.axioms import table
from group_plgl.groups.merging import merge_table
from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.latents.locks import ends_from, limited
from group_plgl.progress import Bar, lines_of
from group_plgl.rehearsal import Plan, Rehearsal, found_rehearsal, rehearse
from group_plgl.scheduler.clock import Clock
from group_plgl.scheduler.job import scan
from group_plgl.server import ADDRESS_FILE, Server
from group_plgl.services.catalogue import Wanted, catalogue
from group_plgl.services.convene import DEFAULT_K, LONGEST_TITLE, PRIVACY
from group_plgl.services.encode import Encoded, encode
from group_plgl.services.gallery import SHEETS, draw_sheet
from group_plgl.services.limit import colours_in
from group_plgl.services.rank import ranked_by_name
from group_plgl.services.replay import replay as replay_studio
from group_plgl.services.run import job_folders
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings, as_rows, settings_from
from group_plgl.web.house import TOKEN_FILE

FAILED = 1
_FILE = click.Path(exists=True, dir_okay=False)
_CATALOGUE_FILES = ("embedder", "vectors", "paths")


def _apologising(command: Callable[..., Any]) -> Callable[..., Any]:
    """Our own errors become one sentence and its advice; anything else stays a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except GroupPLGLError as error:
            advice = f"\n{error.advice}" if error.advice else ""
            raise click.ClickException(f"{error}{advice}") from error

    return run


def _with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options for some settings; they go before file and environment."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for row in reversed([row for row in as_rows(Settings()) if row["name"] in names]):
            kind = type(row["default"])
            help_text = f"{row['help']} [default: {row['default']}]"
            command = click.option(
                f"--{row['name'].replace('_', '-')}", type=kind, default=None, help=help_text
            )(command)
        return command

    return add


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="group-plgl")
def main() -> None:
    """Group PLGL: a group swipes pictures, its taste is learned, its ideal is drawn."""


@main.command()
@_with_settings("data", "host", "port", "base_url", "threads", "jobs")
@_apologising
def serve(**given: Any) -> None:
    """Open the house: pages, jobs and database in one process."""
    with Server(settings_from(given)) as server:
        click.echo(f"Group PLGL is open at {server.url}/")
        sys.stdout.flush()
        server.run()


@main.command()
@_with_settings("data", "host", "port")
@click.option("--space", type=click.Choice(list(SPACES)), default="vessel", help="What pictures to show.")
@click.option("--members", type=click.IntRange(2, 40), default=Plan.members, help="Simulated members.")
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
@_apologising
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
@click.option("--members", type=click.IntRange(2, 40), default=Plan.members)
@click.option("--answers", type=click.IntRange(1, 150), default=Plan.answers)
@click.option("--shape", type=click.Choice(list(SHAPES)), default=Plan.shape)
@click.option("--seed", type=int, default=Plan.seed)
@_apologising
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
@_with_settings("data")
@_apologising
def run_job(job: str, **given: Any) -> None:
    """Run a scheduled JOB now: through the running server, or here when there is none."""
    settings = settings_from(given)
    if (asked := _ask_server(settings, f"/house/jobs/{job}/run")) is not None:
        click.echo(f"{job} is queued as run {asked['run_id']}.")
        return
    with _Opened(settings) as studio:
        clock = Clock(studio, scan(job_folders(studio)))
        clock.mark_abandoned()
        done = clock.run_now(job)
        click.echo(f"{job}: {done.status} {done.saw} {done.error}".rstrip())
        sys.exit(0 if done.status == "done" else FAILED)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@_with_settings("data")
@_apologising
def replay(as_json: bool, **given: Any) -> None:
    """Build the derived state again from what was said, and report differences."""
    settings = settings_from(given)
    found = _ask_server(settings, "/house/replay")
    if found is None:
        with _Opened(settings) as studio:
            found = asdict(replay_studio(studio))
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(f"{found['compared']} derived things of {found['groups']} groups were built again.")
        for one in found["differences"]:
            click.echo(f"  {one['group']}: {one['what']}: {one['detail']}")
        click.echo(f"{len(found['differences']) or 'No'} differences.")
    sys.exit(FAILED if found["differences"] else 0)


@main.command("catalogue")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", default="", help="What the group is called.  [default: the folder's name]")
@click.option("--question", default="Which one do we go for?", help="What is asked about every picture.")
@click.option(
    "--mode", type=click.Choice(SESSION_MODES), default=DEFAULT_MODE, help="How cards are answered."
)
@click.option("--privacy", type=click.Choice(list(PRIVACY)), default="identified", help="Who sees whom.")
@click.option("--k", type=int, default=DEFAULT_K, help="Fewest members behind anything, where anonymous.")
@click.option("--embedder", type=_FILE, help="An ONNX file that adds to what is visible in a picture.")
@click.option("--vectors", type=_FILE, help="Ready vectors instead: Parquet, or .npy with --paths.")
@click.option("--paths", type=_FILE, help="Which picture each row of an .npy file is, line by line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@_with_settings("data")
@_apologising
def catalogue_folder(folder: Path, title: str, as_json: bool, **given: Any) -> None:
    """Make a group of the pictures in FOLDER; given again after being stopped, it goes on."""
    settings = settings_from({"data": given["data"]})
    group = {name: given[name] for name in ("question", "mode", "privacy", "k")}
    group["name"] = title or folder.resolve().name[:LONGEST_TITLE]
    files = {name: str(Path(given[name]).resolve()) if given[name] else "" for name in _CATALOGUE_FILES}
    files["embedder"] = files["embedder"] or ("" if files["vectors"] else settings.embedder)
    wanted = Wanted(str(folder.resolve()), group, **files)
    done: Mapping[str, Any] | None = None
    bar = Bar(sys.stderr, time.monotonic)
    try:
        for told in _catalogued(settings, wanted):
            if "slug" in told:
                done = told
            else:
                bar.show(told)
    except KeyboardInterrupt:
        raise click.ClickException(_STOPPED) from None
    finally:
        bar.end()
    if done is None:
        raise click.ClickException(_STOPPED)
    click.echo(json.dumps(done) if as_json else lines_of(done))


_STOPPED = "It was stopped. Run the same command again: it goes on where it stopped."


def _catalogued(settings: Settings, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """What the running server tells of a folder, line by line, or the house opened here."""
    lines = _lines_of_server(settings, "/house/catalogue", asdict(wanted))
    if lines is not None:
        yield from lines
        return
    with _Opened(settings) as studio:
        yield from map(asdict, catalogue(studio, wanted))


@main.command("rank")
@click.argument("group")
@click.option("--rule", type=click.Choice(list(RULES)), default=DEFAULT_RULE, help="How tastes become one.")
@click.option("--top", type=click.IntRange(1), default=20, help="How many pictures.")
@click.option("--diverse", is_flag=True, help="Only pictures that please and differ from each other.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@_with_settings("data")
@_apologising
def rank_pictures(group: str, as_json: bool, data: str | None, **wanted: Any) -> None:
    """List the own pictures of GROUP, the name in its links, by the group's taste, the best first."""
    settings = settings_from({"data": data})
    found = _ask_server(settings, "/house/rank", {"group": group, **wanted})
    if found is None:
        with _Opened(settings) as studio:
            found = ranked_by_name(studio, group, **wanted)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(found["sentence"])
    for one in found["pictures"]:
        known = one["liking"] is not None
        liked = f"{one['liking']:4.0%} [{one['low']:.0%} .. {one['high']:.0%}]" if known else ""
        click.echo(f"{one['place']:>6}  {liked:<20} {one['file_name']}")


@main.command()
@click.option("--axioms", is_flag=True, help="Which rule keeps which axiom, searched anew: some seconds.")
@click.option("--merges", is_flag=True, help="The merges of weights instead, and what they do not see.")
def rules(axioms: bool, merges: bool) -> None:
    """Print the rules that make one opinion of many, as the README shows them."""
    if merges:
        click.echo(merge_table())
    elif axioms:
        click.echo(table())
    else:
        for rule in RULES.values():
            click.echo(f"| `{rule.name}` | {rule.title} | {rule.help} | {rule.advice} |")


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


@main.command("sheet")
@click.argument("space", type=click.Choice(list(SPACES)))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Where to.")
@click.option("--pixels", type=click.IntRange(32, 512), default=192, help="Side of each picture.")
@click.option("--psi", type=click.FloatRange(0.0, 2.0), default=1.0, help="How far out; cards are 1.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Which pictures.")
@_apologising
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
@_apologising
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
@_apologising
def make_surrogates(space: str) -> None:
    """Make anew what foretells the pictures of SPACE; for whoever changed what it draws. Takes minutes."""
    from group_plgl.generators.foreseeing import make_surrogate  # torch: no other command waits for it

    click.echo(str(make_surrogate(space)))


@main.command("settings")
@_with_settings("data")
@_apologising
def show_settings(**given: Any) -> None:
    """Print every setting with the value in force."""
    for row in as_rows(settings_from(given)):
        value = f"{row['value']}" if row["value"] != "" else "(empty)"
        click.echo(f"{row['name']:<18} {value:<12} {row['range']:<16} {row['help']}")


class _Opened:
    """A studio for one command, closed at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> Studio:
        self._studio = open_studio(self._settings, lambda: datetime.now(UTC))
        return self._studio

    def __exit__(self, *_: object) -> None:
        self._studio.close()


def _ask_server(settings: Settings, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """The answer of the server that has the data folder open; None when none answers."""
    reply = _reply_of_server(settings, path, body or {})
    if reply is None:
        return None
    with reply:
        return json.load(reply)


def _lines_of_server(settings: Settings, path: str, body: Mapping[str, Any]) -> Iterator[Any] | None:
    """What the server tells line by line, until it is done or fails; None when none answers."""
    reply = _reply_of_server(settings, path, body)
    return None if reply is None else _lines(reply)


def _lines(reply: Any) -> Iterator[Any]:
    with reply, contextlib.suppress(OSError, http.client.HTTPException):  # a server that ended tells no more
        for line in reply:
            told = json.loads(line)
            if "error" in told:
                raise GroupPLGLError(told["error"], advice=told["advice"])
            yield told


def _reply_of_server(settings: Settings, path: str, body: Mapping[str, Any]) -> Any:
    """The open reply of the server that has the data folder open; None when none answers."""
    folder = Path(settings.data)
    try:
        address = (folder / ADDRESS_FILE).read_text("utf-8").strip()
        token = (folder / TOKEN_FILE).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    request = urllib.request.Request(f"{address}{path}", json.dumps(body).encode(), method="POST")
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", "application/json")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open(request, timeout=settings.child_seconds * 2)
    except urllib.error.HTTPError as error:
        raise GroupPLGLError(
            f"the server refused {path}: {error.code} {error.read().decode()[:300]}"
        ) from error
    except OSError:
        return None
