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
    Gene("fullness", "lean curves", "full curves", "form"),
    Gene("opening", "bottle", "bowl", "form"),
    Gene("neck length", "short neck", "long neck", "form"),
    Gene("flare", "straight lip or shade", "flared lip or shade", "form"),
    Gene("jug", "no handle", "a jug", "form"),
    Gene("handle size", "small handle and spout", "large handle and spout", "form"),
    Gene("lamp", "no lamp", "a lamp", "form"),
)

STUDIO_GENES = (
    Gene("eye level", "seen from the side", "seen from above", "studio"),
    Gene("horizon", "high horizon", "low horizon", "studio"),
    Gene("table", "table like the wall", "table of its own colour", "studio"),
    Gene("disc", "plain wall", "a disc behind", "studio"),
    Gene("disc form", "small disc", "tall arch", "studio"),
    Gene("disc place", "disc on the left", "disc on the right", "studio"),
)

SURFACE_GENES = (
    Gene("gloss", "matt", "glossy", "surface"),
    Gene("clay", "dark clay", "pale clay", "surface"),
    Gene("speckle", "clear glaze", "speckled", "surface"),
    Gene("wall", "throwing rings", "fluted", "surface"),
)

GLAZE_GENES = (
    Gene("dip", "one glaze", "dipped in a second", "glaze"),
    Gene("dip line", "deep dip", "shallow dip", "glaze"),
    Gene("dip tone", "dark dip", "white dip", "glaze"),
    Gene("drips", "even line", "dripping", "glaze"),
    Gene("bare foot", "glazed to the foot", "bare clay below", "glaze"),
)

BAND_GENES = (
    Gene("bands", "no bands", "painted bands", "bands"),
    Gene("band count", "few broad bands", "many fine bands", "bands"),
    Gene("band slant", "rising left", "rising right", "bands"),
    Gene("band place", "bands low", "bands high", "bands"),
    Gene("band zone", "narrow zone", "wide zone", "bands"),
)

SPACE = Space(
    name="vessel",
    version=2,
    title="Vessels",
    help="Bottles, bowls, jugs and lamps in a photographer's light: form, glaze, bands and backdrop.",
    source="Our own design: an analytic surface of revolution under a profile of soft hinges.",
    genes=PALETTE_GENES + FORM_GENES + STUDIO_GENES + SURFACE_GENES + GLAZE_GENES + BAND_GENES,
    telling=(
        "opening",
        "height",
        "belly width",
        "lamp",
        "jug",
        "bands",
        "dip",
        "gloss",
        "disc",
        "warmth",
        "night",
        "vividness",
    ),
)

PRESENCES = {
    "jug": Presence(threshold=0.5),
    "lamp": Presence(threshold=0.9, slope=3.5),
    "disc": Presence(threshold=0.1),
    "speckle": Presence(threshold=0.4),
    "dip": Presence(threshold=0.0),
    "bands": Presence(threshold=0.3),
}

SEEN_WITH = {
    "handle size": "jug",
    "disc form": "disc",
    "disc place": "disc",
    "dip line": "dip",
    "dip tone": "dip",
    "drips": "dip",
    "band count": "bands",
    "band slant": "bands",
    "band place": "bands",
    "band zone": "bands",
}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = (Role.GROUND, Role.MAIN, Role.LIGHT, Role.DARK, Role.ACCENT)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.05671,  # height
    0.05258,  # belly width
    0.01787,  # belly place
    0.02192,  # foot width
    0.01430,  # fullness
    0.05850,  # opening
    0.01288,  # neck length
    0.01428,  # flare
    0.02332,  # jug
    0.00999,  # handle size
    0.06281,  # lamp
    0.01503,  # eye level
    0.01583,  # horizon
    0.03141,  # table
    0.01901,  # disc
    0.00899,  # disc form
    0.01492,  # disc place
    0.01960,  # gloss
    0.01772,  # clay
    0.01362,  # speckle
    0.01347,  # wall
    0.02365,  # dip
    0.01096,  # dip line
    0.02263,  # dip tone
    0.00771,  # drips
    0.01879,  # bare foot
    0.02686,  # bands
    0.00963,  # band count
    0.00795,  # band slant
    0.01075,  # band place
    0.00859,  # band zone
    0.10624,  # ground lightness
    0.02143,  # ground green to red
    0.02584,  # ground blue to yellow
    0.02073,  # main lightness
    0.03024,  # main green to red
    0.03455,  # main blue to yellow
    0.01745,  # light lightness
    0.02288,  # light green to red
    0.02733,  # light blue to yellow
    0.00345,  # dark lightness
    0.00406,  # dark green to red
    0.00486,  # dark blue to yellow
    0.00224,  # accent lightness
    0.00825,  # accent green to red
    0.00822,  # accent blue to yellow
)
