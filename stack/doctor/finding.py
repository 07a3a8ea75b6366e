"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stack.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `fix` is the command or console path that mends it, None when all is well."""

    what: str
    says: str
    fix: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to mend."""
        return self.fix is None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"what": self.what, "ok": self.is_well, "says": self.says, "fix": self.fix}


Check = Callable[[Settings], Iterator[Finding]]
