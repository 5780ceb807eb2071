"""Run the test suite on PostgreSQL, Redis and an S3 server: `python -m tests.run_on_services [ARGUMENTS OF PYTEST]`.

A service whose setting is in the environment is used as it is. The others are started on free ports of this machine,
with their data in a temporary folder, and stopped at the end; their Debian packages are installed if they are missing
and root runs this. PostgreSQL refuses to run as root: then its processes run as the user `postgres`, which Debian's
package creates.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import boto3

BUCKET, KEY = "recolor-tests", "tests"
STARTS_IN_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(STARTS_IN_SECONDS * 10):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"The server on port {port} does not answer.")


@contextlib.contextmanager
def server(port: int, *command: str, user: str | None = None) -> Iterator[None]:
    """Run a server while the block runs."""
    quiet = subprocess.DEVNULL  # their logs would hide what pytest prints
    process = subprocess.Popen(command, user=user, stdout=quiet, stderr=quiet, cwd="/")
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=STARTS_IN_SECONDS)


def program(name: str, package: str) -> str:
    """Return the path of a program, which Debian keeps outside of PATH for PostgreSQL. Raises SystemExit."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        raise SystemExit(f"{name} is missing: install Debian's package {package}, or set the service's address.")
    return found


def install(name: str, package: str) -> None:
    """Install Debian's package of a program that is missing, if this user may; else `program` says what is missing."""
    with contextlib.suppress(SystemExit):
        program(name, package)
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", package]):
            subprocess.run(["apt-get", "-qq", *command], env=environment, check=False, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run PostgreSQL and yield its address."""
    user = "postgres" if os.getuid() == 0 else None
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    if user:
        folder.chmod(0o711)
        os.chown(data, pwd.getpwnam(user).pw_uid, -1)
    initdb = [program("initdb", "postgresql"), "--auth=trust", "--username=postgres", f"--pgdata={data}"]
    subprocess.run(initdb, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")
    # Nothing here must survive a crash of the machine.
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with server(port, program("postgres", "postgresql"), "-D", str(data), *arguments, user=user):
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run Redis, without a file, and yield its address."""
    port = free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with server(port, *command):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def s3() -> Iterator[str]:
    """Run an S3 server with an empty bucket and yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with server(port, sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)):
        client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=KEY
        )
        client.create_bucket(Bucket=BUCKET)
        yield address


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped, too
    environment = dict(os.environ)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if not environment.get("RECOLOR_DATABASE_URL"):
            install("postgres", "postgresql")
            environment["RECOLOR_DATABASE_URL"] = stack.enter_context(postgresql(folder))
        if not environment.get("RECOLOR_REDIS_URL"):
            install("redis-server", "redis-server")
            environment["RECOLOR_REDIS_URL"] = stack.enter_context(redis())
        if not environment.get("RECOLOR_S3_BUCKET"):
            environment |= {
                "RECOLOR_S3_BUCKET": BUCKET,
                "RECOLOR_S3_ENDPOINT_URL": stack.enter_context(s3()),
                "RECOLOR_S3_REGION": "us-east-1",
                "RECOLOR_S3_ACCESS_KEY": KEY,
                "RECOLOR_S3_SECRET_KEY": KEY,
            }
        return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
