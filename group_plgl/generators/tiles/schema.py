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
    Gene("places crosswise", "halves stand at the edges", "halves stand in the corners", "places"),
    Gene("places in rows", "halves stand in outer rows", "halves stand in inner rows", "places"),
    Gene("sideways", "all to the left", "all to the right", "places"),
    Gene("rows sliding", "even rows to the right", "odd rows to the right", "places"),
    Gene("halves sideways", "towards the middle line", "towards the sides", "places"),
    Gene("upright", "all upwards", "all downwards", "places"),
    Gene("columns sliding", "even columns down", "odd columns down", "places"),
    Gene("halves upright", "towards the middle", "towards top and bottom", "places"),
)

FORM_GENES = (
    Gene("corners", "square shapes", "pointed shapes", "forms"),
    Gene("corners crosswise", "pointed at the edges", "pointed in the corners", "forms"),
    Gene("leaves", "pairs of shapes", "leaves", "forms"),
    Gene("leaves crosswise", "leaves at the edges", "leaves in the corners", "forms"),
    Gene("arches", "few arches", "many arches", "forms"),
    Gene("arches in columns", "arches in outer columns", "arches in inner columns", "forms"),
    Gene("bars", "few bars", "many bars", "forms"),
    Gene("bars in rows", "bars in outer rows", "bars in inner rows", "forms"),
)

RING_GENES = (
    Gene("rings", "full shapes", "rings", "rings"),
    Gene("rings in checks", "rings on even tiles", "rings on odd tiles", "rings"),
    Gene("ring width", "thin rings", "thick rings", "rings"),
    Gene("cores", "no cores", "cores in the accent", "rings"),
    Gene("cores crosswise", "cores at the edges", "cores in the corners", "rings"),
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
    source="Our own design: levels of one distance in every cell, mirrored, after Bauhaus and azulejo work.",
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
VISIBILITY = (
    0.02279,  # order
    0.01159,  # shuffle
    0.02115,  # recolour
    0.01702,  # margin
    0.02789,  # halves and quarters
    0.02794,  # standing halves
    0.02411,  # places crosswise
    0.02374,  # places in rows
    0.01774,  # sideways
    0.01710,  # rows sliding
    0.01360,  # halves sideways
    0.01762,  # upright
    0.01673,  # columns sliding
    0.01434,  # halves upright
    0.02118,  # corners
    0.01304,  # corners crosswise
    0.02782,  # leaves
    0.01941,  # leaves crosswise
    0.02153,  # arches
    0.01676,  # arches in columns
    0.02086,  # bars
    0.01285,  # bars in rows
    0.02595,  # rings
    0.01489,  # rings in checks
    0.01900,  # ring width
    0.01840,  # cores
    0.01880,  # cores crosswise
    0.01760,  # core size
    0.00887,  # dots
    0.03720,  # filled
    0.04136,  # filled in checks
    0.03144,  # filled in rows
    0.03410,  # filled in columns
    0.02353,  # deep colour
    0.01913,  # deep in checks
    0.02078,  # deep in rows
    0.00821,  # tinted
    0.00977,  # tinted in checks
    0.02183,  # stripes
    0.00354,  # stripe direction
    0.02857,  # ground lightness
    0.00335,  # ground green to red
    0.00365,  # ground blue to yellow
    0.00173,  # main lightness
    0.01772,  # main green to red
    0.01919,  # main blue to yellow
    0.01423,  # light lightness
    0.01227,  # light green to red
    0.01227,  # light blue to yellow
    0.01737,  # dark lightness
    0.00826,  # dark green to red
    0.00798,  # dark blue to yellow
    0.00151,  # mid lightness
    0.01347,  # mid green to red
    0.01260,  # mid blue to yellow
    0.00097,  # accent lightness
    0.01070,  # accent green to red
    0.01295,  # accent blue to yellow
)
