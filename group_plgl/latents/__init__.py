"""Where pictures live: latent spaces and the points in them. No drawing here (`generators` draws)."""

from group_plgl.latents.limits import Limits
from group_plgl.latents.space import Gene, Space, latent_hash

__all__ = ["Gene", "Limits", "Space", "latent_hash"]
