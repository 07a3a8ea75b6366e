"""What authentication costs: beside PyJWT's own `decode`, and in a view behind a real server.

`./manage_all.sh bench verify`. The sides of each ratio are measured in turns, many times over, and the best of each
counts: other work on the machine then slows both or neither. Ends with 1 where a promise is not kept.
"""

import os
import socket
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt
from rest_framework.request import Request

from coatcheck.errors import CoatcheckError
from coatcheck.testing import StandInRealm
from coatcheck.verdicts import Verdicts

ROUNDS = 30
CONNECTIONS = 8
ROLES = ["catalog-editor", "customer"]
SCOPE = "openid profile email catalog:read catalog:write"
LAST_CHUNK = b"0\r\n\r\n"
GET = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Result:
    """A measurement and its promise: `value` is at most `limit`, or at least where `more_is_better`."""

    name: str
    value: float
    limit: float
    unit: str = "×"
    more_is_better: bool = False

    @property
    def is_kept(self) -> bool:
        return self.value >= self.limit if self.more_is_better else self.value <= self.limit

    def __str__(self) -> str:
        bound = f"{'≥' if self.more_is_better else '≤'} {self.limit} {self.unit}"
        return (
            f"  {self.name:50} {self.value:7.3f} {self.unit:3} promised {bound:10} {'' if self.is_kept else 'MISSED'}"
        )


def main() -> int:
    with StandInRealm() as realm:
        realm.audience = ["catalog", "billing"]
        os.environ["ISSUER"] = realm.issuer
        token = realm.issue(scope=SCOPE, roles=ROLES, name="Alice Demo", email="alice@example.test")
        results = [*beside_pyjwt(realm, token), in_a_view(token), a_megabyte()]
    print("\n".join(map(str, results)))
    return 0 if all(result.is_kept for result in results) else 1


def beside_pyjwt(realm: StandInRealm, token: str) -> list[Result]:
    key = jwt.PyJWK(realm.keys[0].jwk())
    warm, cold = authentications(token)

    def decode() -> object:
        return jwt.decode(token, key, algorithms=["RS256"], audience="catalog", issuer=realm.issuer)

    theirs, ours_cold, ours_warm = best_of(decode, cold, warm, times=400)
    print(
        f"  decode with a ready key {theirs * 1e6:.1f} µs, cold {ours_cold * 1e6:.1f} µs, warm {ours_warm * 1e6:.1f} µs"
    )
    return [
        Result("authenticate beside decode, token not seen before", ours_cold / theirs, 0.8),
        Result("authenticate beside decode, token seen before", ours_warm / theirs, 0.12),
    ]


def authentications(token: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return `BearerAuthentication.authenticate` of a token that is known, and of one that is not."""
    from _pinging import BearerAuthentication  # noqa: PLC0415 - reads ISSUER

    from coatcheck.django import wiring  # noqa: PLC0415 - needs settings

    plain = make_request(token)
    request, authentication = Request(plain), BearerAuthentication()
    wait_for(lambda: wiring.keys().ready)

    def warm() -> object:
        vars(plain).pop("coatcheck", None)
        return authentication.authenticate(request)

    def cold() -> object:
        wiring.verifier().verdicts = Verdicts()
        return warm()

    return warm, cold


def make_request(token: str) -> object:
    from django.test import RequestFactory  # noqa: PLC0415 - needs settings

    return RequestFactory().get("/authenticated/", headers={"Authorization": f"Bearer {token}"})


def in_a_view(token: str) -> Result:
    with served() as port, ExitStack() as stack:
        connections = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(CONNECTIONS)]
        calls = [in_parallel(connections, path, token) for path in ("/open/", "/authenticated/", "/guarded/")]
        wait_for(lambda: b"200 OK" in calls[2]())
        best = best_of(*calls, times=40, timer=time.perf_counter)
    without, with_ours, with_rule = (CONNECTIONS / seconds for seconds in best)
    print(
        f"  a trivial view: {without:.0f} requests/s, {with_ours:.0f} with authentication, "
        f"{with_rule:.0f} ({with_rule / without:.3f} ×) with a scope rule besides"
    )
    return Result("requests/s with authentication beside without", with_ours / without, 0.95, more_is_better=True)


def in_parallel(connections: list[socket.socket], path: str, token: str) -> Callable[[], bytes]:
    """Return a round of requests, one on each connection, so that the server never waits for us."""
    request = GET.format(path=path, token=token).encode()

    def ask() -> bytes:
        for connection in connections:
            connection.sendall(request)
        return b"".join(map(read_answer, connections))

    return ask


def read_answer(connection: socket.socket) -> bytes:
    answer = connection.recv(4096)
    while not answer.endswith(LAST_CHUNK):
        answer += connection.recv(4096)
    return answer


@contextmanager
def served() -> Iterator[int]:
    """Serve the two views as the services are served, by one worker, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    command += ["--blocking-threads", "8", "--port", str(port), "_pinging:application"]
    server = subprocess.Popen(command, cwd=Path(__file__).parent)
    try:
        wait_for(lambda: is_open(port))
        yield port
    finally:
        server.terminate()
        server.wait(10)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition: Callable[[], bool], limit: float = 30) -> None:
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def a_megabyte() -> Result:
    warm, _ = authentications("a" * 1024 * 1024)

    def refuse() -> None:
        try:
            warm()
        except Exception as error:
            if not isinstance(error.__cause__, CoatcheckError):
                raise

    return Result("CPU to refuse a header of 1 MiB", best_of(refuse, times=20)[0] * 1e3, 1.0, "ms")


def best_of(
    *functions: Callable[[], object], times: int, timer: Callable[[], float] = time.process_time
) -> list[float]:
    """Return the seconds that one call of each takes, the functions taking turns."""
    timers = [timeit.Timer(function, timer=timer) for function in functions]
    rounds = [[each.timeit(times) / times for each in timers] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*rounds, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
