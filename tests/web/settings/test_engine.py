"""The state of the engine."""

import pytest
from django.core.files.storage import default_storage, storages
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from recolor import services


def test_the_page_shows_the_state_of_the_engine(signed_in, new_task):
    page = signed_in.get(reverse("settings")).text
    assert "Storage used" in page and "Working normally" in page


def test_the_page_shows_the_measured_size_and_looks_at_no_file(signed_in, workspace, new_task, media, monkeypatch):
    address = reverse("settings")
    assert "<dd>–</dd>" in signed_in.get(address).text, "no worker has measured it yet"
    services.task_run(new_task().pk)
    size = sum(default_storage.size(name) for name in media())
    services.workspaces_measure()
    for name in ("folder_size", "listdir", "size"):
        monkeypatch.setattr(type(storages["default"]), name, lambda *given: pytest.fail("the files are read"))
    assert f"<dd>{filesizeformat(size)}</dd>" in signed_in.get(address).text
    services.workspaces_measure()  # another worker has just done it
