"""Lighthouse, as a person at a desk would meet the pages: performance, accessibility, best practices."""

import json
import subprocess

import pytest
import requests

from .conftest import ROOT, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CATEGORIES = ["performance", "accessibility", "best-practices"]
LEAST = 0.95


@pytest.fixture(scope="module")
def task(studio, api_headers, browser, signed_in_state):
    """A completed result, and the photo that it is of."""
    photos = requests.get(f"{studio.url}/v4/models/base-images/", headers=api_headers, timeout=10).json()["results"]
    body = {
        "models_image_generation_task_id": photos[-1]["id"],
        "color_changes": [{"target": "all", "color": "teal"}],
    }
    address = f"{studio.url}/v4/models/multipose-image-recolor/"
    made = requests.post(address, json=body, headers=api_headers, timeout=10).json()["id"]
    context = browser.new_context(storage_state=signed_in_state, base_url=studio.url)
    page = context.new_page()
    page.goto("/results/")
    page.locator(f"#task-{made} [data-do=approve]").wait_for(timeout=60_000)
    context.close()
    return {"task": made, "photo": photos[-1]["id"]}


@pytest.fixture(scope="module")
def signed_in_chromium(browser, signed_in_state, tmp_path_factory):
    """The debugging port of a Chromium whose person is signed in: headers alone would not reach the pictures."""
    port = free_port()
    flags = ["--no-sandbox", "--headless=new", "--disable-background-networking", f"--remote-debugging-port={port}"]
    folder = tmp_path_factory.mktemp("chromium")
    context = browser.browser_type.launch_persistent_context(folder, executable_path="/usr/bin/chromium", args=flags)
    context.add_cookies(signed_in_state["cookies"])
    yield port
    context.close()


@pytest.mark.parametrize("address", ["/photos/", "/photos/{photo}/", "/results/", "/results/{task}/"])
def test_lighthouse(studio, signed_in_chromium, task, tmp_path, address):
    report = tmp_path / "report.json"
    command = [
        str(ROOT / "node_modules" / ".bin" / "lighthouse"),
        studio.url + address.format(**task),
        f"--port={signed_in_chromium}",
        "--disable-storage-reset",  # it would sign the person out
        "--quiet",
        "--preset=desktop",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--no-enable-error-reporting",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert report.exists(), done.stderr[-2000:]
    found = json.loads(report.read_text())
    assert found["finalDisplayedUrl"] == command[1], "signed in"
    scores = {name: found["categories"][name]["score"] for name in CATEGORIES}
    print(f"{address}: {scores} {found.get('runtimeError', '')}")
    lost = [
        (audit["id"], str(audit.get("details", {}).get("items"))[:400])
        for audit in found["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    assert all(score is not None and score >= LEAST for score in scores.values()), (scores, lost)
