"""What the code says, read as text: the services are never imported here."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the project's own Python files in these folders, without tests and migrations."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
                yield path


def texts(paths: Iterable[Path]) -> set[str]:
    """Return every string constant, docstrings aside only in that nobody asks for a whole one."""
    trees = (ast.parse(path.read_text()) for path in paths)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def keyword(path: Path, call: str, name: str) -> ast.expr:
    """Return the expression given as keyword `name` to the first call of `call` in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call:
            for each in node.keywords:
                if each.arg == name:
                    return each.value
    raise AssertionError(f"{path.name} has no {call}({name}=…)")


def constants(node: ast.AST) -> set[str]:
    """Return the texts inside an expression."""
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def class_fields(path: Path, name: str | None) -> dict[str, bool]:
    """Return each annotated field of a class (every class, where none is named), and whether it has a default."""
    classes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
    return {
        field.target.id: field.value is not None
        for each in classes
        if name in (None, each.name)
        for field in each.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
