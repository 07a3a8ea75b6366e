"""Every command there is, and so every one that a page shows, is run by the test named here."""

import ast
import re
import subprocess

import pytest
from source import ROOT

from stack.__main__ import COMMANDS
from stack.settings import SERVICES

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]
BLOCK = re.compile(r"^```(?:sh|console|bash)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(\./manage_all\.sh [^`]+)`")
STORY = "stack/tests/fresh_clone/test_story.py"
RUN_BY = dict.fromkeys(["up", "down", "status", "logs", "restart", "reset", "doctor", "env", "catalog"], STORY) | {
    "realm": "tests/browser/test_over_https.py",
    "token": "tests/system/test_token.py",
    "login": "tests/browser/test_terminal.py",
    "call": "tests/browser/test_terminal.py",
    "test": ".ci/run",
    "check": ".ci/run",
    "bench": "stack/tests/test_bench.py",
    "billing": "tests/system/test_revocation_peers.py",
}
# What runs a command in the test files: `manage_all.sh` itself, or a function that does.
RUNNERS = {"run", "start", "interrupt", "manage", "main"}


def commands():
    """Yield (page, line) of each command of ours in a page's blocks and sentences."""
    for page in PAGES:
        text = page.read_text()
        lines = [line.partition(" #")[0].strip() for block in BLOCK.findall(text) for line in block.splitlines()]
        for line in [*lines, *INLINE.findall(text)]:
            if "./manage_all.sh" in line:
                yield page, line


def requests():
    """Yield (block, status) of each block of the README that ends in a request, with the status the text then gives."""
    text = (ROOT / "README.md").read_text()
    for found in BLOCK.finditer(text):
        if "curl" in found[1]:
            status = re.search(r"answers (\d{3})", text[found.end() :])
            assert status, "the text after a request says what it answers"
            yield found[1], status[1]


def commands_run_in(path):
    """Yield the commands that a test file or script runs, each time it does."""
    text = path.read_text()
    if path.suffix != ".py":
        yield from re.findall(r"^\./manage_all\.sh (\w+)", text, re.MULTILINE)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.List) and len(node.elts) > 1 and "MANAGE_ALL" in ast.unparse(node.elts[0]):
            yield first_text(node.elts[1:])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RUNNERS:
            yield first_text(node.args)


def first_text(arguments):
    """Return the first argument that is a text, or begins a list of them; None where there is none."""
    parts = [each.elts[0] if isinstance(each, ast.List) and each.elts else each for each in arguments]
    return next((each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str)), None)


def test_every_command_has_a_test():
    assert RUN_BY.keys() == {*COMMANDS, *SERVICES}


@pytest.mark.parametrize(("command", "place"), RUN_BY.items())
def test_the_test_named_for_a_command_runs_it(command, place):
    assert command in set(commands_run_in(ROOT / place))


def test_a_page_shows_no_command_that_is_not_there():
    shown = {re.search(r"manage_all\.sh (\S+)", line)[1] for _, line in commands()}

    assert shown <= {*COMMANDS, *SERVICES}


@pytest.mark.parametrize(("block", "status"), list(requests()))
def test_the_readmes_requests_answer_as_it_says(services, block, status):
    script = re.sub(r"http://127\.0\.0\.1:8001", services["catalog"].url, block).replace("curl -i", "curl -si")
    script = re.sub(r"http://127\.0\.0\.1:8002", services["billing"].url, script)

    answer = subprocess.run(["bash", "-euc", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert answer.split()[1] == status
