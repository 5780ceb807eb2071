"""The photo library, and the studio in which one photo is recolored."""
