"""A failure of the stack, told so that the reader can mend it: step, likely cause, last log lines, fix."""

from pathlib import Path


class Failure(Exception):
    """Raised when a step cannot be done; `fix` is what the reader does next."""

    def __init__(self, step: str, cause: str, fix: str, log: Path | None = None) -> None:
        """`log` is the file whose last lines show more."""
        super().__init__(f"{step}: {cause}")
        self.step = step
        self.cause = cause
        self.fix = fix
        self.log = log
        self.tail = last_lines(log) if log else []

    def report(self) -> str:
        """Return the lines to print."""
        lines = [f"Failed: {self.step}", f"Likely cause: {self.cause}"]
        if self.tail:
            lines += [f"Last lines of {self.log}:", *(f"  {each}" for each in self.tail)]
        return "\n".join([*lines, f"Fix: {self.fix}"])


def last_lines(path: Path, count: int = 12) -> list[str]:
    """Return the last lines of a log, at most `count`, or nothing when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 16_384))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
