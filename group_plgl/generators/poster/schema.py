"""The genes of `poster`: what each latent dimension means, without the code that draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with an object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

PRINT_GENES = (
    Gene("margins", "to the edge", "wide margins", "print"),
    Gene("window", "square picture", "arched window", "print"),
    Gene("sky tint", "pale sky", "coloured sky", "print"),
    Gene("sky fade", "even sky", "fading sky", "print"),
    Gene("dots", "plain sky", "printed dots", "print"),
    Gene("overprint", "opaque inks", "inks over inks", "print"),
    Gene("grain", "smooth inks", "grainy inks", "print"),
)

SUN_GENES = (
    Gene("sun size", "small sun", "large sun", "sun"),
    Gene("sun place", "sun on the left", "sun on the right", "sun"),
    Gene("sun height", "low sun", "high sun", "sun"),
    Gene("sun inks", "sun in one ink", "sun in the other ink", "sun"),
    Gene("arch", "round sun", "tall arch", "sun"),
    Gene("half", "whole sun", "half sun", "sun"),
    Gene("petals", "smooth rim", "petals", "sun"),
    Gene("rays", "no rays", "rays around", "sun"),
    Gene("slats", "full sun", "sun in slats", "sun"),
    Gene("rings", "no rings", "rings", "sun"),
    Gene("ring count", "few rings", "many rings", "sun"),
    Gene("halo", "bare sky", "rings around the sun", "sun"),
    Gene("moon", "no moon", "a moon", "sun"),
    Gene("crescent", "full moon", "crescent moon", "sun"),
)

LAND_GENES = (
    Gene("land", "no land", "land below", "land"),
    Gene("horizon", "low horizon", "high horizon", "land"),
    Gene("ridges", "one ridge", "three ridges", "land"),
    Gene("waves", "flat land", "rolling land", "land"),
    Gene("wave count", "broad waves", "many waves", "land"),
    Gene("peaks", "round hills", "pointed peaks", "land"),
    Gene("drift", "hills one way", "hills another way", "land"),
    Gene("furrows", "plain land", "lines in the land", "land"),
)

THING_GENES = (
    Gene("side block", "one backdrop", "a block of colour behind", "blocks"),
    Gene("block width", "narrow block", "wide block", "blocks"),
    Gene("stack", "no blocks", "stacked blocks", "blocks"),
    Gene("stack size", "small blocks", "large blocks", "blocks"),
    Gene("stack shape", "square blocks", "round pebbles", "blocks"),
    Gene("stack lean", "stack leaning left", "stack leaning right", "blocks"),
)

PLANT_GENES = (
    Gene("left plant", "bare on the left", "a plant on the left", "plants"),
    Gene("right plant", "bare on the right", "a plant on the right", "plants"),
    Gene("plant height", "low plants", "tall plants", "plants"),
    Gene("leaf width", "slender leaves", "broad leaves", "plants"),
    Gene("leaf count", "few leaves", "many leaves", "plants"),
)

SPACE = Space(
    name="poster",
    version=1,
    title="Posters",
    help="Art prints in a few clear inks: suns, arches, hills, leaves and blocks on grainy paper.",
    source="Our own design: scenes of analytic shapes, after mid-century prints, paper cut-outs and Riso.",
    genes=PALETTE_GENES + PRINT_GENES + SUN_GENES + LAND_GENES + THING_GENES + PLANT_GENES,
    telling=(
        "land",
        "sun size",
        "arch",
        "rings",
        "rays",
        "peaks",
        "stack",
        "left plant",
        "right plant",
        "margins",
        "warmth",
        "night",
        "vividness",
    ),
)

PRESENCES = {
    "window": Presence(threshold=1.0),
    "dots": Presence(threshold=0.7),
    "arch": Presence(threshold=0.7, slope=6.0),
    "half": Presence(threshold=0.8),
    "petals": Presence(threshold=0.9, slope=6.0),
    "rays": Presence(threshold=0.9),
    "slats": Presence(threshold=0.9),
    "rings": Presence(threshold=0.5),
    "halo": Presence(threshold=0.9),
    "moon": Presence(threshold=0.2, slope=6.0),
    "land": Presence(threshold=-0.2, slope=4.0),
    "furrows": Presence(threshold=0.6),
    "side block": Presence(threshold=0.8),
    "stack": Presence(threshold=0.4, slope=7.0),
    "left plant": Presence(threshold=0.6, slope=7.0),
    "right plant": Presence(threshold=0.6, slope=7.0),
}

SEEN_WITH = {
    "ring count": "rings",
    "crescent": "moon",
    "horizon": "land",
    "ridges": "land",
    "waves": "land",
    "wave count": "land",
    "peaks": "land",
    "drift": "land",
    "furrows": "land",
    "block width": "side block",
    "stack size": "stack",
    "stack shape": "stack",
    "stack lean": "stack",
}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.06028,  # margins
    0.01724,  # window
    0.01455,  # sky tint
    0.00627,  # sky fade
    0.01590,  # dots
    0.00400,  # overprint
    0.00491,  # grain
    0.03757,  # sun size
    0.06180,  # sun place
    0.02990,  # sun height
    0.02522,  # sun inks
    0.02017,  # arch
    0.01950,  # half
    0.00794,  # petals
    0.01210,  # rays
    0.00353,  # slats
    0.03161,  # rings
    0.00812,  # ring count
    0.00904,  # halo
    0.00691,  # moon
    0.00186,  # crescent
    0.05299,  # land
    0.02597,  # horizon
    0.02030,  # ridges
    0.00899,  # waves
    0.00762,  # wave count
    0.00228,  # peaks
    0.01180,  # drift
    0.00303,  # furrows
    0.01692,  # side block
    0.00575,  # block width
    0.02163,  # stack
    0.00913,  # stack size
    0.00703,  # stack shape
    0.00463,  # stack lean
    0.01788,  # left plant
    0.01915,  # right plant
    0.01191,  # plant height
    0.00579,  # leaf width
    0.00716,  # leaf count
    0.05129,  # ground lightness
    0.01342,  # ground green to red
    0.01513,  # ground blue to yellow
    0.01226,  # main lightness
    0.03050,  # main green to red
    0.03524,  # main blue to yellow
    0.01560,  # light lightness
    0.02234,  # light green to red
    0.02205,  # light blue to yellow
    0.00427,  # dark lightness
    0.01054,  # dark green to red
    0.01144,  # dark blue to yellow
    0.00140,  # mid lightness
    0.01576,  # mid green to red
    0.01555,  # mid blue to yellow
    0.00619,  # accent lightness
    0.02812,  # accent green to red
    0.03054,  # accent blue to yellow
)
