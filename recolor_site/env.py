"""Reading settings from environment variables, by type. An invalid value raises ImproperlyConfigured."""

import importlib.util
import ipaddress
import os
import re
import warnings
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_RATE = re.compile(r"[1-9]\d*/(s|sec|second|m|min|minute|h|hour|d|day)")
_HOST = r"([a-z0-9.-]+|\[[0-9a-f:.]+\])"
_ORIGIN = re.compile(rf"https?://(\*\.)?{_HOST}(:\d+)?")
_REDIS_URL = re.compile(r"(rediss?://[^\s/]+|unix:/)\S*")
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def text(name: str, default: str = "") -> str:
    """Return a variable's text; an empty variable counts as unset."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """Return a variable that is true or false."""
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false. Use 1 or 0.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a whole number. Use a number from {least} to {most}."
        ) from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name}={number} is out of range. Use a number from {least} to {most}.")
    return number


def items(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of several words; upper and lower case are the same."""
    value = text(name, default)
    for each in choices:
        if value.lower() == each.lower():
            return each
    raise ImproperlyConfigured(f"{name}={value!r} is not supported. Use one of: {', '.join(choices)}.")


def rate(name: str, default: str) -> str:
    """Return how often something may happen, such as `20/hour`."""
    value = text(name, default)
    if not _RATE.fullmatch(value):
        raise ImproperlyConfigured(f"{name}={value!r} is not a rate. Use a number and a period, such as {default}.")
    return value


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return a comma-separated list of addresses and networks."""
    found = []
    for item in items(name):
        try:
            found.append(ipaddress.ip_network(item))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name}: {item!r} is neither an address nor a network. Use, for example, 10.0.0.5 or 10.0.0.0/8."
            ) from None
    return found


def hosts(name: str, default: str = "", *, wildcard: bool = False) -> list[str]:
    """Return a comma-separated list of host names. wildcard: whether `*`, any host, is allowed."""
    found = [item.lower() for item in items(name, default)]
    for host in found:
        if not (re.fullmatch(_HOST, host) or (wildcard and host == "*")):
            raise ImproperlyConfigured(
                f"{name}: {host!r} is not a host name. Leave out https://, the port and the path: studio.example."
            )
    return found


def origins(name: str, *, wildcard: bool = False) -> list[str]:
    """Return a comma-separated list of origins. wildcard: whether `https://*.studio.example` is allowed."""
    found = [item.lower() for item in items(name)]
    for origin in found:
        match = _ORIGIN.fullmatch(origin)
        if not match or (match[1] and not wildcard):
            raise ImproperlyConfigured(
                f"{name}: {origin!r} is not an origin. Use a scheme and a host, without a path or a slash at the end: "
                "https://studio.example."
            )
    return found


def redis_url(name: str) -> str:
    """Return the address of a Redis server; empty if it is not set. Errors do not show it: it may hold a password."""
    value = text(name)
    if value and not _REDIS_URL.fullmatch(value):
        raise ImproperlyConfigured(f"{name} is not an address of Redis. Use, for example, redis://host:6379/0.")
    return value


def service_url(name: str) -> str:
    """Return the address of a Recolor API, without the path of a call; empty if it is not set."""
    value = text(name)
    if not value:
        return ""
    example = "Use an address such as https://studio.example."
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in ("http", "https") or any(letter.isspace() for letter in value):
        raise ImproperlyConfigured(f"{name}={value!r} is not an address. {example}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must not contain a user name, a query or a fragment. {example}")
    if {"v2", "v4"} & set(parts.path.split("/")):
        raise ImproperlyConfigured(f"{name}={value!r} is the address of a call. Leave out everything from /v2 or /v4.")
    if host in _THIS_MACHINE and port == integer("PORT", 8000, least=1, most=65535):
        raise ImproperlyConfigured(f"{name}={value!r} is this server itself. Use the address of another service.")
    return value


def header_value(name: str) -> str:
    """Return a text that an HTTP header can hold."""
    value = text(name)
    if any(not letter.isascii() or not letter.isprintable() or letter.isspace() for letter in value):
        raise ImproperlyConfigured(f"{name} contains spaces or characters that a key never has. Copy the key again.")
    return value


def engine_by_old_name() -> str:
    """Read `RECOLOR_BACKEND` (`local` or `remote`), the name of `RECOLOR_ENGINE` before version 0.2, with a warning."""
    if not text("RECOLOR_BACKEND"):
        return "local"
    old = choice("RECOLOR_BACKEND", "local", ("local", "remote"))
    engine = "hosted" if old == "remote" else "local"
    warnings.warn(
        f"RECOLOR_BACKEND={old} is deprecated and will be ignored in the next release. Set RECOLOR_ENGINE={engine} "
        "instead.",
        FutureWarning,
        stacklevel=2,
    )
    return engine


def needs_package(name: str, module: str) -> None:
    """Raise ImproperlyConfigured if a module that a variable needs is not installed."""
    if importlib.util.find_spec(module) is None:
        raise ImproperlyConfigured(
            f"{name} needs the packages in requirements-services.lock. Install them, or leave {name} empty."
        )


def folder(name: str, default: Path) -> Path:
    """Return a folder that can be written; it is created if it is missing.

    Relative paths start at the current directory.
    """
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be created: {error}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be written. Change its permissions or its owner.")
    return path
