"""Where pictures live: latent spaces and the points in them. No drawing here (`generators` draws)."""

from group_plgl.latents.space import Gene, Space, latent_hash

__all__ = ["Gene", "Space", "latent_hash"]
