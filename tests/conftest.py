"""Fixtures for all tests: a workspace, a person, an API key, photos, tasks, and a fake of the local engine."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
import requests
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks.signals import task_enqueued
from PIL import Image

from recolor import engine, files, services
from recolor.engines import FindingResult, FoundGarment, LocalEngine, RecoloringResult, Scope
from recolor.engines.measured import change_result
from recolor.engines.requested import MeantGarments
from recolor.engines.targets import not_found_text, resolve_targets
from recolor.models import Garment, Membership, Photo, Workspace
from recolor.pictures import EXTENSIONS, EncodedPicture

from .own_services import empty_queues, own_queues  # noqa: F401  # a fixture

SAMPLES = Path(__file__).resolve().parent.parent / "recolor" / "samples"


def picture_bytes(size=(120, 160), color=(200, 60, 90), kind="PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, kind)
    return buffer.getvalue()


def picture_upload(name="red dress.png", **options) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(**options), "image/png")


def poll_of(page: str) -> str:
    """Return the query of the page's next poll: the query of its address, and a field for each unfinished card."""
    marks = re.findall(r'class="watched" name="(\w+)" value="([^"]+)"', page)
    query = page.split("/live/?")[1].split('"', maxsplit=1)[0].replace("&amp;", "&")
    return "&".join([query, *(f"{name}={value}" for name, value in marks)])


def download(client, link: str) -> bytes:
    """Return the file to which a link of the API leads, without a key; with S3, it redirects to the storage."""
    answer = client.get(link)
    if answer.status_code == 302:
        return requests.get(answer["Location"], timeout=10).content
    assert answer.status_code == 200
    return answer.getvalue()


