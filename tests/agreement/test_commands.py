"""Every command that a page shows is run by a test: here, or by the one named here."""

import re
import subprocess

import pytest
from source import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]
BLOCK = re.compile(r"^```(?:sh|console|bash)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(\./manage_all\.sh [^`]+)`")
# Commands that start, end or delete a whole stack or take minutes, and the tests that run them.
RUN_BY = {
    "up": "stack/tests",
    "down": "stack/tests",
    "reset": "stack/tests",
    "restart": "stack/tests",
    "logs": "stack/tests",
    "status": "stack/tests",
    "doctor": "stack/tests",
    "env": "stack/tests",
    "token": "tests/agreement/test_commands.py",
    "test": ".ci/run",
    "check": ".ci/run",
    "realm": "tests/system",
    "bench": "bench",
    "catalog": "tests/beside.py",
    "billing": "tests/beside.py",
}


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


def test_every_command_is_one_that_a_test_runs():
    shown = {re.search(r"manage_all\.sh (\S+)", line)[1] for _, line in commands()}

    assert shown <= set(RUN_BY)


@pytest.mark.parametrize("place", sorted(set(RUN_BY.values())))
def test_the_tests_that_run_them_exist(place):
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("block", "status"), list(requests()))
def test_the_readmes_requests_answer_as_it_says(services, block, status):
    script = re.sub(r"http://127\.0\.0\.1:8001", services["catalog"].url, block).replace("curl -i", "curl -si")
    script = re.sub(r"http://127\.0\.0\.1:8002", services["billing"].url, script)

    answer = subprocess.run(["bash", "-euc", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert answer.split()[1] == status
