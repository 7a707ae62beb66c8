"""Geometric tiles, four by four: 8 colour genes and 40 of shape, order and colouring."""
