"""Having a file made: asked for, watched on standard error, called off with Ctrl-C, and brought home."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

import click

from group_plgl.cli.form import Opened, ask_server, file_of_server, gone
from group_plgl.errors import Cancelled, GroupPLGLError
from group_plgl.services.studio import Studio
from group_plgl.services.task import ask_by_name, cancel, content_of, do_task, house_task, told_of
from group_plgl.settings import Settings

PAUSE = 0.4
_WIDE = 28


def made(settings: Settings, group: str, kind: str, words: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """A file of a group, by the server that has the data folder open or, without one, here.

    Raises:
        GroupPLGLError: It could not be made; the message says why.
    """
    asked = ask_server(settings, "/house/tasks", {"group": group, "kind": kind, "words": dict(words)})
    if asked is None:
        with Opened(settings) as studio:
            return _made_here(studio, group, kind, words)
    told = _awaited(settings, asked)
    content = file_of_server(settings, "/house/tasks/file", {"task_id": told["task_id"]})
    if len(content) != told["bytes"]:
        raise GroupPLGLError(f"only {len(content)} of {told['bytes']} bytes came", advice="Ask for it again.")
    return content, told


def _awaited(settings: Settings, told: dict[str, Any]) -> dict[str, Any]:
    """The task when it is done; Ctrl-C calls it off."""
    wanted = {"task_id": told["task_id"]}
    try:
        while told["status"] in ("queued", "running"):
            _show(told)
            time.sleep(PAUSE)
            found = ask_server(settings, "/house/tasks", wanted)
            if found is None:
                raise gone()
            told = found
    except KeyboardInterrupt:
        ask_server(settings, "/house/tasks/cancel", wanted)
        raise
    finally:
        _show({})
    return _done(told)


def _made_here(
    studio: Studio, group: str, kind: str, words: Mapping[str, Any]
) -> tuple[bytes, dict[str, Any]]:
    """The file, made by this process; Ctrl-C calls it off."""
    row = ask_by_name(studio, group, kind, words)

    def tell(stage: str, done: int, whole: int) -> None:
        _show({"stage": stage, "done": done, "whole": whole})

    try:
        while row.status in ("queued", "running"):
            do_task(studio, row.task_id, tell)
            row = house_task(studio, row.task_id)
    except KeyboardInterrupt:
        cancel(studio, row)
        raise
    finally:
        _show({})
    told = _done(told_of(row))
    return content_of(studio, row), told


def _done(told: dict[str, Any]) -> dict[str, Any]:
    if told["status"] == "cancelled":
        raise Cancelled("it was cancelled")
    if told["status"] != "done":
        raise GroupPLGLError(told["problem"] or "it could not be made")
    return told


def _show(told: Mapping[str, Any]) -> None:
    """How far it is, on one line of standard error; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return
    if not told:
        click.echo("\r" + " " * (_WIDE + 40) + "\r", nl=False, err=True)
        return
    share = told["done"] / told["whole"] if told.get("whole") else 0.0
    bar = "█" * round(_WIDE * share)
    stage = told.get("stage") or told.get("status", "")
    click.echo(f"\r{bar:░<{_WIDE}} {share:4.0%}  {stage:<20}", nl=False, err=True)
