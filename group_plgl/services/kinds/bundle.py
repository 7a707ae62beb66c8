"""Everything at once: a ZIP with a manifest, checksums, a readme and a gallery that needs no server.

The same state gives the same bytes. What goes into it are the other kinds, as they are by default;
where a group has nothing of a kind it is left out, and the readme says why.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import numpy as np

from group_plgl import __version__
from group_plgl.errors import Cancelled, ChildFailed, GroupPLGLError
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.services.export import drawn_anew, provenance
from group_plgl.services.kinds.kind import HOST, VIEWER, Kind, Made, Step
from group_plgl.services.kinds.offline import page
from group_plgl.services.kinds.sheets import pleased_words
from group_plgl.services.pack import CHECKSUMS, MANIFEST, packed_with_manifest
from group_plgl.services.reveal import Drawing, Sight, drawing
from group_plgl.services.space import is_catalogue, space_title
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group

SHELF = "Everything"
_PIXELS, _OF_MANY, _LOOKED_AT = "2048", "512", 1024
_OWN = (MANIFEST, CHECKSUMS)
_SEEN = (".png", ".webp", ".gif", ".svg")
_MOVING = (".webp", ".gif")
_SMALL = "previews/"
_WHOLE = ("colourways.png", "palette.svg")


def bundle_of(kinds: Sequence[Kind], name: str, title: str, help: str, who: str) -> Kind:
    """The kind that makes a bundle of other kinds."""

    def make(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
        return _made(studio, group, words["number"], kinds, name, step)

    return Kind(name, title, help, who, SHELF, (), make)


def everything(kinds: Sequence[Kind]) -> tuple[Kind, Kind]:
    """A bundle of what whoever sees results may have, and one of all there is for the host."""
    seen = [kind for kind in kinds if kind.who == VIEWER]
    return (
        bundle_of(
            seen, "bundle", "Everything to look at",
            "All pictures, colours and genes in one ZIP, with a gallery that opens in any browser without "
            "a server.",
            VIEWER,
        ),
        bundle_of(
            kinds, "archive", "Everything there is",
            "The same with ratings, votes and models: to be kept, handed over or worked on elsewhere.",
            HOST,
        ),
    )  # fmt: skip


def _made(studio: Studio, group: Group, number: int, kinds: Sequence[Kind], name: str, step: Step) -> Made:
    files: dict[str, bytes | str] = {}
    left: dict[str, str] = {}
    plan = [(kind, words) for kind in kinds for words in _wishes(kind)]
    for place, (kind, words) in enumerate(plan):
        step("packing", place, len(plan))
        reason: GroupPLGLError | None = kind.missing(studio, group)
        if reason is None:
            try:
                made = kind.make(studio, group, {**words, "number": number}, _within(step, place, len(plan)))
                short = made.name.removeprefix(f"{group.slug}-").removeprefix(f"model-{number}-")
                files |= {f"{kind.shelf.lower()}/{path}": it for path, it in _laid_out(short, made).items()}
            except (Cancelled, ChildFailed):
                raise
            except GroupPLGLError as problem:
                reason = problem
        if reason is not None:
            left[kind.title] = str(reason)
    step("packing", len(plan), len(plan))
    found = drawing(studio, Sight(group, number, ""))
    assert found is not None, "a bundle is made of a number that may be seen"
    files |= _previews(studio, group, found, files)
    files["index.html"] = _gallery(studio, group, found, files)
    files["README.txt"] = _readme(group, found, files, left)
    told = provenance(studio, group, found.ideals[DEFAULT_RULE])
    about = {one: it for one, it in told.items() if one not in ("latent", "chance", "latent_sha256")}
    content = packed_with_manifest(files, about)
    called = f"{group.slug}-model-{number}-{name}.zip"
    return Made(content, called, "application/zip", {"files": len(files) + len(_OWN)})


def _wishes(kind: Kind) -> list[dict[str, Any]]:
    """How a kind is asked for: the picture once for every rule, all else as it is by default."""
    default = kind.settled({})
    if kind.name == "picture":
        return [{**default, "rule": rule, "pixels": _PIXELS} for rule in CHIEF]
    return [{**default, "pixels": _OF_MANY} if kind.name == "spread" else default]


def _within(step: Step, place: int, whole: int) -> Callable[[str, int, int], None]:
    """Steps of one part told as steps of all."""
    return lambda stage, done, of: step(stage, place, whole)


def _laid_out(name: str, made: Made) -> dict[str, bytes]:
    """The files of a kind: an archive laid out in a folder of its own, without its own lists."""
    if made.media_type != "application/zip":
        return {name: made.content}
    folder = name.removesuffix(".zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {f"{folder}/{path}": archive.read(path) for path in archive.namelist() if path not in _OWN}


def _previews(
    studio: Studio, group: Group, found: Drawing, files: Mapping[str, bytes | str]
) -> dict[str, bytes]:
    """The ideals small enough for a phone; none where pictures are there in one size only."""
    shown = {_rule_of(name) for name in files if name.endswith(f"-{_PIXELS}.png")}
    made = {}
    for rule in sorted(shown if drawn_anew(group.space) else ()):
        words = {"space": group.space, "pixels": _LOOKED_AT, "media_type": "image/webp"}
        z = np.array([found.ideals[rule].latent], dtype=np.float64)
        made[f"{_SMALL}{rule}.webp"] = studio.child.run("frames", words, {"z": z})[1]["bytes"].tobytes()
    return made


def _gallery(studio: Studio, group: Group, found: Drawing, files: Mapping[str, bytes | str]) -> str:
    """A page beside the files that shows the pictures, and leads to everything else."""
    who = "this group" if found.members is None else f"{found.members} members"
    origin = "the group's own" if is_catalogue(group.space) else "AI-generated"
    lead = (
        f"{group.name}: {space_title(studio, group)}, model {found.number}, made for {who}. Likings are "
        f"predictions, not votes; the pictures are {origin}."
    )
    if group.rehearsal:
        lead += " A rehearsal: members may be simulated."
    ideals = [name for name in sorted(files) if name.endswith(f"-{_PIXELS}.png")]
    heroes = "".join(_hero(name, found, files) for name in sorted(ideals, key=_rule_order))
    seen = [name for name in sorted(files) if name.endswith(_SEEN) and not name.startswith(_SMALL)]
    more = sorted((name for name in seen if name not in ideals), key=_pictures_first)
    whole = [name for name in more if name.count("/") == 1 or name.endswith(_WHOLE)]
    sheets = "".join(_figure(name, "wide") for name in whole)
    small = "".join(_figure(name, "small") for name in more if name not in whole)
    others = [name for name in sorted(files) if not name.endswith(_SEEN)]
    rest = "".join(f'<li><a href="{quote(name)}">{escape(name)}</a></li>' for name in others)
    body = (
        f'<div class="heroes">{heroes}</div>\n<h2>On one page, and moving</h2>\n'
        f'<div class="wide">{sheets}</div>\n<h2>More pictures</h2>\n<div class="many">{small}</div>\n'
        f'<h2>Files</h2>\n<ul class="files">{rest}</ul>\n<p class="fine">Group PLGL {__version__}. '
        "What each file is stands in README.txt, checksums in SHA256SUMS; group-plgl verify draws a PNG "
        "again from what it says inside.</p>"
    )
    return page(group.question, lead, body, _STYLES)


def _rule_of(name: str) -> str:
    """The rule whose ideal a file shows, read off its name."""
    return next((rule for rule in CHIEF if name.endswith(f"/{rule}-{_PIXELS}.png")), DEFAULT_RULE)


def _rule_order(name: str) -> int:
    rule = _rule_of(name)
    return -1 if rule == DEFAULT_RULE else list(CHIEF).index(rule)


def _pictures_first(name: str) -> tuple[bool, bool, str]:
    """The contact sheet, other pictures, then colours."""
    return not name.endswith("/sheet.png"), not name.startswith("pictures/"), name


def _hero(name: str, found: Drawing, files: Mapping[str, Any]) -> str:
    """An ideal with its rule and how many are predicted to like it."""
    rule = _rule_of(name)
    small = f"{_SMALL}{rule}.webp" if f"{_SMALL}{rule}.webp" in files else name
    liked = pleased_words(found.pleased[rule], found.members) if rule in found.pleased else ""
    title = escape(RULES[rule].title)
    return (
        f'<figure><a href="{quote(name)}"><img src="{quote(small)}" alt="The ideal by the rule {title}" '
        f'width="1024" height="1024"></a><figcaption><b>{title}</b><br>'
        f'<span class="fine">{escape(liked)}</span></figcaption></figure>\n'
    )


def _figure(name: str, size: str) -> str:
    last = name.rpartition("/")[2]
    if name.endswith(_MOVING):  # nothing moves that nobody asked to
        return (
            f'<details class="{size}"><summary>Play the film</summary><img src="{quote(name)}" '
            f'alt="{escape(last)}" loading="lazy"></details>\n'
        )
    return (
        f'<figure class="{size}"><a href="{quote(name)}"><img src="{quote(name)}" alt="{escape(last)}" '
        f'loading="lazy"></a><figcaption class="fine">{escape(last)}</figcaption></figure>\n'
    )


def _readme(group: Group, found: Drawing, files: Mapping[str, Any], left: Mapping[str, str]) -> str:
    """What is in the bundle, and what is not and why."""
    folders = sorted({name.partition("/")[0] for name in files if "/" in name})
    lines = [
        f"{group.question}", f"{group.name}, model {found.number}", "",
        "index.html     the pictures, in any browser, without a server", *(_FOLDERS[one] for one in folders),
        "manifest.json  every file with its checksum, size and media type",
        "SHA256SUMS     to check them all: sha256sum -c SHA256SUMS", "",
        "Likings are predictions, not votes. Pictures are AI-generated by a procedural generator unless the",
        "group brought its own; each PNG says in itself where it comes from. No file names a member.",
        *(["This is a rehearsal: its members may be simulated."] if group.rehearsal else []),
    ]  # fmt: skip
    if left:
        lines += ["", "Not in here:", *(f"  {title}: {reason}" for title, reason in sorted(left.items()))]
    return "\n".join([*lines, "", f"Made by Group PLGL {__version__}.", ""])


_FOLDERS = {
    "pictures": "pictures/      ideals, the spread, a contact sheet, a film",
    "colours": "colours/       palette, genes, colourways",
    "previews": "previews/      what index.html shows of the ideals",
    "data": "data/          ratings, votes and models, with schema.json for what columns hold",
}
_STYLES = """
.heroes { display: grid; gap: 28px; margin-top: 2.6rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 760px) { .heroes { grid-template-columns: minmax(0, 2.15fr) minmax(0, 1fr); }
  .heroes figure:first-child { grid-row: 1 / span 2; } }
.wide { display: grid; gap: 28px; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.many { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(min(46%, 170px), 1fr)); }
summary { cursor: pointer; font-weight: 560; min-height: 44px; padding-block: .6em; }
figure { margin: 0; } figcaption { margin-top: .6rem; overflow-wrap: anywhere; }
.files { columns: 24em; padding-left: 1.1em; } .files li { overflow-wrap: anywhere; margin-bottom: .3em; }
"""
