"""Opening, converting, resizing and encoding pictures, and pixel operations shared by the rest of the engine."""
