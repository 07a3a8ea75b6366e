"""Processes are told apart by pid, start time and boot, and leave nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from stack import processes

SLEEP = ["sleep", "60"]
# A leader that starts a child in its own group, says its pid, and waits.
FAMILY = ["sh", "-c", "sleep 60 & echo $!; wait"]


@pytest.fixture
def start():
    started = []

    def run(argv, **options):
        started.append(subprocess.Popen(argv, start_new_session=True, stdout=subprocess.PIPE, text=True, **options))
        return started[-1]

    yield run
    for each in started:
        with suppress(ProcessLookupError):
            os.killpg(each.pid, signal.SIGKILL)
        each.communicate()


def write_down(state, part, pid, **spoilt):
    (state / "run").mkdir(exist_ok=True)
    values = {"pid": pid, "started": processes.start_time(pid), "boot": processes.boot_id()} | spoilt
    (state / "run" / f"{part}.json").write_text(json.dumps(values))


def is_gone_soon(pid):
    deadline = time.monotonic() + 10
    while processes.start_time(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return processes.start_time(pid) is None


def test_finds_the_process_that_was_written_down(tmp_path, start):
    process = start(SLEEP)
    write_down(tmp_path, "catalog", process.pid)

    assert processes.find(tmp_path, "catalog").pid == process.pid


@pytest.mark.parametrize("spoilt", [{"started": 1}, {"boot": "another"}])
def test_does_not_take_somebody_elses_process_for_ours(tmp_path, start, spoilt):
    process = start(SLEEP)
    write_down(tmp_path, "catalog", process.pid, **spoilt)

    processes.end_leftovers(tmp_path, patience=0.1)

    assert processes.find(tmp_path, "catalog") is None
    assert process.poll() is None


def test_a_broken_record_is_no_process(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "catalog.json").write_text('{"pid": 1')

    assert processes.find(tmp_path, "catalog") is None


def test_ends_a_process_that_was_left_over(tmp_path, start):
    process = start(SLEEP)
    write_down(tmp_path, "catalog", process.pid)

    processes.end_leftovers(tmp_path, patience=5)

    assert process.wait(5) == -signal.SIGINT


def test_ends_a_process_that_will_not_go(tmp_path, start):
    stubborn = "import signal, time; signal.signal(2, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    process = start([sys.executable, "-c", stubborn])
    process.stdout.readline()
    write_down(tmp_path, "catalog", process.pid)

    processes.end_leftovers(tmp_path, patience=0.2)

    assert process.wait(5) == -signal.SIGKILL


def test_ends_the_children_of_a_part_that_was_killed(tmp_path, start):
    leader = start(FAMILY)
    child = int(leader.stdout.readline())
    write_down(tmp_path, "catalog", leader.pid)
    leader.kill()
    leader.wait()

    processes.end_predecessor(tmp_path, "catalog", patience=0.2)

    assert is_gone_soon(child)


def test_ends_marked_children_of_which_no_record_is_left(tmp_path, start):
    leader = start(FAMILY, env=os.environ | processes.mark(tmp_path))
    child = int(leader.stdout.readline())
    leader.kill()
    leader.wait()

    processes.end_leftovers(tmp_path, patience=0.2)

    assert is_gone_soon(child)


def test_leaves_the_programs_of_another_stack_alone(tmp_path, start):
    process = start(SLEEP, env=os.environ | processes.mark(tmp_path / "other"))

    processes.end_leftovers(tmp_path, patience=0.1)

    assert process.poll() is None
