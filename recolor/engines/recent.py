"""The photo that a thread opened last, with its masks, so that a second color reads and decodes nothing again.

A batch asks for a photo in one color after the other. A thread keeps only one photo: one of 12 megapixels takes 36 MB,
what its recolorings have in common about as much again for each garment, and each mask 12 MB.
"""

import threading
from dataclasses import dataclass, field

import numpy as np

from .. import engine, files
from ..pictures import mask_from_png

_MAX_MASKS = 12  # as many as a task has color changes


@dataclass
class RecentPhoto:
    """An opened photo and its masks.

    Attributes
    ----------
    name : str
        Name of the photo's file in the storage. A stored file is never written again, so it stands for the content.
    picture : engine.Picture
        The opened photo.
    masks : dict
        The masks read so far, (H, W) uint8, by the names of their files.
    """

    name: str
    picture: engine.Picture
    masks: dict[str, np.ndarray] = field(default_factory=dict)

    def mask(self, name: str) -> np.ndarray:
        """Return a stored mask, (H, W) uint8. Raises FileNotFoundError."""
        if name not in self.masks:
            if len(self.masks) == _MAX_MASKS:
                del self.masks[next(iter(self.masks))]
            self.masks[name] = mask_from_png(files.read(name))
        return self.masks[name]


_recent = threading.local()  # .photo: RecentPhoto; each thread of a worker has another photo at hand


def recent_photo(name: str) -> RecentPhoto:
    """Return the photo in a stored file. Raises PhotoError."""
    recent: RecentPhoto | None = getattr(_recent, "photo", None)
    if recent and recent.name == name:
        return recent
    recent = _recent.photo = None  # free the memory of the other photo before this one is opened
    recent = _recent.photo = RecentPhoto(name, engine.open_picture(files.read(name)))
    return recent
