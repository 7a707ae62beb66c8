"""What the pages of the gallery are made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class SpaceTile(Page):
    """A space as one tile."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    help: str = fact("What the pictures are.")
    genes: int = fact("In how many ways pictures differ.")
    picture_urls: list[str] = fact("Example pictures.")
    sounds: bool = fact("True where the pictures are also to be listened to.")
    url: str = fact("Its page.")


@dataclass(frozen=True)
class GalleryPage(Page):
    """All spaces that can be drawn."""

    spaces: list[SpaceTile] = fact("The spaces, in the order in which they are offered.")


@dataclass(frozen=True)
class GeneLine(Page):
    """One way in which pictures differ."""

    name: str = fact("The gene.")
    low: str = fact("What the picture becomes below zero.")
    high: str = fact("What it becomes above zero.")
    sensitive: bool = fact("True where taste is neither learned nor told.")
    row_url: str = fact("Five pictures with the gene at -2, -1, 0, 1 and 2.")


@dataclass(frozen=True)
class GeneFamily(Page):
    """The genes of one part of the picture."""

    name: str = fact("The part of the picture.")
    genes: list[GeneLine] = fact("Its genes.")


@dataclass(frozen=True)
class SpacePage(Page):
    """One space: pictures, genes, ways between pictures."""

    name: str = fact("The registry name.")
    title: str = fact("What people read.")
    help: str = fact("What the pictures are.")
    key: str = fact("Name and version, as stored beside every latent.")
    source: str = fact("Where the design comes from.")
    genes: int = fact("In how many ways pictures differ: the dimensions of the latent.")
    picture_urls: list[str] = fact("Example pictures.")
    sound_urls: list[str] = fact("What they sound like, in the same order; empty where they do not.")
    way_urls: list[str] = fact("Rows of seven pictures, each on the way from one picture to another.")
    families: list[GeneFamily] = fact("The genes by the part of the picture they belong to.")
