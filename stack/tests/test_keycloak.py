"""A Keycloak that was unpacked by hand is one, and of the version that is wanted."""

import pytest

from stack import archive, keycloak
from stack.failure import Failure


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give KEYCLOAK_HOME: what `keycloak.refuse_wrong_home` looks at of a distribution, in a path with a space."""
    folder = tmp_path / "keycloak home"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "quarkus-run.jar").touch()
    (folder / "version.txt").write_text(f"Keycloak - Version {archive.VERSION}\n")
    monkeypatch.setenv("KEYCLOAK_HOME", str(folder))
    monkeypatch.setenv("COATCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("KEYCLOAK_VERSION", raising=False)
    return folder


def test_takes_a_distribution_of_the_version_that_is_wanted(home):
    keycloak.refuse_wrong_home()


def test_refuses_a_folder_that_is_no_keycloak(home):
    (home / "lib" / "quarkus-run.jar").unlink()

    with pytest.raises(Failure, match="holds no Keycloak"):
        keycloak.refuse_wrong_home()


@pytest.mark.parametrize("said", ["Keycloak - Version 26.1.0", None])
def test_refuses_another_version_and_says_how_to_try_it(home, said):
    (home / "version.txt").unlink()
    if said:
        (home / "version.txt").write_text(said)

    with pytest.raises(Failure, match=f"and {archive.VERSION} is wanted") as refused:
        keycloak.refuse_wrong_home()

    assert "KEYCLOAK_VERSION" in refused.value.fix


def test_tries_another_version_where_told(home, monkeypatch):
    (home / "version.txt").write_text("Keycloak - Version 26.1.0")
    monkeypatch.setenv("KEYCLOAK_VERSION", "26.1.0")

    keycloak.refuse_wrong_home()
