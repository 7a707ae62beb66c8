"""Palettes with a name: what a host may lock a group to without knowing colours by number.

Chosen by eye from many that the prior draws. The colours are kept beside the genes so that pages
show them without drawing; a test mixes them again.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.errors import NotFound


@dataclass(frozen=True)
class NamedPalette:
    """Eight palette genes that were found good together.

    Attributes:
        name: Short name, unique.
        title: What people read.
        genes: The eight genes, in order.
        colours: The six colours as `#rrggbb`, in the order of `Role`.
    """

    name: str
    title: str
    genes: tuple[float, ...]
    colours: tuple[str, ...]


_ALL = (
    NamedPalette(
        "terracotta",
        "Terracotta",
        (0.9, -0.8, -0.7, -0.4, 0.3, 0.4, 1.1, -0.8),
        ("#cfcec2", "#c0614b", "#f9c2a7", "#6c2024", "#a66933", "#4584c2"),
    ),
    NamedPalette(
        "sunset",
        "Sunset",
        (1.1, -0.5, -0.2, 0.5, 1.5, -0.7, -0.7, 0.5),
        ("#eadbc9", "#d96e3c", "#fcca9d", "#a73432", "#b49033", "#34a4a1"),
    ),
    NamedPalette(
        "honey",
        "Honey",
        (0.8, 0.2, -1.9, 0, 1.2, -1.9, 0.3, 0.6),
        ("#f2e7d2", "#ce8833", "#f5c480", "#a56221", "#bb9038", "#5e77cd"),
    ),
    NamedPalette(
        "rose",
        "Rose",
        (0.6, -2.7, 0, -0.9, -0.2, -0.3, -0.9, 1.1),
        ("#f7e6df", "#c78088", "#facec3", "#5c4368", "#bf855b", "#a9ad6b"),
    ),
    NamedPalette(
        "lavender",
        "Lavender",
        (-1, -2.1, -2.6, 1.1, 0.1, 2.6, 1.4, 0.6),
        ("#ced1bd", "#9273a6", "#f8d5ee", "#372759", "#a5607d", "#45a59d"),
    ),
    NamedPalette(
        "delft",
        "Delft",
        (-0.7, -0.1, -2.9, -0.4, -0.2, -0.1, 0.3, 0.3),
        ("#efe6d5", "#5f87b6", "#a2bbe2", "#1f4768", "#566b9e", "#cc9c57"),
    ),
    NamedPalette(
        "seaglass",
        "Sea glass",
        (-0.3, 0.7, -1.7, -2.5, 1, -0.8, 0.7, -1),
        ("#e8dec8", "#2b9288", "#55bcbe", "#115b4b", "#187580", "#e57b56"),
    ),
    NamedPalette(
        "slate",
        "Slate",
        (-0.2, 0, -0.8, -0.4, -0.3, -0.4, 0.8, -0.6),
        ("#ddd4c4", "#607990", "#99a6bd", "#264351", "#5b5e78", "#c3a25b"),
    ),
    NamedPalette(
        "stone",
        "Stone",
        (0.4, 0.2, -1.7, -1.1, -1.4, 1.3, 0.4, -1.3),
        ("#d6d2cb", "#908473", "#e5ddce", "#46392c", "#7c7766", "#7a76aa"),
    ),
    NamedPalette(
        "lagoon",
        "Lagoon",
        (0.9, -0.6, -0.1, 1.6, 0.2, -1.1, 0.6, -0.6),
        ("#25505a", "#d57c5e", "#edb589", "#8c3b40", "#a58441", "#4287be"),
    ),
    NamedPalette(
        "forest",
        "Forest",
        (0.4, -0.2, 0.8, 3.5, 1.2, 3.6, -0.5, 1),
        ("#19483e", "#f19975", "#ffffff", "#7c283a", "#6ea373", "#33a1a5"),
    ),
    NamedPalette(
        "indigo",
        "Indigo",
        (-1.4, -0.8, -2.6, 2.8, 0.2, -1.3, 0.7, -2.2),
        ("#0f1728", "#596fb3", "#8c94cc", "#21407c", "#5e5899", "#a1af6c"),
    ),
)

PALETTES: dict[str, NamedPalette] = {one.name: one for one in _ALL}


def palette_named(name: str) -> NamedPalette:
    """The palette with this name.

    Raises:
        NotFound: There is none.
    """
    if name not in PALETTES:
        raise NotFound(
            "there is no palette '{name}'", advice="Known are {known}.", name=name, known=", ".join(PALETTES)
        )
    return PALETTES[name]
