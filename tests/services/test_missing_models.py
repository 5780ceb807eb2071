"""Photos and tasks on a worker whose models have become unusable."""

from datetime import timedelta

from django.utils import timezone

from recolor import services
from recolor.engine import ModelMissing


def test_work_without_a_model_waits_for_another_worker_and_fails_at_last(
    new_photo, new_task, fake_engine, monkeypatch, caplog, settings
):
    def fail(*args):
        raise ModelMissing("encoder.onnx is missing.")

    settings.RECOLOR_MAX_ATTEMPTS = 2
    fake_engine.during_recolor = fail
    monkeypatch.setattr(fake_engine, "find", fail)
    task, photo = new_task(), new_photo(found=False)
    for status, code in (("processing", ""), ("failed", "model_missing")):
        services.task_run(task.pk)
        services.photo_find_garments(photo.pk)
        for job in (task, photo):
            job.refresh_from_db()
            assert (job.status, job.error_code) == (status, code)
            assert "encoder.onnx" not in job.error_message, "files of the server are only logged"
            type(job).objects.filter(pk=job.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        services.sweep()
    assert "encoder.onnx" in caplog.text
