"""The library's tests on the other Pythons and Djangos that it promises to run on, as far as this machine has them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from stack import environment, stamps
from stack.console import say
from stack.settings import ROOT
from stack.suites import UNIT, Suite

# The newest Python of each goes with the newest Django; each stands once, and the main environment is 5.2's.
PAIRS = (("3.12", "6.0"), ("3.13", "6.1"), ("3.14", "6.1"))
# What chance finds does not depend on the version: the main environment tries more.
FEWER_EXAMPLES = ("--hypothesis-profile=light",)
FOLDER = ROOT / ".state" / "venvs"


def find_suites() -> Iterator[Suite]:
    """Yield the library's suite for each pair; say which Python this machine lacks."""
    for python, django in PAIRS:
        interpreter = find_python(python)
        if interpreter is None:
            say(f"  Python {python} is not on this machine: the library is not tried on it")
            continue
        name = f"unit: coatcheck, Python {python}, Django {django}"
        made = str(_make(interpreter, python, django))
        yield Suite(name, (ROOT / "coatcheck" / "tests",), ROOT / "coatcheck", made, FEWER_EXAMPLES, UNIT)


def find_python(version: str) -> str | None:
    """Return an interpreter of this version that really runs: one on PATH may be a shim that does not."""
    on_path = shutil.which(f"python{version}")
    kept = sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"), reverse=True)
    return next((each for each in (*([on_path] if on_path else []), *map(str, kept)) if _runs(each, version)), None)


def _runs(interpreter: str, version: str) -> bool:
    program = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([interpreter, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.stdout.strip() == version


def _make(interpreter: str, python: str, django: str) -> Path:
    """Return the Python of an environment for this pair, kept from one run to the next."""
    requirements = ROOT / "requirements" / f"django-{django}.txt"
    home = FOLDER / f"python-{python}-django-{django}"
    digest = stamps.digest_of([requirements], interpreter)
    if not stamps.is_current(home, "installed", digest):
        say(f"Making an environment of Python {python} and Django {django} …")
        environment.create(home, interpreter, ROOT)
        environment.install_into(home / "bin" / "python", [requirements], ROOT)
        stamps.stamp(home, "installed", digest)
    return home / "bin" / "python"
