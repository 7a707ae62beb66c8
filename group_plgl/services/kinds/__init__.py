"""Kinds of tasks: what long work can be asked for, one entry in `KINDS` each.

Pages, the command line and the API read them there.

`kind` is the contract; everything else here makes files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from group_plgl.errors import NotFound
from group_plgl.services.kinds import (
    bundle,
    colours,
    films,
    genes,
    models,
    pictures,
    ratings,
    sheets,
    vectors,
)
from group_plgl.services.kinds.kind import Kind

_EACH = (
    pictures.PICTURE, vectors.VECTOR, sheets.SHEET, films.FILM, pictures.SPREAD, colours.PALETTE,
    colours.COLOURWAYS, genes.GENES, ratings.RATINGS, ratings.VOTES, models.MODELS,
)  # fmt: skip
_ALL = (*_EACH, *bundle.everything(_EACH))
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def kind_named(name: str) -> Kind:
    """The kind of this name.

    Raises:
        NotFound: There is none.
    """
    if name not in KINDS:
        raise NotFound(
            "there is no export '{name}'", advice="Known ones: {known}.", name=name[:40],
            known=", ".join(KINDS),
        )  # fmt: skip
    return KINDS[name]
