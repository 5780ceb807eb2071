"""The Recolor API: trying one task again."""

from recolor import services
from recolor.models import RecolorTask


def test_a_failed_or_canceled_task_is_tried_again(api, ask):
    pk = ask().json()["id"]
    address = f"/v2/models/multipose-tasks/{pk}/retry/"
    assert api.post(address).json()["status"] == "queued", "nothing is to be done"
    services.task_cancel(RecolorTask.objects.get())
    first, again = (api.post(address, headers={"Idempotency-Key": "retry-1"}) for _ in range(2))
    assert (first.status_code, first.json()["status"], first.json()["error"]) == (200, "queued", None)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    services.task_run(pk)
    done = api.post(address)
    assert (done.status_code, done.json()) == (
        409,
        {"detail": f"Task {pk} is completed. Only a failed task can be tried again."},
    )
    services.tasks_trash(RecolorTask.objects.all())
    assert api.post(address).status_code == 404
