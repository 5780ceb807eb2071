"""Log lines: text or JSON, with the request and the job from the web process to the worker."""

import json
import logging
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_guid import clear_guid, set_guid

from recolor import services
from recolor.log_context import current_job, current_request_id, job_context
from recolor.models import Photo, RecolorTask
from recolor_site.logs import ContextFilter, JsonFormatter

from ..conftest import picture_upload

LIST = "/v4/models/multipose-image-recolor/"


def record(message="text", **options):
    made = logging.LogRecord("recolor", logging.INFO, "", 0, message, None, options.get("exc_info"))
    assert ContextFilter().filter(made)
    return made


@pytest.fixture
def lines(monkeypatch):
    """Return the list of the lines that are logged from now on, as objects."""
    console = next(each for each in logging.getLogger().handlers if each.formatter and each.filters)
    logged = []
    monkeypatch.setattr(console, "emit", lambda made: logged.append(json.loads(JsonFormatter().format(made))))
    return logged


def test_lines_name_the_request_and_the_job_only_during_them():
    assert record().context == ""
    set_guid("abc")
    try:
        assert record().context == " request=abc"
        with job_context("task 5", "def"):
            assert record().context == " request=def job=task-5"
        assert record().context == " request=abc"
    finally:
        clear_guid()
    with job_context("task 5", ""):
        assert record().context == " job=task-5"
    assert (current_request_id(), current_job()) == ("", "")


def test_json_lines():
    try:
        raise ValueError("a “quoted”\nreason")
    except ValueError as error:
        made = record(exc_info=(ValueError, error, error.__traceback__))
    with job_context("task 5", "abc"):
        line = JsonFormatter().format(record("two\nlines"))
    assert "\n" not in line
    found = json.loads(line)
    assert (found["message"], found["request_id"], found["job"]) == ("two\nlines", "abc", "task 5")
    assert found["level"] == "INFO" and found["time"].endswith("+00:00")
    failed = json.loads(JsonFormatter().format(made))
    assert "ValueError: a “quoted”" in failed["exception"] and "job" not in failed


@pytest.mark.django_db(transaction=True)
def test_the_id_of_a_request_reaches_the_worker(client, api_key, photo, lines):
    body = {"models_image_generation_task_id": photo.pk, "color_changes": [{"target": "blouse", "color": "red"}]}
    headers = {"x-api-key": api_key, "X-Request-Id": "order-77"}
    task = client.post(LIST, body, content_type="application/json", headers=headers).json()["id"]
    call_command("worker", "--batch")
    mine = [line for line in lines if line.get("request_id") == "order-77"]
    assert [(line["logger"], re.split(" after| in ", line["message"])[0]) for line in mine] == [
        ("recolor.wakeup", f"queued task {task}"),
        ("recolor.web.monitoring.latency", "POST api_tasks: 200"),
        ("recolor.tasks", "started"),
        ("recolor.tasks", "ended"),
    ]
    assert {line.get("job") for line in lines if line["logger"] == "recolor.tasks"} >= {f"task {task}"}
    assert RecolorTask.objects.get(pk=task).status == "completed"


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_worker_names_the_request_that_uploaded_the_photo(signed_in, fake_engine, lines, monkeypatch):
    monkeypatch.setattr(fake_engine, "find", lambda *args: 1 / 0)
    signed_in.post(reverse("photos"), {"image": picture_upload()}, headers={"X-Request-Id": "upload-5"})
    call_command("worker", "--batch")
    pk = Photo.objects.get().pk
    (error,) = [line for line in lines if line["level"] == "ERROR"]
    assert (error["request_id"], error["job"]) == ("upload-5", f"photo {pk}")
    assert "ZeroDivisionError" in error["exception"]


def test_a_long_id_of_a_request_is_shortened(client, api_key, photo):
    headers = {"x-api-key": api_key, "X-Request-Id": "x" * 5000}
    body = {"models_image_generation_task_id": photo.pk, "color_changes": [{"target": "blouse", "color": "red"}]}
    assert client.post(LIST, body, content_type="application/json", headers=headers).status_code == 200
    assert RecolorTask.objects.get().request_id == "x" * 64


def test_rows_without_a_request_have_no_id(new_task):
    task = new_task()
    assert task.request_id == task.photo.request_id == ""
    services.task_run(task.pk)
