"""The launcher hands secrets over by file, writes itself down, and dies with its parent."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stack import processes
from stack.programs import Program

SAY = "import json, os, sys; print(json.dumps([sys.argv, dict(os.environ), os.getcwd()]), flush=True)"


@pytest.fixture
def launch(tmp_path):
    """Give `launch(program)`: the running process of a program, ended with the test."""
    started = []

    def start(program):
        program.write(tmp_path)
        argv = [sys.executable, "-P", "-m", "stack.launcher", str(tmp_path), program.part]
        started.append(subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.communicate()


def test_a_secret_reaches_the_program_by_environment_alone(tmp_path, launch):
    program = Program("catalog", [sys.executable, "-c", SAY, "x y"], {"CATALOG_SECRET_KEY": "hush"}, cwd=tmp_path)

    argv, environment, folder = json.loads(launch(program).communicate(timeout=20)[0])

    assert argv == ["-c", "x y"]
    assert environment["CATALOG_SECRET_KEY"] == "hush"
    assert folder == str(tmp_path)


def test_a_secret_of_the_callers_shell_does_not_reach_the_program(tmp_path, launch, monkeypatch):
    monkeypatch.setenv("SOMEBODY_S_TOKEN", "hush")
    program = Program("catalog", [sys.executable, "-c", SAY], cwd=tmp_path)

    _, environment, _ = json.loads(launch(program).communicate(timeout=20)[0])

    assert "SOMEBODY_S_TOKEN" not in environment


def test_the_file_that_holds_the_secrets_is_private(tmp_path):
    Program("catalog", ["true"], {"CATALOG_SECRET_KEY": "hush"}).write(tmp_path)

    assert (tmp_path / "programs" / "catalog.json").stat().st_mode & 0o777 == 0o600


def test_the_program_bears_the_pid_that_was_written_down(tmp_path, launch):
    process = launch(Program("catalog", [sys.executable, "-c", SAY + "; import time; time.sleep(60)"], cwd=tmp_path))
    process.stdout.readline()

    assert processes.find(tmp_path, "catalog").pid == process.pid


def test_the_program_ends_when_its_parent_does(tmp_path):
    Program("catalog", ["/bin/sleep", "60"], cwd=tmp_path).write(tmp_path)
    launcher = [sys.executable, "-P", "-m", "stack.launcher", str(tmp_path), "catalog"]
    parent = subprocess.Popen([sys.executable, "-c", f"import subprocess; subprocess.run({launcher!r})"])
    wait_until(lambda: (found := processes.find(tmp_path, "catalog")) and runs_sleep(found.pid))
    child = processes.find(tmp_path, "catalog").pid

    parent.kill()
    parent.wait()

    wait_until(lambda: processes.start_time(child) is None)


def runs_sleep(pid):
    return Path(f"/proc/{pid}/comm").read_text().strip() == "sleep"


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_knows_whether_anything_is_new_about_a_program(tmp_path):
    assert Program("catalog", ["true"]).write(tmp_path)
    assert not Program("catalog", ["true"]).write(tmp_path)
    assert Program("catalog", ["true", os.devnull]).write(tmp_path)
