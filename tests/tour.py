"""A page of commands and their output, as a reader would type and see them."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORTS = {"KEYCLOAK_URL": 8080, "CATALOG_URL": 8001, "BILLING_URL": 8002}


@dataclass(frozen=True)
class Step:
    """`output` is None where the page shows none; a `…` in it stands for anything."""

    command: str
    output: str | None


def read_steps(page: str) -> Iterator[Step]:
    blocks = [*BLOCK.findall(page), ("sh", "")]
    for (kind, text), (next_kind, next_text) in pairwise(blocks):
        if kind == "sh":
            yield Step(text, next_text if next_kind == "text" else None)


def run_steps(steps: list[Step], book: Mapping[str, str]) -> list[str]:
    """Run all commands in one shell at the root, and return what each printed, with the default addresses."""
    script = "\n".join(f"{step.command}\nprintf '\\0'" for step in steps)
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True, timeout=120, check=True
    )
    printed = done.stdout.replace("\r", "")
    for name, port in PORTS.items():
        printed = printed.replace(book[name], f"http://127.0.0.1:{port}")
    return printed.split("\0")[:-1]


def matches(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed. A `…` on a line of its own stands for any lines."""
    pattern = re.escape(shown).replace("\n…\n", "\n(?:.*\n)*").replace("…", ".*")
    return re.fullmatch(pattern, printed) is not None
