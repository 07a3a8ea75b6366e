"""Group Z: good tokens that ask for more than they may. RFC 6750 section 3.1, RFC 9068 section 5."""

import uuid

import httpx
import pytest

from refusals import check_problem, check_refused

NOTHING_MISSING = (400, 404, 409, 412, 422)  # past every permission, stopped by what the body lacks


@pytest.fixture
def bearer(forger, service):
    return lambda **claims: {"Authorization": f"Bearer {forger.issue_for(service, **claims)}"}


@pytest.fixture
def both(service):
    return f"{service.read_scope} {service.write_scope}"


def write(http, service, headers):
    return http.post(service.write, json={}, headers=headers | {"Idempotency-Key": str(uuid.uuid4())})


def operations(http, service):
    """Return (method, URL) of each operation that is not declared public, with made-up ids."""
    schema = http.get(f"{service.url}/api/schema/", headers={"Accept": "application/json"}).json()
    for path, item in schema["paths"].items():
        url = httpx.URL(service.url).join("/".join(_made_up(part) for part in path.split("/")))
        for method, operation in item.items():
            if method != "parameters" and {} not in operation.get("security", [{}]):
                yield method.upper(), url


def _made_up(part):
    return str(uuid.uuid4()) if part.startswith("{") else part


def test_accepts_scope_and_role_together(http, service, bearer, both):
    answer = write(http, service, bearer(scope=both, roles=[service.role]))

    assert answer.status_code in NOTHING_MISSING, answer.text


def test_z1_names_the_missing_scope_rfc_6750_section_3_1(http, service, bearer):
    answer = http.get(service.read, headers=bearer(scope="openid"))

    challenge = check_refused(answer, 403, "insufficient_scope")
    assert challenge["scope"] == service.read_scope
    assert service.read_scope in answer.json()["required_scope"]


@pytest.mark.parametrize("role", [[], ["own"]])
def test_z1_names_the_missing_write_scope_whatever_the_role(http, service, bearer, role):
    answer = write(http, service, bearer(scope=service.read_scope, roles=[service.role] if role else []))

    challenge = check_refused(answer, 403, "insufficient_scope")
    assert service.write_scope in challenge["scope"].split()


def test_z2_does_not_take_one_scope_for_another(http, service, bearer):
    answer = http.get(service.read, headers=bearer(scope=service.write_scope, roles=[service.role]))

    challenge = check_refused(answer, 403, "insufficient_scope")
    assert challenge["scope"] == service.read_scope


def test_z3_names_no_scope_where_only_the_role_is_missing(http, service, bearer, both):
    answer = write(http, service, bearer(scope=both))

    challenge = check_refused(answer, 403, "insufficient_scope")
    assert "scope" not in challenge


def test_z3_gives_nothing_for_the_other_services_role(http, service, services, bearer, both):
    other = next(each for each in services.values() if each is not service)

    answer = write(http, service, bearer(scope=both, roles=[other.role]))

    check_refused(answer, 403, "insufficient_scope")


def test_z3_gives_nothing_for_a_client_role_of_the_same_name(http, service, bearer, both):
    answer = write(http, service, bearer(scope=both, resource_access={service.name: {"roles": [service.role]}}))

    check_refused(answer, 403, "insufficient_scope")


@pytest.mark.parametrize("shape", ["{}er", "x{}", "{}:all", "{}\u00a0", "{}\t", "{},openid", "{}/*"])
def test_z3_compares_scopes_whole(http, service, bearer, shape):
    answer = http.get(service.read, headers=bearer(scope=shape.format(service.read_scope)))

    check_refused(answer, 403, "insufficient_scope")


def test_z4_every_operation_refuses_a_token_that_may_nothing(http, service, bearer):
    own = {f"{service.url}/api/me/"}
    asked = [(method, url) for method, url in operations(http, service) if str(url) not in own]
    headers = bearer(scope="openid") | {"Idempotency-Key": str(uuid.uuid4())}

    statuses = {
        (method, str(url)): http.request(method, url, headers=headers, json={}).status_code for method, url in asked
    }

    assert asked
    assert set(statuses.values()) == {403}, statuses


def test_z4_every_writing_operation_refuses_a_token_that_may_read(http, service, bearer):
    asked = [(method, url) for method, url in operations(http, service) if method != "GET" and "quotes" not in str(url)]
    headers = bearer(scope=service.read_scope, roles=[service.role]) | {"Idempotency-Key": str(uuid.uuid4())}

    statuses = {
        (method, str(url)): http.request(method, url, headers=headers, json={}).status_code for method, url in asked
    }

    assert asked
    assert set(statuses.values()) == {403}, statuses


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method", "X-Original-Method"]
)
def test_z4_no_header_turns_a_read_into_a_write(http, service, bearer, both, header):
    answer = http.get(service.read, headers=bearer(scope=service.read_scope) | {header: "POST"})

    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path"])
def test_z4_no_header_turns_one_path_into_another(http, service, header):
    answer = http.get(service.me, headers={header: "/livez"})

    check_refused(answer, 401, None)


def test_z5_a_method_that_does_not_exist_is_no_way_in(http, service, bearer, both):
    headers = bearer(scope=both, roles=[service.role])

    for method in ("DELETE", "PUT"):
        answer = http.request(method, f"{service.read}{uuid.uuid4()}/", headers=headers)
        assert answer.status_code == 405, answer.text
        check_problem(answer, 405)
