"""What the client sends and when: headers that can be sent, pauses that the service asks for."""

import pytest
import requests

from recolor.client import APIConnectionError, ColorChange, RecolorAPIError, RecolorClient, ServerError
from recolor.client.__main__ import main

from .fake_http import KEY

BLUE = [ColorChange("blouse", "royal blue")]


@pytest.fixture
def client(fake_service, pauses):
    return RecolorClient(fake_service.url, KEY, retries=3, sleep=pauses.append)


@pytest.mark.parametrize("around", ["{}\n", " {}\r\n", "\t{}"])
def test_spaces_around_an_api_key_are_removed(fake_service, around):
    assert RecolorClient(fake_service.url, around.format(KEY)).page().count == 0


@pytest.mark.parametrize("key", ["", "\n", "schlüssel", "key\nx-other: 1", "“key”"])
def test_an_api_key_that_no_header_can_hold_is_refused_at_once(key):
    with pytest.raises(ValueError, match="The API key"):
        RecolorClient("https://studio.example", key)


@pytest.mark.parametrize("key", ["été", "key\n", " key", "a\0b"])
def test_an_idempotency_key_that_no_header_can_hold_is_refused_unsent(fake_service, client, pauses, key):
    with pytest.raises(ValueError, match="The idempotency key"):
        client.create(BLUE, model_id=7, idempotency_key=key)
    assert not fake_service.requests["create"] and not pauses


def test_what_cannot_be_sent_is_no_connection_error(client, pauses):
    with pytest.raises(RecolorAPIError, match="cannot be sent") as failure:
        client.download("ftp://studio.example/result.jpg")
    assert type(failure.value) is RecolorAPIError and not failure.value.maybe_done and not pauses


def test_the_command_line_says_what_is_wrong_with_a_key(fake_service, monkeypatch, capsys):
    monkeypatch.setenv("RECOLOR_API_URL", fake_service.url)
    monkeypatch.setenv("RECOLOR_API_KEY", f"{KEY}\n")
    assert main(["list"]) == 0
    assert main(["create", "--model", "7", "--change", "blouse=teal", "--idempotency-key", "été"]) == 1
    assert "The idempotency key" in capsys.readouterr().err
    monkeypatch.setenv("RECOLOR_API_KEY", "schlüssel")
    assert main(["list"]) == 1
    assert "The API key" in capsys.readouterr().err


def test_the_pause_after_a_503_is_what_the_service_asks_for(fake_service, client, pauses):
    remaining = ["503", "503"]
    fake_service.fault = lambda kind: remaining.pop() if remaining else None
    client.page()
    assert pauses == [7.0, 7.0]
    fake_service.fault = lambda kind: "503"
    with pytest.raises(ServerError, match="full") as failure:
        client.page()
    assert failure.value.retry_after == 7


def test_an_upload_sends_what_is_given(client, monkeypatch):
    sent = []
    answer = {"id": 7, "kind": "model", "status": "queued"}
    monkeypatch.setattr(client.base_images, "_call", lambda *args, **options: sent.append(options["data"]) or answer)
    client.base_images.upload(b"picture")
    client.base_images.upload(b"picture", kind="pose", model_id=6, sku="S-1", view="")
    assert sent == [
        {"kind": "model", "name": ""},
        {"kind": "pose", "name": "", "model": 6, "sku": "S-1", "view": ""},
    ]


class LosingSession(requests.Session):
    """A session that loses the answer to every request."""

    def request(self, *args, **options):
        raise requests.ConnectionError("Connection aborted.")


def test_a_rename_whose_answer_is_lost_is_not_repeated(pauses):
    """The garment has its new name then: a second attempt would not find it."""
    client = RecolorClient("https://studio.example", KEY, sleep=pauses.append, session=LosingSession)
    with pytest.raises(APIConnectionError) as failure:
        client.garments.rename(7, "blouse", "top")
    assert failure.value.maybe_done and not pauses
    with pytest.raises(APIConnectionError):
        client.garments.delete(7, "blouse")
    assert len(pauses) == 4
