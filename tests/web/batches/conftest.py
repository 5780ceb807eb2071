"""Fixtures and helpers of the tests of batches."""

import re

import pytest
from django.urls import reverse

from recolor import services


@pytest.fixture
def new_batch(workspace, photo):
    """Return a function that creates a batch of photos in colors."""

    def make(colors=("teal", "navy"), photos=(), **options):
        requests = [
            {"pose" if each.kind == "pose" else "model": each, "changes": [{"target": "blouse", "color": color}]}
            for each in photos or [photo]
            for color in colors
        ]
        return services.batch_create(workspace, requests, **options)

    return make


@pytest.fixture
def batch(new_batch):
    return new_batch(name="Spring")


def names(client, **query):
    return re.findall(
        r'<a class="picture-title" id="batch-[0-9]+"[^>]*>([^<]+)<', client.get(reverse("batches"), query).text
    )


def address(batch):
    return reverse("batch", args=[batch.pk])


def change(client, batch, action):
    return client.post(reverse("batch_change", args=[batch.pk]), {"action": action}, follow=True).text


def run(batch):
    for task in batch.tasks.filter(status="queued"):
        services.task_run(task.pk)
