"""Commands about links that show a group to others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from group_plgl.analytics.charts import CHARTS
from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.services.share import (
    DEFAULT_LASTS,
    RESULT,
    SCOPES,
    ended_by_name,
    shared_by_name,
    shares_by_name,
)
from group_plgl.settings import Settings, settings_from


@main.command("share")
@click.argument("group")
@click.option("--scope", type=click.Choice(list(SCOPES)), default=RESULT, help="What it shows.")
@click.option("--chart", type=click.Choice(list(CHARTS)), help="Which chart, for the scope `chart`.")
@click.option("--frozen", is_flag=True, help="Stay with the number that is newest now.")
@click.option("--expires", "lasts", default=DEFAULT_LASTS, show_default=True, help="12h, 7d, 4w or never.")
@click.option("--label", default="", help="What you call it, for yourself.")
@click.option(
    "--password", default="", prompt=True, prompt_required=False, hide_input=True,
    help="Asked of whoever opens it; without a value it is typed unseen.",
)  # fmt: skip
@click.option("--embed-on", "origins", multiple=True, help="A site whose pages may frame it; again for more.")
@click.option("--list", "listing", is_flag=True, help="List the links there are instead.")
@click.option("--revoke", metavar="ID", help="Take back the link with this id instead.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@with_settings("data")
@apologising
def share_group(
    group: str, listing: bool, revoke: str | None, as_json: bool, data: str | None, **wish: Any
) -> None:
    """Make a link that shows GROUP, the name in its links, to whoever has it; read-only, without names."""
    settings = settings_from({"data": data})
    if listing or revoke:
        found = _listed(settings, group, revoke)
        click.echo(json.dumps(found, default=str) if as_json else "\n".join(map(_line, found)) or "No links.")
        return
    wish |= {"chart": wish["chart"] or "", "origins": list(wish["origins"])}
    made = ask_server(settings, "/house/shares", {"group": group, "wish": wish})
    if made is None:
        with Opened(settings) as studio:
            made = shared_by_name(studio, group, wish)
        made["url"] = f"{settings.base_url.rstrip('/')}/v/{made.pop('token')}"
    click.echo(json.dumps(made, default=str) if as_json else f"{made['url']}\n{_line(made)}")


def _listed(settings: Settings, group: str, revoke: str | None) -> list[dict[str, Any]]:
    """The links of a group, after one was taken back if that was asked for."""
    asked = {"group": group} | ({"end": revoke} if revoke else {})
    found: list[dict[str, Any]] | None = ask_server(settings, "/house/shares", asked)
    if found is not None:
        return found
    with Opened(settings) as studio:
        return ended_by_name(studio, group, revoke) if revoke else shares_by_name(studio, group)


def _line(one: Mapping[str, Any]) -> str:
    """A link as a line: its id, what it shows, until when, and how often it was opened."""
    shows = " ".join(
        filter(None, (one["chart"] or one["scope"], _frozen(one), one["label"] and f"“{one['label']}”"))
    )
    until = f"until {_day(one['expires_at'])}" if one["expires_at"] else "for ever"
    state = until if one["state"] == "live" else one["state"]
    seen = f", last {_day(one['seen_at'])}" if one["seen_at"] else ""
    return f"{one['share_id']}  {shows:<30} {state:<18} opened {one['views']} times{seen}"


def _frozen(one: Mapping[str, Any]) -> str:
    return f"at model {one['number']}" if one["number"] is not None else ""


def _day(moment: datetime | str) -> str:
    return str(moment)[:10]
