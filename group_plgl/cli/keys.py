"""Commands about programs of others: the keys they come with, and what they can ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.services.entrust import MOST_DAYS, SCOPES, entrusted_by_name, keys_in, plain_key, revoke
from group_plgl.services.studio import Studio
from group_plgl.settings import settings_from
from group_plgl.web.api.openapi import document

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


@main.group("key")
def key() -> None:
    """Keys by which programs speak to a group, or to the whole house."""


@key.command("create")
@click.argument("name")
@click.option("--group", default="", help="The group it is for, the name in its links; all groups without.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(list(SCOPES)),
    help="Repeatable.  [default: reading]",
)
@click.option("--days", type=click.IntRange(1, MOST_DAYS), help="After how many it opens nothing any more.")
@_AS_JSON
@with_settings("data")
@apologising
def create_key(
    name: str, group: str, scopes: Sequence[str], days: int | None, as_json: bool, data: str | None
) -> None:
    """Make a key, for what NAME says, and print it: it is told once."""
    wanted: dict[str, Any] = {"group": group, "name": name, "scopes": list(scopes) or _READING, "days": days}
    found = _asked(data, "/house/keys/create", wanted, lambda studio: entrusted_by_name(studio, **wanted))
    click.echo(json.dumps(found) if as_json else found["key"])


_READING = ["groups:read", "models:read"]


@key.command("list")
@_AS_JSON
@with_settings("data")
@apologising
def list_keys(as_json: bool, data: str | None) -> None:
    """List all keys: what each is for, what it may do, and when it was last used."""
    found = _asked(
        data, "/house/keys", {}, lambda studio: {"keys": [plain_key(row) for row in keys_in(studio)]}
    )
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found["keys"]:
        used = f"used {one['used_at'][:16]}" if one["used_at"] else "never used"
        where = one["group"] or "all groups"
        line = f"{one['prefix']}  {one['state']:<8} {where:<28} {used:<22}"
        click.echo(f"{line} {one['name']}: {' '.join(one['scopes'])}")


@key.command("revoke")
@click.argument("prefix")
@_AS_JSON
@with_settings("data")
@apologising
def revoke_key(prefix: str, as_json: bool, data: str | None) -> None:
    """Take a key back by what may be shown of it, PREFIX: plgl_ and twelve hex digits."""

    def here(studio: Studio) -> dict[str, Any]:
        return {"prefix": f"plgl_{revoke(studio, prefix).key_id}"}

    found = _asked(data, "/house/keys/revoke", {"prefix": prefix}, here)
    click.echo(json.dumps(found) if as_json else f"{found['prefix']} opens nothing any more.")


@main.command("openapi")
def print_openapi() -> None:
    """Print the OpenAPI document of the API."""
    click.echo(json.dumps(document(), indent=2, ensure_ascii=False))


def _asked(data: str | None, path: str, wanted: Mapping[str, Any], here: Any) -> dict[str, Any]:
    """What the running server says, or the house opened here."""
    settings = settings_from({"data": data})
    found = ask_server(settings, path, wanted)
    if found is None:
        with Opened(settings) as studio:
            found = here(studio)
    answer: dict[str, Any] = found
    return answer
