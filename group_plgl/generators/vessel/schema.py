"""The genes of `vessel`: what each latent dimension means, without the code that draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with an object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

FORM_GENES = (
    Gene("height", "low", "tall", "form"),
    Gene("belly width", "slender", "wide", "form"),
    Gene("belly place", "low belly", "high belly", "form"),
    Gene("foot width", "narrow foot", "broad foot", "form"),
    Gene("lower fullness", "tapering below", "full below", "form"),
    Gene("shoulder fullness", "sloping shoulder", "full shoulder", "form"),
    Gene("opening", "bottle", "bowl", "form"),
    Gene("neck length", "short neck", "long neck", "form"),
    Gene("lip flare", "straight lip", "flared lip", "form"),
    Gene("handle", "no handle", "a handle", "form"),
    Gene("handle reach", "close handle", "generous handle", "form"),
)

STUDIO_GENES = (
    Gene("eye level", "seen from the side", "seen from above", "studio"),
    Gene("horizon", "high horizon", "low horizon", "studio"),
    Gene("backdrop", "table edge", "seamless backdrop", "studio"),
    Gene("disc", "plain wall", "a disc behind", "studio"),
    Gene("disc size", "small disc", "large disc", "studio"),
    Gene("disc place", "disc on the left", "disc on the right", "studio"),
    Gene("arch", "round disc", "tall arch", "studio"),
)

SURFACE_GENES = (
    Gene("gloss", "matt", "glossy", "surface"),
    Gene("clay", "dark clay", "pale clay", "surface"),
    Gene("speckle", "clear glaze", "speckled", "surface"),
    Gene("rings", "smooth wall", "throwing rings", "surface"),
    Gene("flutes", "round wall", "fluted", "surface"),
)

GLAZE_GENES = (
    Gene("dip", "one glaze", "dipped in a second", "glaze"),
    Gene("dip line", "deep dip", "shallow dip", "glaze"),
    Gene("drips", "even line", "dripping", "glaze"),
    Gene("drip rhythm", "drips one way", "drips another way", "glaze"),
    Gene("bare foot", "glazed to the foot", "bare clay foot", "glaze"),
)

BAND_GENES = (
    Gene("bands", "no bands", "painted bands", "bands"),
    Gene("band count", "few bands", "many bands", "bands"),
    Gene("band slant", "rising left", "rising right", "bands"),
    Gene("band place", "bands low", "bands high", "bands"),
    Gene("band zone", "narrow zone", "wide zone", "bands"),
    Gene("band weight", "thin lines", "thick lines", "bands"),
)

SPACE = Space(
    name="vessel",
    version=1,
    title="Vessels",
    help="Ceramic vessels in a photographer's light: form, glaze, bands and backdrop.",
    source="Our own design: an analytic surface of revolution over a B-spline profile.",
    genes=PALETTE_GENES + FORM_GENES + STUDIO_GENES + SURFACE_GENES + GLAZE_GENES + BAND_GENES,
    telling=(
        "opening",
        "height",
        "belly width",
        "bands",
        "dip",
        "handle",
        "gloss",
        "disc",
        "warmth",
        "night",
        "vividness",
    ),
)

PRESENCES = {
    "handle": Presence(threshold=0.9),
    "disc": Presence(threshold=0.35),
    "speckle": Presence(threshold=0.4),
    "rings": Presence(threshold=0.5),
    "flutes": Presence(threshold=0.9),
    "dip": Presence(threshold=-0.1),
    "bare foot": Presence(threshold=0.1),
    "bands": Presence(threshold=0.35),
}

SEEN_WITH = {
    "handle reach": "handle",
    "disc size": "disc",
    "disc place": "disc",
    "arch": "disc",
    "dip line": "dip",
    "drips": "dip",
    "drip rhythm": "dip",
    "band count": "bands",
    "band slant": "bands",
    "band place": "bands",
    "band zone": "bands",
    "band weight": "bands",
}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = (Role.GROUND, Role.MAIN, Role.LIGHT, Role.DARK, Role.ACCENT)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.08036,  # height
    0.06446,  # belly width
    0.02096,  # belly place
    0.01413,  # foot width
    0.00977,  # lower fullness
    0.01252,  # shoulder fullness
    0.06242,  # opening
    0.01240,  # neck length
    0.01048,  # lip flare
    0.01254,  # handle
    0.00284,  # handle reach
    0.01680,  # eye level
    0.00943,  # horizon
    0.00450,  # backdrop
    0.01646,  # disc
    0.00611,  # disc size
    0.01092,  # disc place
    0.00221,  # arch
    0.01171,  # gloss
    0.00953,  # clay
    0.00818,  # speckle
    0.00880,  # rings
    0.00763,  # flutes
    0.02765,  # dip
    0.01494,  # dip line
    0.00326,  # drips
    0.00501,  # drip rhythm
    0.01323,  # bare foot
    0.03637,  # bands
    0.01381,  # band count
    0.01123,  # band slant
    0.01774,  # band place
    0.00928,  # band zone
    0.00627,  # band weight
    0.14623,  # ground lightness
    0.03091,  # ground green to red
    0.03193,  # ground blue to yellow
    0.02521,  # main lightness
    0.03921,  # main green to red
    0.04361,  # main blue to yellow
    0.01550,  # light lightness
    0.02186,  # light green to red
    0.02171,  # light blue to yellow
    0.00611,  # dark lightness
    0.01006,  # dark green to red
    0.01030,  # dark blue to yellow
    0.00386,  # accent lightness
    0.00903,  # accent green to red
    0.01051,  # accent blue to yellow
)
