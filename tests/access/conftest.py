"""A workspace with one row of each kind, an own photo of another workspace, and callers of all kinds."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from recolor import selectors, services, sheet_files
from recolor.models import Garment, Membership, Photo, SavedView, Sheet
from recolor.palette_files import Entry
from recolor.web.accounts.sign_in import link_path

MARK = "zebra"  # in all names of the workspace; nobody else may see it
MISSING = 987654


@dataclass
class World:
    """ids: the URL arguments of a kind of row. mixed: the same, but below a photo or a webhook of the stranger."""

    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    mixed: dict[str, dict[str, Any]] = field(default_factory=dict)
    callers: dict[str, Client] = field(default_factory=dict)


def missing(ids: dict[str, Any], names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return URL arguments like `ids`, but of rows that do not exist; only those in `names`, if any are given."""
    replacements: dict[type, Any] = {int: MISSING, uuid.UUID: uuid.uuid4(), str: "missing1"}
    files = ("file_format", "name")  # not ids
    return {
        name: replacements[type(value)] if name not in files and (not names or name in names) else value
        for name, value in ids.items()
    }


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    """Use a hash that costs no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(workspace, other_workspace, new_photo, new_task) -> World:
    workspace.name = f"{MARK} house"
    workspace.save()
    key, key_text = services.api_key_create(workspace, MARK)
    stranger_key, stranger_key_text = services.api_key_create(other_workspace, "stranger")
    made = _rows(workspace, new_photo, new_task, key)
    users = {name: User.objects.create_user(name) for name in ("member", "owner", "stranger")}
    Membership.objects.create(workspace=workspace, user=users["member"])
    Membership.objects.create(workspace=workspace, user=users["owner"], role=Membership.Role.OWNER)
    # An owner of another workspace: being one must not help here.
    Membership.objects.create(workspace=other_workspace, user=users["stranger"], role=Membership.Role.OWNER)
    own_photo = new_photo(workspace=other_workspace, name="Own")
    own_webhook = services.webhook_create(
        stranger_key, url="https://own.example/", events=["task.completed"], site_url="http://testserver/"
    )
    revoked, revoked_text = services.api_key_create(workspace, MARK)
    services.api_key_revoke(revoked)
    made.callers = {
        "anonymous": Client(),
        **{name: client_of(user) for name, user in users.items()},
        "key": Client(headers={"x-api-key": key_text}),
        "another key": Client(headers={"x-api-key": stranger_key_text}),
        "revoked key": Client(headers={"x-api-key": revoked_text}),
    }
    for row in ("garment", "removed_garment", "regrouping"):
        made.mixed[row] = made.ids[row] | {"pk": own_photo.pk}
    for row in ("delivery", "message"):
        made.mixed[row] = made.ids[row] | {"pk": own_webhook.pk}
    made.ids["membership"] = {"pk": Membership.objects.get(user=users["member"]).pk}
    made.ids["sign_in_link"] = dict(zip(("uid", "token"), link_path(users["member"]).split("/")[2:4], strict=True))
    return made


def _rows(workspace, new_photo, new_task, key) -> World:
    photo = new_photo(name=f"{MARK} photo")
    trashed = new_photo(name=f"{MARK} trashed")
    services.photo_trash(trashed)
    first, second = photo.garments.all()
    Garment.with_removed.filter(pk=second.pk).update(removed_at=timezone.now())
    batch, trashed_batch = (
        services.batch_create(workspace, requests=[_request(photo)], name=f"{MARK} {name}")
        for name in ("batch", "trashed batch")
    )
    services.batch_trash(trashed_batch)
    task = new_task(photo)
    services.task_run(task.pk)
    decided_in = uuid.uuid4()
    services.tasks_review([task], "approved", decided_in=decided_in)
    palette = services.palette_create(workspace, f"{MARK} palette", [Entry(f"{MARK} red", "#c00000")])
    webhook = services.webhook_create(
        key, url=f"https://{MARK}.example/", events=["task.completed"], site_url="http://testserver/"
    )
    delivery = services.webhook_test(webhook)
    invite, token = services.invite_create(workspace, "member")
    cells = sheet_files.read(f"photo,target,color\n{MARK},blouse,red\n".encode())
    sheet = Sheet.objects.create(workspace=workspace, name=MARK, columns=cells.columns, rows=cells.rows)
    pk = {"pk": photo.pk}
    return World(
        ids={
            "photo": pk,
            "trashed_photo": {"pk": trashed.pk},
            "photo_file": pk | {"name": "preview"},
            "garment": pk | {"garment": first.pk},
            "removed_garment": pk | {"garment": second.pk},
            "named_garment": pk | {"name": first.name},
            "regrouping": pk | {"regrouping": uuid.uuid4()},
            "batch": {"pk": batch.pk},
            "trashed_batch": {"pk": trashed_batch.pk},
            "task": {"pk": task.pk},
            "decision": {"decided_in": decided_in},
            "result_file": {"pk": task.pk, "name": "result"},
            "sheet": {"pk": sheet.pk},
            "sheet_file": {"file_format": "csv"},
            "saved_view": {"pk": SavedView.objects.create(workspace=workspace, name=MARK, query="q=1").pk},
            "workspace": {"pk": workspace.pk},
            "palette": {"pk": palette.pk},
            "palette_export": {"pk": palette.pk, "file_format": "csv"},
            "swatch": {"pk": palette.swatches.get().pk},
            "invite": {"pk": invite.pk},
            "join": {"token": token},
            "key": {"pk": key.prefix},
            "webhook": {"pk": webhook.pk},
            "delivery": {"pk": webhook.pk, "delivery": delivery.pk},
            "message": {"pk": webhook.pk, "message_id": delivery.message_id},
            "signed_file": {"token": selectors.signed_path("result", task.pk).split("/")[2]},
        }
    )


def _request(photo: Photo) -> dict[str, Any]:
    return {"pose": None, "model": photo, "changes": [{"target": "blouse", "color": "red"}]}


@pytest.fixture
def secret_outside(settings):
    """Return the path, relative to the storage, of a file beside it that no request may reach."""
    default_storage.save("inside.txt", ContentFile(b"inside"))
    path = settings.MEDIA_ROOT.parent / "secret.txt"
    path.write_text("a secret")
    return "../secret.txt"


@pytest.fixture
def owner_client(signed_in, person):
    """Return a client that is signed in as an owner of the workspace."""
    Membership.objects.filter(user=person).update(role=Membership.Role.OWNER)
    return signed_in
