"""Too large request bodies, and chunked ones."""

import io
import json

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from recolor_site.body_limit import _UPLOADS, BodyLimit

from .conftest import picture_bytes

LIST = "/v4/models/multipose-image-recolor/"

pytestmark = pytest.mark.django_db


class Body(io.BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("the body was read")


@pytest.fixture
def request_with():
    """Return a function that sends a request, and returns the status and the body of the answer.

    Its `headers` are those of the last answer, with lower-case names.
    """
    limited = BodyLimit(get_wsgi_application(), largest_upload=2000, largest_other=1000)

    def send(body, path=LIST, kind="application/json", **environ):
        started = []

        def start(status, headers):
            started.append(status)
            send.headers = {name.lower(): value for name, value in headers}

        answer = limited(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "CONTENT_TYPE": kind,
                "SERVER_NAME": "testserver",
                "SERVER_PORT": "80",
                "wsgi.input": body,
                "wsgi.url_scheme": "http",
                **environ,
            },
            start,
        )
        return started[0], b"".join(answer)

    return send


@pytest.mark.parametrize(
    ("kind", "length"), [("application/json", "3000000000"), ("multipart/form-data; boundary=x", "2001"), ("", "1001")]
)
def test_a_large_body_is_refused_before_it_is_read(request_with, kind, length):
    status, body = request_with(Body(), kind=kind, CONTENT_LENGTH=length)
    assert status.startswith("413")
    assert "Send less" in json.loads(body)["detail"]


def test_a_page_without_uploads_takes_no_large_form(request_with):
    upload = {"kind": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "1001"}
    assert request_with(Body(), path="/sign-in/", **upload)[0].startswith("413")


def test_the_upload_of_somebody_who_is_not_signed_in_is_not_read(request_with):
    upload = {"kind": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "1500"}
    cookie = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"  # anybody can send one
    assert request_with(Body(), path="/photos/", HTTP_HOST="localhost", HTTP_COOKIE=cookie, **upload)[0].startswith(
        "302"
    )


@pytest.mark.parametrize("view", ["photos", "sheets", "palette_import", "api_base_images", "api_sheet"])
def test_uploads_are_taken_where_forms_and_programs_send_them(view):
    assert reverse(view).startswith(_UPLOADS)


def test_the_refusal_has_the_headers_of_all_answers(request_with, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    asked = {"HTTP_ORIGIN": "https://shop.example", "HTTP_X_REQUEST_ID": "order-77"}
    assert request_with(Body(), CONTENT_LENGTH="1001", **asked)[0].startswith("413")
    assert request_with.headers["access-control-allow-origin"] == "https://shop.example"
    assert request_with.headers["x-request-id"] == "order-77"


def test_people_get_text_instead_of_json(request_with):
    status, body = request_with(Body(), path="/photos/", CONTENT_LENGTH="1001")
    assert status.startswith("413")
    assert body.startswith(b"The request is larger")


@pytest.mark.django_db(transaction=True)  # in a transaction, the application would close the test's connection
def test_a_chunked_body_is_read_up_to_the_limit(request_with, api_key, photo):
    def body(target):
        changes = [{"target": target, "color": "red"}]
        return json.dumps({"models_image_generation_task_id": photo.pk, "color_changes": changes}).encode()

    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "HTTP_X_API_KEY": api_key, "HTTP_HOST": "localhost"}
    status, answer = request_with(io.BytesIO(body("blouse")), **chunked)
    assert (status, json.loads(answer)["status"]) == ("200 OK", "queued")
    endless = io.BytesIO(b"x" * 10_000_000)
    assert request_with(endless, **chunked)[0].startswith("413")
    assert endless.tell() < 200_000


UPLOAD = "/v4/models/base-images/"
CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "HTTP_HOST": "localhost", "kind": "multipart/form-data; boundary=x"}


def test_a_chunked_upload_is_not_read_before_its_key(request_with):
    assert request_with(Body(), path=UPLOAD, **CHUNKED)[0].startswith("401")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("bytes_in_field", "code"), [(0, "201"), (1200, "201"), (2000, "413"), (10_000_000, "413")])
def test_a_chunked_upload_is_read_up_to_the_limit(request_with, api_key, bytes_in_field, code):
    fields = {"kind": b"model", "sku": b" " * bytes_in_field}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + fields[name] for name in fields]
    file = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n' + picture_bytes()
    body = io.BytesIO(b"\r\n".join([*parts, file, b"--x--\r\n"]))
    status, answer = request_with(body, path=UPLOAD, HTTP_X_API_KEY=api_key, **CHUNKED)
    assert status.startswith(code), answer
    if code == "413":
        assert "Send less" in json.loads(answer)["detail"] and body.tell() < 200_000


@pytest.mark.django_db(transaction=True)
def test_a_chunked_form_of_a_person_that_is_too_large_gets_text(request_with, signed_in):
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in.cookies.items())
    body = io.BytesIO(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 3000)
    csrf = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"
    status, answer = request_with(body, path="/photos/", HTTP_COOKIE=f"{cookie}; {csrf}", **CHUNKED)
    assert status.startswith("413") and answer.startswith(b"The request is larger")


def test_the_limits_of_the_product_allow_its_uploads():
    from recolor_site.wsgi import application

    assert isinstance(application, BodyLimit)
    assert application._largest_upload > settings.RECOLOR_MAX_UPLOAD_MB * 1024 * 1024
