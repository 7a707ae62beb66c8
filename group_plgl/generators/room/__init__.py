"""Furnished rooms as flat illustration: 8 colour genes and 40 of walls, furniture and light."""
