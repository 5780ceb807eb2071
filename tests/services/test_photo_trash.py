"""Moving photos to the trash with their results, restoring them, and purging them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import selectors, services
from recolor.engines.poses import other_photos
from recolor.hosted import hosted_photo_add
from recolor.models import Photo, RecolorTask
from recolor.wakeup import wake_worker

from ..conftest import download, picture_upload


def trashed(workspace):
    return {(row["type"], row["pk"]) for row in selectors.trash(workspace)}


def restore_photo(photo):
    return services.photos_restore(selectors.trashed_photos(photo.workspace).filter(pk=photo.pk))


def test_a_photo_is_restored_with_the_results_that_went_with_it(workspace, photo, new_task):
    alone, together = new_task(), new_task()
    services.tasks_trash([alone])
    assert services.photo_trash(photo)[1] == 1
    assert not selectors.photos(workspace).exists()
    assert not selectors.tasks(workspace).exists()
    assert trashed(workspace) == {("photo", photo.pk), ("task", alone.pk)}
    assert selectors.trashed_photos(workspace).get().results == 1
    assert restore_photo(photo) == (1, 1)
    assert list(selectors.tasks(workspace)) == [together]
    assert trashed(workspace) == {("task", alone.pk)}
    assert restore_photo(photo) == (0, 0)


def test_a_result_is_restored_with_its_photo_but_without_the_other_results(workspace, photo, new_task):
    alone, together = new_task(), new_task()
    services.tasks_trash([alone])
    services.photo_trash(photo)
    assert services.tasks_restore([alone]) == 1
    assert list(selectors.photos(workspace)) == [photo]
    assert trashed(workspace) == {("task", together.pk)}, "the others can now be restored on their own"


def test_a_result_of_two_photos_comes_back_with_the_last_of_them(workspace, new_photo, new_task):
    model = new_photo()
    pose = new_photo(kind="pose", model=model)
    task = new_task(pose, model=model)
    services.photo_trash(pose)
    services.photo_trash(model)
    assert restore_photo(pose) == (1, 0)
    assert selectors.trashed_photos(workspace).get().results == 1, "it waits for the model"
    assert restore_photo(model) == (1, 1)
    assert list(selectors.tasks(workspace)) == [task]


def test_photos_that_were_deleted_together_are_restored_one_by_one_or_together(workspace, new_photo, new_task):
    model = new_photo()
    pose, other = new_photo(kind="pose", model=model), new_photo()
    of_both, of_model, of_other = new_task(pose, model=model), new_task(model), new_task(other)
    group, *numbers = services.photos_trash([model, pose, other])
    assert numbers == [3, 3]
    assert trashed(workspace) == {("photo", each.pk) for each in (model, pose, other)}
    assert {each.pk: each.results for each in selectors.trashed_photos(workspace)} == {
        model.pk: 2,
        pose.pk: 1,
        other.pk: 1,
    }
    assert restore_photo(other) == (1, 1)
    assert list(selectors.tasks(workspace)) == [of_other]
    assert restore_photo(pose) == (1, 0), "its result waits for the model"
    assert services.photos_restore(selectors.trashed_photos(workspace).filter(trash_group=group)) == (1, 2)
    assert set(selectors.tasks(workspace)) == {of_both, of_model, of_other}


def test_results_stay_in_the_trash_when_their_photo_is_taken_out_alone(workspace, new_photo, new_task):
    photo, other = new_photo(), new_photo()
    task, of_other = new_task(photo), new_task(other)
    services.photos_trash([photo, other])
    services.photo_take_out(photo)
    assert trashed(workspace) == {("photo", other.pk), ("task", task.pk)}, "it can be restored on its own"
    assert restore_photo(other) == (1, 1)
    assert list(selectors.tasks(workspace)) == [of_other]


def test_a_running_result_is_canceled_with_its_photo_and_queued_again(photo, fake_engine, new_task):
    task = new_task()
    fake_engine.during_recolor = lambda running: services.photo_trash(photo)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "canceled")
    fake_engine.during_recolor = lambda running: None
    restore_photo(photo)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_the_search_for_garments_stops_in_the_trash_and_goes_on_after_it(new_photo, fake_engine, media, monkeypatch):
    photo = new_photo(found=False)
    find = fake_engine.find

    def find_while_it_is_trashed(searched, progress):
        found = find(searched, progress)
        services.photo_trash(photo)
        return found

    monkeypatch.setattr(fake_engine, "find", find_while_it_is_trashed)
    before = media()
    services.photo_find_garments(photo.pk)
    monkeypatch.setattr(fake_engine, "find", find)
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert (photo.status, photo.garments.count()) == ("queued", 0)
    assert media() == before, "the late result is dropped"
    woken = []
    monkeypatch.setattr("recolor.services.recovery.wake_worker", woken.append)
    services.sweep()
    assert not woken
    monkeypatch.setattr("recolor.services.trash.wake_worker", lambda job: woken.append(job) or wake_worker(job))
    restore_photo(photo)
    assert woken == [photo]
    services.photo_find_garments(photo.pk)
    assert photo.garments.count() == 2


def test_a_photo_in_the_trash_gets_no_new_task_and_gives_no_names(new_photo, photo, new_task):
    pose = new_photo(kind="pose", model=photo)
    assert list(other_photos(pose)) == [photo]
    services.photo_trash(photo)
    with pytest.raises(ValidationError, match="trash"):
        new_task(photo)
    assert not RecolorTask.objects.exists()
    assert not other_photos(pose)


def test_a_file_whose_photo_is_in_the_trash_is_no_duplicate(workspace, new_photo):
    services.photo_trash(new_photo(upload=picture_upload()))
    new_photo(upload=picture_upload(), allow_duplicate=False)
    assert selectors.photos(workspace).count() == 1


def test_adding_a_hosted_photo_again_takes_it_out_of_the_trash(workspace):
    photo = hosted_photo_add(workspace, kind="model", hosted_id="7")
    task = services.task_create(workspace, model=photo, changes=[{"target": "blouse", "color": "navy"}])
    services.photo_trash(photo)
    assert not selectors.photos(workspace).exists()
    assert hosted_photo_add(workspace, kind="model", hosted_id="7") == photo
    assert list(selectors.photos(workspace)) == [photo]
    assert trashed(workspace) == {("task", task.pk)}


def test_the_api_treats_a_photo_in_the_trash_as_missing(client, api_key, new_photo):
    model = new_photo()
    pose = new_photo(kind="pose", model=model)
    headers = {"HTTP_X_API_KEY": api_key}
    base, images = f"/v4/models/base-images/{model.pk}/", "/v4/models/base-images/"
    mask = client.get(base, **headers).json()["garments"][0]["mask_url"]
    assert client.get(f"{images}{pose.pk}/", **headers).json()["model"] == model.pk
    services.photo_trash(model)
    for answer in (client.get(base, **headers), client.delete(base, **headers), client.get(mask)):
        assert answer.status_code == 404
    assert [image["id"] for image in client.get(images, **headers).json()["results"]] == [pose.pk]
    assert client.get(f"{images}{pose.pk}/", **headers).json()["model"] is None
    body = {
        "models_image_generation_task_id": model.pk,
        "color_changes": [{"target": "blouse", "color": "navy"}],
    }
    answer = client.post("/v4/models/multipose-image-recolor/", body, "application/json", **headers)
    assert (answer.status_code, list(answer.json())) == (400, ["models_image_generation_task_id"])
    restore_photo(model)
    assert download(client, mask)
    assert client.get(f"{images}{pose.pk}/", **headers).json()["model"] == model.pk


def test_purging_a_photo_leaves_none_of_its_files(
    workspace, new_photo, photo, new_task, media, django_capture_on_commit_callbacks
):
    kept = photo
    services.task_run(new_task(kept).pk)
    before = media()
    photo = new_photo()
    services.task_run(new_task(photo).pk)
    services.tasks_trash([new_task(photo)])
    services.garment_put(photo, "sleeve", picture_upload("mask.png", color=(255, 255, 255)))
    services.garment_remove(photo.garments.first())
    names = {name.rpartition("/")[2] for name in media() - before}
    assert names >= {"photo.png", "analysis.npz", "0.png", "result.jpg", "preview.jpg", "thumbnail.jpg"}
    assert any(name.startswith("mask-") for name in names)
    services.photo_trash(photo)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.trash_purge(workspace) == (1, 2, 0)
    assert media() == before
    assert list(Photo.objects.all()) == [kept]
    assert RecolorTask.objects.count() == 1


def test_a_purge_deletes_old_photos(settings, new_photo, photo, new_task):
    old, recent = photo, new_photo()
    new_task(old)
    for each in (old, recent):
        services.photo_trash(each)
    long_ago = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS, hours=1)
    Photo.objects.filter(pk=old.pk).update(trashed_at=long_ago)
    services.purge_old()
    assert list(Photo.objects.all()) == [recent]
    assert not RecolorTask.objects.exists()


def test_a_photo_that_somebody_has_just_deleted_is_no_error(photo):
    Photo.objects.get(pk=photo.pk).delete()
    assert services.photo_trash(photo, cascade=False)[1] == 0
