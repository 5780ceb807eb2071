"""From network output to named garments with precise masks, and from clicks to a mask."""
