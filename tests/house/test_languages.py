"""Every text people can meet is translated, by the same names, and no translation is left over.

Run as a program it brings the catalogs up to date: new texts come in empty, unused ones go.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_javascript
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from group_plgl import errors
from group_plgl.analytics.charts import CHARTS, TOGETHER, TOPICS
from group_plgl.analytics.charts import KINDS as SAID
from group_plgl.analytics.readings import READINGS
from group_plgl.analytics.words import ROLE_SCALES, VISIBLE_SCALES
from group_plgl.feedback.modes import MODES
from group_plgl.feedback.ratings_file import SCALES
from group_plgl.generators import SPACES
from group_plgl.generators.catalogue.traits import IN_BLACK_AND_WHITE, SHAPES
from group_plgl.generators.palettes import PALETTES
from group_plgl.groups.merging import MERGES
from group_plgl.groups.rules import RULES
from group_plgl.members.families.registry import FAMILIES
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.perception.hues import TYPICAL
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.resources import resource_folder
from group_plgl.scheduler.job import scan
from group_plgl.services.entrust import SCOPES
from group_plgl.services.ingest import OUTCOMES
from group_plgl.services.kinds import KINDS
from group_plgl.services.kinds.kind import STAGES, Choice
from group_plgl.settings import TABLE

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "group_plgl"
LANGUAGES = sorted((PACKAGE / "web" / "languages").glob("*.po"))
ERRORS = {name for name, _ in inspect.getmembers(errors, inspect.isclass)}
ONE, PAIR = ("_", "gettext", "later"), ("ngettext", "either")
# What people meet in a browser is raised here; all other errors speak to developers and programs.
MET = (
    "analytics/weights.py", "feedback/ratings_file.py", "generators/__init__.py", "generators/palettes.py",
    "groups/rules.py", "latents/locks.py", "services", "store/catalogues.py", "store/intake.py",
    "store/writer.py", "web",
)  # fmt: skip
PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s|%%")
MARKUP = re.compile(r"</?\w+")

Text = str | tuple[str, str]
Found = tuple[str, Text]


def _constants(call: ast.Call, n: int) -> list[str | None]:
    return [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args[:n]]


@cache
def _calls(path: Path) -> list[tuple[str, ast.Call]]:
    return [
        (getattr(node.func, "id", getattr(node.func, "attr", "")), node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def _in_python(path: Path) -> Iterator[Text]:
    """Marked texts, and what errors say and advise."""
    for name, call in _calls(path):
        if name in ONE and _constants(call, 1) != [None]:
            yield str(call.args[0].value)
        elif name in PAIR and None not in (pair := _constants(call, 2)):
            yield str(pair[0]), str(pair[1])
        elif name == "clean_line":
            yield str(_constants(call, 2)[1])
        elif name in ERRORS and _is_met(path):
            yield from (text.value for text in _given(call) if _is_text(text))


def _given(call: ast.Call) -> list[ast.expr]:
    """What an error is given to say: its text, and its advice, or one of two."""
    said = call.args[:1] + [word.value for word in call.keywords if word.arg == "advice"]
    return [way for one in said for way in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def _is_met(path: Path) -> bool:
    return path.relative_to(PACKAGE).as_posix().startswith(MET)


def _in_template(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        options = {"trimmed": "true", "silent": "false"}
        for _line, _name, message, _comments in babel_extract(
            file, ["_", "gettext", "ngettext"], (), options
        ):
            words = [message] if isinstance(message, str) else [word for word in message or () if word]
            if words:
                yield words[0] if len(words) == 1 else (words[0], words[1])


def _in_script(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        options = {"parse_template_string": True}
        for _line, name, message, _comments in extract_javascript(file, ["t", "tn"], (), options):
            words = [message] if isinstance(message, str) else [word for word in message if word]
            yield words[0] if name == "t" else (words[0], words[1])


def _in_registries() -> Iterator[Found]:
    """What the web translates when it shows an entry of a registry."""
    for rule in RULES.values():
        yield from ((f"rule {rule.name}", text) for text in (rule.title, rule.help, rule.advice))
    for merge in MERGES.values():
        yield from ((f"merge {merge.name}", text) for text in (merge.title, merge.help, merge.advice))
    for space in SPACES.values():
        yield from ((f"space {space.name}", text) for text in (space.title, space.help))
        for gene in space.genes:
            yield from (("genes", text) for text in (gene.low, gene.high, gene.family.capitalize()))
    yield from (("palettes", one.title) for one in PALETTES.values())
    for scale in (*ROLE_SCALES.values(), *VISIBLE_SCALES):
        yield from (("scales", text) for text in (scale.low, scale.high))
    yield from (("scales", name.capitalize()) for name in ATTRIBUTES)
    yield from (("colours", name) for name in TYPICAL)
    yield from (("own pictures", text) for text in (*SHAPES, IN_BLACK_AND_WHITE))
    for mode in MODES.values():
        yield from ((f"mode {mode.name}", text) for text in (mode.title, mode.help))
    for strategy in STRATEGIES.values():
        words = (strategy.title, strategy.help, strategy.advice)
        yield from ((f"strategy {strategy.name}", text) for text in words)
    for family in FAMILIES.values():
        yield from ((f"family {family.name}", text) for text in (family.title, family.help))
    for reading, sentence in READINGS.items():
        yield from (("readings", text) for text in (reading, sentence))
    for chart in (*CHARTS.values(), *TOGETHER.values()):
        words = (chart.title, chart.help, chart.misleads, chart.subtitle)
        yield from ((f"chart {chart.name}", text) for text in words)
    for path in sorted((PACKAGE / "analytics" / "charts").glob("*.py")):
        yield from (("charts", text) for text in _titles(path))
    yield from (("charts", text) for text in (*TOPICS.values(), *SAID))
    for job in scan([resource_folder("jobs")]).values():
        yield from ((f"job {job.name}", text) for text in (job.name.replace("_", " ").capitalize(), job.help))
    for kind in KINDS.values():
        yield from ((f"export {kind.name}", text) for text in (kind.title, kind.help, kind.shelf))
        for word in kind.words:
            yield from ((f"export {kind.name}", text) for text in (word.title, word.help) if text)
            choices = word.choices.values() if isinstance(word, Choice) else ()
            yield from ((f"export {kind.name}", text) for text in choices)
    yield from (("exports", stage) for stage in STAGES)
    yield from (("settings", knob.help) for knob in TABLE)
    yield from (("scales of ratings", scale.help) for scale in SCALES.values())
    yield from (("ratings from a file", text) for outcome in OUTCOMES.items() for text in outcome)
    yield from (("scopes", help) for help in SCOPES.values())


def _titles(path: Path) -> Iterator[str]:
    """The titles inside specifications of charts: of axes, legends and tooltips."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "title":
            either = (
                (node.value.body, node.value.orelse) if isinstance(node.value, ast.IfExp) else [node.value]
            )
            yield from (text.value for text in either if _is_text(text))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (
                text.value for key, text in pairs if getattr(key, "value", "") == "title" and _is_text(text)
            )


