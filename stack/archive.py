"""Keycloak's archive: fetched, checked by SHA-256, never taken for whole when it is not."""

import hashlib
import os
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from stack import cache, console
from stack.failure import Failure

VERSION = "26.7.3"
SHA256 = {VERSION: "77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47"}
STEP = "Fetching Keycloak"
# requests brings certificates of its own and would not know those of a network that inspects its traffic.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
TRIES = 3
TIMEOUT = 30

Source = Callable[[Path, str], Path]


def fetch(folder: Path, version: str, sources: Sequence[Source] | None = None) -> Path:
    """Return the archive of a version in `folder`, whose SHA-256 is right. Call it under the cache's lock.

    A source fetches a version into a folder that is not there yet; the first that gives the right file is taken.
    """
    expected = _expected(version)
    archive = folder / f"keycloak-{version}.tar.gz"
    if archive.is_file():
        if digest(archive) == expected:
            return archive
        console.warn(f"{archive} is broken or cut; fetching it again.")
    cache.need_space(folder, 700, STEP)
    with tempfile.TemporaryDirectory(prefix="download-", dir=folder) as temporary:
        fetched = _fetch_from_any(sources or (from_maven, from_release), Path(temporary), version, expected)
        fetched.replace(archive)
    return archive


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _expected(version: str) -> str:
    known = os.environ.get("KEYCLOAK_SHA256") or SHA256.get(version)
    if not known:
        raise Failure(STEP, f"no SHA-256 is known for version {version}", "set KEYCLOAK_SHA256 to it")
    return known


def _fetch_from_any(sources: Sequence[Source], folder: Path, version: str, expected: str) -> Path:
    """Ask each in turn, a few times, since networks stutter."""
    lacks = []
    for attempt, source in [(n, s) for n in range(1, TRIES + 1) for s in sources]:
        name = source.__name__.replace("_", " ")
        try:
            path = source(folder / f"{attempt}-{source.__name__}", version)
        except (OSError, RuntimeError, HTTPException) as failed:
            lacks.append(f"{name}: {_innermost(failed)}")
            continue
        if digest(path) == expected:
            return path
        lacks.append(f"{name}: the file's SHA-256 is not {expected[:12]}…")
    fix = f"check the network, or put keycloak-{version}.tar.gz into {folder.parent}, or set KEYCLOAK_HOME"
    raise Failure(STEP, "; ".join(dict.fromkeys(lacks)), fix)


def _innermost(error: BaseException) -> str:
    """The words of what went wrong first; those around it only repeat the address."""
    while error.__context__ is not None:
        error = error.__context__
    return f"{type(error).__name__} {error}"[:200]


def from_maven(folder: Path, version: str) -> Path:
    """Maven Central by jgo. It leaves a cut file under the final name, so the folder is fresh each time."""
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - slow to import, seldom needed

    if SYSTEM_CERTIFICATES.is_file():
        os.environ.setdefault("REQUESTS_CA_BUNDLE", str(SYSTEM_CERTIFICATES))
    resolver = PythonResolver(progress_callback=_progress)
    context = MavenContext(repo_cache=folder, resolver=resolver, timeout=TIMEOUT)
    project = context.project("org.keycloak", "keycloak-quarkus-dist").at_version(version)
    return Path(project.artifact("", "tar.gz").resolve())


def from_release(folder: Path, version: str) -> Path:
    """The release page of the Keycloak project."""
    owner = "keycloak"
    url = f"https://github.com/{owner}/{owner}/releases/download/{version}/{owner}-{version}.tar.gz"
    folder.mkdir()
    return download(url, folder / f"{owner}-{version}.tar.gz")


def download(url: str, path: Path) -> Path:
    """Fetch an address into a file."""
    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, path.open("wb") as file:  # noqa: S310 - ours alone
        total = int(answer.headers.get("Content-Length", 0))
        with _progress(path.name, total) as update:
            while chunk := answer.read(1 << 20):
                file.write(chunk)
                update(len(chunk))
    return path


@contextmanager
def _progress(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A line for each tenth: it reads the same on a terminal, in a pipe and in a log."""
    seen = 0

    def update(count: int) -> None:
        nonlocal seen
        before, seen = seen, seen + count
        if total and seen * 10 // total > before * 10 // total:
            console.say(f"    {name}: {seen * 100 // total} % of {total // 1_000_000} MB")

    yield update


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack into an empty folder and return the one folder that the archive holds."""
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(folder)  # noqa: S202 - its SHA-256 is the one we know
    return next(folder.iterdir())
