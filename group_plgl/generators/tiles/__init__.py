"""Geometric tiles, four by four: one sliding distance in every cell, 8 genes of colour, 40 of the rest."""
