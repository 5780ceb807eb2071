"""The settings of the database, the storage and the cache: on this machine, or at services that machines share."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from . import env

_DATABASES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")


def database(folder: Path) -> Any:
    """Return the setting of the database: that of RECOLOR_DATABASE_URL, else SQLite in a folder."""
    url = env.text("RECOLOR_DATABASE_URL", f"sqlite:///{folder / 'db.sqlite3'}")
    # The check finds connections that the server has closed, for example because it was restarted.
    try:
        setting: Any = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        setting = {"ENGINE": None}
    if setting["ENGINE"] not in _DATABASES or not setting["NAME"]:
        raise ImproperlyConfigured(  # without the address, which may hold a password
            "RECOLOR_DATABASE_URL is not the address of a database of PostgreSQL. Use, for example, "
            "postgres://user:password@host/name, with special characters of the password as in %40, or leave it empty."
        ) from None
    if setting["ENGINE"] == "django.db.backends.postgresql":
        env.needs_package("RECOLOR_DATABASE_URL", "psycopg")
    if setting["ENGINE"] == "django.db.backends.sqlite3":
        # WAL: readers never wait for the writer. IMMEDIATE: a transaction takes the write lock when it begins, instead
        # of failing later because another transaction has it.
        setting["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
    return setting


def storage(bucket: str) -> dict[str, object]:
    """Return the setting of the storage of pictures: a bucket of an S3-compatible storage, else files in MEDIA_ROOT."""
    if not bucket:
        return {"BACKEND": "recolor_site.storage.LocalStorage"}
    env.needs_package("RECOLOR_S3_BUCKET", "storages")
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.text("RECOLOR_S3_ENDPOINT_URL") or None,
        "region_name": env.text("RECOLOR_S3_REGION") or None,
        "access_key": env.text("RECOLOR_S3_ACCESS_KEY") or None,  # None: as boto3 finds them
        "secret_key": env.text("RECOLOR_S3_SECRET_KEY") or None,
        "signature_version": "s3v4",
        "querystring_expire": 300,  # seconds for which a presigned link works
        "file_overwrite": False,
    }
    return {"BACKEND": "recolor_site.s3_storage.S3Storage", "OPTIONS": options}


def cache(redis_url: str, folder: Path) -> dict[str, object]:
    """Return the setting of the cache, in Redis or in files.

    Both are shared by all processes, so that all of them count the same requests for the rate limits; Redis also by
    several machines. The site works without either, see `OptionalCache`.
    """
    if not redis_url:
        return {
            "BACKEND": "recolor_site.caches.FileCache",
            "LOCATION": folder,
            # With the default of 300, counts of many addresses would displace others.
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    env.needs_package("RECOLOR_REDIS_URL", "django_tasks_rq")
    return {
        "BACKEND": "recolor_site.redis_cache.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": "recolor",
    }
