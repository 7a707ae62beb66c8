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

VISIBILITY = (0.02,) * (len(SPACE.genes) - 8 + 3 * len(ROLES))
