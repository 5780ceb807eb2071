"""What workers delete every hour, and that neither it nor the sweep reads whole tables."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from recolor import services
from recolor.management.commands import worker
from recolor.models import IdempotentAnswer

LARGE = ("recolor_recolortask", "recolor_photo", "recolor_garment", "recolor_webhookdelivery", "recolor_auditentry")


def scans(work):
    """Return the steps with which SQLite reads a whole large table, or a whole index of it, during `work`."""
    with CaptureQueriesContext(connection) as captured:
        work()
    steps = []
    for query in captured:
        if query["sql"].startswith(("SELECT", "DELETE", "UPDATE")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                steps += [row[3] for row in cursor.fetchall()]
    return [step for step in steps if step.startswith("SCAN") and step.split()[1] in LARGE]


@pytest.mark.parametrize("work", [services.sweep, services.purge_old])
def test_no_large_table_is_read_as_a_whole(new_task, batch, work):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    new_task()
    assert not scans(work)


def test_the_trash_is_read_by_an_index(signed_in, new_task):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    services.tasks_trash([new_task()])
    assert scans(lambda: signed_in.get(reverse("trash"))) == []
    assert scans(lambda: signed_in.post(reverse("trash_purge"))) == []


def test_rows_of_the_queue_are_deleted_a_day_after_they_ended(db):
    now = timezone.now()

    def row(status, ended):
        values = {"args_kwargs": {}, "task_path": "x", "backend_name": "default", "run_after": now, "traceback": ""}
        return DBTaskResult.objects.create(status=status, finished_at=ended, **values).pk

    kept = {
        row("READY", None),
        row("RUNNING", None),
        row("SUCCESSFUL", now - timedelta(hours=23)),
    }
    for status in ("SUCCESSFUL", "FAILED"):
        row(status, now - timedelta(hours=25))
    services.purge_old()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept


def test_expired_sessions_and_old_answers_are_deleted(signed_in, workspace):
    signed_in.get(reverse("photos"))
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    IdempotentAnswer.objects.create(workspace=workspace, key="new", fingerprint="")
    old = IdempotentAnswer.objects.create(workspace=workspace, key="old", fingerprint="")
    IdempotentAnswer.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    services.purge_old()
    assert "old" not in Session.objects.values_list("session_key", flat=True)
    assert Session.objects.count() == 1 and signed_in.get(reverse("photos")).status_code == 200
    assert IdempotentAnswer.objects.get().key == "new"


def test_a_worker_purges_at_its_start_and_every_hour_and_not_with_each_sweep(db, monkeypatch):
    started = {}

    def note(name, work, seconds, *, at_once=False):
        started[name] = (work, seconds, at_once)

    monkeypatch.setattr(worker, "_repeat", note)
    monkeypatch.setattr(worker, "_work", lambda batch: None)
    monkeypatch.setattr("recolor.services.purging.trash_purge_old", lambda: pytest.fail("it purges"))
    call_command("worker")
    assert started["purge"] == (services.purge_old, 3600, True)
    assert started["sweep"][1:] == (worker.SWEEP_SECONDS, False)
