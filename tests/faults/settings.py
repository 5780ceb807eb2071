"""The product's settings, with a storage that is slow or fails; see `storage.py`."""

from recolor_site.settings import *  # noqa: F403
from recolor_site.settings import STORAGES as _PRODUCT

STORAGES = _PRODUCT | {"default": {"BACKEND": "tests.faults.storage.FaultyStorage"}}
