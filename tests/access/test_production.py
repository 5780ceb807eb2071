"""Cookies, headers and settings of an installation behind HTTPS."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
# Settings are read once, so another process asks the site for its sign-in page.
ASK = """
import json, django
from django.conf import settings
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from django.test import Client
plain, client = Client(), Client(headers={"X-Forwarded-Proto": "https"})
User.objects.create_user("asha", password="secret")
client.post("/sign-in/", {"username": "asha", "password": "secret"})
page = client.get("/settings/")
print(json.dumps({
    "redirect": plain.get("/sign-in/").headers["Location"],
    "headers": dict(page.headers),
    "cookies": {name: dict(morsel) for name, morsel in client.cookies.items()},
}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    variables = {"RECOLOR_HTTPS": "1", "RECOLOR_ALLOWED_HOSTS": "testserver", "PORT": "8000"}
    variables |= {"RECOLOR_VAR": str(tmp_path_factory.mktemp("var")), "DJANGO_SETTINGS_MODULE": "recolor_site.settings"}
    command = [sys.executable, "-c", ASK]
    asked = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=True)
    return json.loads(asked.stdout.splitlines()[-1])


def test_plain_http_is_redirected(site):
    assert site["redirect"] == "https://testserver/sign-in/"


def test_browsers_are_told_to_use_https_and_nothing_else(site):
    assert site["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert site["headers"]["X-Content-Type-Options"] == "nosniff"
    assert site["headers"]["X-Frame-Options"] == "DENY"
    assert site["headers"]["Referrer-Policy"] == site["headers"]["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in site["headers"]["Content-Security-Policy"]


def test_cookies_are_sent_over_https_only_and_to_no_other_site(site):
    session, csrf = site["cookies"]["recolor_session_8000"], site["cookies"]["recolor_csrf_8000"]
    assert session["secure"] and csrf["secure"]
    assert session["httponly"]
    assert session["samesite"] == csrf["samesite"] == "Lax"


def test_a_new_password_ends_the_other_sessions(client, person):
    other = Client()
    for each in (client, other):
        each.force_login(person)
    form = {
        "old_password": "a long enough secret",
        "new_password1": "quite another one",
        "new_password2": "quite another one",
    }
    assert client.post(reverse("password"), form).status_code == 302
    assert client.get(reverse("photos")).status_code == 200
    assert other.get(reverse("photos")).status_code == 302
