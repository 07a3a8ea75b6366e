"""Group Z, second half: callers who reach for what belongs to others."""

import uuid

import pytest

from refusals import check_problem


@pytest.fixture
def customer(forger, services):
    """Give a maker of headers for customers that exist nowhere else."""

    def make(subject=None, **claims):
        own = {"subject": subject or str(uuid.uuid4()), "roles": ["customer"], "scope": "billing:read billing:write"}
        token = forger.issue_for(services["billing"], **(own | claims))
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}

    return make


@pytest.fixture
def product(http, forger, services):
    catalog = services["catalog"]
    headers = {"Authorization": f"Bearer {forger.issue_for(catalog)}"}
    return http.get(catalog.read, params={"limit": 1}, headers=headers).json()["results"][0]["id"]


@pytest.fixture
def order(http, services, product):
    body = {"lines": [{"product": product, "quantity": 1}]}
    return lambda headers, **fields: http.post(services["billing"].write, json=body | fields, headers=headers)


def test_z8_hides_another_customers_invoice(http, services, customer, order):
    mine = customer()
    invoice = order(mine).json()["id"]
    url = f"{services['billing'].read}{invoice}/"

    assert http.get(url, headers=mine).status_code == 200
    for stranger in (customer(), customer(roles=[]), customer(username="alice")):
        answer = http.get(url, headers=stranger)
        assert answer.status_code == 404
        check_problem(answer, 404)
        assert invoice not in [
            each["id"] for each in http.get(services["billing"].read, headers=stranger).json()["results"]
        ]


def test_z8_answers_a_strangers_invoice_like_one_that_never_was(http, services, customer, order):
    invoice = order(customer()).json()["id"]
    stranger = customer()

    there, nowhere = (
        http.get(f"{services['billing'].read}{each}/", headers=stranger).json() for each in (invoice, uuid.uuid4())
    )

    assert (there["title"], there["detail"]) == (nowhere["title"], nowhere["detail"])


def test_z8_filters_never_widen_what_is_seen(http, services, customer, order):
    subject = str(uuid.uuid4())
    order(customer(subject))

    answer = http.get(services["billing"].read, params={"customer": subject}, headers=customer())

    assert answer.json()["results"] == []


def test_z8_bills_nobody_else(http, customer, order):
    answer = order(customer(), customer=str(uuid.uuid4()))

    assert answer.status_code == 403


def test_z8_takes_anothers_idempotency_key_for_a_new_one(customer, order):
    first, second = customer(), customer()
    second["Idempotency-Key"] = first["Idempotency-Key"]

    mine, theirs = order(first), order(second)

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]
    assert mine.json()["customer"] != theirs.json()["customer"]


@pytest.mark.parametrize(
    "field",
    [{"status": "paid"}, {"number": "2026-000001"}, {"total": {"amount": "0.01", "currency": "EUR"}}, {"paid": 1}],
)
def test_z9_lets_nobody_write_a_field_that_is_not_theirs(customer, order, field):
    answer = order(customer(), **field)

    assert answer.status_code == 400
    assert next(iter(field)) in answer.json()["errors"]


def test_z10_shows_no_draft_to_an_editor_whose_token_may_only_read(http, services, forger):
    catalog = services["catalog"]
    headers = {"Authorization": f"Bearer {forger.issue_for(catalog, roles=['catalog-editor'])}"}

    answer = http.get(catalog.read, params={"status": "draft"}, headers=headers)

    assert answer.json()["results"] == []
