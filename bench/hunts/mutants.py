"""Mutation testing of what decides about a token: a mutant that no test notices is killed or explained.

`./manage_all.sh bench mutants [MODULE…]`, a quarter of an hour on two cores for all. Which files are mutated and
by which tests stands in coatcheck/pyproject.toml; bench/mutants.toml explains the survivors that change nothing.
The score of all is written to bench/results/. Exit 1 when one is left unexplained.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from stack import environment
from stack.settings import ROOT

FOLDER = ROOT / ".state" / "mutants"
EXPLAINED = ROOT / "bench" / "mutants.toml"
RESULT = ROOT / "bench" / "results" / "mutants.md"
# What is not among these, such as a mutant that no test ever runs, is a survivor.
NOTICED = frozenset({"killed", "timeout", "segfault", "caught by type check"})


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test noticed: `function` as mutmut names it, `line` as the mutant has it."""

    name: str
    line: str

    @property
    def function(self) -> str:
        return self.name.partition("__mutmut_")[0]

    @property
    def module(self) -> str:
        return module_of(self.name)


def main(modules: list[str]) -> int:
    started = time.monotonic()
    environment.install(ROOT, "deep")
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "coatcheck", FOLDER, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    if modules:
        narrow(modules)
    if _mutmut("run", "--max-children", str(os.cpu_count() or 2), output=sys.stderr).returncode:
        print("nothing was measured: the tests fail without any mutant")
        return 1
    results, explained = read_results(), read_explained()
    survivors = [Survivor(name, _changed_line(name)) for name, status in results.items() if status not in NOTICED]
    unexplained = [each for each in survivors if (each.function, each.line) not in explained]
    for survivor in unexplained:
        print(f"{survivor.name}\n    {survivor.line}")
    score = score_of(results, survivors, unexplained)
    print(f"{score}\n{time.monotonic() - started:.0f} s")
    if not modules:
        RESULT.write_text(f"# Which mutants the tests notice\n\nWritten by `./manage_all.sh bench mutants`.\n\n{score}")
    return 1 if unexplained or not results else 0


def score_of(results: Mapping[str, str], survivors: list[Survivor], unexplained: list[Survivor]) -> str:
    """Return as a table how many mutants of each module were noticed, are explained, and are neither."""
    total = Counter(map(module_of, results))
    survived, neither = (Counter(each.module for each in some) for some in (survivors, unexplained))
    rows = [(each, total[each], survived[each], neither[each]) for each in sorted(total)]
    lines = ["| module | mutants | noticed | explained | neither |", "|---|---|---|---|---|"]
    for module, mutants, left, odd in [*rows, ("all", total.total(), survived.total(), neither.total())]:
        lines.append(f"| {module} | {mutants} | {mutants - left} | {left - odd} | {odd} |")
    return "\n".join(lines) + "\n"


def module_of(name: str) -> str:
    """Return `snapshot` for `coatcheck.snapshot.x__join__mutmut_3`."""
    return name.split(".")[1]


def narrow(modules: list[str]) -> None:
    """Have only these modules mutated. By their names mutmut would select tests too, and trip over some of their ids."""
    path = FOLDER / "pyproject.toml"
    kept = [f'    "src/coatcheck/{each}.py",' for each in modules]
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if "src/coatcheck/" not in line or line in kept) + "\n")


def read_results() -> dict[str, str]:
    """Return what became of each mutant, by its name."""
    parted = (line.strip().partition(": ") for line in _lines("results", "--all", "true"))
    return {name: status for name, _, status in parted if "__mutmut_" in name}


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
