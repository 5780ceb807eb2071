"""The page that is shown without a connection."""

import re

from django.urls import reverse


def test_the_offline_page_and_the_service_worker(client):
    page = client.get(reverse("offline")).text
    assert "No connection" in page
    # The service worker reads the address of the style sheet, to keep it, and knows its name.
    assert re.search(r'<link rel="stylesheet" href="[^"]+/css/offline\.[^"]*css"', page)
    worker = client.get(reverse("service_worker"))
    assert worker["Content-Type"] == "text/javascript"
    assert "/css/offline." in b"".join(worker.streaming_content).decode()
