"""A program of the stack, as it is handed to the launcher through a private file."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM, Signals

from stack import processes
from stack.files import write_private
from stack.settings import ROOT

# What a program takes over from the shell that ran `up`. Nothing else: a shell may hold secrets.
INHERITED = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "LD_LIBRARY_PATH",
)


@dataclass(frozen=True, slots=True)
class Program:
    """What to run for a part. `signal` ends it, also when supervisord dies."""

    part: str
    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    cwd: Path = ROOT
    signal: Signals = SIGTERM
    unprivileged: bool = False

    def write(self, state: Path) -> bool:
        """Hand it to the launcher; return whether anything is new about it."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        content = {
            "argv": self.argv,
            "env": inherited | self.environment | processes.mark(state),
            "cwd": str(self.cwd),
            "signal": int(self.signal),
            "unprivileged": self.unprivileged,
        }
        path = state / "programs" / f"{self.part}.json"
        text = json.dumps(content, indent=1)
        if path.is_file() and path.read_text() == text:
            return False
        write_private(path, text)
        return True
