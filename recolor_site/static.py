"""The storage of static files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Adds a hash of the content to file names, also in the imports of ES modules, and compresses the files."""

    support_js_module_import_aggregation = True
