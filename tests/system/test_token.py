"""`./manage_all.sh token` prints a token and nothing else, or says why there is none."""

import subprocess

from beside import MANAGE_ALL


def test_prints_a_token_and_nothing_else():
    done = subprocess.run([MANAGE_ALL, "token", "alice"], capture_output=True, text=True, check=True)

    assert done.stdout.count(".") == 2
    assert done.stdout.strip().isascii()
    assert not done.stderr


def test_says_who_is_unknown():
    done = subprocess.run([MANAGE_ALL, "token", "nobody"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert "no demo user 'nobody'" in done.stderr
    assert "DEMO=1" in done.stderr
