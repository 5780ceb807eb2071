"""Fixtures of sheets."""

import pytest

from recolor import services

from ..conftest import picture_upload


@pytest.fixture
def upload(workspace, person):
    """Return a function that uploads a sheet of some lines."""

    def make(*lines, name="spring.csv"):
        content = "\n".join(lines).encode()
        return services.sheet_create(workspace, file_name=name, content=content, created_by=person)

    return make


@pytest.fixture
def named_photo(new_photo):
    """Return a function that creates a photo with a file name."""
    return lambda file_name, /, **options: new_photo(upload=picture_upload(file_name), **options)
