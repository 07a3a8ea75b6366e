"""Keycloak is started without its own script. What the script would do is compared, so that a new version tells."""

import os
import subprocess
from pathlib import Path

import pytest

from stack import java

# The serial collector in its place: less memory for one small server. The script's own id and heap are not ours.
REPLACED = {"-XX:+UseG1GC", "-Xms64m", "-Xmx512m"}
PRINT_ARGUMENTS = '#!/bin/sh\nfor each in "$@"; do printf "%s\\n" "$each"; done\n'


@pytest.fixture
def built(book: dict[str, str]) -> Path:
    """Give the built Keycloak that the stack under test runs."""
    return (Path(book["COATCHECK_STATE"]) / "keycloak" / "lib").resolve().parent


@pytest.fixture
def script_arguments(built: Path, tmp_path: Path) -> list[str]:
    """Give what kc.sh hands to Java."""
    printer = tmp_path / "java"
    printer.write_text(PRINT_ARGUMENTS)
    printer.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "JAVA": str(printer)}
    argv = ["bash", str(built / "bin" / "kc.sh"), "start", "--optimized"]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_we_start_java_as_keycloaks_own_script_does(script_arguments: list[str], built: Path) -> None:
    ours = java.command("java", built, java.SERVER_OPTIONS, "start", "--optimized")[1:]

    assert options(script_arguments) - REPLACED <= set(ours)
    assert script_arguments[-3:] == ours[-3:]


def options(arguments: list[str]) -> set[str]:
    """Return the options that are the same for every home and process."""
    local = ("-Dkc.home.dir=", "-Djboss.server.config.dir=", "-Dkc.script.pid=")
    return {each for each in arguments if each.startswith("-") and not each.startswith(local)}
