"""Checking the addresses of a hosted service's pictures, so that an answer cannot make us request other servers."""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit


class AddressRefused(Exception):
    """Pictures must not be downloaded from the address; the text names the setting that would allow it, if any."""


def check_address(url: str, hosts: Sequence[str], *, loopback: bool) -> None:
    """Raise AddressRefused unless an address uses https, is on an allowed host, and is not in a private network.

    hosts: exact host names, or `.example.com` for a domain and its subdomains. loopback: whether addresses on this
    machine are allowed, also with plain http.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in hosts):
        raise AddressRefused(
            f"The service stores its pictures at “{host}”, which is not an allowed host. If the host is correct, "
            "add it to RECOLOR_API_FILE_HOSTS."
        )
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return  # the request will fail with a better error
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if all(address.is_loopback for address in addresses):
        if not loopback:
            raise AddressRefused("The picture's address is on this machine. Set RECOLOR_API_LOOPBACK=1 to allow it.")
        return
    if parts.scheme != "https":
        raise AddressRefused(f"The picture's address at “{host}” does not use https.")
    if not all(address.is_global for address in addresses):
        raise AddressRefused(f"“{host}” is in a private network, so the picture is not downloaded.")
