"""Exports of results: a ZIP file of pictures with a manifest, and a contact sheet as PDF."""

from .archive import zip_chunks
from .contact_sheet import MAXIMUM_RESULTS, contact_sheet
from .names import FIELDS, FileNamer, NamePatternError, named_results
from .options import PRESETS, ExportOptions

__all__ = [
    "FIELDS",
    "MAXIMUM_RESULTS",
    "PRESETS",
    "ExportOptions",
    "FileNamer",
    "NamePatternError",
    "contact_sheet",
    "named_results",
    "zip_chunks",
]
