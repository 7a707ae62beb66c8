"""The genes of `room`: what each latent dimension means, without the code that draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with an object, and how visible each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

WINDOW_GENES = (
    Gene("window place", "window on the left", "window on the right", "window"),
    Gene("window width", "narrow window", "wide window", "window"),
    Gene("window height", "high sill", "window to the floor", "window"),
    Gene("arched window", "straight top", "arched top", "window"),
    Gene("panes", "one large pane", "many small panes", "window"),
    Gene("window frame", "pale frame", "dark frame", "window"),
    Gene("outside", "mountains outside", "a town outside", "window"),
    Gene("curtains", "bare window", "full curtains", "window"),
)

WALL_GENES = (
    Gene("wall paint", "plain plaster", "painted wall", "wall"),
    Gene("panelling", "smooth wall", "panelled below", "wall"),
    Gene("panel height", "low panels", "high panels", "wall"),
    Gene("stripes", "plain wall above", "striped wallpaper", "wall"),
    Gene("pictures", "one picture", "several pictures", "wall"),
    Gene("picture size", "small pictures", "large pictures", "wall"),
    Gene("picture shape", "square frames", "round frames", "wall"),
    Gene("bookcase", "no bookcase", "a tall bookcase", "wall"),
)

FLOOR_GENES = (
    Gene("depth", "little floor in front", "much floor in front", "floor"),
    Gene("floor tone", "dark floor", "pale floor", "floor"),
    Gene("floor warmth", "greyish wood", "reddish wood", "floor"),
    Gene("checkered floor", "wooden boards", "checkered tiles", "floor"),
    Gene("rug", "bare floor", "a rug", "floor"),
    Gene("rug size", "small rug", "large rug", "floor"),
    Gene("rug shape", "round rug", "rectangular rug", "floor"),
    Gene("rug pattern", "plain rug", "striped rug", "floor"),
)

FURNITURE_GENES = (
    Gene("furniture", "dining table", "bed", "furniture"),
    Gene("furniture width", "narrow furniture", "wide furniture", "furniture"),
    Gene("back height", "low back", "high back", "furniture"),
    Gene("roundness", "square edges", "round edges", "furniture"),
    Gene("legs", "close to the floor", "on tall legs", "furniture"),
    Gene("armchair", "no armchair", "an armchair", "furniture"),
    Gene("cushions", "no cushions", "many cushions", "furniture"),
    Gene("low table", "no low table", "a low table", "furniture"),
)

LIGHT_GENES = (
    Gene("evening", "daylight", "evening", "light"),
    Gene("sunbeam", "even wall light", "sunlight on the wall", "light"),
    Gene("floor lamp", "no floor lamp", "a floor lamp", "light"),
    Gene("hanging lamp", "no hanging lamp", "a hanging lamp", "light"),
)

LIFE_GENES = (
    Gene("plant", "no large plant", "a large plant", "life"),
    Gene("seating side", "seat on the left", "seat on the right", "furniture"),
    Gene("leaves", "narrow leaves", "broad leaves", "life"),
    Gene("cat", "no cat", "a sleeping cat", "life"),
)

SPACE = Space(
    name="room",
    version=1,
    title="Rooms",
    help="Furnished rooms as drawn for a magazine: windows, furniture, lamps and light.",
    source="Our own design: flat shapes by signed distance, lit by window, sun and lamps.",
    genes=PALETTE_GENES
    + WINDOW_GENES
    + WALL_GENES
    + FLOOR_GENES
    + FURNITURE_GENES
    + LIGHT_GENES
    + LIFE_GENES,
    telling=(
        "furniture",
        "window place",
        "window width",
        "curtains",
        "bookcase",
        "evening",
        "rug",
        "plant",
        "armchair",
        "wall paint",
        "warmth",
        "night",
        "vividness",
    ),
)

PRESENCES = {
    "arched window": Presence(threshold=0.4),
    "curtains": Presence(threshold=0.4),
    "panelling": Presence(threshold=0.3),
    "stripes": Presence(threshold=0.6),
    "bookcase": Presence(threshold=0.5, slope=2.5),
    "checkered floor": Presence(threshold=0.8),
    "rug": Presence(threshold=-0.6),
    "armchair": Presence(threshold=0.5),
    "low table": Presence(threshold=0.1),
    "evening": Presence(threshold=0.4, slope=3.0),
    "sunbeam": Presence(threshold=0.3),
    "floor lamp": Presence(threshold=0.2),
    "hanging lamp": Presence(threshold=0.3),
    "plant": Presence(threshold=-0.3),
    "cat": Presence(threshold=0.6),
}

SEEN_WITH = {
    "panel height": "panelling",
    "rug size": "rug",
    "rug shape": "rug",
    "rug pattern": "rug",
    "leaves": "plant",
}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of visible change, in the order of the coordinates: genes, then roles with their axes.
# Measured by `visibility.visible_shares` on 192 pairs with seed 20261.
VISIBILITY = (
    0.06149,  # window place
    0.02850,  # window width
    0.02215,  # window height
    0.00696,  # arched window
    0.01171,  # panes
    0.02423,  # window frame
    0.01782,  # outside
    0.02835,  # curtains
    0.01647,  # wall paint
    0.00499,  # panelling
    0.00178,  # panel height
    0.00318,  # stripes
    0.01365,  # pictures
    0.00948,  # picture size
    0.00580,  # picture shape
    0.02012,  # bookcase
    0.03037,  # depth
    0.02129,  # floor tone
    0.00654,  # floor warmth
    0.00990,  # checkered floor
    0.01510,  # rug
    0.00965,  # rug size
    0.00499,  # rug shape
    0.00740,  # rug pattern
    0.06083,  # furniture
    0.02197,  # furniture width
    0.01969,  # back height
    0.00171,  # roundness
    0.01133,  # legs
    0.02413,  # armchair
    0.01033,  # cushions
    0.00644,  # low table
    0.06555,  # evening
    0.00502,  # sunbeam
    0.01538,  # floor lamp
    0.02433,  # hanging lamp
    0.02509,  # plant
    0.05006,  # seating side
    0.00815,  # leaves
    0.00490,  # cat
    0.03697,  # ground lightness
    0.00750,  # ground green to red
    0.00827,  # ground blue to yellow
    0.01524,  # main lightness
    0.02514,  # main green to red
    0.02967,  # main blue to yellow
    0.01679,  # light lightness
    0.01777,  # light green to red
    0.01733,  # light blue to yellow
    0.00688,  # dark lightness
    0.01066,  # dark green to red
    0.01222,  # dark blue to yellow
    0.00349,  # mid lightness
    0.00774,  # mid green to red
    0.00852,  # mid blue to yellow
    0.00538,  # accent lightness
    0.01603,  # accent green to red
    0.01755,  # accent blue to yellow
)
