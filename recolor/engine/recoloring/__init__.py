"""Changing the color of a garment: the cloth model, details that stay, blending, and the report."""
