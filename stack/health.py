"""How each part is doing, asked of the part itself. Imports little: the second `up` waits for it."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from stack import processes
from stack.settings import HOST, SERVICES, Settings

PATIENCE = 2.0
GRACE = 60.0


@dataclass(frozen=True, slots=True)
class Health:
    """One part, as `status --json` shows it."""

    name: str
    state: str
    url: str | None
    pid: int | None
    uptime_s: int | None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def parts() -> list[str]:
    """Return the parts of this stack, in the order in which they start."""
    followers = [f"{each}-follower" for each in SERVICES]
    return ["postgres", "keycloak", *SERVICES, *followers]


def is_own(settings: Settings, part: str) -> bool:
    """Whether this stack runs that part itself, or uses one that exists."""
    if part == "postgres":
        return bool(settings.own_databases)
    return part != "keycloak" or settings.own_keycloak


def look(settings: Settings) -> list[Health]:
    """Return the health of all parts, asked at once."""
    names = parts()
    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(lambda part: look_at(settings, part), names))


def look_at(settings: Settings, part: str) -> Health:
    """Return the health of one part."""
    url = _url(settings, part)
    if not is_own(settings, part):
        return Health(part, "healthy" if _answers(settings, part) else "unhealthy", url, None, None)
    running = processes.find(settings.state, part)
    if not running:
        return Health(part, "stopped", url, None, None)
    young = running.uptime < GRACE
    state = "healthy" if _answers(settings, part) else "starting" if young else "unhealthy"
    return Health(part, state, url, running.pid, int(running.uptime))


def _url(settings: Settings, part: str) -> str | None:
    if part == "postgres":
        return f"postgresql://{HOST}:{settings.ports['POSTGRES_PORT']}" if settings.own_databases else None
    if part in SERVICES:
        return settings.service_url(part)
    return settings.keycloak_url if part == "keycloak" else None


def _answers(settings: Settings, part: str) -> bool:
    if part == "postgres":
        return not settings.own_databases or _accepts(settings.ports["POSTGRES_PORT"])
    if part == "keycloak":
        return _keycloak_answers(settings)
    service = part.removesuffix("-follower")
    status, body = get(settings.service_url(service) + "/readyz", ca=settings.ca_file)
    if part == service:
        return status == 200  # noqa: PLR2004 - HTTP's
    return not (status == 200 and _says(body, "degraded"))  # noqa: PLR2004 - HTTP's


def _keycloak_answers(settings: Settings) -> bool:
    discovery = f"{settings.issuer}/.well-known/openid-configuration"
    ready = not settings.own_keycloak or get(f"{settings.management_url}/health/ready")[0] == 200  # noqa: PLR2004
    return ready and get(discovery, ca=settings.ca_file)[0] == 200  # noqa: PLR2004


def _says(body: bytes, word: str) -> bool:
    try:
        return bool(json.loads(body)["status"] == word)
    except (ValueError, KeyError, TypeError):
        return False


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), PATIENCE).close()
    except OSError:
        return False
    return True


def get(url: str, *, ca: Path | None = None) -> tuple[int, bytes]:
    """Return status and body of a GET, status 0 when nothing answers in time."""
    scheme, _, rest = url.partition("://")
    address, _, path = rest.partition("/")
    host, _, port = address.partition(":")
    request = f"GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode()
    try:
        with _connect(host, int(port or (443 if scheme == "https" else 80)), scheme, ca) as connection:
            connection.sendall(request)
            answer = _read_all(connection)
        return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]
    except (OSError, ValueError, IndexError):
        return 0, b""


def _connect(host: str, port: int, scheme: str, ca: Path | None) -> socket.socket:
    connection = socket.create_connection((host, port), PATIENCE)
    if scheme == "http":
        return connection
    import ssl  # noqa: PLC0415 - slow to import, needed under TLS only

    return ssl.create_default_context(cafile=ca).wrap_socket(connection, server_hostname=host)


def _read_all(connection: socket.socket) -> bytes:
    deadline = time.monotonic() + PATIENCE
    answer = b""
    while time.monotonic() < deadline and (chunk := connection.recv(65_536)):
        answer += chunk
    return answer
