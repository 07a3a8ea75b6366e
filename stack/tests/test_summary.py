"""What `up` prints at its end is of this stack, and its people are those of the realm file."""

import pytest

from stack import realm, summary
from stack.settings import Settings


@pytest.fixture
def said(tmp_path, capsys):
    """Give `said(**changes)`: what is printed for a stack like this."""

    def show(**changes):
        summary.show(Settings(state=tmp_path, **changes))
        return capsys.readouterr().out

    return show


def test_names_each_demo_user_with_the_roles_of_the_realm_file(said):
    rows = {line.split()[0]: line for line in said().splitlines() if line.strip()}

    for name, roles in realm.demo_users().items():
        assert all(role in rows[name] for role in roles), name
    assert "none" in rows["erin"]


def test_a_stack_without_demo_names_nobody(said):
    assert "alice" not in said(demo=False)


def test_the_request_to_try_trusts_the_stacks_own_authority(said, tmp_path):
    assert f"--cacert '{tmp_path}/tls/ca.pem'" in said(tls=True)
    assert "--cacert" not in said()
