"""Limits and sizes that several rules share; docs/figures.md, "Recoloring", says how they were chosen."""

HALF_SIZE_ABOVE = 2_000_000  # pixels of a garment's bounding box; details and patterns of larger ones are found at half
# Patterns and color layers are found at a small size.
FILTER_RADIUS = 2  # pixels at that size; of the guided filter
SMALL_SIGMA = 2.0  # pixels at that size; of Gaussian means
NEUTRAL_CHROMA = 9.0  # below which cloth counts as white, gray or black
LIGHTNESS_WEIGHT = 0.5  # of L in a difference of colors, because light changes L most
REACH = 16  # pixels around an edge that tell the colors on both sides of it; the Gaussians below reach no farther
NEARBY_SIGMA = 3.0  # pixels; of the Gaussian means of these colors
MINIMUM_WEIGHT = 0.15  # share of such a neighborhood from which its mean color is reliable
NOISE_SHARE = 0.15  # shares of a detail or a layer within this distance of 0 or 1 are noise, and become 0 or 1
PATTERN_SHARE = 0.05  # of a garment, from which it is printed or patterned
OUTLINE = 5  # pixels; side of the square that erodes a garment to the pixels without background
