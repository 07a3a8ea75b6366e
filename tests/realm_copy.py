"""A throw-away realm made from the realm file under another name, so that a test may spoil it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
REALM_FILE = ROOT / "realm-export.json"
PLACEHOLDERS = ROOT / "keycloak" / "placeholders.json"
TIME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What provision.py said: its exit status, its report, its words on standard error."""

    status: int
    report: dict[str, Any]
    error: str

    @property
    def paths(self) -> list[str]:
        """The paths of the differences that were reported."""
        return [each["path"] for each in self.report["differences"]]


class RealmCopy:
    """The realm file as a realm of another name on the Keycloak under test, and provision.py run on it."""

    def __init__(self, book: Mapping[str, str], name: str, folder: Path) -> None:
        self.name = name
        self.path = folder / f"{name}.json"
        # The name stands in paths and in the default role as well.
        self.path.write_text(REALM_FILE.read_text().replace("coatcheck", name))
        self.values = {each: f"made-up-{each.lower()}" for each in json.loads(PLACEHOLDERS.read_text())}
        self.values |= {each: book[each] for each in ("CATALOG_URL", "BILLING_URL")}
        self.values |= {f"{each}_BACKCHANNEL_URL": book[f"{each}_URL"] for each in ("CATALOG", "BILLING")}
        names = ("KEYCLOAK_URL", "KEYCLOAK_ADMIN", "KEYCLOAK_ADMIN_PASSWORD", "CA_FILE")
        self._environment = {each: book[each] for each in names if each in book}
        self._environment |= {"REALM_FILE": str(self.path)}

    def provision(self, command: str, **changes: str) -> Answer:
        """Run provision.py with the copy's environment, changed as told."""
        return self._run("provision.py", command, environment=changes)

    def diagnose(self, **changes: str) -> Answer:
        """Run diagnose.py, which finds what is wrong."""
        return self._run("diagnose.py", environment=changes)

    def _run(self, script: str, *arguments: str, environment: Mapping[str, str]) -> Answer:
        done = subprocess.run(
            [sys.executable, ROOT / "keycloak" / script, *arguments],
            env={**self._environment, **self.values, **environment},
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        return Answer(done.returncode, json.loads(done.stdout or "{}"), done.stderr)
