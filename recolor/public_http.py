"""POST requests to addresses that people type in, which must not reach the machine's own network.

The name is resolved once, for the connection itself, and the connection is made to an address that was checked. So
a name whose address changes between a check and the request gains nothing. Redirects are not followed.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.util.connection import create_connection

CONNECT_SECONDS = 5  # the longest time until a connection is made and encrypted
ANSWER_SECONDS = 10  # the longest time from the connection to the end of the answer
_ANSWER_BYTES = 1000  # of an answer's body; the rest is not read
# IPv6 networks whose addresses contain an IPv4 address, to which a gateway passes packets on, and its lowest bit.
_GATEWAYS = [(ipaddress.IPv6Network("64:ff9b::/96"), 0), (ipaddress.IPv6Network("2002::/16"), 80)]


class AddressRefused(Exception):
    """The request would reach a private network; the text is for people."""


class NoAnswerInTime(requests.Timeout):
    """A connection was made, but no answer followed within `ANSWER_SECONDS`."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request: its status, and the first bytes of its body as text."""

    status: int
    text: str


def post(url: str, body: bytes, headers: dict[str, str], *, allow_private: bool) -> Answer:
    """Send a POST request. Raises AddressRefused, or requests.RequestException if there is no answer.

    The exception is NoAnswerInTime if it took too long, and another requests.Timeout if no connection was made in time.

    allow_private: whether addresses in private networks and of this machine are allowed.
    """
    with requests.Session() as session:
        session.trust_env = False  # a proxy from the environment would connect to addresses that nobody checks
        adapter = _CheckedAdapter(allow_private)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        headers = {"Accept-Encoding": "identity", "Connection": "close"} | headers
        timeout = (CONNECT_SECONDS, ANSWER_SECONDS)
        options: dict[str, Any] = {"timeout": timeout, "allow_redirects": False, "stream": True}
        started = time.monotonic()
        try:
            with session.post(url, data=body, headers=headers, **options) as response:
                return Answer(response.status_code, _text(response))
        except requests.ConnectTimeout:  # perhaps of several addresses of one host
            raise
        except (requests.ConnectionError, requests.Timeout) as error:
            if time.monotonic() - started < ANSWER_SECONDS:
                raise
            raise NoAnswerInTime from error  # as a rule, the timer of `_Checked` has ended the connection


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also if it stands for an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        else:
            for network, shift in _GATEWAYS:
                if ip in network:
                    return is_public(str(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def url_problem(url: str, *, allow_private: bool) -> str:
    """Return why requests must not be sent to an address, as a sentence; empty if nothing speaks against it.

    No name is resolved. An address in numbers, in whatever notation, is checked.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or any(letter.isspace() or not letter.isprintable() for letter in url):
        return "This is not an address. Use one such as https://shop.example/recolor."
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        return "The address must begin with https://."
    if "@" in parts.netloc:
        return "The address must not contain a user name or a password. Check the signature of the messages instead."
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):  # a name
        return ""
    return "" if allow_private or all(is_public(str(entry[4][0])) for entry in found) else refusal_text(host)


def refusal_text(host: str) -> str:
    """Return the message for a host in a private network."""
    return (
        f"“{host}” is in a private network or on this machine. Use a public address; whoever runs this server can "
        "allow private ones with RECOLOR_WEBHOOKS_ALLOW_PRIVATE=1."
    )


def _text(response: requests.Response) -> str:
    """Return the first bytes of an answer's body as text; less, or nothing, if the connection breaks."""
    content = b""
    with contextlib.suppress(HTTPError, OSError):
        content = response.raw.read(_ANSWER_BYTES)
    return content.decode("utf-8", "replace").replace("\0", "")


class _Checked:
    """A mixin for connections of urllib3: resolves the name, checks all addresses, and connects to one of them."""

    allow_private = False
    _guard: socket.socket | None = None
    _timer: threading.Timer | None = None

    _dns_host: str
    host: str
    port: int
    timeout: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self.allow_private and not all(is_public(address) for address in addresses):
            raise AddressRefused(refusal_text(self.host))
        for address in addresses[:-1]:
            with contextlib.suppress(OSError):
                return self._limit(self._connect(address))
        return self._limit(self._connect(addresses[-1]))

    def _connect(self, address: str) -> socket.socket:
        return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)

    def _limit(self, sock: socket.socket) -> socket.socket:
        """End the connection after `ANSWER_SECONDS`, however slowly the other side sends. Return the socket."""
        self._guard = sock.dup()  # of the same connection; encryption detaches the original
        self._timer = threading.Timer(ANSWER_SECONDS, _shut_down, [self._guard])
        self._timer.daemon = True
        self._timer.start()
        return sock

    def close(self) -> None:
        if self._timer and self._guard:
            self._timer.cancel()
            self._guard.close()
        super().close()  # type: ignore[misc]  # of the connection class


def _shut_down(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


class _CheckedAdapter(HTTPAdapter):
    """Makes all connections through `_Checked`."""

    def __init__(self, allow_private: bool) -> None:
        mixin = type("Mixin", (_Checked,), {"allow_private": allow_private})
        plain = type("CheckedHTTP", (mixin, HTTPConnection), {})
        encrypted = type("CheckedHTTPS", (mixin, HTTPSConnection), {})
        self._pools = {
            "http": type("CheckedHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("CheckedHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": encrypted}),
        }
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools
