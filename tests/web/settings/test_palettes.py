"""The workspace's palettes: their page, import and export."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recolor import palette_files, services
from recolor.palette_files import Entry


@pytest.fixture
def palette(workspace):
    return services.palette_create(workspace, "Spring", [Entry("Rani", "#c2185b", "R1"), Entry("Navy", "#000080")])


def import_file(client, content, name="Autumn.csv"):
    return client.post(reverse("palette_import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_swatches_are_added_renamed_ordered_and_removed(signed_in, workspace):
    answer = signed_in.post(reverse("palette_create"), {"name": "Spring"})
    palette = workspace.palettes.get()
    address = reverse("palette", args=[palette.pk])
    assert answer["Location"] == address
    for name in ("Diwali rani", "House navy"):
        signed_in.post(reverse("swatch_create", args=[palette.pk]), {"name": name, "color": "#c2185b", "code": "1"})
    first, second = palette.swatches.all()
    page = signed_in.get(address).text
    assert 'name="action" value="up"' in page and "Remove the swatch “House navy” from the palette?" in page
    signed_in.post(reverse("swatch_change", args=[second.pk]), {"action": "up"})
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"action": "save", "name": "Holi rani", "color": "teal"})
    assert workspace.swatch_colors() == {"House navy": "#c2185b", "Holi rani": "#008080", "1": "#c2185b"}
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"action": "delete"})
    assert list(palette.swatches.values_list("name", flat=True)) == ["House navy"]
    bad = signed_in.post(reverse("swatch_create", args=[palette.pk]), {"name": "x", "color": "bluuu"}, follow=True)
    assert "not a known color" in bad.text
    assert "House navy" in signed_in.get(reverse("color_read"), {"color": "house navy"}).text.replace("house", "House")


def test_palettes_are_renamed_ordered_and_deleted(signed_in, workspace, palette):
    other = services.palette_create(workspace, "Autumn")
    signed_in.post(reverse("palette", args=[other.pk]), {"action": "up"})
    signed_in.post(reverse("palette", args=[palette.pk]), {"name": "Summer"})
    assert list(workspace.palettes.values_list("name", flat=True)) == ["Autumn", "Summer"]
    assert "already" in signed_in.post(reverse("palette", args=[palette.pk]), {"name": "AUTUMN"}, follow=True).text
    signed_in.post(reverse("palette", args=[palette.pk]), {"action": "delete"})
    assert workspace.swatch_colors() == {}
    page = signed_in.get(reverse("settings")).text
    assert "Autumn" in page and "Summer" not in page.split("toast-message")[0]


@pytest.mark.parametrize("file_format", palette_files.FORMATS)
def test_a_palette_is_exported_and_imported(signed_in, workspace, palette, file_format):
    answer = signed_in.get(reverse("palette_export", args=[palette.pk, file_format]))
    assert answer["Content-Disposition"] == f'attachment; filename="spring.{file_format}"'
    assert "Imported 2 swatches." in import_file(signed_in, answer.content, f"Autumn.{file_format}").text
    imported = workspace.palettes.last()
    assert imported.name == ("Spring 2" if file_format == "gpl" else "Autumn")
    assert list(imported.swatches.values_list("name", "hex")) == [("Rani", "#c2185b"), ("Navy", "#000080")]


def test_colors_that_cannot_be_read_are_named(signed_in):
    page = import_file(signed_in, b"name,hex\nRani,#c2185b\nOdd,bluuu\n").text
    assert "Imported 1 swatch." in page
    assert "1 color could not be read: row 2: “bluuu” is not a color." in page


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"hello", b"#123456\n" * 300])
def test_a_file_that_is_no_palette_is_refused(signed_in, workspace, content):
    answer = import_file(signed_in, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not workspace.palettes.exists()
    assert signed_in.post(reverse("palette_import")).status_code == 422


def test_palettes_of_another_workspace_are_not_found(stranger_client, palette):
    swatch = palette.swatches.first()
    assert stranger_client.get(reverse("palette", args=[palette.pk])).status_code == 404
    assert stranger_client.get(reverse("palette_export", args=[palette.pk, "csv"])).status_code == 404
    assert stranger_client.post(reverse("swatch_change", args=[swatch.pk]), {"action": "delete"}).status_code == 404
    assert stranger_client.post(reverse("swatch_create", args=[palette.pk])).status_code == 404
    assert palette.swatches.count() == 2


def test_an_unknown_format_is_not_found(signed_in, palette):
    assert signed_in.get(reverse("palette_export", args=[palette.pk, "pdf"])).status_code == 404
