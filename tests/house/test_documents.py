"""Documents are tests: what exists is described, and what is described runs."""

import ast
import re
import shlex
from pathlib import Path

import pytest
from click import Context, Group
from click.testing import CliRunner

from group_plgl.analytics.charts import CHARTS
from group_plgl.benchmarks import BENCHES
from group_plgl.cli import main
from group_plgl.feedback.crowds import SHAPES
from group_plgl.feedback.events import KINDS
from group_plgl.generators import SPACES
from group_plgl.groups.axioms import table
from group_plgl.groups.merging import merge_table
from group_plgl.groups.rules import RULES
from group_plgl.members.families.registry import FAMILIES
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.resources import resource_folder
from group_plgl.scheduler.job import scan
from group_plgl.settings import TABLE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)


def test_every_setting_stands_in_the_readme_with_default_range_and_help():
    for knob in TABLE:
        assert f"| `{knob.name}` | `{knob.default}` | {knob.range} | {knob.help} |" in README


@pytest.mark.parametrize("name", [*RULES, *SPACES, *STRATEGIES, *FAMILIES])
def test_every_rule_space_strategy_and_family_stands_in_the_readme(name):
    assert f"`{name}`" in README


def test_what_each_rule_and_merge_keeps_stands_in_the_readme_as_it_is_found():
    assert table() in README
    assert merge_table() in README


def test_every_job_and_chart_stands_in_the_readme():
    for name in [*scan([resource_folder("jobs")]), *CHARTS]:
        assert f"`{name}`" in README, name


def test_every_command_stands_in_the_readme():
    for name in main.list_commands(Context(main)):
        assert f"group-plgl {name}" in README, name
        assert main.get_command(Context(main), name) is not None
    assert sorted(main.commands) == main.list_commands(Context(main)), "and has a line in MODULES"


def test_every_registry_entry_explains_itself():
    entries = [
        *RULES.values(),
        *SPACES.values(),
        *STRATEGIES.values(),
        *CHARTS.values(),
        *BENCHES.values(),
        *FAMILIES.values(),
    ]
    entries += list(scan([resource_folder("jobs")]).values())
    assert all(len(entry.help) > 10 for entry in entries)
    assert all(KINDS.values())
    assert all(SHAPES.values())


@pytest.mark.parametrize("block", _blocks(README, "python") + _blocks(CONTRIBUTING, "python"))
def test_python_blocks_run(block):
    exec(compile(block, "document", "exec"), {})


def test_console_blocks_name_only_commands_and_options_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    lines = [
        line for block in _blocks(README, "console") for line in block.splitlines() if line.startswith("$ ")
    ]
    assert lines
    for line in lines:
        words = shlex.split(line[2:], comments=True)
        words = [word for word in words if "=" not in word or word.startswith("-")]
        if words[:1] == ["make"]:
            assert set(words[1:]) <= targets, line
        elif words[:1] == ["group-plgl"]:
            known = main.get_command(Context(main), words[1])
            inner = words[2:3] if isinstance(known, Group) and words[2] in known.commands else []
            shown = CliRunner().invoke(main, [words[1], *inner, "--help"])
            assert shown.exit_code == 0, line
            assert all(word.split("=")[0] in shown.output for word in words if word.startswith("--")), line


def test_pictures_in_the_readme_exist():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


def test_public_functions_have_docstrings_whose_first_line_is_a_law():
    for path in (ROOT / "group_plgl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                first = (ast.get_docstring(node) or "x").splitlines()[0]
                assert not re.match(r"This (function|method|class|module)", first), f"{path.name}:{node.name}"
                assert len(first) <= 100, f"{path.name}:{node.name}"
