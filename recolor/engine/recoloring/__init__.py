"""Recoloring of garments: the cloth model, protected details, blending, and the report."""
