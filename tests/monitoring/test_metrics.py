"""The metrics: who reads them, what they say, and that several processes count together."""

import os
import runpy
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from recolor import selectors, services
from recolor.models import RecolorTask

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-long-and-random-token"


@pytest.fixture
def scrape(client, settings, db):
    """Return a function that returns the samples: their values by name and labels."""
    settings.RECOLOR_METRICS_TOKEN = TOKEN

    def read():
        response = client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        return samples(response.text)

    return read


def samples(text):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ünïcode"])
def test_metrics_need_the_token(client, db, settings, value):
    assert client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404
    settings.RECOLOR_METRICS_TOKEN = TOKEN
    response = client.get(reverse("metrics"), headers={"Authorization": value})
    assert response.status_code == 401 and "recolor_" not in response.text
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_signed_in_owner_needs_the_token_too(signed_in, settings):
    settings.RECOLOR_METRICS_TOKEN = TOKEN
    assert signed_in.get(reverse("metrics")).status_code == 401


def test_states_and_the_age_of_the_queue(scrape, new_task):
    waiting, done = new_task(), new_task()
    services.task_run(done.pk)
    RecolorTask.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    found = scrape()
    assert found["recolor_tasks", "local", "queued"] == found["recolor_tasks", "completed", "local"] == 1
    assert found["recolor_photos", "local", "ready"] == 1
    assert found["recolor_queue_tasks",] == 1 and found["recolor_queue_photos",] == 0
    assert 300 <= found["recolor_queue_age_seconds",] < 360


def test_all_tasks_are_counted_once_a_minute_at_most(scrape, new_task):
    new_task()
    assert scrape()["recolor_tasks", "local", "queued"] == 1
    services.task_run(new_task().pk)
    with CaptureQueriesContext(connection) as captured:
        assert ("recolor_tasks", "completed", "local") not in scrape()
    assert not [query["sql"] for query in captured if "GROUP BY" in query["sql"]]
    cache.clear()  # a minute later
    assert scrape()["recolor_tasks", "completed", "local"] == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables as a whole")
@pytest.mark.parametrize("index", ["tasks_completed", "photos_completed"])
def test_jobs_that_ended_lately_are_found_by_an_index(new_task, index):
    services.task_run(new_task().pk)
    with CaptureQueriesContext(connection) as captured:
        selectors.stage_durations()
    plans = []
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    assert any(index in step for step in plans) and not any("TEMP B-TREE" in step for step in plans), plans


def test_durations_by_stage(scrape, new_task):
    end = timezone.now()
    for seconds in (1, 2, 3):
        task = new_task()
        services.task_run(task.pk)
        stages = [["starting", end - timedelta(seconds=10)], ["recoloring", end - timedelta(seconds=seconds)]]
        timeline = [[stage, time.isoformat()] for stage, time in stages]
        RecolorTask.objects.filter(pk=task.pk).update(timeline=timeline, completed_at=end)
    old = new_task()
    services.task_run(old.pk)
    RecolorTask.objects.filter(pk=old.pk).update(completed_at=end - timedelta(hours=2))
    found = scrape()
    assert found["recolor_stage_seconds", "0.5", "recoloring", "task"] == pytest.approx(2)
    assert found["recolor_stage_seconds", "0.95", "recoloring", "task"] == pytest.approx(2.9)
    assert found["recolor_stage_seconds", "0.5", "starting", "task"] == pytest.approx(8)
    assert found["recolor_stage_jobs", "recoloring", "task"] == 3
    assert found["recolor_stage_jobs", "finding garments", "photo"] == 1


def test_requests_are_measured_by_the_name_of_the_url(scrape, signed_in, photo):
    before = scrape()
    for pk in (photo.pk, photo.pk, 987654):
        signed_in.get(reverse("photo_file", args=[pk, "preview"]))
    signed_in.get("/nowhere/else/")
    signed_in.generic("BREW", "/nowhere/else/")
    after = scrape()

    def added(*labels):
        key = ("recolor_http_request_seconds_count", *sorted(labels))
        return after.get(key, 0) - before.get(key, 0)

    assert added("GET", "200", "photo_file") == 2 and added("GET", "404", "photo_file") == 1
    assert added("GET", "404", "none") == 1 and added("other", "404", "none") == 1
    assert not any("987654" in str(key) for key in after), "ids are no labels"


@pytest.mark.parametrize(("free", "count"), [(0, 0), (1 << 30, 1)])
def test_a_full_disk_is_not_written_to(scrape, client, monkeypatch, tmp_path, free, count):
    """A write to a file that is mapped into memory would end the process with SIGBUS."""
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=free))
    url = reverse("sign_in")
    before = scrape()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    client.get(url)
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    key = ("recolor_http_request_seconds_count", *sorted(("GET", "200", "sign_in")))
    assert scrape().get(key, 0) - before.get(key, 0) == count


OBSERVE = """
import sys
from recolor.web.monitoring.latency import REQUEST_SECONDS
for _ in range(int(sys.argv[1])):
    REQUEST_SECONDS.labels("GET", "photos", "200").observe(0.2)
"""


def test_several_processes_count_together(scrape, monkeypatch, tmp_path):
    """The counts of processes that have ended are kept."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    started = [subprocess.Popen([sys.executable, "-c", OBSERVE, count], cwd=ROOT) for count in ("3", "4")]
    assert [process.wait() for process in started] == [0, 0]
    found = scrape()
    assert found["recolor_http_request_seconds_count", "200", "GET", "photos"] == 7
    assert found["recolor_http_request_seconds_sum", "200", "GET", "photos"] == pytest.approx(1.4)


def test_gunicorn_stores_measurements_in_the_folder_of_the_data_and_removes_old_ones(monkeypatch, tmp_path):
    monkeypatch.setenv("RECOLOR_VAR", str(tmp_path))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # restored afterwards
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    old = tmp_path / "metrics" / "histogram_1.db"
    old.parent.mkdir()
    old.touch()
    configuration = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "metrics")
    assert old.exists(), "a reload of the configuration keeps them"
    configuration["on_starting"](None)
    assert not old.exists() and old.parent.is_dir()
