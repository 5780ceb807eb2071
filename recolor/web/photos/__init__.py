"""The photo library and the page on which one photo is recolored."""
