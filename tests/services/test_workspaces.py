"""The default workspace and its sample photos; deleting a workspace."""

import pytest
from django.core.management import CommandError, call_command

from recolor import services
from recolor.models import ApiKey, Garment, HostedTask, Photo, RecolorTask, Workspace

from ..conftest import picture_upload


def test_the_default_workspace_is_created_once(db):
    workspace, owner, created = services.default_workspace()
    assert created
    assert workspace.members.get() == owner
    assert services.default_workspace() == (workspace, owner, False)
    assert services.sample_photos_seed(workspace) == 3


@pytest.fixture
def full_workspace(workspace, photo, new_photo, new_task, api_key):
    """Return a workspace with a photo, a photo in the trash, results of both, given masks and a swatch."""
    trashed = new_photo()
    for each in (photo, trashed):
        services.task_run(new_task(each).pk)
        services.garment_put(each, "sleeve", picture_upload("mask.png", color=(255, 255, 255)))
    services.photo_trash(trashed)
    services.swatch_create(services.palette_create(workspace, "Spring"), name="Rani", color="#c2185b")
    return workspace


def test_deleting_a_workspace_leaves_no_rows_and_no_files(
    full_workspace, other_workspace, new_photo, media, django_capture_on_commit_callbacks
):
    kept = new_photo(workspace=other_workspace)
    folder = f"workspaces/{full_workspace.pk}/"
    before = media()
    names = {name.rpartition("/")[2] for name in before if name.startswith(folder)}
    assert names >= {"photo.png", "analysis.npz", "0.png", "result.jpg", "preview.jpg", "thumbnail.jpg"}
    assert any(name.startswith("mask-") for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        services.workspace_delete(full_workspace)
    assert media() == {name for name in before if not name.startswith(folder)}
    assert list(Photo.objects.all()) == [kept]
    assert list(Workspace.objects.all()) == [other_workspace]
    assert not RecolorTask.objects.exists()
    assert not ApiKey.objects.exists()
    assert not Garment.with_removed.exclude(photo=kept).exists()


def test_the_tasks_of_a_deleted_workspace_are_deleted_at_the_hosted_service(workspace, fake_engine):
    photo = Photo.objects.create(workspace=workspace, engine="hosted", kind="model", name="M", hosted_id="7")
    task = services.task_create(workspace, model=photo, changes=[{"target": "blouse", "color": "navy"}])
    HostedTask.objects.filter(task=task).update(hosted_id="501", due_at=None)
    services.workspace_delete(workspace)
    row = HostedTask.objects.get()
    assert (row.hosted_id, row.task, row.workspace) == ("501", None, None)
    assert row.due_at, "the worker deletes it"


def test_the_command_deletes_a_workspace_after_its_name_was_typed(full_workspace, monkeypatch, capsys):
    with pytest.raises(CommandError, match=rf"Workspaces: {full_workspace.pk} \(Studio\)"):
        call_command("delete_workspace", str(full_workspace.pk + 1))
    monkeypatch.setattr("builtins.input", lambda prompt: "studio")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("delete_workspace", str(full_workspace.pk))
    assert "2 photos and 2 results" in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda prompt: "Studio")
    call_command("delete_workspace", str(full_workspace.pk))
    assert not Workspace.objects.exists()
