"""Where templates, static files and jobs lie: inside the installed package, or beside it.

A wheel carries the three folders inside the package; a checkout and an editable install have
them at the top level, beside it. Nothing else in the code knows the difference.
"""

from __future__ import annotations

from pathlib import Path

from group_plgl.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent


def resource_folder(name: str) -> Path:
    """The folder `templates`, `static` or `jobs` of this installation.

    Raises:
        NotFound: The installation is incomplete.
    """
    for home in (_PACKAGE, _PACKAGE.parent):
        if (home / name).is_dir():
            return home / name
    raise NotFound(f"this installation has no {name} folder", advice="Install the package again.")
