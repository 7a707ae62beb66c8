"""Vessels once more, as two-ink prints: the same latents in another manner."""
