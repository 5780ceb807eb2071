"""Too large request bodies, and chunked ones."""

import io
import json

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from recolor_site.body_limit import BodyLimit

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


def test_the_limits_of_the_product_allow_its_uploads():
    from recolor_site.wsgi import application

    assert isinstance(application, BodyLimit)
    assert application._largest_upload > settings.RECOLOR_MAX_UPLOAD_MB * 1024 * 1024
