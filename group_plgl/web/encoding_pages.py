"""What the page of encoding is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class EncodedPicture(Page):
    """A picture as the nearest one that the space can draw."""

    latent: list[float] = fact("The latent that draws it.")
    error: float = fact("Mean absolute difference of the two pictures, 0 to 1: how honest the latent is.")
    limit: float = fact("The error up to which the space can draw a picture; most of its own stay far below.")
    outside: bool = fact("Whether the space cannot draw such a picture: the error is above the limit.")
    words: list[str] = fact("The redrawn picture in words of the space.")
    seen: list[str] = fact("What is plain to see in the picture that was brought.")
    brought_url: str = fact("The square of the picture that was looked at.")
    redrawn_url: str = fact("The picture that the space draws.")


@dataclass(frozen=True)
class EncodePage(Page):
    """A space into which a picture can be brought."""

    name: str = fact("The registry name of the space.")
    title: str = fact("What people read.")
    key: str = fact("The space with its version: what the latent belongs to.")
    picture_urls: list[str] = fact("Pictures of the space.")
    problem: str = fact("Why the picture was not read; empty otherwise.")
    result: EncodedPicture | None = fact("What became of it; null before one was brought.")
