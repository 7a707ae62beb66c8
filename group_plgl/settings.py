"""Every knob of the house, in one table.

Order: default < `group_plgl.toml` in the data folder < environment `GROUP_PLGL_*` < command line.
Settings are frozen and passed in, never imported as global state. The settings page and the
table in the README are rendered from `TABLE`. What a group may choose for itself is not here.
"""

from __future__ import annotations

import difflib
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from group_plgl.errors import BadSetting

FILE_NAME = "group_plgl.toml"
PREFIX = "GROUP_PLGL_"
# Beside the database, for commands: where the server that has it open answers, and what it asks of them.
ADDRESS_FILE, TOKEN_FILE = "house.address", "house.token"


def _knob(
    default: Any, help: str, low: float | None = None, high: float | None = None, among: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high, "among": among})


def _secret(help: str) -> Any:
    """A text that no page, command or log shows."""
    return field(default="", repr=False, metadata={"help": help, "low": None, "high": None, "among": ()})


@dataclass(frozen=True)
class Settings:
    """The house's settings; each field carries its help and range as metadata."""

    data: str = _knob("data", "Folder of the database, the pictures and the settings file.")
    host: str = _knob("127.0.0.1", "Address to listen on; 0.0.0.0 lets phones in the room join.")
    port: int = _knob(8000, "Port to listen on; 0 takes a free one.", 0, 65535)
    base_url: str = _knob("", "Address printed in links and QR codes, when it differs from host and port.")
    trusted_proxy: str = _knob("", "Address of the reverse proxy whose X-Forwarded headers are believed.")
    threads: int = _knob(64, "Web threads that may wait for the database.", 4, 512)
    streams: int = _knob(2000, "Browsers told of changes at once; any more ask every few seconds.", 0, 50000)
    jobs: str = _knob("", "A folder with further job files of your own.")
    features: str = _knob(
        "balanced",
        "How own pictures are measured, the quicker the rougher.",
        among=("fast", "balanced", "best"),
    )
    embedder: str = _knob("", "An ONNX file or a folder of transformers to tell own pictures apart by.")
    comments_endpoint: str = _knob(
        "", "Base URL of a server that speaks OpenAI's protocol and reads comments, up to its /v1."
    )
    comments_model: str = _knob("", "Which model there reads comments.")
    comments_key: str = _secret("The key it asks for, if it asks for one; never shown.")
    learn_seconds: float = _knob(3.0, "Pause between looks for groups with new votes.", 0.2, 86400)
    aggregate_seconds: float = _knob(3.0, "Pause between looks for refitted members.", 0.2, 86400)
    imagine_seconds: float = _knob(3.0, "Pause between looks for group models without ideals.", 0.2, 86400)
    deliberate_seconds: float = _knob(
        15.0, "Pause between looks for ideals not yet held against other rules.", 0.2, 86400
    )
    analyse_seconds: float = _knob(5.0, "Pause between looks for group models without a map.", 0.2, 86400)
    compare_seconds: float = _knob(
        10.0, "Pause between looks for members whose model may be chosen anew.", 0.2, 86400
    )
    mirror_seconds: float = _knob(
        1.0, "Pause between looks for members who want to see their taste.", 0.2, 86400
    )
    deal_seconds: float = _knob(2.0, "Pause between looks for decks that run short.", 0.2, 86400)
    task_seconds: float = _knob(0.5, "Pause between looks for exports somebody asked for.", 0.1, 86400)
    tidy_seconds: float = _knob(300.0, "Pause between clean-ups of old derived rows.", 1, 604800)
    lease_seconds: float = _knob(300.0, "After this long a silent run counts as abandoned.", 5, 86400)
    child_seconds: float = _knob(180.0, "Longest a single computation may take.", 1, 86400)
    child_threads: int = _knob(1, "Threads of the compute child.", 1, 64)
    write_seconds: float = _knob(10.0, "Longest a vote waits to become durable.", 0.5, 120)
    card_pixels: int = _knob(512, "Side of a card's picture.", 64, 2048)
    ideal_pixels: int = _knob(1024, "Side of an ideal's picture.", 64, 4096)
    sample_pixels: int = _knob(384, "Side of a diversity sample's picture.", 64, 2048)
    first_pool: int = _knob(32, "Pictures drawn when a group is made.", 4, 500)
    full_pool: int = _knob(160, "Pictures drawn for a group in all.", 4, 5000)
    deck_ahead: int = _knob(
        24, "Cards dealt ahead for each member; where they go by answers, all but 8 wait as spares.", 4, 200
    )
    strategy: str = _knob("near-ideals", "How the next cards are chosen in new groups, unless the host says.")
    band_low: float = _knob(0.35, "Uncertainty band: the least predicted chance of liking.", 0, 1)
    band_high: float = _knob(0.65, "Uncertainty band: the largest predicted chance of liking.", 0, 1)
    needed_answers: int = _knob(12, "Answers before a taste is learned.", 4, 1000)
    needed_each: int = _knob(4, "Likes and dislikes each before a taste is learned.", 1, 500)
    needed_members: int = _knob(2, "Learned tastes before a group model is made.", 1, 1000)
    lend_tastes: int = _knob(
        0, "1: new groups begin with the mean taste of others in their space; 0: they do not.", 0, 1
    )
    use_pace: int = _knob(
        0, "1: quick answers count a bit more, of members of whom that foretells better; 0: all alike.", 0, 1
    )
    samples_each: int = _knob(4, "Diversity samples per member.", 0, 24)
    kept_models: int = _knob(12, "Newest group models that keep their pictures and tastes.", 2, 1000)
    kept_hours: float = _knob(24.0, "How long an export that was made can be downloaded.", 1, 8760)
    api_requests: int = _knob(300, "Requests a minute that one key of the API has.", 10, 100000)
    grace_seconds: float = _knob(60.0, "Votes said before closing are taken this long after it.", 0, 3600)


