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
    "arch": Presence(threshold=0.7, slope=5.0),
    "half": Presence(threshold=0.8),
    "petals": Presence(threshold=0.9, slope=6.0),
    "rays": Presence(threshold=0.9),
    "slats": Presence(threshold=0.9),
    "rings": Presence(threshold=0.5),
    "halo": Presence(threshold=0.9),
    "moon": Presence(threshold=0.2, slope=6.0),
    "land": Presence(threshold=-0.2, slope=3.0),
    "furrows": Presence(threshold=0.6),
    "side block": Presence(threshold=0.8),
    "stack": Presence(threshold=0.4, slope=6.0),
    "left plant": Presence(threshold=0.6, slope=6.0),
    "right plant": Presence(threshold=0.6, slope=6.0),
}

SEEN_WITH = {
    "ring count": "rings",
    "crescent": "moon",
    "half": "land",
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
    0.05905,  # margins
    0.01709,  # window
    0.01678,  # sky tint
    0.00579,  # sky fade
    0.01488,  # dots
    0.00298,  # overprint
    0.00514,  # grain
    0.03614,  # sun size
    0.06012,  # sun place
    0.03101,  # sun height
    0.03129,  # sun inks
    0.02642,  # arch
    0.01047,  # half
    0.00872,  # petals
    0.01522,  # rays
    0.00317,  # slats
    0.03362,  # rings
    0.00918,  # ring count
    0.00593,  # halo
    0.00562,  # moon
    0.00143,  # crescent
    0.05334,  # land
    0.02569,  # horizon
    0.01994,  # ridges
    0.01273,  # waves
    0.00839,  # wave count
    0.00553,  # peaks
    0.01297,  # drift
    0.00325,  # furrows
    0.01690,  # side block
    0.00625,  # block width
    0.02449,  # stack
    0.00747,  # stack size
    0.00394,  # stack shape
    0.00335,  # stack lean
    0.01323,  # left plant
    0.01413,  # right plant
    0.01060,  # plant height
    0.00462,  # leaf width
    0.00588,  # leaf count
    0.04472,  # ground lightness
    0.01259,  # ground green to red
    0.01412,  # ground blue to yellow
    0.01141,  # main lightness
    0.03387,  # main green to red
    0.03924,  # main blue to yellow
    0.01272,  # light lightness
    0.02460,  # light green to red
    0.02435,  # light blue to yellow
    0.00347,  # dark lightness
    0.01084,  # dark green to red
    0.01154,  # dark blue to yellow
    0.00281,  # mid lightness
    0.01648,  # mid green to red
    0.01564,  # mid blue to yellow
    0.00571,  # accent lightness
    0.03025,  # accent green to red
    0.03286,  # accent blue to yellow
)
