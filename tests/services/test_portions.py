"""Changing many rows in portions: what is done when the process is killed in between, and that the next one goes on."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recolor import selectors, services
from recolor.models import ApiKey, AuditEntry, Batch, Membership, Photo, RecolorTask, ReviewRecord, Workspace
from recolor.services import portions
from recolor.stored_files import missing_files, orphan_files


class Killed(BaseException):
    """Ends a service as `kill -9` ends its process: nothing handles it, and the open transaction is rolled back."""


@pytest.fixture
def in_portions_of_two(transactional_db, monkeypatch):
    monkeypatch.setattr(portions, "ROWS_AT_ONCE", 2)


@pytest.fixture
def killed_at(monkeypatch):
    """Return a function that runs a service, and kills it as it deletes or cancels a task for the nth time."""

    def run(number, service):
        calls = []
        forget = services.tasks.engine_of

        def count(task):
            calls.append(task)
            if len(calls) == number:
                raise Killed
            return forget(task)

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr("recolor.services.tasks.engine_of", count)
            service()

    return run


@pytest.fixture
def five_results(in_portions_of_two, photo, new_task):
    """Return a photo in the trash with five results."""
    for _ in range(5):
        services.task_run(new_task(photo).pk)
    services.photo_trash(photo)
    return photo


def purge_old(workspace):
    long_ago = timezone.now() - timedelta(days=400)
    for model in (RecolorTask, Photo):
        model.objects.update(trashed_at=long_ago)
    services.purge_old()


def delete_photo(workspace):
    services.photo_delete(Photo.objects.visible_in(workspace).get(), cascade=True)


@pytest.mark.parametrize("service", [services.trash_purge, purge_old, services.workspace_delete, delete_photo])
def test_a_killed_deletion_has_done_whole_steps_and_the_next_one_goes_on(
    workspace, five_results, media, killed_at, service
):
    killed_at(4, lambda: service(workspace))
    assert RecolorTask.objects.count() == 3, "the first portion of two is done, the second one is not"
    assert len({name.split("/")[3] for name in media() if "/tasks/" in name}) == 3
    assert list(missing_files()) == []
    assert list(orphan_files(timezone.now() + timedelta(days=1))) == []
    service(workspace)
    assert not RecolorTask.objects.exists() and not Photo.objects.exists()
    assert media() == set()


@pytest.fixture
def five_tasks(in_portions_of_two, workspace, photo, monkeypatch):
    """Return a batch of five queued tasks."""
    monkeypatch.setattr(portions, "_PAUSE", 0)
    requests = [{"model": photo, "changes": [{"target": "blouse", "color": f"#00000{n}"}]} for n in range(5)]
    return services.batch_create(workspace, requests)


def test_a_killed_cancellation_has_done_whole_steps_and_keeps_the_pause(five_tasks, killed_at):
    services.batch_pause(five_tasks)
    killed_at(4, lambda: services.batch_cancel_rest(five_tasks))
    assert five_tasks.tasks.filter(status="queued").count() == 3
    five_tasks.refresh_from_db()
    assert five_tasks.paused_at
    assert services.batch_cancel_rest(five_tasks) == 3


def test_a_cancellation_with_an_idempotency_key_is_done_in_steps_too(five_tasks, killed_at, client, api_key):
    address = f"/v4/models/multipose-image-recolor/batch/{five_tasks.pk}/cancel/"
    headers = {"x-api-key": api_key, "Idempotency-Key": "cancel-1"}
    killed_at(4, lambda: client.post(address, content_type="application/json", headers=headers))
    assert five_tasks.tasks.filter(status="queued").count() == 3
    first, again = (client.post(address, content_type="application/json", headers=headers) for _ in range(2))
    assert first.json()["counts"]["failed"] == 5
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")


def test_tasks_that_fail_again_at_once_are_tried_once(five_tasks, monkeypatch):
    services.batch_cancel_rest(five_tasks)

    def retry_and_cancel(task):
        assert services.task_retry(task)
        return services.task_cancel(task)

    monkeypatch.setattr("recolor.services.batches.task_retry", retry_and_cancel)
    assert services.batch_retry_canceled(five_tasks) == 5


@pytest.mark.parametrize("of_photo", [False, True])
def test_a_killed_move_to_the_trash_has_done_whole_steps_and_the_next_one_belongs_to_it(
    five_tasks, photo, workspace, killed_at, of_photo
):
    def trash():
        return services.photos_trash([photo]) if of_photo else services.batch_trash(five_tasks)

    killed_at(4, trash)
    assert five_tasks.tasks.filter(trashed_at=None, status="queued").count() == 3
    assert set(selectors.photos(workspace)) == {photo} and set(selectors.batches(workspace)) == {five_tasks}
    trash_group, *_photos, count = trash()
    assert count == 3
    assert five_tasks.tasks.filter(trash_group=trash_group, error_code="canceled").count() == 5
    assert [row["type"] for row in selectors.trash(workspace)] == ["photo" if of_photo else "batch"]
    services.photos_restore([Photo.objects.get()]) if of_photo else services.batches_restore([Batch.objects.get()])
    assert five_tasks.tasks.filter(trashed_at=None, status="queued").count() == 5


def test_results_that_stayed_in_the_trash_do_not_join_the_next_move_of_their_batch(five_tasks):
    first, *others = five_tasks.tasks.all()
    services.batch_trash(five_tasks)
    services.tasks_restore([first])
    trash_group, count = services.batch_trash(five_tasks)
    assert count == 1
    assert list(RecolorTask.objects.filter(trash_group=trash_group)) == [first]
    assert services.tasks_restore(others) == 4


def test_a_killed_restoring_has_done_whole_steps_and_undoing_again_goes_on(five_tasks, signed_in, monkeypatch):
    trash_group = services.batch_trash(five_tasks)[0]
    retry, calls = services.tasks.task_retry, []

    def killed(task):
        calls.append(task)
        if len(calls) == 4:
            raise Killed
        return retry(task)

    undo = {"trash_group": str(trash_group)}
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("recolor.services.trash.task_retry", killed)
        signed_in.post("/results/trash/restore/", undo)
    assert five_tasks.tasks.filter(trashed_at=None, status="queued").count() == 2
    assert Batch.objects.get().trashed_at is None, "its page shows the restored ones"
    signed_in.post("/results/trash/restore/", undo)
    assert five_tasks.tasks.filter(trashed_at=None, status="queued").count() == 5


def test_what_is_restored_between_two_steps_stays(workspace, in_portions_of_two, new_task, monkeypatch):
    tasks = [new_task() for _ in range(4)]
    services.tasks_trash(tasks)
    delete = services.tasks.task_delete
    restored = tasks[0].pk  # the oldest, which is deleted last

    def delete_and_restore(task):
        delete(task)
        services.tasks_restore(RecolorTask.objects.filter(pk=restored))

    monkeypatch.setattr("recolor.services.tasks.task_delete", delete_and_restore)
    assert services.trash_purge(workspace) == (0, 3, 0)
    assert RecolorTask.objects.get(trashed_at=None).pk == restored


def test_nobody_enters_a_workspace_whose_deletion_was_killed(
    client, workspace, person, api_key, five_results, killed_at
):
    client.force_login(person)
    services.invite_create(workspace, "member")
    killed_at(4, lambda: services.workspace_delete(workspace))
    assert client.get("/v4/models/base-images/", HTTP_X_API_KEY=api_key).status_code == 401
    assert client.get("/photos/").status_code == 403
    assert not Membership.objects.exists() and not workspace.invites.exists()
    assert ApiKey.objects.get().revoked
    services.workspace_delete(workspace)
    assert not Workspace.objects.exists() and not ApiKey.objects.exists() and not AuditEntry.objects.exists()
    assert User.objects.get() == person


def test_the_account_of_a_killed_deletion_is_deleted_by_the_next_one(
    in_portions_of_two, workspace, person, new_task, monkeypatch
):
    Membership.objects.update(role="owner")
    user = User.objects.create_user("ravi")
    Membership.objects.create(workspace=workspace, user=user)
    for _ in range(5):
        services.task_run(new_task(created_by=user).pk)
    services.tasks_review(RecolorTask.objects.all(), "approved", by=user)
    key = services.api_key_create(workspace, "shop", created_by=user)[0]

    def kill(user):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("recolor.services.people.api_keys_revoke_of", kill)
        services.person_delete(user)
    assert User.objects.filter(pk=user.pk).exists()
    assert services.person_delete(user) == [key]
    assert not User.objects.filter(pk=user.pk).exists()
    assert RecolorTask.objects.filter(created_by=None).count() == 5
    assert ReviewRecord.objects.filter(by=None, review="approved").count() == 5
