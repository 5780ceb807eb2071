"""Garments in photos: which ones a photo shows, by which names, and their masks, also from clicks."""
