"""Finding garments in photos by name, without a name, or from clicks, and computing their masks."""
