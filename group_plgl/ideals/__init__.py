"""Ideals: latents a utility likes best ("reverse classification"), and diverse ones beside them."""
