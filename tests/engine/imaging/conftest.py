import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def picture():
    """Return a small PIL image: red top left, green bottom right, black elsewhere."""
    values = np.zeros((40, 60, 3), np.uint8)
    values[:20, :30] = (250, 20, 30)
    values[20:, 30:] = (10, 200, 90)
    return Image.fromarray(values)
