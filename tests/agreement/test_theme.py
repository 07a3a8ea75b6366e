"""Keycloak's pages and the services' have the same colours, and no template of Keycloak's is copied."""

import re

import pytest
from source import ROOT

THEMES = ROOT / "keycloak" / "themes" / "coatcheck"
PAGE = ROOT / "coatcheck" / "src" / "coatcheck" / "django" / "static" / "coatcheck" / "page.css"
COLOUR = re.compile(r"--(paper|card|ink|quiet|line|accent|accent-ink): (#[0-9a-f]{6});")


def test_the_sign_in_page_has_the_colours_of_the_services_light_and_dark():
    theirs = COLOUR.findall((THEMES / "login" / "resources" / "css" / "coatcheck.css").read_text())

    ours = COLOUR.findall(PAGE.read_text())

    assert len(ours) == 14
    assert sorted(theirs) == sorted(ours)


@pytest.mark.parametrize("kind", ["login", "account"])
def test_a_theme_is_style_and_pictures_only(kind):
    files = [path for path in (THEMES / kind).rglob("*") if path.is_file()]

    assert {path.suffix for path in files} == {".properties", ".css", ".svg"}


@pytest.mark.parametrize("kind", ["login", "account"])
def test_what_a_theme_names_is_there_or_its_parents(kind):
    settings = dict(re.findall(r"^(\w+)=(.*)$", (THEMES / kind / "theme.properties").read_text(), re.MULTILINE))
    named = [*settings["styles"].split(), *(settings[name] for name in ("logo", "favIcon") if name in settings)]

    missing = [each for each in named if not (THEMES / kind / "resources" / each.lstrip("/")).is_file()]

    assert settings["parent"].startswith("keycloak.")
    assert missing == (["css/styles.css"] if kind == "login" else [])
