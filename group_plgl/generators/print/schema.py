"""`print` has the genes of `vessel`: one latent, two manners of drawing it.

Only what is visible differs: a print has two inks, so it tells form and tone better than colours.
"""

from __future__ import annotations

from dataclasses import replace

from group_plgl.generators.palette_genes import Role
from group_plgl.generators.vessel.schema import SPACE as VESSEL
from group_plgl.generators.vessel.schema import SQUASHING

__all__ = ["ROLES", "SPACE", "SQUASHING", "VISIBILITY"]

SPACE = replace(
    VESSEL,
    name="print",
    title="Vessels in print",
    help="The same vessels as two-ink prints: halftone dots on warm paper.",
    source="Our own design: clustered-dot screens over the tones of the photographs.",
)

ROLES = (Role.GROUND, Role.MAIN, Role.LIGHT, Role.DARK, Role.ACCENT)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.09012,  # height
    0.07125,  # belly width
    0.02290,  # belly place
    0.01788,  # foot width
    0.01151,  # lower fullness
    0.01357,  # shoulder fullness
    0.07015,  # opening
    0.01338,  # neck length
    0.01269,  # lip flare
    0.01273,  # handle
    0.00305,  # handle reach
    0.01900,  # eye level
    0.00748,  # horizon
    0.00363,  # backdrop
    0.01102,  # disc
    0.00414,  # disc size
    0.00680,  # disc place
    0.00140,  # arch
    0.01334,  # gloss
    0.01417,  # clay
    0.01259,  # speckle
    0.01165,  # rings
    0.01150,  # flutes
    0.03635,  # dip
    0.01982,  # dip line
    0.00435,  # drips
    0.00657,  # drip rhythm
    0.01123,  # bare foot
    0.01477,  # bands
    0.00681,  # band count
    0.00604,  # band slant
    0.00848,  # band place
    0.00442,  # band zone
    0.00320,  # band weight
    0.15235,  # ground lightness
    0.00001,  # ground green to red
    0.00001,  # ground blue to yellow
    0.03440,  # main lightness
    0.07871,  # main green to red
    0.07816,  # main blue to yellow
    0.01670,  # light lightness
    0.00952,  # light green to red
    0.00941,  # light blue to yellow
    0.00979,  # dark lightness
    0.00005,  # dark green to red
    0.00006,  # dark blue to yellow
    0.00605,  # accent lightness
    0.01542,  # accent green to red
    0.01133,  # accent blue to yellow
)
