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
    Gene("straight in checks", "straight on even tiles", "straight on odd tiles", "shapes"),
    Gene("squares", "full squares", "cut corners", "shapes"),
    Gene("arches", "arches lying", "arches standing", "shapes"),
    Gene("discs", "quarter discs and leaves", "discs and drops", "shapes"),
    Gene("leaves", "few leaves", "many leaves", "shapes"),
    Gene("discs in checks", "rounder on even tiles", "rounder on odd tiles", "shapes"),
    Gene("leaves in rows", "leaves in even rows", "leaves in odd rows", "shapes"),
)

TURN_GENES = (
    Gene("turn sideways", "rounded on the left", "rounded on the right", "turning"),
    Gene("turn upright", "rounded above", "rounded below", "turning"),
    Gene("columns in turn", "columns back to back", "columns face to face", "turning"),
    Gene("rows in turn", "rows back to back", "rows face to face", "turning"),
    Gene("waves", "waves one way", "waves the other way", "turning"),
    Gene("shuffle one", "one deal of shapes", "another deal of shapes", "turning"),
    Gene("shuffle two", "one deal of shapes", "another deal of shapes", "turning"),
)

COLOURING_GENES = (
    Gene("filled", "light tiles", "dark tiles", "colouring"),
    Gene("filled in checks", "dark on even tiles", "dark on odd tiles", "colouring"),
    Gene("deep colour", "main colour", "deep colour", "colouring"),
    Gene("deep in checks", "deep on even tiles", "deep on odd tiles", "colouring"),
    Gene("deep in rows", "deep in even rows", "deep in odd rows", "colouring"),
    Gene("accent", "little accent", "much accent", "colouring"),
    Gene("accent middle", "accent at the rim", "accent in the middle", "colouring"),
    Gene("accent in checks", "accent on even tiles", "accent on odd tiles", "colouring"),
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
    Gene("cores in checks", "cores on even tiles", "cores on odd tiles", "cores"),
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

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.02671,  # order
    0.03875,  # scale
    0.01819,  # scale in turn
    0.01937,  # margin
    0.00893,  # joints
    0.01304,  # straight
    0.01028,  # straight in checks
    0.01720,  # squares
    0.02923,  # arches
    0.02463,  # discs
    0.01976,  # leaves
    0.02062,  # discs in checks
    0.01588,  # leaves in rows
    0.02578,  # turn sideways
    0.02221,  # turn upright
    0.02341,  # columns in turn
    0.02436,  # rows in turn
    0.02222,  # waves
    0.02090,  # shuffle one
    0.02133,  # shuffle two
    0.03554,  # filled
    0.03743,  # filled in checks
    0.01796,  # deep colour
    0.01767,  # deep in checks
    0.01731,  # deep in rows
    0.02537,  # accent
    0.02115,  # accent middle
    0.01774,  # accent in checks
    0.01067,  # tinted
    0.01279,  # shade sideways
    0.01324,  # shade upright
    0.01469,  # shade in checks
    0.01430,  # shade middle
    0.01634,  # recolour one
    0.01418,  # recolour two
    0.03402,  # cores
    0.01244,  # core size
    0.00681,  # hollow
    0.01707,  # cores in checks
    0.00895,  # cores middle
    0.03388,  # ground lightness
    0.00431,  # ground green to red
    0.00461,  # ground blue to yellow
    0.01078,  # main lightness
    0.01986,  # main green to red
    0.02309,  # main blue to yellow
    0.00733,  # light lightness
    0.00952,  # light green to red
    0.00800,  # light blue to yellow
    0.00964,  # dark lightness
    0.01399,  # dark green to red
    0.01567,  # dark blue to yellow
    0.00103,  # mid lightness
    0.00274,  # mid green to red
    0.00267,  # mid blue to yellow
    0.00464,  # accent lightness
    0.01919,  # accent green to red
    0.02061,  # accent blue to yellow
)
