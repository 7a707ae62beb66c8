"""One layer decides what anybody is shown: the web reads nothing derived past it."""

import ast
from pathlib import Path

from group_plgl.web import pages

ROOT = Path(__file__).parents[2]
WEB = ROOT / "group_plgl" / "web"
DERIVED = ("models", "findings", "views", "said", "traces", "publications")
SHELVES = ("is_common", "drawn_for")


def _past_the_layer(path: Path) -> list[str]:
    """What a module reads of derived rows by itself; the classes of rows may be named."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.startswith("group_plgl.store")]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("group_plgl.store"):
            room = node.module.rpartition(".")[2]
            names = [one.name for one in node.names]
            if room == "store":
                found += [f"store.{name}" for name in names]
            elif room in DERIVED:
                found += [f"{room}.{name}" for name in names if not name[0].isupper()]
            found += [f"{room}.{name}" for name in names if name in SHELVES]
    return found


def test_the_web_reads_derived_things_through_the_layer_that_reveals_them():
    past = {path.name: found for path in sorted(WEB.rglob("*.py")) if (found := _past_the_layer(path))}
    assert past == {}, "read these through services.reveal"


def test_the_layer_needs_no_numerics():
    for name in ("reveal", "threshold"):
        text = (ROOT / "group_plgl" / "services" / f"{name}.py").read_text("utf-8")
        assert "numpy" not in text, name


def test_no_page_has_a_field_for_the_words_of_others():
    for name, page in vars(pages).items():
        if isinstance(page, type) and issubclass(page, pages.Page):
            assert not {"comment", "comments", "particulars"} & set(
                getattr(page, "__dataclass_fields__", ())
            ), name
