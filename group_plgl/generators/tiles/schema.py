"""The genes of `tiles`: what each latent dimension means, without the code that draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with an object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

ORDER_GENES = (
    Gene("order", "many shapes", "few shapes", "order"),
    Gene("mirror sideways", "free left to right", "mirrored left to right", "order"),
    Gene("mirror upright", "free top to bottom", "mirrored top to bottom", "order"),
    Gene("repeat", "one large figure", "a repeating motif", "order"),
    Gene("cores", "plain shapes", "shapes with a core", "order"),
    Gene("core size", "small cores", "large cores", "order"),
)

FAMILY_GENES = (
    Gene("discs", "few discs", "many discs", "shapes"),
    Gene("quarters", "few quarter discs", "many quarter discs", "shapes"),
    Gene("leaves", "few leaves", "many leaves", "shapes"),
    Gene("halves", "few half discs", "many half discs", "shapes"),
    Gene("triangles", "few triangles", "many triangles", "shapes"),
    Gene("squares", "few squares", "many squares and diamonds", "shapes"),
    Gene("arches", "few arches", "many arches", "shapes"),
    Gene("bars", "few bars", "many bars and stripes", "shapes"),
    Gene("small ones", "few small shapes", "many dots, crosses and checks", "shapes"),
)

TURN_GENES = (
    Gene("lean sideways", "leaning left", "leaning right", "turning"),
    Gene("lean upright", "leaning up", "leaning down", "turning"),
    Gene("facing", "facing outwards", "facing inwards", "turning"),
    Gene("alternate turn", "turned one way round", "turned the other way round", "turning"),
)

ARRANGEMENT_GENES = (
    Gene("checkered shapes", "round on odd cells", "round on even cells", "arrangement"),
    Gene("shapes in rows", "round in odd rows", "round in even rows", "arrangement"),
    Gene("shapes in columns", "round in odd columns", "round in even columns", "arrangement"),
    Gene("shapes sideways", "round on the left", "round on the right", "arrangement"),
    Gene("shapes upright", "round above", "round below", "arrangement"),
    Gene("shapes in the middle", "round at the rim", "round in the middle", "arrangement"),
    Gene("shuffle one", "one deal of shapes", "another deal of shapes", "arrangement"),
    Gene("shuffle two", "one deal of shapes", "another deal of shapes", "arrangement"),
    Gene("shuffle three", "one deal of shapes", "another deal of shapes", "arrangement"),
)

COLOURING_GENES = (
    Gene("paper", "filled cells", "much bare ground", "colouring"),
    Gene("main colour", "little main colour", "much main colour", "colouring"),
    Gene("light colour", "little light colour", "much light colour", "colouring"),
    Gene("dark colour", "little dark colour", "much dark colour", "colouring"),
    Gene("accent colour", "little accent", "much accent", "colouring"),
    Gene("checkered colours", "dark on odd cells", "dark on even cells", "colouring"),
    Gene("colours in rows", "dark in odd rows", "dark in even rows", "colouring"),
    Gene("colours in columns", "dark in odd columns", "dark in even columns", "colouring"),
    Gene("colours in the middle", "dark at the rim", "dark in the middle", "colouring"),
    Gene("recolour one", "one deal of colours", "another deal of colours", "colouring"),
    Gene("recolour two", "one deal of colours", "another deal of colours", "colouring"),
    Gene("recolour three", "one deal of colours", "another deal of colours", "colouring"),
)

SPACE = Space(
    name="tiles",
    version=1,
    title="Tiles",
    help="Geometric tiles for cloth, walls and paper: sixteen cells of shapes, order and colour.",
    source="Our own design: a dictionary of shapes, chosen per cell, after Bauhaus and azulejo patterns.",
    genes=PALETTE_GENES + ORDER_GENES + FAMILY_GENES + TURN_GENES + ARRANGEMENT_GENES + COLOURING_GENES,
    telling=(
        "order",
        "repeat",
        "discs",
        "leaves",
        "triangles",
        "arches",
        "bars",
        "paper",
        "warmth",
        "night",
        "vividness",
        "contrast",
    ),
)

PRESENCES = {
    "mirror sideways": Presence(threshold=-0.4, slope=3.0),
    "mirror upright": Presence(threshold=0.0, slope=3.0),
    "repeat": Presence(threshold=0.0, slope=3.0),
    "cores": Presence(threshold=0.2),
}

SEEN_WITH = {"core size": "cores"}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.02829,  # order
    0.04085,  # mirror sideways
    0.03971,  # mirror upright
    0.03959,  # repeat
    0.01717,  # cores
    0.00820,  # core size
    0.01105,  # discs
    0.02952,  # quarters
    0.01225,  # leaves
    0.02122,  # halves
    0.02336,  # triangles
    0.00763,  # squares
    0.00675,  # arches
    0.00404,  # bars
    0.01026,  # small ones
    0.02230,  # lean sideways
    0.02529,  # lean upright
    0.03597,  # facing
    0.03284,  # alternate turn
    0.00749,  # checkered shapes
    0.01539,  # shapes in rows
    0.01388,  # shapes in columns
    0.01670,  # shapes sideways
    0.02077,  # shapes upright
    0.01988,  # shapes in the middle
    0.02915,  # shuffle one
    0.03154,  # shuffle two
    0.03043,  # shuffle three
    0.02958,  # paper
    0.01893,  # main colour
    0.02276,  # light colour
    0.02859,  # dark colour
    0.02354,  # accent colour
    0.01068,  # checkered colours
    0.02276,  # colours in rows
    0.01954,  # colours in columns
    0.02657,  # colours in the middle
    0.01809,  # recolour one
    0.02490,  # recolour two
    0.02044,  # recolour three
    0.01890,  # ground lightness
    0.00359,  # ground green to red
    0.00388,  # ground blue to yellow
    0.00595,  # main lightness
    0.00820,  # main green to red
    0.00869,  # main blue to yellow
    0.00575,  # light lightness
    0.00545,  # light green to red
    0.00599,  # light blue to yellow
    0.00865,  # dark lightness
    0.01118,  # dark green to red
    0.01336,  # dark blue to yellow
    0.00222,  # mid lightness
    0.00408,  # mid green to red
    0.00355,  # mid blue to yellow
    0.00326,  # accent lightness
    0.00906,  # accent green to red
    0.01032,  # accent blue to yellow
)
