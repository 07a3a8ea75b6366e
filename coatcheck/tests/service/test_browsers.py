from coatcheck.service.browsers import browser_safety, content_security_policy


def test_pages_load_from_the_service_alone(variables):
    policy = content_security_policy(variables(ISSUER="https://id.example.com/realms/acme"))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]


def test_pages_talk_to_the_realm_by_its_origin(variables):
    policy = content_security_policy(variables(ISSUER="https://id.example.com/realms/acme"))

    assert policy["connect-src"] == ["'self'", "https://id.example.com"]
    assert policy["form-action"] == ["'self'", "https://id.example.com"]


def test_a_service_on_a_network_silences_no_warning_about_cookies(variables):
    silenced = browser_safety(variables(PUBLIC_URL="https://shop.example.com"), "shop")["SILENCED_SYSTEM_CHECKS"]

    assert not {"security.W004", "security.W012", "security.W016"} & set(silenced)


def test_scripts_of_allowed_origins_can_read_a_challenge(variables):
    made = browser_safety(variables(), "shop")

    assert {"WWW-Authenticate", "Retry-After", "ETag"} <= set(made["CORS_EXPOSE_HEADERS"])


def test_scripts_of_allowed_origins_can_send_what_the_services_read(variables):
    made = browser_safety(variables(), "shop")

    assert {"authorization", "idempotency-key", "if-match"} <= set(made["CORS_ALLOW_HEADERS"])
