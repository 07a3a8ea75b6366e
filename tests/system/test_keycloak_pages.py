"""Keycloak's own pages, as the stack serves them: in our theme, and working."""

import re

import pytest


@pytest.fixture(scope="module")
def sign_in_page(book, http) -> str:
    query = {"client_id": "account-console", "response_type": "code", "scope": "openid"}
    query |= {"redirect_uri": f"{book['ISSUER']}/account/", "code_challenge_method": "S256", "code_challenge": "x" * 43}
    return http.get(f"{book['ISSUER']}/protocol/openid-connect/auth", params=query).raise_for_status().text


def test_the_sign_in_page_is_in_our_theme(book, http, sign_in_page):
    [sheet] = re.findall(r'href="([^"]+/css/coatcheck\.css)"', sign_in_page)

    answer = http.get(f"{book['KEYCLOAK_URL']}{sheet}")

    assert answer.status_code == 200
    assert "--accent" in answer.text


def test_the_sign_in_page_keeps_keycloaks_own_form_and_style(book, http, sign_in_page):
    [sheet] = re.findall(r'href="([^"]+/login/coatcheck/css/styles\.css)"', sign_in_page)

    assert 'id="kc-form-login"' in sign_in_page
    assert http.get(f"{book['KEYCLOAK_URL']}{sheet}").status_code == 200


def test_the_account_console_is_in_our_theme(book, http):
    page = http.get(f"{book['ISSUER']}/account/", follow_redirects=True).text

    assert "css/coatcheck.css" in page
    assert "/img/logo.svg" in page
