"""No requests to private networks, whatever the address looks like and whatever DNS answers."""

import socket
import ssl
import subprocess

import pytest
import requests
from django.core.exceptions import ValidationError

from recolor import services
from recolor.models import Webhook
from recolor.public_http import AddressRefused, is_public, post, url_problem


@pytest.fixture
def resolve(monkeypatch):
    """Return a function that makes DNS answer with these addresses, one list for each question, and counts them."""
    real, asked = socket.getaddrinfo, []

    def set_answers(*answers):
        remaining = list(answers)

        def getaddrinfo(host, port, *args, **options):
            if not host.endswith(".example"):
                return real(host, port, *args, **options)
            asked.append(host)
            addresses = remaining.pop(0) if len(remaining) > 1 else remaining[0]
            family = socket.AF_INET6 if ":" in addresses[0] else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
        return asked

    return set_answers


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.example", "http://shop.example/", "ftp://shop.example/", "https://", "https://shop.example:port/",
        "https://user@shop.example/", "https://user:secret@shop.example/", "https://shop.example@127.0.0.1/",
        "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/",
        "https://[::1]/", "https://[::ffff:7f00:1]/", "https://10.0.0.8:8080/", "https://169.254.169.254/latest/",
        "https://shop.example/\nx", "javascript:alert(1)", "https://[::1", "https://0/",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_registered(key, url):
    with pytest.raises(ValidationError) as error:
        services.webhook_create(key, url=url, events=Webhook.Event.values, site_url="")
    assert list(error.value.message_dict) == ["url"]


def test_addresses_that_can_be_registered():
    for url in (
        "https://shop.example/hook?x=1",
        "https://shop.example:8443",
        "https://93.184.215.14/",
        "https://bücher.example/",
    ):
        assert url_problem(url, allow_private=False) == ""
    assert url_problem("http://127.0.0.1:9/", allow_private=True) == ""


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_with_a_private_address_is_refused(resolve, receiver, addresses):
    resolve(addresses)
    with pytest.raises(AddressRefused, match="RECOLOR_WEBHOOKS_ALLOW_PRIVATE"):
        post(f"http://hook.example:{receiver.port}/", b"{}", {}, allow_private=False)
    assert not receiver.received


@pytest.mark.parametrize("host", ["2130706433", "127.1", "[::ffff:127.0.0.1]", "0x7f.1"])
def test_numbers_that_mean_this_machine_are_refused_when_sending(receiver, host):
    with pytest.raises(AddressRefused):
        post(f"http://{host}:{receiver.port}/", b"{}", {}, allow_private=False)
    assert not receiver.received


def test_dns_that_changes_its_answer_gains_nothing(resolve, receiver, monkeypatch):
    """The name is resolved once, and the connection is made to the address of this answer."""
    asked = resolve(["93.184.215.14"], ["127.0.0.1"])
    connected = []

    def create_connection(address, *args, **options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("recolor.public_http.create_connection", create_connection)
    with pytest.raises(requests.ConnectionError):
        post(f"http://hook.example:{receiver.port}/", b"{}", {}, allow_private=False)
    assert (asked, connected) == (["hook.example"], [("93.184.215.14", receiver.port)])
    assert not receiver.received


def test_a_redirect_to_this_machine_is_not_followed(new_receiver):
    inner = new_receiver()
    outer = new_receiver(status=307, headers={"Location": f"http://127.0.0.1:{inner.port}/"})
    answer = post(f"http://127.0.0.1:{outer.port}/", b"{}", {}, allow_private=True)
    assert (answer.status, inner.received) == (307, [])


def test_the_next_address_of_a_name_is_used_if_the_first_cannot_be_reached(resolve, receiver):
    resolve(["127.0.0.2", "127.0.0.1"])  # nothing listens on the first
    assert post(f"http://hook.example:{receiver.port}/", b"{}", {}, allow_private=True).status == 200
    assert receiver.received[0][1]["Host"] == f"hook.example:{receiver.port}"


def test_a_proxy_of_the_environment_is_ignored(new_receiver, receiver, monkeypatch):
    proxy = new_receiver()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert post(f"http://127.0.0.1:{receiver.port}/", b"{}", {}, allow_private=True).status == 200
    assert not proxy.received


def test_tls_checks_the_name_and_not_the_address(resolve, new_receiver, tmp_path, monkeypatch):
    certificate, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=hook.example", "-addext", "subjectAltName=DNS:hook.example"]
    files = ["-keyout", str(private), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *options, *name, *files], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, private)
    receiver = new_receiver(tls=tls)
    resolve(["127.0.0.1"])
    with pytest.raises(requests.exceptions.SSLError):  # nobody has signed the certificate
        post(f"https://hook.example:{receiver.port}/", b"{}", {}, allow_private=True)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
    assert post(f"https://hook.example:{receiver.port}/", b"{}", {}, allow_private=True).status == 200
    with pytest.raises(requests.exceptions.SSLError, match="other"):
        post(f"https://other.example:{receiver.port}/", b"{}", {}, allow_private=True)
