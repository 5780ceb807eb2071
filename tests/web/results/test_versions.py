"""Making rejected results again, and the versions on the pages."""

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import RecolorTask

from ..conftest import HTMX

FORM = {"target": "blouse", "color": "mustard", "image_quality": "2k"}


@pytest.fixture
def rejected(batch, person):
    task = batch.tasks.order_by("pk").first()
    services.tasks_review([task], "rejected", by=person, note="The outline is wrong")
    return task


def studio(task):
    return reverse("photo", args=[task.photo.pk])


def test_a_rejected_result_offers_to_make_it_again(signed_in, person, rejected):
    page = signed_in.get(reverse("result", args=[rejected.pk])).text
    remake = f"{studio(rejected)}?again={rejected.pk}&amp;replaces={rejected.pk}"
    assert f'href="{remake}&amp;correct=blouse"' in page and f'href="{remake}"' in page
    services.tasks_review([rejected], "approved", by=person)
    assert "replaces=" not in signed_in.get(reverse("result", args=[rejected.pk])).text


def test_the_studio_says_what_is_replaced_and_fills_it_in(signed_in, rejected):
    page = signed_in.get(studio(rejected), {"again": rejected.pk, "replaces": rejected.pk, "correct": "blouse"}).text
    assert f'name="replaces" value="{rejected.pk}"' in page
    assert "The outline is wrong" in page and 'data-begin="blouse"' in page and 'value="teal"' in page
    assert 'name="replaces"' not in signed_in.get(studio(rejected), {"replaces": "nonsense"}).text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_new_result_is_the_next_version_in_the_batch(signed_in, batch, rejected, headers):
    signed_in.post(studio(rejected), FORM | {"replaces": rejected.pk}, **headers)
    version = RecolorTask.objects.latest("pk")
    assert (version.first_version, version.batch) == (rejected, batch)
    services.task_run(version.pk)
    page = signed_in.get(reverse("batch", args=[batch.pk])).text
    assert f'id="cell-{version.pk}"' in page and f'id="cell-{rejected.pk}"' not in page
    assert page.count('id="cell-') == 2 and "2 of 2 results are ready" in page
    assert "version 2" in page and reverse("result", args=[rejected.pk]) in page
    assert page.split('id="batch-results"')[1].count('scope="col"') == 3, "it stays in the column of the first version"


def test_a_refused_form_still_replaces(signed_in, rejected):
    page = signed_in.post(studio(rejected), FORM | {"color": "bluuu", "replaces": rejected.pk})
    assert page.status_code == 422 and f'name="replaces" value="{rejected.pk}"' in page.text


def test_a_result_that_is_gone_is_not_replaced(signed_in, rejected, new_photo):
    services.tasks_trash([rejected])
    page = signed_in.post(studio(rejected), FORM | {"replaces": rejected.pk})
    assert page.status_code == 422 and "has been deleted" in page.text
    assert RecolorTask.objects.count() == 2


def test_results_of_another_workspace_are_not_replaced(signed_in, rejected, new_photo, new_task, other_workspace):
    theirs = new_task(of=new_photo(workspace=other_workspace))
    page = signed_in.post(studio(rejected), FORM | {"replaces": theirs.pk})
    assert page.status_code == 422 and theirs.later_versions.count() == 0


def test_the_pages_of_all_versions_list_them(signed_in, rejected, new_task):
    version = new_task(replaces=rejected)
    old = signed_in.get(reverse("result", args=[rejected.pk])).text
    assert "A newer version" in old and f'href="{reverse("result", args=[version.pk])}"' in old
    new = signed_in.get(reverse("result", args=[version.pk])).text
    assert "A newer version" not in new
    versions = new.split('id="versions-title"')[1].split("</ol>")[0]
    assert versions.index(f"#{version.pk}") < versions.index(f"#{rejected.pk}")
    assert "The outline is wrong" in versions


def test_the_number_of_queries_of_the_page_does_not_grow(signed_in, rejected, new_task, django_assert_num_queries):
    for _ in range(2):
        new_task(replaces=rejected)
        # session, user, workspaces, open work, task, its changes, reviews, versions, the neighbors in the gallery
        with django_assert_num_queries(11):
            signed_in.get(reverse("result", args=[rejected.pk]))


def test_the_export_takes_the_newest_approved_version(signed_in, person, batch, rejected, new_task):
    version = new_task(replaces=rejected)
    services.task_run(version.pk)
    query = {"all": 1, "filters": f"batch={batch.pk}"}
    page = signed_in.get(reverse("export"), query | {"pattern": "{id}_v{version}"}).text
    assert f"<code>{version.pk}_v2.jpg</code>" in page and f"<code>{rejected.pk}_v1.jpg</code>" not in page
    assert "2 completed results" in page and "1 older version is left out" in page
    page = signed_in.get(reverse("export"), query | {"versions": "all"}).text
    assert "3 completed results" in page and 'name="versions" value="all"' in page
    services.tasks_review([rejected], "approved", by=person)
    page = signed_in.get(reverse("export"), query | {"pattern": "{id}_v{version}"}).text
    assert f"<code>{rejected.pk}_v1.jpg</code>" in page and f"{version.pk}_v2" not in page
