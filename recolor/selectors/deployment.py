"""What is unsafe or forgotten in the settings of an installation, for `manage.py doctor`."""

import shutil
from pathlib import Path

from django.conf import settings

from ..engines import default_engine, hosted_engine_configured
from ..models import EngineName, HostedService
from .health import Finding

_LEAST_FREE = 2 * 1024**3  # bytes on the disk
_LEAST_SECRET = 50  # characters, as in Django's own check
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def deployment_findings() -> list[Finding]:
    """Check the settings, the disk and the hosted service."""
    return [_debug(), _https(), _proxies(), _static_files(), _disk(), _secret_key(), _metrics(), _hosted_service()]


def _debug() -> Finding:
    problem = "Django's debug pages are on; they show settings and code to everybody." if settings.DEBUG else ""
    return Finding("debug", problem, "Unset RECOLOR_DEBUG.", fatal=False)


def _https() -> Finding:
    is_public = not set(settings.ALLOWED_HOSTS) <= _LOCAL_HOSTS
    if settings.HTTPS or not is_public:
        return Finding("https")
    problem = "The site answers to other hosts than this machine, but without HTTPS: passwords can be read on the way."
    return Finding("https", problem, "Put a proxy with HTTPS in front, and set RECOLOR_HTTPS=1.", fatal=False)


def _proxies() -> Finding:
    if not settings.HTTPS or settings.RECOLOR_TRUSTED_PROXIES:
        return Finding("proxies")
    problem = "The address of the proxy is not known, so all people count as one address in the rate limits."
    advice = "Set RECOLOR_TRUSTED_PROXIES to the address or the network of the proxy."
    return Finding("proxies", problem, advice, fatal=False)


def _static_files() -> Finding:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return Finding("static files")
    advice = "Run `make setup`, or `python manage.py collectstatic`."
    return Finding("static files", "The static files were not collected; pages cannot be shown.", advice)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR).free
    if free >= _LEAST_FREE:
        return Finding("disk")
    problem = f"Only {free / 1024**3:.1f} GB are free on the disk of RECOLOR_VAR."
    return Finding("disk", problem, "Empty the trash, delete old results, or enlarge the disk.", fatal=False)


def _secret_key() -> Finding:
    path = Path(settings.VAR) / "secret_key"
    if path.is_file() and path.stat().st_mode & 0o077:
        problem = f"Other users of this machine can read {path}, with which they can forge sessions."
        return Finding("secret key", problem, f"Run `chmod 600 {path}`.", fatal=False)
    if len(settings.SECRET_KEY) < _LEAST_SECRET:
        problem = "RECOLOR_SECRET_KEY is short enough to be guessed; who knows it can forge sessions and links."
        advice = f"Use at least {_LEAST_SECRET} random characters, such as those of `openssl rand -hex 32`."
        return Finding("secret key", problem, advice, fatal=False)
    return Finding("secret key")


def _metrics() -> Finding:
    if settings.RECOLOR_METRICS_TOKEN and len(settings.RECOLOR_METRICS_TOKEN) < 16:
        problem = "RECOLOR_METRICS_TOKEN is short enough to be guessed."
        return Finding("metrics", problem, "Use a random token of at least 16 characters.", fatal=False)
    return Finding("metrics")


def _hosted_service() -> Finding:
    service = HostedService.objects.first()
    if not hosted_engine_configured() or service is None or not service.problem:
        return Finding("hosted service")
    advice = "Correct RECOLOR_API_URL and RECOLOR_API_KEY, or press “Test the connection” on the settings page."
    return Finding("hosted service", service.problem, advice, fatal=default_engine() == EngineName.HOSTED)
