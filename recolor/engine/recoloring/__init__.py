"""Changing the color of garments: cloth model, protected details, blending and report."""
