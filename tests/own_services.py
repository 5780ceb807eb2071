"""Databases, queues and buckets of their own in the services of the environment, see `tests.run_on_services`.

Without them, studios that run at the same time and the processes of pytest-xdist would do each other's work.
"""

import contextlib
import os
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import psycopg
import pytest
from django.conf import settings
from redis import Redis

TAKEN = "taken by tests"


@contextlib.contextmanager
def own_database(url: str) -> Iterator[str]:
    """Create a database on the server of another one, yield its address, and drop it at the end."""
    name = f"tests_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def own_redis(url: str) -> Iterator[str]:
    """Yield the address of a numbered database of the same Redis that was empty, and empty it at the end."""
    with Redis.from_url(url) as server:
        numbers = range(1, int(server.config_get("databases")["databases"]))
    for number in numbers:
        own = urlsplit(url)._replace(path=f"/{number}").geturl()
        with Redis.from_url(own) as server:
            if not server.set(TAKEN, "1", nx=True):
                continue
            if server.dbsize() > 1:  # somebody keeps data here
                server.delete(TAKEN)
                continue
            try:
                yield own
            finally:
                server.flushdb()
            return
    raise RuntimeError(f"No database of {url} is empty.")


@contextlib.contextmanager
def own_bucket() -> Iterator[str]:
    """Create a bucket, yield its name, and delete it with its files at the end."""
    region = os.environ.get("RECOLOR_S3_REGION") or None
    storage = boto3.resource(
        "s3",
        endpoint_url=os.environ.get("RECOLOR_S3_ENDPOINT_URL") or None,
        region_name=region,
        aws_access_key_id=os.environ.get("RECOLOR_S3_ACCESS_KEY") or None,
        aws_secret_access_key=os.environ.get("RECOLOR_S3_SECRET_KEY") or None,
    )
    bucket = storage.Bucket(f"tests-{uuid4().hex}")
    if region in (None, "us-east-1"):  # the default, which must not be named
        bucket.create()
    else:
        bucket.create(CreateBucketConfiguration={"LocationConstraint": region})
    try:
        yield bucket.name
    finally:
        bucket.objects.delete()
        bucket.delete()


@contextlib.contextmanager
def own_services() -> Iterator[dict[str, str]]:
    """Yield the settings of a studio of its own in those services that the environment names."""
    own: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        if url := os.environ.get("RECOLOR_DATABASE_URL"):
            own["RECOLOR_DATABASE_URL"] = stack.enter_context(own_database(url))
        if url := os.environ.get("RECOLOR_REDIS_URL"):
            own["RECOLOR_REDIS_URL"] = stack.enter_context(own_redis(url))
        if os.environ.get("RECOLOR_S3_BUCKET"):
            own["RECOLOR_S3_BUCKET"] = stack.enter_context(own_bucket())
        yield own


@pytest.fixture(autouse=True, scope="session")
def own_queues():
    """Give each process of pytest-xdist queues of its own in Redis; in the database, each has its own anyway."""
    if not settings.RECOLOR_REDIS_URL:
        yield
        return
    with own_redis(settings.RECOLOR_REDIS_URL) as url:
        for queue in settings.RQ_QUEUES.values():
            queue["URL"] = url
        yield


def empty_queues() -> None:
    """Remove what other tests have left in the queues in Redis."""
    if settings.RECOLOR_REDIS_URL:
        import django_rq  # only then an application of the site

        for name in settings.RECOLOR_RQ_PRIORITIES:
            django_rq.get_queue(name).empty()
