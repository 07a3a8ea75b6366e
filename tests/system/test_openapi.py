"""The documents tell the truth: whatever is called, as whomever, the answer is one that the document promises."""

import pytest

from odd_calls import OddCalls

USERS = ["alice", "bob", "carol", "dave", "erin"]
SCOPES = {"catalog": "catalog:read catalog:write", "billing": "billing:read billing:write"}


@pytest.fixture
def known(request, service_name):
    """Give ids of things of the test's own, since what is called changes them."""
    return (
        [request.getfixturevalue("product")]
        if service_name == "catalog"
        else [request.getfixturevalue("invoice")["id"]]
    )


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("service_name", ["catalog", "billing"])
def test_every_answer_is_one_the_document_promises(services, sign_in, book, known, user, service_name):
    token = sign_in(user, SCOPES[service_name])
    calls = OddCalls(services[service_name].url, lambda: token, known, verify=book.get("CA_FILE") or True)

    faults = calls.find_faults()

    assert not faults, "\n\n".join(faults)
    assert calls.made > 50


def test_a_document_that_is_not_true_is_found_out(services, sign_in, http):
    url = services["billing"].url
    document = http.get(f"{url}/api/schema/", params={"format": "json"}).json()
    document["components"]["schemas"]["Invoice"]["properties"]["status"] = {"const": "sold"}
    token = sign_in("dave", "billing:read")

    (fault,) = OddCalls(url, lambda: token, document=document).find_faults()

    assert fault.startswith("GET /api/invoices/: ")
