"""Middleware that finds the address of the client behind proxies, and limits the requests of an address."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ..rate_limits import RateLimit
from .responses import refuse_for_now

_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_UNLIMITED = ("/healthz", "/readyz")  # a load balancer that gets 429 would take the process for a broken one
_IPV6_NETWORK = 64  # bits that a provider gives to a client, who may use all addresses that begin with them


class ClientAddressMiddleware:
    """Set `REMOTE_ADDR` to the client's address if the request comes through a proxy of `RECOLOR_TRUSTED_PROXIES`.

    Headers about the client from anybody else are removed: everyone can send them. Without the setting, the header
    about HTTPS is kept, since `RECOLOR_HTTPS` says that there is a proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        forwarded = meta.pop(_FOR, "")
        if _is_proxy(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = _client_address(meta["REMOTE_ADDR"], forwarded)
        elif settings.RECOLOR_TRUSTED_PROXIES:
            meta.pop(_PROTO, None)
        return self.get_response(request)


def _client_address(peer: str, forwarded: str) -> str:
    """Return the last address of `X-Forwarded-For` that is no proxy of ours; a proxy adds its client at the end."""
    address = peer
    for entry in reversed(forwarded.split(",")):
        try:
            address = str(ipaddress.ip_address(entry.strip()))
        except ValueError:
            break
        if not _is_proxy(address):
            break
    return address


def _is_proxy(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # a test client, or a Unix socket
        return False
    return any(ip in network for network in settings.RECOLOR_TRUSTED_PROXIES)


def counted_address(request: HttpRequest) -> str:
    """Return as what the client counts in rate limits: its IPv4 address, or the /64 network of its IPv6 address."""
    address = request.META.get("REMOTE_ADDR") or ""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, _IPV6_NETWORK), strict=False))


class AddressRateMiddleware:
    """Answer 429 to an address that sends more requests than `RECOLOR_ADDRESS_RATE`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = RateLimit("address", settings.RECOLOR_ADDRESS_RATE)
        if request.path_info not in _UNLIMITED and (seconds := limit.count(counted_address(request))):
            return _too_many(request, seconds)
        return self.get_response(request)


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    text = _("There were too many requests from your address. Try again in %(seconds)s seconds.") % {"seconds": seconds}
    return refuse_for_now(request, text, 429, seconds)
