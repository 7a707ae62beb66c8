"""The families: unlike ways to learn a taste. Pages, tests and the comparison iterate over these.

A family is named here and imported when it is asked to learn: some need torch or scikit-learn, which
only the compute child may load.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from group_plgl.errors import NotFound
from group_plgl.members.families.known import Judge, Known


@dataclass(frozen=True)
class Family:
    """One way to learn a taste.

    Attributes:
        name: As in tables.
        title: As people read it, with a small letter.
        help: What it does, in one line.
        picks: How a pick among several pictures enters.
        stands_on: What it sees of a picture.
        source: Where it comes from.
        module: The room that learns; empty for those made of what others say.
    """

    name: str
    title: str
    help: str
    picks: str
    stands_on: str
    source: str
    module: str = ""

    def learn(self, known: Known) -> Judge:
        """What judges pictures as these answers teach it."""
        learned: Judge = importlib.import_module(self.module).learn(known)
        return learned


_HERE = "group_plgl.members.families"
_ALL = (
    Family(
        "dense", "straight lines and gentle curves",
        "The more the better, or a best point, and what the group likes.",
        "as softmax of differences", "coordinates and curves",
        "Logistic regression with a Gaussian posterior, MacKay 1992.",
    ),
    Family(
        "curved", "free curves", "A Gaussian process: straight, and free to bend where answers ask for it.",
        "as softmax of differences", "coordinates",
        "Gaussian process by Laplace, Rasmussen and Williams 2006; ideal points, Coombs 1950.",
        f"{_HERE}.curved",
    ),
    Family(
        "network", "small networks", "Five small neural networks, and their mean.",
        "as softmax of differences", "chief axes",
        "Deep ensembles, Lakshminarayanan et al. 2017; PLGL's second listing.", f"{_HERE}.network",
    ),
    Family(
        "vectors", "support vectors", "A border between liked and not, as far as possible from both.",
        "as differences in the kernel's space", "coordinates",
        "Cortes and Vapnik 1995; PLGL's first listing, with its chances put right.", f"{_HERE}.vectors",
    ),
    Family(
        "forest", "trees", "Thirty-two trees of chance questions about how a picture looks.",
        "the picture picked as liked, its rivals as not", "chief axes and kinds of pictures",
        "Geurts, Ernst and Wehenkel 2006.", f"{_HERE}.forest",
    ),
    Family(
        "nearest", "nearest neighbours", "A picture is liked as the nine that look most like it were.",
        "the picture picked as liked, its rivals as not", "chief axes",
        "Fix and Hodges 1951.", f"{_HERE}.nearest",
    ),
    Family(
        "ensemble", "four unlike models together",
        "Neighbours, straight lines, trees and free curves, as much of each as foretells best.",
        "as in each", "what each of them sees",
        "Stacking, Wolpert 1992; Visual Taste Approximator's ensemble.",
    ),
)  # fmt: skip
FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}
DEFAULT_FAMILY = "dense"
ENSEMBLE, TOGETHER = "ensemble", ("dense", "forest", "nearest", "curved")


def family_named(name: str) -> Family:
    """The family of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in FAMILIES:
        raise NotFound(f"there is no family {name!r}", advice=f"Known families: {', '.join(FAMILIES)}.")
    return FAMILIES[name]
