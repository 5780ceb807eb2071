"""Opening, resizing and encoding pictures, and the pixel operations that the other packages share."""
