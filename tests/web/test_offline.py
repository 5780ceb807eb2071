"""The page that is shown without a connection."""

from django.urls import reverse


def test_the_offline_page_and_the_service_worker(client):
    assert "No connection" in client.get(reverse("offline")).text
    worker = client.get(reverse("service_worker"))
    assert worker["Content-Type"] == "text/javascript"
