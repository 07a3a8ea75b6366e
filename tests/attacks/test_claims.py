"""Group C: tokens of the realm's own hand that are not access tokens for this service. RFC 9068 section 4, RFC 8725."""

import pytest

from refusals import check_refused


def test_accepts_what_this_file_spoils(accept, service):
    assert accept(username="alice")["scopes"] == [service.read_scope]


@pytest.mark.parametrize(
    "kind", ["ID", "Refresh", "Offline", "Logout", "DPoP", "bearer", "Bearer ", "", None, 1, ["Bearer"]]
)
def test_c1_refuses_every_other_kind_of_token_rfc_8725_section_3_12(refuse_claims, kind):
    refuse_claims(payload_type=kind, headers={"typ": "JWT"})
    refuse_claims(payload_type=kind)


@pytest.mark.parametrize(
    "typ",
    [
        "logout+jwt",
        "dpop+jwt",
        "token-introspection+jwt",
        "id_token+jwt",
        "secevent+jwt",
        "refresh+jwt",
        "jose",
        "xat+jwt",
        "at+jwt ",
        "application/jwt",
        "text/at+jwt",
        "at+jwt; charset=utf-8",
        "",
        None,
        1,
        ["at+jwt"],
        {},
    ],
)
def test_c2_refuses_another_header_type_rfc_9068_section_4(refuse_claims, typ):
    refuse_claims(headers={"typ": typ})


def test_c2_refuses_a_header_without_a_type(refuse_claims):
    refuse_claims(without=("header.typ",))


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt", "JWT", "jwt"])
def test_c2b_accepts_the_types_of_access_tokens_in_any_case_rfc_9068_section_4(accept, typ):
    accept(typ=typ)


def test_c3_refuses_the_realms_real_id_and_refresh_tokens(http, book, send, service):
    form = {"grant_type": "password", "client_id": "demo", "username": "alice", "password": "alice"}
    scope = {"scope": f"openid {service.read_scope}"}
    answer = http.post(f"{book['ISSUER']}/protocol/openid-connect/token", data=form | scope).json()

    assert send(answer["access_token"]).status_code == 200
    for name in ("id_token", "refresh_token"):
        check_refused(send(answer[name]), 401, "invalid_token", token=answer[name])


@pytest.mark.parametrize(
    "change",
    [
        lambda iss: iss[:-1],
        lambda iss: iss + "x",
        lambda iss: iss + "/",
        lambda iss: iss.upper(),
        lambda iss: iss.replace("http", "HTTP", 1),
        lambda iss: iss.replace("127.0.0.1", "localhost"),
        lambda iss: iss.replace("127.0.0.1", "127.0.0.1.evil.example"),
        lambda iss: iss.replace("//", "//evil@", 1),
        lambda iss: iss + "?",
        lambda iss: iss + "#x",
        lambda iss: iss.rpartition("/")[0] + "/master",
        lambda iss: iss + "\n",
        lambda iss: iss + "\0",
        lambda iss: " " + iss,
        lambda iss: [iss],
        lambda iss: {"iss": iss},
        lambda iss: None,
        lambda iss: "",
        lambda iss: 0,
    ],
)
def test_c4_compares_the_issuer_exactly_cve_2024_53861_rfc_9068_section_4(refuse_claims, book, change):
    refuse_claims(iss=change(book["ISSUER"]))


@pytest.mark.parametrize("claim", ["iss", "exp", "iat", "sub", "jti", "aud", "typ"])
def test_c5_refuses_a_token_without_a_required_claim_cve_2026_22748(refuse_claims, claim):
    refuse_claims(without=(claim,))


def test_c5_refuses_a_token_that_names_no_client(refuse_claims):
    refuse_claims(without=("azp",))


@pytest.mark.parametrize(
    "aud", ["account", [], ["account"], "", "cat", "catalogs", "CATALOG", " catalog", "catalog,billing"]
)
def test_c6_refuses_a_token_meant_for_somebody_else_rfc_8725_section_3_9(refuse_claims, aud):
    refuse_claims(audience="", aud=aud)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda name: {"aud": name},
        lambda name: {name: True},
        lambda name: [name, 1],
        lambda name: [name, None],
        lambda name: [[name]],
        lambda name: [{"aud": name}],
        lambda name: f"{name} ",
        lambda name: f"{name}\0",
        lambda name: f"{name}-web",
        lambda name: True,
    ],
)
def test_c6_refuses_an_audience_of_the_wrong_shape(refuse_claims, service, wrap):
    refuse_claims(aud=wrap(service.name))


def test_c6_refuses_the_other_services_token_at_each(send, forger, services, service):
    other = next(each for each in services.values() if each is not service)

    check_refused(send(forger.issue_for(other)), 401, "invalid_token")


def test_c6_accepts_its_name_among_others(accept, service):
    accept(audience=["account", service.name, "somebody"])


@pytest.mark.parametrize("member", ["sub", "exp", "aud", "realm_access", "x"])
def test_c9_refuses_a_claim_that_comes_twice_rfc_7519_section_4(refuse_text, member):
    refuse_text('"jti": ', f'"{member}": "a", "{member}": "b", "jti": ')


@pytest.mark.parametrize("client_id", ["other", "", None, 1, ["web"], "WEB", "web "])
def test_c14_refuses_two_names_of_the_client_that_differ(refuse_claims, client_id):
    refuse_claims(azp="web", client_id=client_id)
