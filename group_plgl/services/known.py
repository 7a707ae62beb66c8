"""Known works: pictures that are somebody's own, which nothing exported from a group may be a copy of.

Whoever runs the house brings them in a folder. Their bytes are read in a process that may die; what is
kept is what was measured on their middle square, and the names of the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotFound, UnsafeBytes
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.perception.features import looks
from group_plgl.perception.oklab import oklab_of
from group_plgl.services.encode import square_of
from group_plgl.services.studio import Studio
from group_plgl.store.known import known_in, put_known
from group_plgl.store.people import group_named

MOST = 2000
_SHOWN = 64
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")


def bring_known(studio: Studio, slug: str, folder: str, forget: bool = False) -> dict[str, Any]:
    """Measure the pictures of a folder, and hold the group's exports against them from now on.

    Args:
        studio: Where.
        slug: Of which group.
        folder: On this machine.
        forget: Whether those brought before are forgotten.

    Returns:
        How many are known now, which were read, and which files were not, with the reason.

    Raises:
        NotFound: There is no such group or folder.
        BadInput: There is no picture in the folder, too many, or none that can be read; nothing changed.
    """
    group = group_named(studio.database, slug)
    if not Path(folder).is_dir():
        raise NotFound("there is no folder {folder}", folder=folder)
    found = (path for path in sorted(Path(folder).rglob("*")) if path.suffix.lower() in ENDINGS)
    files = [path for path in found if path.is_file()]
    if not 0 < len(files) <= MOST:
        raise BadInput(
            "there are {have} pictures in {folder}, there may be 1 to {most}",
            have=len(files), folder=folder, most=MOST,
        )  # fmt: skip
    read, refused = dict[str, list[float]](), dict[str, str]()
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                square = square_of(studio.child, file.read(MOST_BYTES + 1), _SHOWN)["picture"]
        except UnsafeBytes as problem:
            refused[name] = str(problem)
            continue
        read[name] = looks(oklab_of(square.astype(np.uint8))[None])[0].tolist()
    if not read:
        raise BadInput(
            "none of the {have} pictures in {folder} can be read", advice="They may be damaged or too large.",
            have=len(files), folder=folder,
        )  # fmt: skip
    put_known(studio.database, group.group_id, dict(read), studio.now(), forget)
    known = len(known_in(studio.database, group.group_id))
    return {"group": group.slug, "known": known, "read": sorted(read), "refused": refused}
