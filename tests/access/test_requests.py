"""CSRF on every form, redirects that stay on the site, and paths that stay in the storage."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse

from recolor import services
from recolor.file_names import MAXIMUM_SKU, MAXIMUM_VIEW
from recolor.models import Photo

from ..conftest import picture_bytes
from .matrix import MATRIX, Who
from .test_matrix import URLS, address

TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)"]
FORMS = [
    name for name, entry in MATRIX.items() if "POST" in entry.methods and entry.who != Who.KEYS and "/" not in name
]


def test_every_post_of_the_dashboard_needs_a_csrf_token(world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.callers["owner"].cookies
    for name in FORMS:
        entry = MATRIX[name]
        url = address(URLS[name], world.ids[entry.row] if entry.row else {})
        for headers in ({}, {"HX-Request": "true"}, {"x-csrftoken": "x" * 64}):
            assert client.post(url, headers=headers).status_code == 403, f"{name} {headers}"


def test_a_request_from_another_origin_is_refused_even_with_the_token(settings, signed_in):
    signed_in.get(reverse("settings"))
    token = signed_in.cookies[settings.CSRF_COOKIE_NAME].value
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    here = {"x-csrftoken": token, "Origin": "http://testserver"}
    assert client.post(reverse("copied_forget"), headers=here).status_code == 302
    assert client.post(reverse("copied_forget"), headers=here | {"Origin": "https://evil.example"}).status_code == 403


def test_every_form_has_the_token_and_htmx_sends_it():
    for path in TEMPLATES.rglob("*.html"):
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE):
            included = [(TEMPLATES / name).read_text() for name in re.findall(r'include "([^"]+)"', form)]
            assert any("{% csrf_token %}" in text for text in (form, *included)), f"{path}: {form[:200]}"
    assert "x-csrftoken" in (TEMPLATES / "base.html").read_text().split("<body hx-headers=")[1][:80]


def test_no_form_redirects_to_another_site(world):
    for name in FORMS:
        entry = MATRIX[name]
        url = address(URLS[name], world.ids[entry.row] if entry.row else {})
        client = Client()
        client.cookies = world.callers["member"].cookies.copy()
        response = client.post(url, {"next": ELSEWHERE[1]}, headers={"Referer": ELSEWHERE[0]})
        for header in ("Location", "HX-Redirect", "HX-Location"):
            assert "evil" not in response.headers.get(header, ""), name


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_form_returns_to_pages_of_the_site_only(signed_in, photo, elsewhere):
    edit = reverse("photo_edit", args=[photo.pk])
    assert signed_in.post(edit, {"name": "New", "next": elsewhere})["Location"] == reverse("photos")
    assert signed_in.post(edit, {"name": "New", "next": "/results/?q=1"})["Location"] == "/results/?q=1"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client, person, elsewhere):
    form = {"username": "asha", "password": "a long enough secret", "next": elsewhere}
    assert client.post(reverse("sign_in"), form)["Location"] == reverse("photos")
    assert client.get(reverse("sign_in"), {"next": elsewhere})["Location"] == reverse("photos")


@pytest.mark.parametrize("path", ["//evil.example/gallery", "//evil.example/..", "/gallery//evil.example", "/trash"])
def test_redirects_of_addresses_stay_on_the_site(signed_in, path):
    response = signed_in.get(path, follow=True)
    for url, _status in response.redirect_chain:
        assert re.match(r"/(?!/)", url), url


def test_another_host_is_refused(client, db):
    assert client.get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/sign-in/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200
    assert "evil" not in client.get("/photos/", headers={"X-Forwarded-Host": "evil.example"})["Location"]


@pytest.mark.parametrize("quoted", [False, True])
def test_no_address_reads_outside_the_storage(world, secret_outside, quoted):
    photo, result = world.ids["photo"]["pk"], world.ids["task"]["pk"]
    path = secret_outside.replace("/", "%2F").replace(".", "%2E") if quoted else secret_outside
    token = TimestampSigner(salt="recolor.file").sign(f"file:{secret_outside}")
    for url in (
        f"/photos/{photo}/files/{path}/",
        f"/results/{result}/files/{path}/",
        f"/files/{path}/",
        f"/files/{token}/",
        f"/static/{path}",
        f"/static/../../../../../../{path}",
        f"/{path}",
        f"/settings/palettes/{world.ids['palette']['pk']}/export/{path}/",
    ):
        response = world.callers["owner"].get(url)
        content = response.getvalue() if response.streaming else response.content
        assert b"a secret" not in content, url
        assert response.status_code in (404, 410), url


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "..\\..\\evil.png", "C:\\evil.png", "a\nb.png"])
def test_the_name_of_an_upload_is_no_path(workspace, fake_engine, media, name):
    upload = SimpleUploadedFile("x.png", picture_bytes(), "image/png")
    upload._name = name  # Django's parser would have shortened it already
    services.photo_create(workspace, upload=upload)
    assert media() and all(path.startswith(f"workspaces/{workspace.pk}/photos/") for path in media())
    assert not any("evil" in path for path in media())


def test_the_name_of_an_upload_contains_no_null_character(signed_in, workspace, fake_engine):
    """PostgreSQL could not store it."""
    form = {"image": SimpleUploadedFile("a\0b.png", picture_bytes(), "image/png")}
    assert signed_in.post(reverse("photos"), form).status_code == 302
    assert workspace.photos.get().file_name == "ab.png"


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "..\\..\\evil", "C:\\evil", "a\nb", "CON", "..", "x" * 190]
)
def test_names_in_an_archive_are_no_paths(signed_in, photo, new_task, name):
    task = new_task()
    services.task_run(task.pk)
    Photo.objects.filter(pk=photo.pk).update(name=name, sku=name[:MAXIMUM_SKU], view=name[:MAXIMUM_VIEW])
    form = {"task": task.pk, "pattern": "{photo}/{sku}_{view}"}
    response = signed_in.post(reverse("export_zip"), form)
    assert response.status_code in (200, 422)  # a pattern may not be a path
    if response.status_code == 422:
        response = signed_in.post(reverse("export_zip"), form | {"pattern": "{photo}-{sku}-{view}"})
    names = zipfile.ZipFile(io.BytesIO(response.getvalue())).namelist()
    assert len(names) == 2
    for each in names:
        assert not each.startswith(("/", "\\")) and ".." not in each.split("/") and ":" not in each, each
        assert "\\" not in each and each.isprintable() and len(each) <= 255, each
