"""A page to print: a template of ours, filled with data and pictures, as PDF.

Templates are written in Typst. What people wrote reaches them as JSON and stays text: it is never
part of a template. A template sees its own folder of this call and nothing else, and asks no network.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import typst

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import BadInput
from group_plgl.resources import resource_folder

FOLDER = "paper"


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """One PDF in `bytes`; the same words and pictures give the same bytes on one machine.

    Args:
        words: `template`, a file of the folder `templates/paper` without its ending; `data`, JSON that
            it reads; `made_at`, seconds since 1970, the time written into the file; `pictures`, names of
            files under which `data` speaks of them.
        arrays: The pictures in that order: `bytes`, with `ends`.

    Raises:
        BadInput: There is no such template, or it cannot be filled with this.
    """
    template = resource_folder("templates") / FOLDER / f"{Path(words['template']).name}.typ"
    if not template.is_file():
        raise BadInput(f"there is no template {words['template']!r}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / template.name).write_bytes(template.read_bytes())
        begin = 0
        for name, end in zip(words["pictures"], arrays["ends"].tolist(), strict=True):
            (folder / Path(name).name).write_bytes(arrays["bytes"][begin:end].tobytes())
            begin = end
        try:
            content = typst.compile(
                folder / template.name, root=folder, format="pdf", sys_inputs={"data": words["data"]},
                timestamp=int(words["made_at"]),
            )  # fmt: skip
        except typst.TypstError as error:
            raise BadInput(f"{template.name} cannot be filled: {error.message}") from error
    return {}, {"bytes": np.frombuffer(content, dtype=np.uint8)}
