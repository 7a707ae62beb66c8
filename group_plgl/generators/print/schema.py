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
    0.05911,  # height
    0.05619,  # belly width
    0.01934,  # belly place
    0.02414,  # foot width
    0.01589,  # fullness
    0.06103,  # opening
    0.01189,  # neck length
    0.01256,  # flare
    0.02527,  # jug
    0.01095,  # handle size
    0.06554,  # lamp
    0.01514,  # eye level
    0.01472,  # horizon
    0.03189,  # table
    0.01311,  # disc
    0.00646,  # disc form
    0.01028,  # disc place
    0.02327,  # gloss
    0.02081,  # clay
    0.01426,  # speckle
    0.01688,  # wall
    0.02415,  # dip
    0.01173,  # dip line
    0.02526,  # dip tone
    0.00677,  # drips
    0.01277,  # bare foot
    0.01120,  # bands
    0.00460,  # band count
    0.00405,  # band slant
    0.00540,  # band place
    0.00402,  # band zone
    0.11720,  # ground lightness
    0.00012,  # ground green to red
    0.00007,  # ground blue to yellow
    0.02537,  # main lightness
    0.07291,  # main green to red
    0.07465,  # main blue to yellow
    0.02092,  # light lightness
    0.00727,  # light green to red
    0.00877,  # light blue to yellow
    0.00396,  # dark lightness
    0.00003,  # dark green to red
    0.00005,  # dark blue to yellow
    0.00389,  # accent lightness
    0.01473,  # accent green to red
    0.01138,  # accent blue to yellow
)
