"""The genes of `avatar`: what each latent dimension means, without the code that draws it.

Skin, hair as it grows (colour, grey, curls, whether there is any), beard, wrinkles and the nose are
sensitive: characters differ in them, yet no taste is learned about them and nothing is told of them.
Nor does a gene that is learned depend on one of them: hair length is a coordinate of the bald, too.
Also here, because they are part of the version: which genes are presences, which show only with an
object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

SENSITIVE_GENES = (
    Gene("skin tone", "pale skin", "dark skin", "person", sensitive=True),
    Gene("hair colour", "dark hair", "fair hair", "person", sensitive=True),
    Gene("grey hair", "hair with its colour", "grey hair", "person", sensitive=True),
    Gene("beard", "clean-shaven", "bearded", "person", sensitive=True),
    Gene("laughter lines", "smooth face", "laughter lines", "person", sensitive=True),
    Gene("nose", "small nose", "big nose", "person", sensitive=True),
)

HEAD_GENES = (
    Gene("face width", "slim face", "wide face", "head"),
    Gene("face length", "short face", "long face", "head"),
    Gene("jaw", "tapering chin", "square jaw", "head"),
    Gene("head tilt", "head tilted left", "head tilted right", "head"),
    Gene("facing", "facing left", "facing right", "head"),
)

EXPRESSION_GENES = (
    Gene("smile", "serious", "smiling", "expression"),
    Gene("laugh", "closed mouth", "open mouth", "expression"),
    Gene("eye size", "small eyes", "big eyes", "expression"),
    Gene("eyelids", "sleepy eyes", "wide eyes", "expression"),
    Gene("gaze", "looking left", "looking right", "expression"),
    Gene("brow angle", "gentle brows", "determined brows", "expression"),
    Gene("brow weight", "fine brows", "bushy brows", "expression"),
    Gene("blush", "plain cheeks", "round blush", "expression"),
)

HAIR_GENES = (
    Gene("hair", "shaved head", "hair on the head", "hair", sensitive=True),
    Gene("hair length", "short hair", "long hair", "hair"),
    Gene("hair volume", "flat hair", "big hair", "hair"),
    Gene("curls", "straight hair", "curly hair", "hair", sensitive=True),
    Gene("fringe", "hair swept back", "a fringe", "hair"),
    Gene("parting", "parted left", "parted right", "hair"),
    Gene("bun", "no bun", "a bun on top", "hair"),
    Gene("braids", "no braids", "two braids", "hair"),
)

DRESS_GENES = (
    Gene("shoulders", "narrow shoulders", "broad shoulders", "dress"),
    Gene("neckline", "high collar", "open neck", "dress"),
    Gene("shirt collar", "no shirt collar", "a shirt collar", "dress"),
    Gene("stripes", "plain shirt", "striped shirt", "dress"),
    Gene("jacket", "no jacket", "a jacket", "dress"),
    Gene("scarf", "no scarf", "a scarf", "dress"),
)

ACCESSORY_GENES = (
    Gene("glasses", "no glasses", "glasses", "accessories"),
    Gene("glasses shape", "round glasses", "square glasses", "accessories"),
    Gene("earrings", "no earrings", "earrings", "accessories"),
    Gene("hat", "no hat", "a hat", "accessories"),
    Gene("hat brim", "knitted cap", "wide brim", "accessories"),
)

BACKDROP_GENES = (
    Gene("disc", "plain backdrop", "a disc behind", "backdrop"),
    Gene("disc size", "small disc", "large disc", "backdrop"),
)

SPACE = Space(
    name="avatar",
    version=1,
    title="Cartoon characters",
    help="Drawn figures, not people: expression, hairdo, dress, hats. Skin and age are left to chance.",
    source="Our own design: layers of signed distances, flat colour with one cut of shade.",
    genes=(
        PALETTE_GENES
        + SENSITIVE_GENES
        + HEAD_GENES
        + EXPRESSION_GENES
        + HAIR_GENES
        + DRESS_GENES
        + ACCESSORY_GENES
        + BACKDROP_GENES
    ),
    telling=(
        "smile",
        "hat",
        "glasses",
        "hair length",
        "bun",
        "scarf",
        "jacket",
        "warmth",
        "night",
        "vividness",
    ),
)

PRESENCES = {
    "grey hair": Presence(threshold=0.95, slope=5.0),
    "beard": Presence(threshold=0.75, slope=4.0),
    "laughter lines": Presence(threshold=0.7, slope=5.0),
    "laugh": Presence(threshold=0.25, slope=4.0),
    "blush": Presence(threshold=0.1, slope=4.0),
    "hair": Presence(threshold=-1.25, slope=4.0),
    "bun": Presence(threshold=0.95, slope=5.0),
    "braids": Presence(threshold=1.05, slope=5.0),
    "shirt collar": Presence(threshold=0.45, slope=5.0),
    "stripes": Presence(threshold=0.45, slope=4.0),
    "jacket": Presence(threshold=0.45, slope=5.0),
    "scarf": Presence(threshold=0.95, slope=5.0),
    "glasses": Presence(threshold=0.55, slope=7.0),
    "earrings": Presence(threshold=0.5, slope=6.0),
    "hat": Presence(threshold=0.95, slope=6.0),
    "disc": Presence(threshold=-0.2, slope=4.0),
}

SEEN_WITH = {
    "glasses shape": "glasses",
    "hat brim": "hat",
    "disc size": "disc",
}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = (Role.GROUND, Role.MAIN, Role.LIGHT, Role.DARK, Role.ACCENT)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.02845,  # face width
    0.01598,  # face length
    0.00573,  # jaw
    0.05421,  # head tilt
    0.03237,  # facing
    0.00997,  # smile
    0.01241,  # laugh
    0.01213,  # eye size
    0.00899,  # eyelids
    0.00817,  # gaze
    0.00364,  # brow angle
    0.00605,  # brow weight
    0.00270,  # blush
    0.02613,  # hair length
    0.02874,  # hair volume
    0.01287,  # fringe
    0.01073,  # parting
    0.01740,  # bun
    0.02338,  # braids
    0.04086,  # shoulders
    0.02071,  # neckline
    0.01526,  # shirt collar
    0.02389,  # stripes
    0.03425,  # jacket
    0.02296,  # scarf
    0.02791,  # glasses
    0.00344,  # glasses shape
    0.00801,  # earrings
    0.02826,  # hat
    0.00453,  # hat brim
    0.05046,  # disc
    0.02396,  # disc size
    0.08391,  # ground lightness
    0.01863,  # ground green to red
    0.01967,  # ground blue to yellow
    0.01733,  # main lightness
    0.02930,  # main green to red
    0.03375,  # main blue to yellow
    0.02465,  # light lightness
    0.02797,  # light green to red
    0.02599,  # light blue to yellow
    0.00467,  # dark lightness
    0.00842,  # dark green to red
    0.00959,  # dark blue to yellow
    0.00500,  # accent lightness
    0.03186,  # accent green to red
    0.03470,  # accent blue to yellow
)
