"""Doubtful outlines: garments, the results made with them, and the confirmation by a person."""

from types import SimpleNamespace

import numpy as np
import pytest
from django.core.management import call_command

from recolor import engine, jobs, services
from recolor.engines import ChangeResult
from recolor.engines.measured import change_result, doubt_text
from recolor.engines.requested import MeantGarments
from recolor.models import ColorChange

from .masks import mask_upload


@pytest.fixture
def run(new_task):
    """Return a function that recolors both garments, and returns the changes of the blouse and of the lehenga."""

    def make(blouse="blouse"):
        changes = [{"target": blouse, "color": "navy"}, {"target": "lehenga", "color": "red"}]
        task = new_task(changes=changes)
        services.task_run(task.pk)
        return list(task.color_changes.all())

    return make


def test_a_garment_is_doubtful_below_the_limit_unless_it_is_corrected(doubtful_blouse, photo):
    assert (doubtful_blouse.doubtful, [garment.name for garment in photo.doubtful_garments]) == (True, ["blouse"])
    doubtful_blouse.confidence = 0.8
    assert not doubtful_blouse.doubtful
    doubtful_blouse.confidence, doubtful_blouse.corrected = 0.5, True
    assert not doubtful_blouse.doubtful


@pytest.mark.parametrize("target", ["blouse", "Top"])
def test_a_result_made_with_a_doubtful_mask_warns(doubtful_blouse, run, target):
    doubtful, sure = run(target)
    assert doubtful.doubtful
    assert doubtful.warning.startswith(f"The outline of “{target}” is uncertain.")
    assert (sure.doubtful, sure.warning) == (False, "")


def test_a_corrected_or_uploaded_mask_is_never_doubtful(doubtful_blouse, photo, run):
    services.garment_put(photo, "blouse", mask_upload())
    assert [change.doubtful for change in run()] == [False, False]


def test_the_doubt_about_a_mask_that_the_engine_found_is_combined_with_other_warnings():
    def result(confidence):
        report = engine.ChangeReport("scarf", "#ff0000", "#ff0000", 0.1, 0.2, warning="No folds.")
        found = engine.Garment("scarf", np.ones((4, 4), np.float32), "#ff0000", confidence)
        return change_result(report, MeantGarments([], ["scarf"], found))

    assert result(0.5) == ChangeResult(
        "#ff0000",
        0.1,
        0.0,
        0.0,
        f"{doubt_text('scarf')} No folds.",
        doubtful=True,
        confidence=0.5,
        garment="scarf",
    )
    assert (result(0.9).doubtful, result(0.9).warning) == (False, "No folds.")


def test_a_long_warning_is_cut_to_the_size_of_the_column(doubtful_blouse, fake_engine, run, monkeypatch):
    monkeypatch.setattr("recolor.engines.measured.doubt_text", lambda target: "Uncertain. " * 40)
    change, _sure = run()
    assert (len(change.warning), change.warning[-1]) == (300, "…")


def test_a_confirmed_garment_counts_as_corrected_and_its_results_are_no_longer_doubtful(doubtful_blouse, photo, run):
    run(), run("top")
    other = ColorChange.objects.filter(target="lehenga").first()
    ColorChange.objects.filter(pk=other.pk).update(doubtful=True)
    ColorChange.objects.filter(target="top").update(warning=f"{doubt_text('top')} No folds.")
    assert services.garment_confirm(doubtful_blouse)
    doubtful_blouse.refresh_from_db()
    assert (doubtful_blouse.corrected, doubtful_blouse.confidence, doubtful_blouse.doubtful) == (True, 1.0, False)
    assert list(ColorChange.objects.filter(doubtful=True)) == [other], "another garment was not confirmed"
    warnings = ColorChange.objects.filter(target__in=["blouse", "top"]).order_by("id").values_list("warning", flat=True)
    assert list(warnings) == ["", "No folds."]
    assert [change.doubtful for change in run()] == [False, False]
    services.garment_put(photo, "blouse", mask_upload())
    assert photo.garments.get(name="blouse").mask != doubtful_blouse.mask, "it can still be corrected"


def test_a_confirmation_does_not_count_for_results_with_an_earlier_mask(doubtful_blouse, photo, run):
    earlier, _sure = run()
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert not services.garment_confirm(doubtful_blouse), "it was found again in the meantime"
    assert services.garment_confirm(photo.garments.get(name="blouse"))
    earlier.refresh_from_db()
    assert earlier.doubtful


def test_a_garment_is_not_confirmed_twice_or_while_it_is_found_again(doubtful_blouse, photo):
    jobs.requeue(photo)
    assert not services.garment_confirm(doubtful_blouse)
    services.photo_find_garments(photo.pk)
    found = photo.garments.get(name="blouse")
    assert [services.garment_confirm(found), services.garment_confirm(found)] == [True, False]


def test_the_command_reports_an_uncertain_outline(monkeypatch, tmp_path, capsys):
    reports = [
        engine.ChangeReport(target, "#ff0000", "#ff0000", delta_e=0.1, coverage=0.2, confidence=confidence)
        for target, confidence in (("blouse", 0.5), ("skirt", 0.9), ("scarf", None))
    ]
    result = engine.RecolorResult(np.zeros((80, 60, 3), np.uint8), reports)
    fake = SimpleNamespace(open=lambda photo: None, recolor=lambda *arguments, **options: result)
    monkeypatch.setattr("recolor.management.commands.recolor.Engine", lambda: fake)
    call_command("recolor", "photo.jpg", change=["blouse=red"], out=tmp_path / "result.png")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("  The outline is uncertain (expected IoU 0.50).")
    assert sum("uncertain" in line for line in lines) == 1
