"""How tests share workers: a file stays on one, and so do all browsers, which take what they can get."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the group of every test, all of which one worker runs."""
    for item in items:
        folder, file = item.path.parent.name, item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group("journeys" if folder == "journeys" else file))
