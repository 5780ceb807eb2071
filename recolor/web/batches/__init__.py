"""Batches: many photos in many colors at once."""