@cache
def texts() -> list[Found]:
    """Every text there is to translate, with where it stands."""
    found: list[Found] = []
    for folder, ending, read in (
        (ROOT / "templates", "*.html", _in_template),
        (PACKAGE, "*.py", _in_python),
        (ROOT / "static", "*.js", _in_script),
    ):
        for path in sorted(folder.rglob(ending)):
            found += [(path.relative_to(ROOT).as_posix(), text) for text in read(path)]
    return found + list(_in_registries())


def template() -> Catalog:
    """A catalog of every text, without translations."""
    catalog = Catalog(fuzzy=False)
    for place, text in texts():
        catalog.add(text, locations=[(place.replace(" ", "/"), 0)])
    return catalog


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def refresh(path: Path) -> None:
    """Take new texts into a catalog and unused ones out; what is translated stays as it is."""
    old, new = read(path), template()
    fresh = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False, creation_date=None)
    for message in new:
        if message.id:
            known = old.get(message.id)
            same = known is not None and known.pluralizable == message.pluralizable
            fresh.add(message.id, known.string if known and same else None, locations=message.locations)
    save(path, fresh)


def save(path: Path, catalog: Catalog) -> None:
    """Write a catalog below the head of its file, which people write."""
    written = io.BytesIO()
    write_po(written, catalog, width=100, include_lineno=False, omit_header=True)
    head = path.read_text("utf-8").split("\n\n", 1)[0].rstrip()
    path.write_text(f"{head}\n\n{written.getvalue().decode()}", "utf-8")


