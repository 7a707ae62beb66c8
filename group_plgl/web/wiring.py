"""What the web layer was given when it was put together: one object per app, read-only.

Views ask `wiring()` for it. Nothing else is shared between requests but the buckets that slow down
guessing of join codes and drawing for nobody yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from group_plgl.latents import Space
from group_plgl.services.studio import Studio
from group_plgl.web.buckets import Buckets
from group_plgl.web.hub import Hub

EXTENSION = "group_plgl"


@dataclass(frozen=True)
class Wiring:
    """The studio and what else pages are made of.

    Attributes:
        studio: The opened house.
        vega: The bundle that draws charts; empty when charts are not drawn.
        spaces: The spaces a group may choose from, by name.
        jobs: One line of help per job, by name.
        buckets: How many wrong guesses each address has left.
        looks: How often each address may still have pictures drawn before it founds a group.
        hub: Tells browsers when a group has changed.
    """

    studio: Studio
    vega: bytes
    spaces: Mapping[str, Space]
    jobs: Mapping[str, str]
    buckets: Buckets
    looks: Buckets
    hub: Hub

    @property
    def vega_name(self) -> str:
        """The bundle's name in its URL, by content, so it may be kept for ever."""
        return hashlib.sha256(self.vega).hexdigest()[:16]


def wiring() -> Wiring:
    """The wiring of the app that answers this request."""
    found: Wiring = current_app.extensions[EXTENSION]
    return found
