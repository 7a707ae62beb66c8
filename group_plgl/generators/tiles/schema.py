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
    Gene("scale", "small shapes", "scale", "order"),
    Gene("scale in turn", "large ones rising", "large ones falling", "order"),
    Gene("margin", "shapes touching", "shapes apart", "order"),
    Gene("joints", "no lines between tiles", "lines between tiles", "order"),
)

SHAPE_GENES = (
    Gene("straight", "round corners", "straight corners", "shapes"),
    Gene("straight in checks", "straight on odd tiles", "straight on even tiles", "shapes"),
    Gene("squares", "full squares", "cut corners", "shapes"),
    Gene("arches", "arches lying", "arches standing", "shapes"),
    Gene("discs", "quarter discs and leaves", "discs and drops", "shapes"),
    Gene("leaves", "few leaves", "many leaves", "shapes"),
    Gene("discs in checks", "rounder on odd tiles", "rounder on even tiles", "shapes"),
    Gene("leaves in rows", "leaves in odd rows", "leaves in even rows", "shapes"),
)

TURN_GENES = (
    Gene("turn sideways", "pointing left", "pointing right", "turning"),
    Gene("turn upright", "pointing up", "pointing down", "turning"),
    Gene("columns in turn", "columns back to back", "columns face to face", "turning"),
    Gene("rows in turn", "rows back to back", "rows face to face", "turning"),
    Gene("waves", "waves one way", "waves the other way", "turning"),
    Gene("shuffle one", "one deal of shapes", "another deal of shapes", "turning"),
    Gene("shuffle two", "one deal of shapes", "another deal of shapes", "turning"),
)

COLOURING_GENES = (
    Gene("filled", "light tiles", "dark tiles", "colouring"),
    Gene("filled in checks", "dark on odd tiles", "dark on even tiles", "colouring"),
    Gene("deep colour", "main colour", "deep colour", "colouring"),
    Gene("deep in checks", "deep on odd tiles", "deep on even tiles", "colouring"),
    Gene("deep in rows", "deep in odd rows", "deep in even rows", "colouring"),
    Gene("accent", "little accent", "much accent", "colouring"),
    Gene("accent middle", "accent at the rim", "accent in the middle", "colouring"),
    Gene("accent in checks", "accent on odd tiles", "accent on even tiles", "colouring"),
    Gene("tinted", "bare paper", "tinted paper", "colouring"),
    Gene("shade sideways", "darker to the right", "lighter to the right", "colouring"),
    Gene("shade upright", "darker below", "lighter below", "colouring"),
    Gene("shade in checks", "darker on odd tiles", "darker on even tiles", "colouring"),
    Gene("shade middle", "darker in the middle", "lighter in the middle", "colouring"),
    Gene("recolour one", "one deal of colours", "another deal of colours", "colouring"),
    Gene("recolour two", "one deal of colours", "another deal of colours", "colouring"),
)

CORE_GENES = (
    Gene("cores", "plain shapes", "shapes with a core", "cores"),
    Gene("core size", "small cores", "large cores", "cores"),
    Gene("hollow", "accent cores", "hollow shapes", "cores"),
    Gene("cores in checks", "cores on odd tiles", "cores on even tiles", "cores"),
    Gene("cores middle", "cores at the rim", "cores in the middle", "cores"),
)

SPACE = Space(
    name="tiles",
    version=2,
    title="Tiles",
    help="Geometric tiles for cloth, walls and paper: sixteen cells of shapes, order and colour.",
    source="Our own design: squares with cut corners, in ordered colours, after Bauhaus and azulejo work.",
    genes=PALETTE_GENES + ORDER_GENES + SHAPE_GENES + TURN_GENES + COLOURING_GENES + CORE_GENES,
    telling=(
        "order",
        "scale",
        "straight",
        "discs",
        "leaves",
        "filled",
        "cores",
        "accent",
        "warmth",
        "night",
        "vividness",
        "contrast",
    ),
)

PRESENCES = {
    "joints": Presence(threshold=0.5),
    "cores": Presence(threshold=0.25),
}

SEEN_WITH = {"core size": "cores", "hollow": "cores"}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.02671,  # order
    0.03815,  # scale
    0.01785,  # scale in turn
    0.01873,  # margin
    0.00903,  # joints
    0.01285,  # straight
    0.01031,  # straight in checks
    0.02097,  # squares
    0.02920,  # arches
    0.02491,  # discs
    0.01971,  # leaves
    0.02076,  # discs in checks
    0.01585,  # leaves in rows
    0.02538,  # turn sideways
    0.02170,  # turn upright
    0.02304,  # columns in turn
    0.02403,  # rows in turn
    0.02180,  # waves
    0.02095,  # shuffle one
    0.02131,  # shuffle two
    0.03535,  # filled
    0.03725,  # filled in checks
    0.01788,  # deep colour
    0.01764,  # deep in checks
    0.01726,  # deep in rows
    0.02540,  # accent
    0.02120,  # accent middle
    0.01777,  # accent in checks
    0.01054,  # tinted
    0.01272,  # shade sideways
    0.01317,  # shade upright
    0.01464,  # shade in checks
    0.01422,  # shade middle
    0.01629,  # recolour one
    0.01413,  # recolour two
    0.03449,  # cores
    0.01256,  # core size
    0.00690,  # hollow
    0.01741,  # cores in checks
    0.00917,  # cores middle
    0.03353,  # ground lightness
    0.00424,  # ground green to red
    0.00452,  # ground blue to yellow
    0.01072,  # main lightness
    0.01975,  # main green to red
    0.02305,  # main blue to yellow
    0.00725,  # light lightness
    0.00941,  # light green to red
    0.00786,  # light blue to yellow
    0.00961,  # dark lightness
    0.01401,  # dark green to red
    0.01571,  # dark blue to yellow
    0.00103,  # mid lightness
    0.00277,  # mid green to red
    0.00268,  # mid blue to yellow
    0.00462,  # accent lightness
    0.01929,  # accent green to red
    0.02073,  # accent blue to yellow
)
