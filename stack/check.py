"""The steps of `./manage_all.sh check`: each a command and the files it needs to have anything to look at."""

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from stack import environment, services
from stack.console import paint, say
from stack.secret_store import NAMES
from stack.settings import ROOT, SERVICES, Settings

BIN = ROOT / ".state" / "venv" / "bin"
SHELL_SCRIPTS = ("manage_all.sh", ".ci/run")
# What mypy looks at together, the Django settings it does so with, and where else it finds modules.
PROJECTS = {
    "coatcheck": ("coatcheck/src", "small_project.settings", "coatcheck/tests"),
    "catalog": ("catalog/catalog", "catalog.settings", "catalog"),
    "billing": ("billing/billing", "billing.settings", "billing"),
    "stack": ("stack", "django.conf.global_settings", "."),
    "keycloak": ("keycloak", "django.conf.global_settings", "keycloak"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command; `environment` is added to the caller's."""

    name: str
    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    cwd: Path = ROOT


def check() -> int:
    """Run all steps, some side by side; print each with its seconds, and what a failed one said. Return 0 or 1."""
    for name in ("test", "tools"):
        environment.install(ROOT, name)
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        return max(pool.map(_run, list(find_steps())), default=0)


def find_steps() -> Iterator[Step]:
    """Yield the steps that have something to look at, the longest first."""
    yield from _mypy()
    yield from _django()
    yield Step("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."])
    yield Step("ruff check", [str(BIN / "ruff"), "check", "--quiet", "."])
    yield Step("import rules", [str(BIN / "lint-imports")])
    scripts = [each for each in SHELL_SCRIPTS if (ROOT / each).is_file()]
    yield Step("shellcheck", [str(BIN / "shellcheck"), *scripts])
    if (ROOT / "realm-export.json").is_file():
        yield Step("realm-export.json", [str(BIN / "python"), "-m", "json.tool", "realm-export.json", os.devnull])
    if (ROOT / "docker-compose.yml").is_file():
        schema = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
        yield Step("docker-compose.yml", [*schema, "docker-compose.yml"])
    manifests = [str(each.relative_to(ROOT)) for each in sorted((ROOT / "ops" / "k8s").glob("**/*.yaml"))]
    if manifests:
        yield Step("kubernetes", [str(BIN / "kubernetes-validate"), "--strict", *manifests])


def _mypy() -> Iterator[Step]:
    for name, (folder, settings, path) in PROJECTS.items():
        if next((ROOT / folder).rglob("*.py"), None):
            argv = [
                str(BIN / "mypy"),
                "--no-error-summary",
                "--exclude",
                "/tests/",
                "--cache-dir",
                f".mypy_cache/{name}",
                folder,
            ]
            places = {"PYTHONPATH": str(ROOT / path), "MYPYPATH": str(ROOT / path)}
            yield Step(f"mypy {name}", argv, _variables(name) | places | {"DJANGO_SETTINGS_MODULE": settings})


def _django() -> Iterator[Step]:
    for name in SERVICES:
        if (ROOT / name / "manage.py").is_file():
            manage = [str(BIN / "python"), "-P", str(ROOT / name / "manage.py")]
            yield Step(f"{name}: system check", [*manage, "check", "--fail-level", "WARNING"], _variables(name))
            yield Step(f"{name}: migrations", [*manage, "makemigrations", "--check", "--dry-run"], _variables(name))


def _variables(name: str) -> dict[str, str]:
    """A service's settings want all of their environment; none of it is used here."""
    if name not in SERVICES:
        return {}
    secrets = {each: each.lower().ljust(44, "-") for each in NAMES}
    return services.environment(Settings(state=ROOT / ".state"), secrets, name)


def _run(step: Step) -> int:
    started = time.monotonic()
    done = subprocess.run(
        step.argv, cwd=step.cwd, env=os.environ | step.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    mark = paint("✓", "32") if done.returncode == 0 else paint("✗", "31")
    said = "" if done.returncode == 0 else f"\n{done.stdout.rstrip()}"
    say(f"  {mark} {step.name} ({time.monotonic() - started:.1f} s){said}")
    return min(done.returncode, 1)
