"""Which results an export contains: the approved ones or all, without a limit and without holding all of them."""

import csv
import gc
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import services
from recolor.models import RecolorTask

from ..conftest import HTMX, problem_at

EVERYTHING = {"all": "1", "filters": "", "pattern": "{id}"}


def names(answer) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    rows = csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig"))
    assert [row["file"] for row in rows] == archive.namelist()[:-1]
    return archive.namelist()[:-1]


@pytest.fixture
def many_results(results):
    """Return a function that quickly makes many completed results, which share the file of one."""

    def make(count):
        first = RecolorTask.objects.get(pk=results[0].pk)
        fields = ("workspace_id", "model_id", "photo_id", "photo_name", "status", "result", "thumbnail", "completed_at")
        shared = {name: getattr(first, name) for name in fields}
        return RecolorTask.objects.bulk_create(RecolorTask(**shared) for _ in range(count))

    return make


def test_only_the_approved_results_are_exported_unless_all_are_chosen(signed_in, person, results):
    services.tasks_review(results[:1], "approved", by=person)
    services.tasks_review(results[1:2], "rejected", by=person)
    page = signed_in.get(reverse("export"), {"all": "1", "filters": ""}).text
    assert "4 completed results, 1 approved." in page
    assert "Only the approved ones (1)" in page and "All (4)" in page
    assert 'value="approved"\n                     checked' in page
    approved = [f"{results[0].pk}.jpg"]
    assert names(signed_in.post(reverse("export_zip"), EVERYTHING)) == approved
    assert names(signed_in.post(reverse("export_zip"), EVERYTHING | {"which": "approved"})) == approved
    assert len(names(signed_in.post(reverse("export_zip"), EVERYTHING | {"which": "all"}))) == 4


def test_without_approved_results_all_are_exported(signed_in, person, results):
    page = signed_in.get(reverse("export"), {"all": "1", "filters": ""}).text
    assert 'name="which"' not in page and "4 completed results, 0 approved." in page
    assert len(names(signed_in.post(reverse("export_zip"), EVERYTHING))) == 4


def test_nothing_else_is_exported_when_the_approvals_were_withdrawn(signed_in, results):
    answer = signed_in.post(reverse("export_zip"), EVERYTHING | {"which": "approved"})
    assert answer.status_code == 422 and "None of these results is approved." in problem_at(answer.text, "which")
    assert 'name="which"' in answer.text, "all can be chosen instead"


def back_of(page: str) -> str:
    """Return the address and the text of the link that leads back."""
    nav = re.search(r'aria-label="Breadcrumb">\s*<a href="([^"]*)">.*?</svg>([^<]*)</a>', page, re.DOTALL)
    return f"{nav[1]} {nav[2].strip()}"


def test_an_export_leads_back_to_its_batch_or_to_the_filtered_gallery(signed_in, batch):
    tasks = list(batch.tasks.all())
    batch_filter, gallery = f"batch={batch.pk}", reverse("gallery")
    page = signed_in.get(reverse("export"), {"all": "1", "filters": batch_filter}).text
    assert back_of(page) == f"{reverse('batch', args=[batch.pk])} {batch.name}"
    refused = signed_in.post(reverse("export_zip"), {"all": "1", "filters": batch_filter, "pattern": "{odd}"})
    assert refused.status_code == 422 and back_of(refused.text).endswith(batch.name)
    for filters, back in ((f"{batch_filter}&review=to_review", f"{gallery}?"), ("q=silk", f"{gallery}?q=silk ")):
        page = signed_in.get(reverse("export"), {"all": "1", "filters": filters}).text
        assert back_of(page).startswith(back) and back_of(page).endswith(" Gallery")
    assert back_of(signed_in.get(reverse("export"), {"task": tasks[0].pk}).text) == f"{gallery} Gallery"
    services.batch_trash(batch)
    page = signed_in.get(reverse("export"), {"all": "1", "filters": batch_filter}).text
    assert back_of(page) == f"{gallery}?{batch_filter} Gallery"


def test_presets_keep_the_chosen_results_and_the_pattern(signed_in, person, results):
    services.tasks_review(results[:1], "approved", by=person)
    query = EVERYTHING | {"which": "all", "pattern": "{color}"}
    fragment = signed_in.get(reverse("export"), query, **HTMX).text
    link = fragment.split('hx-swap-oob="true"')[1].split('href="')[2].split('"')[0].replace("&amp;", "&")
    page = signed_in.get(link).text
    assert 'value="{color}"' in page and 'value="all"\n                     checked' in page
    assert 'value="2000"' in page, "the preset is applied"


def test_more_results_than_other_actions_change_are_exported(signed_in, results, many_results, monkeypatch):
    monkeypatch.setattr("recolor.web.results.selection.MAX_RESULTS", 3)
    many_results(10)
    assert "14 completed results" in signed_in.get(reverse("export"), {"all": "1", "filters": ""}).text
    form = {"action": "download", "all": "1", "filters": ""}
    archive = zipfile.ZipFile(io.BytesIO(b"".join(signed_in.post(reverse("bulk"), form).streaming_content)))
    assert len(archive.namelist()) == 15


def tasks_in_memory():
    gc.collect()
    return sum(type(each) is RecolorTask for each in gc.get_objects())


def test_an_export_reads_its_results_in_chunks(signed_in, results, many_results, monkeypatch):
    monkeypatch.setattr("recolor.selectors.exported.CHUNK", 10)
    monkeypatch.setattr("recolor.exports.names._CHUNK", 10)
    many_results(86)
    before, held = tasks_in_memory(), set()
    with CaptureQueriesContext(connection) as queries:
        answer = signed_in.post(reverse("export_zip"), EVERYTHING | {"pattern": "{id}_v{version}"})
        for number, _chunk in enumerate(answer):
            if number % 60 == 59:
                held.add(tasks_in_memory() - before)
    assert 0 < max(held) <= 2 * 10, "two chunks"
    # a chunk: its tasks, changes, reviews, and the versions of its photos; before: the person, the selection, the audit
    assert len(queries) <= 9 * 4 + 12


def test_a_third_export_at_the_same_time_is_refused(signed_in, results):
    sent = [signed_in.post(reverse("export_zip"), EVERYTHING) for _ in range(2)]
    for address in ("export_zip", "export_contact_sheet"):
        refused = signed_in.post(reverse(address), EVERYTHING)
        assert (refused.status_code, refused["Retry-After"]) == (429, "30")
        assert "Other exports are being made." in refused.text and 'value="{id}"' in refused.text
    gallery = signed_in.post(reverse("bulk"), {"action": "download", "all": "1", "filters": ""}, follow=True).text
    assert "Other exports are being made." in problem_at(gallery, "bulk")
    assert len(names(sent.pop())) == 4
    assert signed_in.post(reverse("export_contact_sheet"), EVERYTHING).status_code == 200
    sent.clear()  # dropped without being read, such as after an error
    gc.collect()
    again = [signed_in.post(reverse("export_zip"), EVERYTHING) for _ in range(2)]
    assert [len(names(answer)) for answer in again] == [4, 4]
