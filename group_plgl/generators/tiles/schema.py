"""The genes of `tiles`: what each latent dimension means, without the code that draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with an object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

ORDER_GENES = (
    Gene("order", "shuffled", "strictly ordered", "order"),
    Gene("shuffle", "one deal of places", "another deal of places", "order"),
    Gene("recolour", "one deal of colours", "another deal of colours", "order"),
    Gene("margin", "shapes touching", "shapes apart", "order"),
)

PLACE_GENES = (
    Gene("halves and quarters", "whole shapes", "halves and quarters", "places"),
    Gene("standing halves", "lying halves", "standing halves", "places"),
    Gene("places in checks", "halves lie in corners and middle", "halves lie at the edges", "places"),
    Gene("places in rows", "halves lie in outer rows", "halves lie in inner rows", "places"),
    Gene("sideways", "all to the left", "all to the right", "places"),
    Gene("rows sliding", "even rows to the right", "odd rows to the right", "places"),
    Gene("halves sideways", "towards the middle line", "towards the sides", "places"),
    Gene("upright", "all upwards", "all downwards", "places"),
    Gene("columns sliding", "even columns down", "odd columns down", "places"),
    Gene("halves upright", "towards the middle", "towards top and bottom", "places"),
)

FORM_GENES = (
    Gene("corners", "square shapes", "pointed shapes", "forms"),
    Gene("corners in checks", "pointed on even tiles", "pointed on odd tiles", "forms"),
    Gene("leaves", "pairs of shapes", "leaves", "forms"),
    Gene("leaves in checks", "leaves on even tiles", "leaves on odd tiles", "forms"),
    Gene("arches", "few arches", "many arches", "forms"),
    Gene("arches in columns", "arches in even columns", "arches in odd columns", "forms"),
    Gene("bars", "few bars", "many bars", "forms"),
    Gene("bars in rows", "bars in even rows", "bars in odd rows", "forms"),
)

RING_GENES = (
    Gene("rings", "full shapes", "rings", "rings"),
    Gene("rings in checks", "rings on even tiles", "rings on odd tiles", "rings"),
    Gene("ring width", "thin rings", "thick rings", "rings"),
    Gene("cores", "no cores", "cores in the accent", "rings"),
    Gene("cores in checks", "cores on even tiles", "cores on odd tiles", "rings"),
    Gene("core size", "small cores", "large cores", "rings"),
    Gene("dots", "no dots between tiles", "dots between tiles", "rings"),
)

COLOURING_GENES = (
    Gene("filled", "dark on light", "light on dark", "colouring"),
    Gene("filled in checks", "dark on even tiles", "dark on odd tiles", "colouring"),
    Gene("filled in rows", "dark even rows", "dark odd rows", "colouring"),
    Gene("filled in columns", "dark even columns", "dark odd columns", "colouring"),
    Gene("deep colour", "main colour", "deep colour", "colouring"),
    Gene("deep in checks", "deep on even tiles", "deep on odd tiles", "colouring"),
    Gene("deep in rows", "deep in even rows", "deep in odd rows", "colouring"),
    Gene("tinted", "bare paper", "tinted paper", "colouring"),
    Gene("tinted in checks", "tint on even tiles", "tint on odd tiles", "colouring"),
    Gene("stripes", "no stripes", "striped shapes", "colouring"),
    Gene("stripe direction", "standing stripes", "lying stripes", "colouring"),
)

SPACE = Space(
    name="tiles",
    version=3,
    title="Tiles",
    help="Geometric tiles for cloth, walls and paper: sixteen cells of shapes, order and colour.",
    source="Our own design: squares with cut corners, in ordered colours, after Bauhaus and azulejo work.",
    genes=PALETTE_GENES + ORDER_GENES + PLACE_GENES + FORM_GENES + RING_GENES + COLOURING_GENES,
    telling=(
        "order",
        "corners",
        "leaves",
        "arches",
        "rings",
        "cores",
        "stripes",
        "filled",
        "warmth",
        "night",
        "vividness",
        "contrast",
    ),
)

PRESENCES = {
    "dots": Presence(threshold=0.8),
    "stripes": Presence(threshold=0.7),
}

SEEN_WITH = {"stripe direction": "stripes"}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (1.0,) * (40 + 18)
