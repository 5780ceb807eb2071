"""Color spaces, color differences, the sRGB gamut, color words, and color families."""
