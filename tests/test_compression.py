"""Which answers are compressed."""

import gzip

import pytest
from django.urls import reverse

from recolor import services

pytestmark = pytest.mark.django_db
ACCEPTS = {"accept-encoding": "gzip, br"}


def test_pages_are_compressed_for_browsers_that_accept_it(signed_in):
    page = signed_in.get(reverse("photos"), headers=ACCEPTS)
    assert (page["Content-Encoding"], int(page["Content-Length"])) == ("gzip", len(page.content))
    assert "Accept-Encoding" in page["Vary"]
    assert b"</html>" in gzip.decompress(page.content)
    plain = signed_in.get(reverse("photos"))
    assert "Content-Encoding" not in plain
    assert b"</html>" in plain.content


def test_answers_of_the_api_keep_their_strong_etags(client, api_key, new_task):
    headers = {**ACCEPTS, "x-api-key": api_key}
    answer = client.get(f"/v2/models/multipose-tasks/{new_task().pk}/", headers=headers)
    assert "Content-Encoding" not in answer
    assert answer["ETag"].startswith('"')


def test_pictures_and_zip_files_are_not_compressed_again(signed_in, new_task):
    task = new_task()
    services.task_run(task.pk)
    picture = signed_in.get(reverse("result_file", args=[task.pk, "result"]), headers=ACCEPTS)
    archive = signed_in.post(reverse("export_zip"), {"task": [task.pk], "pattern": "{id}"}, headers=ACCEPTS)
    assert (picture.status_code, archive.status_code) == (200, 200)
    assert (archive["Content-Type"], archive.streaming) == ("application/zip", True)
    assert "Content-Encoding" not in picture
    assert "Content-Encoding" not in archive
