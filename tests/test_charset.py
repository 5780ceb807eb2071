"""Requests whose header names a charset."""

import io
import json

import pytest

from recolor_site.wsgi import application

LIST = "/v4/models/multipose-image-recolor/"


@pytest.mark.django_db(transaction=True)  # in a transaction, the application would close the test's connection
@pytest.mark.parametrize("charset", ["rot13", "UTF-7", '"latin-1"', "nothing"])
def test_bodies_and_queries_are_utf8_whatever_their_header_says(api_key, charset):
    body, statuses = '{"image_quality": "é+2AA-"}'.encode(), []
    answer = application(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": LIST,
            "QUERY_STRING": "q=%C3%A9",
            "CONTENT_TYPE": f"application/json;Charset={charset}",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "HTTP_X_API_KEY": api_key,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        },
        lambda status, headers: statuses.append(status),
    )
    assert "é+2AA-" in json.loads(b"".join(answer))["image_quality"][0]
    assert statuses == ["400 Bad Request"]