def _missing(catalog: Catalog) -> list[Text]:
    known = {message.id: message.string for message in catalog if message.id}
    return [text for _, text in texts() if not _whole(known.get(text, ""))]


def _whole(string: str | tuple[str, ...]) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_text_is_translated(path):
    assert _missing(read(path)) == []


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_no_translation_is_left_over(path):
    wanted = {text for _, text in texts()}
    assert [message.id for message in read(path) if message.id and message.id not in wanted] == []


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_a_catalog_knows_which_texts_scripts_say(path):
    said = {text for place, text in texts() if place.startswith("static/")}
    marked = {m.id for m in read(path) if any(place.startswith("static/") for place, _ in m.locations)}
    assert marked == said


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_translations_keep_names_and_markup(path):
    for message in read(path):
        if message.id and _whole(message.string):
            one, many = (message.id, message.id) if isinstance(message.id, str) else message.id
            strings = (message.string,) if isinstance(message.string, str) else message.string
            for place, string in enumerate(strings):
                wanted = one if place == 0 and len(strings) > 1 else many
                names = {*PLACEHOLDER.findall(one), *PLACEHOLDER.findall(many)}
                assert set(PLACEHOLDER.findall(string)) <= names, string
                assert set(PLACEHOLDER.findall(string)) >= set(PLACEHOLDER.findall(wanted)) - {"{n}"}, string
                assert sorted(MARKUP.findall(string)) == sorted(MARKUP.findall(wanted)), string
                assert (string == string.strip()) == (wanted == wanted.strip()), string


def test_a_text_is_either_counted_or_not_and_always_in_the_same_way():
    counted = [text[0] for text in {text for _, text in texts() if isinstance(text, tuple)}]
    assert sorted(counted) == sorted(set(counted))
    assert set(counted) & {text for _, text in texts() if isinstance(text, str)} == set()


def test_only_whole_texts_are_marked_none_is_put_together():
    for path in PACKAGE.rglob("*.py"):
        for name, call in _calls(path):
            if name in (*ONE, *PAIR):
                words = call.args[: 1 + (name in PAIR)]
                mixed = [text for text in words if isinstance(text, ast.JoinedStr | ast.BinOp)]
                assert mixed == [], f"{path.name}:{call.lineno}"


def test_errors_that_people_meet_have_a_constant_text():
    for path in filter(_is_met, PACKAGE.rglob("*.py")):
        for name, call in _calls(path):
            if name in ERRORS:
                mixed = [text for text in _given(call) if isinstance(text, ast.JoinedStr | ast.BinOp)]
                assert mixed == [], f"{path.name}:{call.lineno}"


def test_no_script_says_a_sentence_without_translating_it():
    literal = re.compile(r"""(?<![\w.])(t\(\s*|tn\(\s*)?(["`])([A-Z][a-z]+[ .][^"`\n]*|[A-Z][a-z]+)\2""")
    for path in (ROOT / "static").rglob("*.js"):
        code = re.sub(r"(?m)^\s*//.*$", "", path.read_text("utf-8"))
        said = {word for text in _in_script(path) for word in (text if isinstance(text, tuple) else (text,))}
        bare = [found[2] for found in literal.findall(code) if found[2] not in said]
        assert [text for text in bare if " " in text] == [], path.name


if __name__ == "__main__":
    for catalog in LANGUAGES:
        refresh(catalog)
        print(catalog.name, len(_missing(read(catalog))), "texts to translate")  # noqa: T201 - a program
