"""Color spaces, color differences, the sRGB gamut, and color words."""
