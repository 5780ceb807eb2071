"""Which addresses a hosted service's pictures may come from: an answer of it must not send us just anywhere."""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit


class AddressRefused(Exception):
    """The address is not one that pictures may come from; the text says which setting would allow it."""


def check_address(url: str, hosts: Sequence[str], *, loopback: bool) -> None:
    """Refuse an address that is not https, not of the allowed hosts, or that leads into our own network.

    hosts: names as they are, or `.example.com` for a domain and all below it. loopback: whether this very
    machine may be asked, by plain http too.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in hosts):
        raise AddressRefused(
            f"The service keeps its pictures at “{host}”, which is not allowed; if that is right, "
            "name it in RECOLOR_API_FILE_HOSTS."
        )
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return  # the request itself will say so
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if all(address.is_loopback for address in addresses):
        if not loopback:
            raise AddressRefused("The picture lies on this very machine; RECOLOR_API_LOOPBACK=1 allows that.")
        return
    if parts.scheme != "https":
        raise AddressRefused(f"The picture's address at “{host}” is not https.")
    if not all(address.is_global for address in addresses):
        raise AddressRefused(f"“{host}” leads into a private network; pictures may not come from there.")
