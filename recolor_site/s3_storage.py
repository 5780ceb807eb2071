"""The storage of pictures in a bucket of an S3-compatible service."""

from datetime import datetime

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage as S3StorageOfPackage


class S3Storage(S3StorageOfPackage):  # type: ignore[misc]  # the package has no types
    """Django-storages' storage, which can also tell the size of a folder."""

    def get_modified_time(self, name: str) -> datetime:
        """Return when a file was stored. Raises FileNotFoundError, as the storage of this machine does."""
        try:
            stored: datetime = super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise
        return stored

    def folder_size(self, folder: str) -> int:
        """Return the bytes of all files in a folder, from the lists of the bucket: no request for each file."""
        prefix = self._normalize_name(f"{folder}/")
        return sum(int(entry.size) for entry in self.bucket.objects.filter(Prefix=prefix))
