"""What the child can be asked: one file per task, each with a function `run`.

A task is a pure function `(words, arrays) -> (words, arrays)`. It is imported when it is first
asked for, so the child starts quickly. Reading and storing is done by the services that ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TASKS: Mapping[str, str] = MappingProxyType(
    {
        name: f"group_plgl.compute.tasks.{name}:run"
        for name in (
            "accept",  # a file from outside to the pictures kept of it
            "ask",  # what members see in their next turns
            "analyse",  # camps and the map of members
            "avoid",  # latents to whether they fall under what is never to be shown
            "blind",  # one member's taste to pairs that are judged blind
            "compare",  # which family each member's taste is learned by
            "concept",  # labelled pictures to a concept, and how far it can be required
            "contact",  # pictures and captions to a sheet
            "contrast",  # two pictures to what differs, and who would rather have which
            "carry",  # an ideal to another space that shares genes
            "cluster",  # pictures to a tree of those that look alike
            "deliberate",  # what else a group could agree on
            "draw",  # latents to picture bytes
            "embed",  # pictures to the numbers of an embedder
            "encode",  # a picture to the latent that draws it best
            "film",  # pictures to one that moves
            "frames",  # latents to picture bytes, while nobody waits
            "forecast",  # how a blind vote will fall
            "imagine",  # ideals and the spread
            "judge",  # pictures and a taste from a file to likings
            "label",  # a folder to how one taste is foretold to like it
            "learn",  # answers to tastes
            "look",  # a file from outside to the square that is encoded
            "match",  # who of those who let themselves be found matches a member
            "measure",  # pictures to what can be seen in them
            "mirror",  # what one member sees of their own taste
            "near",  # pictures that may turn out to be the group's best
            "observe",  # a file to be sorted to what can be measured on its picture
            "play",  # latents to the bytes of their sounds
            "novelty",  # a drawn picture to how far it is from those that are known
            "pdf",  # data and pictures to a page to print
            "part",  # who likes two separate looks
            "score",  # any pictures of a space to how they are predicted to be liked
            "sheet",  # what a space draws, for people who want to know it
            "palette",  # brand colours to palette genes
            "picture",  # a latent to a PNG to take away
            "place",  # latents to coordinates
            "poles",  # what each camp of a group would like
            "rank",  # a group's own pictures, the best first
            "sample",  # new pictures from a sampler of ideals
            "sampler",  # a group to what draws its ideals without it
            "chart",  # a specification to a picture of the chart
            "survey",  # answers foretold unseen, and drift
            "sift",  # latents to whether they look the same as others
            "tell",  # tastes in words
            "swatches",  # a picture to its colours
            "transform",  # a picture to one that is liked more and looks the same
            "vega",  # the script that draws charts in a browser
            "vector",  # a latent to a drawing of lines and areas
            "walk",  # two latents to what lies between
            "twins",  # pictures to those nobody could tell from a better one
            "whiten",  # what was measured on a group's own pictures to their latents
        )
    }
)
# Tasks that read pictures: they run in processes of their own, with little memory and time.
GUARDED = frozenset({"accept", "look", "measure", "observe"})
# Tasks that take their time: they run in processes of their own, so that no model waits for them.
PATIENT = frozenset(
    {
        "chart", "contact", "encode", "film", "frames", "match", "novelty", "pdf", "picture", "sampler",
        "swatches", "vector", "walk",
    }
)  # fmt: skip
# Tasks with somebody's hand on a slider: they have a process of their own, and nothing slow is in it.
PROMPT = frozenset({"contrast", "label", "score", "transform"})
# Tasks that nobody waits for: they get what all others leave of the machine.
LAZY = frozenset({"compare", "deliberate"})