class FakeEngine(LocalEngine):
    """A local engine without networks, for tests in which pixels do not matter.

    Every photo shows a blouse above a lehenga, and every result is a plain picture. Like the real engine it rejects
    photos that cannot be read, unknown qualities, colors and garment names, and garments that the photo does not
    show. `during_recolor` is called with each task that passes these checks. `limits` has the photos, by their ids,
    that reach the same color, '#rrggbb', whatever is requested. `named` has the boxes of garments that it finds only by
    their names. `layers_of_blouse` has the color layers of each blouse, as stored values.
    """

    def __init__(self):
        self.during_recolor = lambda task: None
        self.limits = {}
        self.named = {}
        self.layers_of_blouse = []

    def _missing(self, photo, targets, unmatched):
        return [target for target in unmatched if target.casefold() not in self.named]

    def find(self, photo, progress):
        progress("finding garments", 50)
        picture = engine.open_picture(files.read(photo.file.name))
        top = np.zeros((picture.height, picture.width), np.float32)
        top[: picture.height // 2] = 1
        garments = [
            FoundGarment("blouse", top, "#c83c5a", 0.9, self.layers_of_blouse),
            FoundGarment("lehenga", 1 - top, "#c83c5a", 0.8, []),
        ]
        return FindingResult(garments, b"no real analysis", missed_clothes=False)

    def layers(self, garment):
        return self.layers_of_blouse if garment.name == "blouse" else []

    def find_named(self, photo, name, others):
        if name not in self.named:
            raise engine.GarmentNotFound(not_found_text(name, others), others)
        mask = np.zeros((photo.height, photo.width), np.float32)
        left, top, right, bottom = self.named[name]
        mask[top:bottom, left:right] = 1
        return FoundGarment(name, mask, "#404040", 0.7)

    def recolor(self, task, progress):
        progress("recoloring", 50)
        engine.open_picture(files.read(task.photo.file.name))
        if task.image_quality not in task.Quality.values:
            raise ValueError(f"The quality {task.image_quality!r} is unknown.")
        changes = list(task.color_changes.all())
        colors = [engine.parse_color(change.color_hex).hex for change in changes]
        resolved = self._resolve(task.photo, [Scope(change.target, change.layer) for change in changes])
        self.during_recolor(task)
        progress("writing", 90)
        content, small = picture_bytes(kind=task.output_format.upper()), picture_bytes(kind="JPEG")
        reports = [
            engine.ChangeReport(
                change.target,
                color,
                self.limits.get(task.photo_id, change.tone_hex or color),
                delta_e=0.1,
                coverage=0.5,
            )
            for change, color in zip(changes, colors, strict=True)
        ]
        measured = [change_result(*each) for each in zip(reports, map(MeantGarments.of, resolved), strict=True)]
        return RecoloringResult(
            EncodedPicture(content, EXTENSIONS[task.output_format], small, small, 120, 160), measured
        )

    def _resolve(self, photo, scopes):
        garments = list(photo.garments.all())
        names = [garment.name for garment in garments]
        resolved = resolve_targets(scopes, garments)
        for (target, _layer), meant in zip(scopes, resolved, strict=True):
            if not meant:
                engine.parse_target(target)
                raise engine.GarmentNotFound(not_found_text(target, names), names)
        return resolved


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Give each test files, a cache and a queue of its own; `make test-services` has them in S3 and Redis."""
    settings.MEDIA_ROOT = tmp_path / "media"
    if settings.RECOLOR_S3_BUCKET:
        default = settings.STORAGES["default"]
        options = default["OPTIONS"] | {"location": str(tmp_path).lstrip("/")}
        settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": options}}
    empty_queues()
    own = {"KEY_PREFIX": str(tmp_path)} if settings.RECOLOR_REDIS_URL else {"LOCATION": tmp_path / "cache"}
    settings.CACHES = {"default": settings.CACHES["default"] | own}


@pytest.fixture
def media():
    """Return a function that lists the stored files, as paths relative to the storage."""

    def names(folder: str = "") -> set[str]:
        try:
            folders, own = default_storage.listdir(folder)
        except FileNotFoundError:
            return set()
        prefix = f"{folder}/" if folder else ""
        return {prefix + name for name in own}.union(*(names(prefix + each) for each in folders))

    return names


@pytest.fixture
def background_tasks():
    """Return a list of the background tasks that are enqueued from now on; it grows."""
    enqueued = []

    def note(task_result, **_details):
        enqueued.append(task_result)

    task_enqueued.connect(note)
    yield enqueued
    task_enqueued.disconnect(note)


@pytest.fixture
def use_local_engine(monkeypatch):
    """Return a function that replaces the local engine of the product."""

    def replace(replacement):
        monkeypatch.setattr("recolor.engines.local_engine", lambda: replacement)
        for name in ("finding", "garment_layers", "garments", "missed", "regrouping", "tasks"):
            monkeypatch.setattr(f"recolor.services.{name}.local_engine", lambda: replacement)
        return replacement

    return replace


@pytest.fixture
def fake_engine(use_local_engine):
    return use_local_engine(FakeEngine())


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
def new_photo(workspace, fake_engine):
    """Return a function that creates a photo; `found=True` also finds its garments, as a worker does."""

    def make(found=True, **options):
        options.setdefault("upload", picture_upload())
        photo = services.photo_create(options.pop("workspace", workspace), **options)
        if found:
            services.photo_find_garments(photo.pk)
            photo.refresh_from_db()
        return photo

    return make


@pytest.fixture
def many_photos(workspace, new_photo):
    """Return a function that quickly creates many photos, “Look 1” and so on, which share the files of one."""

    def make(count):
        first = new_photo(name="Look 0")
        shared = {field: getattr(first, field) for field in ("kind", "status", "file", "thumbnail", "analysis_version")}
        photos = Photo.objects.bulk_create(
            Photo(workspace=workspace, name=f"Look {number}", file_name=f"look-{number}.jpg", **shared)
            for number in range(1, count + 1)
        )
        fields = ("position", "name", "color", "confidence", "mask")
        Garment.objects.bulk_create(
            Garment(photo=photo, **{field: getattr(garment, field) for field in fields})
            for garment in first.garments.all()
            for photo in photos
        )
        return photos

    return make


@pytest.fixture
def photo(new_photo):
    return new_photo()


@pytest.fixture
def doubtful_blouse(photo):
    """Return the photo's blouse, of whose outline the engine is not sure."""
    photo.garments.filter(name="blouse").update(confidence=0.5)
    return photo.garments.get(name="blouse")


@pytest.fixture
def new_task(workspace, photo):
    """Return a function that creates a task, of `photo` by default."""

    def make(of=None, **options):
        of = of or photo
        options.setdefault("changes", [{"target": "blouse", "color": "royal blue"}])
        field = "pose" if of.kind == "pose" else "model"
        return services.task_create(of.workspace, **{field: of}, **options)

    return make


@pytest.fixture
def batch(workspace, photo):
    """Return a batch of two completed tasks."""
    requests = [{"model": photo, "changes": [{"target": "blouse", "color": color}]} for color in ("teal", "navy")]
    batch = services.batch_create(workspace, requests, name="Spring")
    for task in batch.tasks.all():
        services.task_run(task.pk)
    return batch


@pytest.fixture
def hours_pass(monkeypatch):
    """Return a function that moves the clock of signed links forward by a number of hours."""
    import time

    now = time.time
    return lambda hours: monkeypatch.setattr("django.core.signing.time.time", lambda: now() + hours * 3600)
