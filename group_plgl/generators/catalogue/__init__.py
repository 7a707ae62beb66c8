"""A group's own pictures as a space: what can be seen in them, whitened; nothing is drawn."""
