"""What must stay: prints, embroidery, buttons and trims whose colour is not the base cloth's."""

import cv2
import numpy as np
from numpy.typing import NDArray

_FULLY, _LEAST = 44.0, 28.0


def base_share(lab: NDArray[np.float32], inside: NDArray[np.bool_], base: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much of every pixel is base cloth, (H, W) float32 0..1.

    lab: (H, W, 3); inside: (H, W); base: (3,) the cloth's median Lab. A pixel is detail when its chroma lies far
    from what the base has at that lightness, beyond the cloth's own scatter; shade and light are never detail.
    """
    ratio = np.clip((lab[..., 0] + 4) / (base[0] + 4), 0, 1.5)
    distance = np.hypot(lab[..., 1] - base[1] * ratio, lab[..., 2] - base[2] * ratio)
    # Against the base at full strength too: bright cloth does not gain chroma, shaded satin may keep it.
    distance = np.minimum(distance, np.hypot(lab[..., 1] - base[1], lab[..., 2] - base[2]))
    scatter = float(np.median(distance[inside])) if inside.any() else 0.0
    least, fully = max(_LEAST, 4 * scatter), max(_FULLY, 6 * scatter)
    smooth = cv2.GaussianBlur(distance, (0, 0), 0.8)
    return 1 - np.clip((smooth - least) / (fully - least), 0, 1)
