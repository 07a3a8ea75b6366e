"""Where two tables of a realm differ, seen from the file: what the file does not name is the administrator's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from shape import Shape, Value

ABSENT = "(absent)"
PRESENT = "(present)"
HIDDEN = frozenset({"secret"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. `member` is empty where a whole object is there on one side only."""

    path: str
    member: str
    live: Value
    file: Value

    def as_json(self) -> dict[str, object]:
        """Return the difference with sets sorted and secrets hidden."""
        where = f"{self.path}/{self.member}" if self.member else self.path
        if self.member in HIDDEN:
            return {"path": where, "live": "(another secret)", "file": "(the stack's secret)"}
        return {"path": where, "live": _shown(self.live), "file": _shown(self.file)}


def _shown(value: Value) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def differences(live: Shape, file: Shape) -> list[Difference]:
    """Return every difference, in the order of the file, then the mappers that the file does not know.

    Clients, scopes and roles that only the live realm has are no differences. A mapper inside a scope or client of
    the file is one, because it changes the tokens.
    """
    found: list[Difference] = []
    for path, members in file.items():
        if path in live:
            found += _inside(path, live[path], members)
        elif _owner(path) in live or not _is_mapper(path):
            found.append(Difference(path, "", ABSENT, PRESENT))
    extra = [path for path in live if _is_mapper(path) and path not in file and _owner(path) in file]
    return found + [Difference(path, "", PRESENT, ABSENT) for path in extra]


def _inside(path: str, live: dict[str, Value], file: dict[str, Value]) -> Iterable[Difference]:
    for member, value in file.items():
        empty: Value = frozenset() if isinstance(value, frozenset) else None
        standing = live.get(member, empty)
        if standing != value:
            yield Difference(path, member, standing, value)


def _is_mapper(path: str) -> bool:
    return "/protocolMappers/" in path


def _owner(path: str) -> str:
    return path.partition("/protocolMappers/")[0]
