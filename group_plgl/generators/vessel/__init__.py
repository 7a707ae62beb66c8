"""Thrown vessels, photographed in a studio: 8 colour genes and 34 of form, glaze and light."""
