"""Lighthouse, as a person at a desk would meet the pages: performance, accessibility, best practices."""

import json
import os
import subprocess

import pytest
import requests

from .conftest import ROOT

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
    page.goto("/gallery/")
    page.locator(f"#task-{made} [data-do=approve]").wait_for(timeout=60_000)
    context.close()
    return {"task": made, "photo": photos[-1]["id"]}


@pytest.mark.parametrize("address", ["/photos/", "/photos/{photo}/", "/gallery/", "/tasks/{task}/"])
def test_lighthouse(studio, signed_in_state, task, tmp_path, address):
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in signed_in_state["cookies"])
    headers = tmp_path / "headers.json"
    headers.write_text(json.dumps({"Cookie": cookies}))
    report = tmp_path / "report.json"
    command = [
        str(ROOT / "node_modules" / ".bin" / "lighthouse"),
        studio.url + address.format(**task),
        "--quiet",
        "--preset=desktop",
        "--output=json",
        f"--output-path={report}",
        f"--extra-headers={headers}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-background-networking",
        "--no-enable-error-reporting",
    ]
    environment = os.environ | {"CHROME_PATH": "/usr/bin/chromium"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert report.exists(), done.stderr[-2000:]
    found = json.loads(report.read_text())
    scores = {name: found["categories"][name]["score"] for name in CATEGORIES}
    print(f"{address}: {scores}")
    lost = [
        (audit["id"], audit.get("displayValue", ""))
        for audit in found["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    assert all(score is not None and score >= LEAST for score in scores.values()), (scores, lost)
