"""Settings from the environment: typed, and loud about a value that cannot be right."""

import os
import warnings
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable's text; an empty variable counts as unset."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false; use 1 or 0.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name}={number} must lie between {least} and {most}.")
    return number


def items(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} must be one of: {', '.join(choices)}.")
    return value


def engine_by_old_name() -> str:
    """Read `RECOLOR_BACKEND` (`local` or `remote`), the name of `RECOLOR_ENGINE` before version 0.2, with a warning."""
    if not text("RECOLOR_BACKEND"):
        return "local"
    old = choice("RECOLOR_BACKEND", "local", ("local", "remote"))
    engine = "hosted" if old == "remote" else "local"
    warnings.warn(
        f"RECOLOR_BACKEND={old} is now RECOLOR_ENGINE={engine}; the next release will not read RECOLOR_BACKEND.",
        FutureWarning,
        stacklevel=2,
    )
    return engine


def folder(name: str, default: Path) -> Path:
    """A folder, made if it is missing; relative paths start at the current directory."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be made: {error}") from error
    return path