@dataclass(frozen=True)
class Knob:
    """One row of the settings table: name, default, range and help."""

    name: str
    default: Any
    range: str
    help: str


def _range(low: float | None, high: float | None, among: tuple[str, ...], help: str) -> str:
    return ", ".join(among) if low is None else f"{low:g} to {high:g}"


TABLE = tuple(
    Knob(
        f.name,
        f.default,
        _range(**f.metadata),
        f.metadata["help"],
    )
    for f in fields(Settings)
)
_FIELDS = {f.name: f for f in fields(Settings)}


def settings_from(
    given: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings in their order of strength: default, file, environment, `given`.

    Args:
        given: Values from the command line; those that are None were not given.
        environment: Environment variables; the process's own unless told.

    Raises:
        BadSetting: A name is unknown (the nearest is named) or a value does not fit.
    """
    environment = os.environ if environment is None else environment
    strong = {name: value for name, value in (given or {}).items() if value is not None}
    loud = {
        key.removeprefix(PREFIX).lower(): text for key, text in environment.items() if key.startswith(PREFIX)
    }
    folder = strong.get("data") or loud.get("data") or Settings.data
    merged: dict[str, Any] = {}
    for source, values in (
        ("file", _from_file(Path(folder))),
        ("environment", loud),
        ("command line", strong),
    ):
        for name, value in values.items():
            merged[name] = _checked(name, value, source)
    settings = Settings(**merged)
    _check_endpoint(settings)
    return settings


def _check_endpoint(settings: Settings) -> None:
    """See that comments can be sent where they are to be sent.

    Raises:
        BadSetting: They cannot.
    """
    if not (address := settings.comments_endpoint):
        return
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.username or parts.query or parts.fragment or not _is_plain(address):
        raise BadSetting(
            "setting comments_endpoint is not the address of an endpoint",
            advice="Give its base URL, as http://localhost:11434/v1; a key goes into comments_key.",
        )
    if not settings.comments_model:
        raise BadSetting("comments_endpoint needs comments_model", advice="Name the model that reads them.")
    if not _is_plain(settings.comments_key):
        raise BadSetting("setting comments_key has characters that no key has", advice="Copy it again.")


def _is_plain(text: str) -> bool:
    """Whether a text may stand in the head of a request: printable ASCII without blanks."""
    return all("!" <= one <= "~" for one in text)


def _from_file(folder: Path) -> dict[str, Any]:
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} is not valid TOML: {error}", advice="Mend or remove the file.") from error


def _checked(name: str, value: Any, source: str) -> Any:
    if name not in _FIELDS:
        near = difflib.get_close_matches(name, _FIELDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known settings: {', '.join(_FIELDS)}."
        raise BadSetting(f"unknown setting {name!r} in {source}", advice=hint)
    knob = _FIELDS[name]
    kind: type = type(knob.default)
    if isinstance(value, bool) or (kind is not str and not _is_number(value, kind)):
        raise BadSetting(f"setting {name} should be {kind.__name__}, got {value!r} ({source})")
    number = kind(value)
    low, high = knob.metadata["low"], knob.metadata["high"]
    if low is not None and not low <= number <= high:
        raise BadSetting(f"setting {name} is {number:g}, should be {low:g} to {high:g} ({source})")
    if (among := knob.metadata["among"]) and number not in among:
        raise BadSetting(f"setting {name} is {number!r}, should be one of {', '.join(among)} ({source})")
    return number


def _is_number(value: Any, kind: type) -> bool:
    """Whether a number or its text is one of this kind: 80.9 and `inf` are no ports."""
    try:
        return math.isfinite(float(value)) and float(value) == float(kind(value))
    except (TypeError, ValueError, OverflowError):
        return False


def as_rows(settings: Settings) -> list[dict[str, Any]]:
    """The settings table with the values in force, for pages and commands; of secrets nothing."""
    values = asdict(settings) | {f.name: "" for f in fields(Settings) if not f.repr}
    return [
        {"name": k.name, "value": values[k.name], "default": k.default, "range": k.range, "help": k.help}
        for k in TABLE
    ]
