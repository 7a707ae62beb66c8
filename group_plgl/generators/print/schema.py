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
VISIBILITY = (
    0.05939,  # height
    0.05608,  # belly width
    0.01939,  # belly place
    0.02392,  # foot width
    0.01566,  # fullness
    0.06185,  # opening
    0.01370,  # neck length
    0.01522,  # flare
    0.02512,  # jug
    0.01087,  # handle size
    0.06525,  # lamp
    0.01538,  # eye level
    0.01454,  # horizon
    0.03150,  # table
    0.01288,  # disc
    0.00636,  # disc form
    0.01009,  # disc place
    0.02279,  # gloss
    0.02053,  # clay
    0.01608,  # speckle
    0.01638,  # wall
    0.02407,  # dip
    0.01126,  # dip line
    0.02503,  # dip tone
    0.00826,  # drips
    0.01269,  # bare foot
    0.01096,  # bands
    0.00452,  # band count
    0.00396,  # band slant
    0.00534,  # band place
    0.00393,  # band zone
    0.11563,  # ground lightness
    0.00011,  # ground green to red
    0.00007,  # ground blue to yellow
    0.02482,  # main lightness
    0.07213,  # main green to red
    0.07386,  # main blue to yellow
    0.02065,  # light lightness
    0.00718,  # light green to red
    0.00865,  # light blue to yellow
    0.00390,  # dark lightness
    0.00003,  # dark green to red
    0.00005,  # dark blue to yellow
    0.00386,  # accent lightness
    0.01472,  # accent green to red
    0.01138,  # accent blue to yellow
)
