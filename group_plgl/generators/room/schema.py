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

VISIBILITY = (
    *(0.0616, 0.0287, 0.0224, 0.0069, 0.0117, 0.0243, 0.0178, 0.0283, 0.0165, 0.0050),
    *(0.0018, 0.0032, 0.0136, 0.0095, 0.0058, 0.0201, 0.0304, 0.0212, 0.0065, 0.0099),
    *(0.0151, 0.0096, 0.0050, 0.0075, 0.0608, 0.0222, 0.0197, 0.0017, 0.0113, 0.0243),
    *(0.0104, 0.0064, 0.0656, 0.0050, 0.0152, 0.0242, 0.0251, 0.0486, 0.0081, 0.0049),
    *(0.0370, 0.0075, 0.0083, 0.0152, 0.0252, 0.0297, 0.0168, 0.0178, 0.0174, 0.0069),
    *(0.0107, 0.0123, 0.0035, 0.0078, 0.0085, 0.0054, 0.0161, 0.0176),
)
