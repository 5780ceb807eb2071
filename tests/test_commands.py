"""Management commands that have no tests of their own elsewhere."""

from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from PIL import Image

from recolor import services
from recolor.models import ApiKey, Membership, Workspace


def test_the_recolor_command_refines_a_mask_on_request(tmp_path):
    photo, mask = Image.new("RGB", (300, 300), (120, 120, 120)), Image.new("L", (300, 300))
    photo.paste((200, 30, 60), (20, 20, 280, 280))
    photo.save(tmp_path / "photo.png")
    mask.paste(255, (17, 17, 283, 283))  # its margin is too narrow to count as a border of the cloth
    mask.save(tmp_path / "mask.png")

    def changed(*options):
        out = tmp_path / "out.png"
        arguments = ["--change", "dress=navy", "--mask", f"dress={tmp_path / 'mask.png'}", "--quality", "original"]
        call_command("recolor", str(tmp_path / "photo.png"), *arguments, "--out", str(out), *options)
        return np.abs(np.asarray(Image.open(out), int) - np.asarray(photo)).max(axis=2) > 20

    assert changed()[18, 150] and changed()[23, 150]
    refined = changed("--refine-edges")
    assert not refined[18, 150] and refined[23, 150]


def test_the_garments_command_refuses_a_folder_that_cannot_be_written_before_the_analysis(tmp_path, monkeypatch):
    monkeypatch.setattr("recolor.management.commands.garments.Engine", None)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(CommandError, match=r"file cannot be created: File exists\. Choose another one"):
        call_command("garments", "photo.png", "--out", str(file))
    monkeypatch.setattr("os.access", lambda *args: False)  # root could write a folder without the permissions
    with pytest.raises(CommandError, match=r"cannot be written\. Choose another one"):
        call_command("garments", "photo.png", "--out", str(tmp_path))


def output(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_a_workspace_is_created_with_its_owner(db):
    assert "“North” of “asha”" in output("create_workspace", " North ", "--owner", "asha")
    assert "“South” of “asha”" in output("create_workspace", "South", "--owner", "asha")
    owner = User.objects.get()
    assert not owner.has_usable_password()
    assert [str(each.workspace) for each in Membership.objects.filter(user=owner, role="owner")] == ["North", "South"]
    assert [each.default_quality for each in Workspace.objects.all()] == ["original", "original"]


@pytest.mark.parametrize(("arguments", "field"), [([""], "name"), (["North", "--owner", "a b"], "username")])
def test_a_workspace_with_a_wrong_name_is_not_created(db, arguments, field):
    with pytest.raises(CommandError, match=f"{field}: "):
        call_command("create_workspace", *arguments)
    assert not Workspace.objects.exists() and not User.objects.exists()


@pytest.mark.parametrize("command", [["signin_link"], ["create_api_key", "shop"]])
def test_commands_name_what_creates_a_workspace_if_there_is_none(db, command):
    with pytest.raises(CommandError, match=r"There is no workspace\. Run `manage.py seed`"):
        call_command(*command)
    assert not Workspace.objects.exists() and not User.objects.exists() and not ApiKey.objects.exists()


def test_a_sign_in_link_is_for_the_owner_and_leads_to_the_studio(person, workspace, settings, client):
    with pytest.raises(CommandError, match="“Studio” has no owner"):
        call_command("signin_link")
    owner = services.workspace_create("Other", "ravi")[1]
    Membership.objects.create(workspace=workspace, user=owner, role="owner")
    settings.RECOLOR_PORT = 8123
    link = output("signin_link").strip()
    assert link.startswith("http://127.0.0.1:8123/sign-in/")
    assert client.get(link).wsgi_request.user == owner
    settings.HTTPS = True
    for hosts, address in ((["*", ".studio.example"], "https://studio.example/"), (["*"], "https://127.0.0.1/")):
        settings.ALLOWED_HOSTS = hosts
        assert output("signin_link").startswith(address)


def test_a_deletion_without_a_terminal_deletes_nothing(person, workspace, monkeypatch):
    def no_terminal(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", no_terminal)
    for command in (["delete_person", "asha"], ["delete_workspace", str(workspace.pk)]):
        with pytest.raises(CommandError, match=r"Nothing was deleted\. Use --no-input"):
            call_command(*command, stdout=StringIO())
    assert workspace.members.get() == person


def test_the_age_of_files_is_not_negative(db):
    with pytest.raises(CommandError, match="at least 0"):
        call_command("verify_storage", "--minutes", "-5")
