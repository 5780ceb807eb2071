"""Health, readiness, and what `manage.py doctor` says."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from recolor import selectors, services
from recolor.models import HostedService, Photo, RecolorTask
from recolor.selectors import health
from recolor.web.monitoring.health import _readiness


@pytest.fixture(autouse=True)
def prepared_models(monkeypatch):
    monkeypatch.setattr(health, "missing_files", list)


@pytest.fixture
def ready(client):
    """Return a function that returns the answer of /readyz, not an earlier one."""

    def ask():
        _readiness.cache_clear()
        return client.get(reverse("readyz"))

    yield ask
    _readiness.cache_clear()


@pytest.fixture
def doctor(settings, tmp_path):
    """Return a function that runs the doctor and returns what it says, and whether the site can work."""
    settings.VAR = settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")

    def run(host="localhost"):
        out = StringIO()
        with override_settings(ALLOWED_HOSTS=[host]):
            try:
                call_command("doctor", stdout=out, no_color=True)
            except CommandError as error:
                return out.getvalue() + str(error), False
        return out.getvalue(), True

    return run


@pytest.fixture
def no_database(monkeypatch):
    def fail(*args, **options):
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(health, "MigrationExecutor", fail)
    monkeypatch.setattr("recolor.selectors.health.queue_is_empty", fail)


def test_healthz_asks_nothing(client, no_database, django_assert_num_queries):
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_a_site_that_works_is_ready(ready, db, media):
    response = ready()
    assert response.status_code == 200
    checks = {"database": "ok", "storage": "ok", "queue": "ok", "models": "ok"}
    assert response.json() == {"status": "ok", "checks": checks, "oldest_queued_seconds": 0.0}
    assert not media(), "the check leaves no file"


def test_the_checks_are_made_every_five_seconds_at_most(client, ready, db, monkeypatch):
    made = []
    monkeypatch.setattr("recolor.selectors.readiness", lambda: made.append(1) or [])
    for seconds in (5_000, 5_004.9, 5_005, 5_009.9):
        monkeypatch.setattr("recolor.web.monitoring.health.time.monotonic", lambda now=seconds: now)
        assert client.get(reverse("readyz")).status_code == 200
    assert len(made) == 2


def test_without_a_database_the_site_is_not_ready(ready, db, no_database, doctor, settings):
    response = ready()
    assert response.status_code == 503
    queue = "warning" if settings.RECOLOR_REDIS_URL else "failed"  # in Redis, where no worker has been seen
    assert response.json()["checks"] == {"database": "failed", "storage": "ok", "queue": queue, "models": "ok"}
    assert "could not connect" not in response.text, "everybody may read this"
    text, works = doctor()
    assert not works and "could not connect to server" in text and "RECOLOR_DATABASE_URL" in text


def test_a_missing_migration(ready, db, monkeypatch, doctor):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: [("recolor.0099_new", False)])
    assert ready().json()["checks"]["database"] == "failed"
    text, _works = doctor()
    assert "recolor.0099_new" in text and "manage.py migrate" in text


def test_a_storage_that_cannot_be_written(ready, db, monkeypatch, doctor):
    def fail(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(storages["default"]), "save", fail)
    assert ready().status_code == 503
    text, works = doctor()
    assert not works and "No space left" in text and "the disk is not full" in text


def test_missing_model_files(ready, db, monkeypatch, doctor):
    monkeypatch.setattr(health, "missing_files", lambda: ["encoder.onnx"])
    assert ready().json()["checks"]["models"] == "failed"
    text, _works = doctor()
    assert "encoder.onnx" in text and "make setup" in text


def test_wrong_settings_of_the_parser(ready, db, monkeypatch, doctor):
    monkeypatch.setenv("RECOLOR_PARSER", "/no/parser.json")
    assert ready().json()["checks"]["models"] == "failed"
    text, _works = doctor()
    assert "RECOLOR_PARSER=/no/parser.json: the file cannot be read" in text and "unset RECOLOR_PARSER" in text


@pytest.mark.parametrize("missing", [["encoder.onnx"], []])
def test_a_worker_without_usable_models_does_not_start(new_photo, monkeypatch, missing):
    photo = new_photo(found=False)
    monkeypatch.setattr(health, "missing_files", lambda: missing)
    monkeypatch.setenv("RECOLOR_PARSER", "/no/parser.json")
    with pytest.raises(CommandError, match="make setup" if missing else "unset RECOLOR_PARSER"):
        call_command("worker", "--batch")
    photo.refresh_from_db()
    assert photo.status == "queued"


def test_a_queue_without_a_worker_is_a_warning(ready, new_task, doctor):
    task = new_task()
    RecolorTask.objects.filter(pk=task.pk).update(created_at=timezone.now() - timedelta(minutes=10))
    response = ready()
    assert response.status_code == 200, "the web process can work"
    assert response.json()["checks"]["queue"] == "warning"
    assert 599 < response.json()["oldest_queued_seconds"] < 660
    text, works = doctor()
    assert works and "No worker takes tasks" in text and "manage.py worker" in text
    services.task_run(task.pk)
    assert ready().json()["checks"]["queue"] == "ok"


def test_photos_without_a_worker_are_a_warning(ready, new_photo, doctor):
    photo = new_photo(found=False)
    Photo.objects.filter(pk=photo.pk).update(created_at=timezone.now() - timedelta(minutes=10))
    response = ready().json()
    assert response["checks"]["queue"] == "warning" and 599 < response["oldest_queued_seconds"] < 660
    assert "No worker takes tasks" in doctor()[0]
    services.photo_find_garments(photo.pk)
    response = ready().json()
    assert (response["checks"]["queue"], response["oldest_queued_seconds"]) == ("ok", 0)


def test_a_queue_in_redis_that_cannot_be_reached_is_a_warning(ready, db, monkeypatch, settings, doctor):
    def fail():
        raise ConnectionError("could not connect to Redis")

    settings.RECOLOR_REDIS_URL = "redis://redis.internal:6379/0"
    monkeypatch.setattr(health, "queue_is_empty", fail)
    response = ready()
    assert response.status_code == 200, "the web process stores new work, which waits"
    assert response.json()["checks"]["queue"] == "warning"
    text, works = doctor()
    assert works and "could not connect to Redis" in text


def test_the_doctor_finds_nothing(db, doctor):
    text, works = doctor()
    assert works and text.endswith("The site can work.\n")
    lines = text.splitlines()[:-1]
    assert len(lines) == 12 and all(line.startswith("ok ") for line in lines), text


def test_the_doctor_names_unsafe_settings(db, doctor, settings, tmp_path):
    settings.DEBUG, settings.RECOLOR_METRICS_TOKEN, settings.SECRET_KEY = True, "short", "abc"
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "secret_key").chmod(0o644)
    text, works = doctor("studio.example")
    assert works
    for advice in ("Unset RECOLOR_DEBUG", "RECOLOR_HTTPS=1", "chmod 600", "at least 16 characters"):
        assert advice in text
    (tmp_path / "secret_key").unlink()
    assert "openssl rand -hex 32" in doctor()[0]
    settings.HTTPS = True
    assert "RECOLOR_TRUSTED_PROXIES" in doctor()[0]
    (tmp_path / "staticfiles.json").unlink()
    text, works = doctor()
    assert not works and "collectstatic" in text


def test_the_doctor_repeats_the_problem_of_the_hosted_service(db, doctor, settings):
    HostedService.objects.create(problem="The key was refused.")
    assert "The key was refused" not in doctor()[0], "no service is configured"
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "https://studio.example", "a.key"
    text, works = doctor()
    assert works and "The key was refused." in text
    settings.RECOLOR_ENGINE = "hosted"
    assert not doctor()[1], "new tasks need the service"


def test_prepared_files_that_are_missing_are_named(monkeypatch, tmp_path):
    from recolor.engine.third_party.files import missing_files

    monkeypatch.setenv("RECOLOR_MODELS", str(tmp_path))
    (tmp_path / "decoder.onnx").touch()
    assert missing_files() == ["encoder.onnx", "color-names.json"]


def test_findings_have_three_states():
    assert selectors.Finding("x").status == "ok"
    assert selectors.Finding("x", "p").status == "failed"
    assert selectors.Finding("x", "p", fatal=False).status == "warning"
