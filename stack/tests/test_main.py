"""The one entry point says what it can do, and what is in the way."""

import pytest

from stack.__main__ import COMMANDS, main


def test_help_names_every_command(capsys):
    status = main(["help"])

    said = capsys.readouterr().out
    assert status == 0
    assert all(f"  {name} " in said for name in COMMANDS)


def test_an_unknown_command_is_an_error_that_names_the_known_ones(capsys):
    status = main(["start"])

    said = capsys.readouterr()
    assert status == 2
    assert "no command 'start'" in said.err
    assert "  up " in said.out


def test_a_folder_that_cannot_be_used_is_told_without_a_traceback(tmp_path, monkeypatch, capsys):
    (tmp_path / "state").write_text("a file where the folder should be")
    monkeypatch.setenv("COATCHECK_STATE", str(tmp_path / "state"))

    status = main(["down"])

    said = capsys.readouterr().err
    assert status == 1
    assert str(tmp_path / "state") in said
    assert "Fix:" in said


@pytest.mark.parametrize("port", ["nonsense", "0"])
def test_a_bad_setting_is_told_with_its_name(monkeypatch, capsys, port):
    monkeypatch.setenv("CATALOG_PORT", port)

    status = main(["status"])

    assert status == 1
    assert f"CATALOG_PORT={port}" in capsys.readouterr().err
