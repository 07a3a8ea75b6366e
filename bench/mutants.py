"""Mutation testing of what decides about a token: a mutant that no test notices is killed or explained.

`./manage_all.sh bench mutants [MODULE…]`, about a quarter of an hour on two cores for all. Which files are mutated and by which tests
stands in coatcheck/pyproject.toml; bench/mutants.toml explains the survivors that change nothing. Exit 1 when one is
left unexplained.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from stack import environment
from stack.settings import ROOT

FOLDER = ROOT / ".state" / "mutants"
EXPLAINED = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test noticed: `function` as mutmut names it, `line` as the mutant has it."""

    name: str
    line: str

    @property
    def function(self) -> str:
        return self.name.partition("__mutmut_")[0]


def main(modules: list[str]) -> int:
    started = time.monotonic()
    environment.install(ROOT, "deep")
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "coatcheck", FOLDER, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    if modules:
        narrow(modules)
    _mutmut("run", "--max-children", str(os.cpu_count() or 2), output=sys.stderr)
    counts = Counter(line.rpartition(": ")[2] for line in _lines("results", "--all", "true"))
    unexplained = [each for each in find_survivors() if (each.function, each.line) not in read_explained()]
    for survivor in unexplained:
        print(f"{survivor.name}\n    {survivor.line}")
    noticed = sum(counts.values()) - counts["survived"]
    print(
        f"{noticed} of {sum(counts.values())} mutants noticed, {counts['survived'] - len(unexplained)} explained,",
        end=" ",
    )
    print(f"{len(unexplained)} neither ({time.monotonic() - started:.0f} s)")
    return 1 if unexplained else 0


def narrow(modules: list[str]) -> None:
    """Have only these modules mutated. By their names mutmut would select tests too, and trip over some of their ids."""
    path = FOLDER / "pyproject.toml"
    kept = [f'    "src/coatcheck/{each}.py",' for each in modules]
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if "src/coatcheck/" not in line or line in kept) + "\n")


def find_survivors() -> list[Survivor]:
    names = [line.partition(":")[0].strip() for line in _lines("results") if line.endswith(": survived")]
    return [Survivor(name, _changed_line(name)) for name in names]


def read_explained() -> set[tuple[str, str]]:
    """Return (function, line) of each survivor that the file explains; an explanation without a reason counts not."""
    entries = tomllib.loads(EXPLAINED.read_text())["explained"]
    return {(entry["function"], entry["line"]) for entry in entries if entry["why"]}


def _changed_line(name: str) -> str:
    added = [line for line in _lines("show", name) if line.startswith("+") and not line.startswith("+++")]
    return " ".join(line[1:].strip() for line in added)


def _lines(*arguments: str) -> list[str]:
    return _mutmut(*arguments, output=subprocess.PIPE).stdout.splitlines()


def _mutmut(*arguments: str, output: object) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    argv = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(argv, cwd=FOLDER, env=variables, stdout=output, text=True, check=False)  # type: ignore[call-overload, no-any-return] # a file or PIPE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
