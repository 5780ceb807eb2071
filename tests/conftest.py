"""What all tests share: a workspace, a person, a key, photos, and a quick engine where pixels do not matter."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import engines, services
from recolor.engines import ChangeResult, FindingResult, FoundGarment, RecoloringResult
from recolor.engines.local import LocalEngine
from recolor.models import Membership, Workspace
from recolor.pictures import EncodedPicture

SAMPLES = Path(__file__).resolve().parent.parent / "recolor" / "samples"


def picture_bytes(size=(120, 160), color=(200, 60, 90), kind="PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, kind)
    return buffer.getvalue()


def picture_upload(name="red dress.png", **options) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(**options), "image/png")


def poll_of(page: str) -> str:
    """What the page's next poll sends: the query in its address, and the marks of the cards that move."""
    marks = re.findall(r'class="watched" name="(\w+)" value="([^"]+)"', page)
    query = page.split("/live/?")[1].split('"', maxsplit=1)[0].replace("&amp;", "&")
    return "&".join([query, *(f"{name}={value}" for name, value in marks)])


class FakeEngine(LocalEngine):
    """Words are understood by the real vocabulary; what needs a network is invented on the spot.

    Every photo holds a blouse above a lehenga; a recolored picture is a flat one.
    """

    def __init__(self):
        self.during_recolor = lambda task: None

    def check_targets(self, photo, targets):
        from recolor.engine import GarmentNotFound, TargetError, parse_target

        for target in targets:
            try:
                parse_target(target)
            except TargetError:
                raise
        if photo.status == photo.DONE:
            names = [garment.name for garment in photo.garments.all()]
            for target in targets:
                if not engines.local.match_garment(target, list(photo.garments.all())):
                    raise GarmentNotFound(engines.local.not_found_text(target, names), names)

    def find(self, photo, progress):
        progress("finding garments", 50)
        top = np.zeros((photo.height, photo.width), np.float32)
        top[: photo.height // 2] = 1
        return FindingResult(
            [FoundGarment("blouse", top, "#c83c5a", 0.9), FoundGarment("lehenga", 1 - top, "#c83c5a", 0.8)],
            b"seen",
        )

    def recolor(self, task, progress):
        progress("recoloring", 50)
        self.during_recolor(task)
        progress("writing", 90)
        content = picture_bytes(kind="JPEG")
        reports = [ChangeResult(change.color_hex, 0.1) for change in task.color_changes.all()]
        return RecoloringResult(EncodedPicture(content, "jpg", content, content, 120, 160), reports)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def media(settings):
    """The files in the storage, as paths relative to it."""

    def names() -> set[str]:
        root = Path(settings.MEDIA_ROOT)
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    return names


@pytest.fixture
def quick_backend(monkeypatch):
    backend = FakeEngine()
    monkeypatch.setattr("recolor.engines.local_engine", lambda: backend)
    for name in ("finding", "garments", "tasks"):
        monkeypatch.setattr(f"recolor.services.{name}.local_engine", lambda: backend)
    return backend


@pytest.fixture
def workspace(db):
    return Workspace.objects.create(name="Studio")


@pytest.fixture
def other_workspace(db):
    return Workspace.objects.create(name="Another shop")


@pytest.fixture
def person(workspace):
    user = User.objects.create_user("asha", password="a long enough secret")
    Membership.objects.create(workspace=workspace, user=user)
    return user


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def api_key(workspace):
    return services.api_key_create(workspace, "tests")[1]


@pytest.fixture
def new_photo(workspace, quick_backend):
    """Makes a photo; `found=True` has its garments found as a worker does."""

    def make(found=True, **options):
        options.setdefault("upload", picture_upload())
        photo = services.photo_create(options.pop("workspace", workspace), **options)
        if found:
            services.photo_find_garments(photo.pk)
            photo.refresh_from_db()
        return photo

    return make


@pytest.fixture
def photo(new_photo):
    return new_photo()


@pytest.fixture
def new_task(workspace, photo):
    def make(of=None, **options):
        of = of or photo
        options.setdefault("changes", [{"target": "blouse", "color": "royal blue"}])
        field = "pose" if of.kind == "pose" else "model"
        return services.task_create(of.workspace, **{field: of}, **options)

    return make


@pytest.fixture
def hours_pass(monkeypatch):
    """Signed links look at the clock; this moves it on."""
    import time

    now = time.time
    return lambda hours: monkeypatch.setattr("django.core.signing.time.time", lambda: now() + hours * 3600)
