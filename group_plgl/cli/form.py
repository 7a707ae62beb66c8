"""What every command is made of: our errors as sentences, settings as options, the way to the house."""

from __future__ import annotations

import contextlib
import http.client
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import click

from group_plgl import __version__
from group_plgl.errors import GroupPLGLError
from group_plgl.progress import Bar
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import ADDRESS_FILE, TOKEN_FILE, Settings, as_rows

FAILED = 1


def apologising(command: Callable[..., Any]) -> Callable[..., Any]:
    """Our own errors become one sentence and its advice; anything else stays a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except GroupPLGLError as error:
            advice = f"\n{error.advice}" if error.advice else ""
            raise click.ClickException(f"{error}{advice}") from error

    return run


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
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


# Which module of this folder has which commands: what is not asked for is not loaded.
MODULES = {
    "benches": ("bench",), "changes": ("transform", "compare"), "concepts": ("concept",),
    "exports": ("sampler", "known", "export", "draw"), "folders": ("label", "train", "sort"),
    "groups": ("catalogue", "rank", "match", "rules"),
    "houses": ("serve", "demo", "rehearse", "run", "replay", "settings"), "keys": ("key", "openapi"),
    "looking": ("groups", "tasks", "score", "chart"), "ratings": ("import-ratings",), "shares": ("share",),
    "spaces": ("sheet", "encode", "surrogate"), "studying": ("study",), "verifying": ("verify",),
}  # fmt: skip


class Commands(click.Group):
    """Commands that are loaded when they are asked for, so that each starts at once."""

    _module: ClassVar[Mapping[str, str]] = {name: module for module in MODULES for name in MODULES[module]}

    def list_commands(self, _context: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(self._module)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if name in self._module:
            import_module(f"group_plgl.cli.{self._module[name]}")
        return super().get_command(context, name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="group-plgl")
def main() -> None:
    """Group PLGL: a group swipes pictures, its taste is learned, its ideal is drawn."""


class Opened:
    """A studio for one command, closed at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> Studio:
        self._studio = open_studio(self._settings, lambda: datetime.now(UTC))
        return self._studio

    def __exit__(self, *_: object) -> None:
        self._studio.close()


def watched(steps: Iterator[Mapping[str, Any]], last: str, stopped: str) -> Mapping[str, Any]:
    """The last thing that long work tells, known by the name `last` in it; steps before show on a bar.

    Raises:
        click.ClickException: It was stopped: `stopped` says so.
    """
    bar, done = Bar(sys.stderr, time.monotonic), None
    try:
        for told in steps:
            if last in told:
                done = told
            else:
                bar.show(told)
    except KeyboardInterrupt:
        raise click.ClickException(stopped) from None
    finally:
        bar.end()
    if done is None:
        raise click.ClickException(stopped)
    return done


def ask_server(settings: Settings, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """The answer of the server that has the data folder open; None when none answers."""
    reply = _reply_of_server(settings, path, body or {})
    if reply is None:
        return None
    with reply:
        return json.load(reply)


def file_of_server(settings: Settings, path: str, body: Mapping[str, Any]) -> bytes:
    """A file that the server has made.

    Raises:
        GroupPLGLError: The server has gone, or is gone before all of it was sent.
    """
    reply = _reply_of_server(settings, path, body)
    if reply is None:
        raise gone()
    try:
        with reply:
            content: bytes = reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise gone() from error
    return content


def gone() -> GroupPLGLError:
    """That the server ended while something was asked of it."""
    return GroupPLGLError("the server has gone", advice="Start it again: the task goes on by itself.")


def lines_of_server(settings: Settings, path: str, body: Mapping[str, Any]) -> Iterator[Any] | None:
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
        with error:
            raise _refusal(path, error.code, error.read()) from error
    except OSError:
        return None


def _refusal(path: str, status: int, content: bytes) -> GroupPLGLError:
    """What the server answers instead, with its advice."""
    try:
        told = json.loads(content)
        return GroupPLGLError(told["detail"], advice=told.get("advice", ""))
    except (ValueError, KeyError, TypeError):
        said = content.decode("utf-8", "replace")[:300]
        return GroupPLGLError(f"the server refused {path}: {status} {said}")
