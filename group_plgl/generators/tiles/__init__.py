"""Geometric tiles, four by four: squares with cut corners, 8 genes of colour and 40 of the rest."""
