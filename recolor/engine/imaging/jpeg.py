"""JPEG encoding by OpenCV, which lets other threads work meanwhile; Pillow keeps Python's lock.

The upper and the lower half of a picture are encoded at the same time. Restart markers allow to join them: after such a
marker, the data of a scan does not depend on what precedes it (ITU-T T.81, F.1.1.5).
"""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Pixels

_BLOCK = 8  # pixels; side of a block, without chroma subsampling
# The last byte of a restart marker counts from 0 to 7 and starts again. With one marker after each row of blocks, and
# halves that start at such multiples, the count of the lower half goes on where that of the upper half ends.
_ROWS_OF_COUNT = 8 * _BLOCK
_LAST_RESTART = b"\xff\xd7"
_START_OF_FRAME, _START_OF_SCAN = 0xC0, 0xDA
_END_OF_IMAGE = b"\xff\xd9"


def encode_jpeg(pixels: Pixels, profile: bytes) -> bytes:
    """Return a picture, (H, W, 3) uint8, as a JPEG of quality 95 without chroma subsampling, with an ICC profile."""
    height, width = pixels.shape[:2]
    options = [
        *(cv2.IMWRITE_JPEG_QUALITY, 95),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
        *(cv2.IMWRITE_JPEG_RST_INTERVAL, -(-width // _BLOCK)),
    ]
    metadata = [np.frombuffer(profile, np.uint8)]

    def encode_part(part: Pixels) -> NDArray[np.uint8]:
        bgr = cv2.cvtColor(part, cv2.COLOR_RGB2BGR)
        encoded, buffer = cv2.imencodeWithMetadata(".jpg", bgr, [cv2.IMAGE_METADATA_ICCP], metadata, options)
        assert encoded
        return buffer

    middle = height // 2 // _ROWS_OF_COUNT * _ROWS_OF_COUNT
    if not middle:
        return encode_part(pixels).tobytes()
    with ThreadPoolExecutor(2) as pool:
        upper, lower = pool.map(encode_part, (pixels[:middle], pixels[middle:]))
    return _joined(upper.tobytes(), lower.tobytes(), height)


def _joined(upper: bytes, lower: bytes, height: int) -> bytes:
    """Return a JPEG of that height, of which `upper` and `lower` are the halves."""
    frame, _data = _places(upper)
    _frame, data = _places(lower)
    header = upper[: frame + 5] + height.to_bytes(2, "big")  # marker, length and precision precede the height
    return b"".join([header, upper[frame + 7 :].removesuffix(_END_OF_IMAGE), _LAST_RESTART, lower[data:]])


def _places(content: bytes) -> tuple[int, int]:
    """Return where the frame header and the data of the scan of a JPEG start."""
    frame, position = 0, 2
    while True:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        if marker == _START_OF_FRAME:
            frame = position
        position += 2 + length
        if marker == _START_OF_SCAN:
            return frame, position
