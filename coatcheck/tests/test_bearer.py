import string

import pytest

from coatcheck.bearer import read_bearer
from coatcheck.errors import InvalidRequest, InvalidToken, Reason

LARGE = "a" * 1024 * 1024


def test_reads_the_token():
    assert read_bearer(["Bearer abc.def-ghi_jkl~+/=="]) == "abc.def-ghi_jkl~+/=="


@pytest.mark.parametrize("token", ["X", "X=", "/", "-==", "." * 16])
def test_reads_a_token_of_any_letters(token):
    assert read_bearer([f"Bearer {token}"]) == token


def test_takes_the_characters_of_a_token_and_no_other():
    """RFC 6750 section 2.1."""

    def is_taken(character):
        try:
            return read_bearer([f"Bearer a{character}b"]) is not None
        except InvalidRequest:
            return False

    taken = set(filter(is_taken, map(chr, range(0x3000))))

    assert taken == set(string.ascii_letters + string.digits + "-._~+/")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
def test_reads_the_scheme_without_regard_to_case(scheme):
    """RFC 9110 section 11.1."""
    assert read_bearer([f"{scheme} abc"]) == "abc"


def test_tells_a_request_without_a_header():
    assert read_bearer([]) is None


@pytest.mark.parametrize(
    "value", ["Basic YTpi", "DPoP abc", "Bearerish abc", "Bearer-Token abc", "Negotiate", 'Digest a="b", c="bearer"']
)
def test_takes_another_scheme_for_no_credential(value):
    assert read_bearer([value]) is None


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "bearer",
        "Bearer  abc",
        "Bearer a b",
        "Bearer abc ",
        "Bearer abc\n",
        "Bearer abc\r\nX: y",
        "Bearer\tabc",
        "Bearer\nabc",
        " Bearer abc",
        "Bearer =",
        "Bearer =abc",
        "Bearer a=b",
        "Bearer a\x00b",
        'Bearer "abc"',
        "Bearer a{b}",
        "Bearer:abc",
        "Bearer,",
        "",
        " ",
        "\t",
        "Bearer äbc",
        "Bearer ab\u212a",
        "Bearer ab\udcff",
        "Basic ä",
        "\xff",
    ],
)
def test_refuses_a_malformed_header(value):
    with pytest.raises(InvalidRequest):
        read_bearer([value])


@pytest.mark.parametrize(
    "values",
    [
        ["Bearer a", "Bearer b"],
        ["Bearer a", "Basic b"],
        ["Bearer a,Bearer b"],
        ["Bearer a, bearer b"],
        ["Basic a, BEARER b"],
        ["Basic a,\tBearer\tb"],
        ["Bearer a, DPoP b"],
        ["DPoP a, DPoP b"],
        ["DPoP a,b"],
        ["Basic a,Bearer"],
    ],
)
def test_refuses_several_credentials(values):
    with pytest.raises(InvalidRequest) as refused:
        read_bearer(values)

    assert refused.value.reason is Reason.SEVERAL_CREDENTIALS


@pytest.mark.parametrize(
    "query",
    ["access_token=a", "access_token", "a=b&access_token=", "access%5Ftoken=a", "access%5ftoke%6E=a", "&&access_token"],
)
@pytest.mark.parametrize("values", [[], ["Bearer abc"]])
def test_refuses_a_token_in_the_query(values, query):
    """RFC 9700 section 4.3.2."""
    with pytest.raises(InvalidRequest) as refused:
        read_bearer(values, query)

    assert refused.value.reason is Reason.TOKEN_IN_QUERY


@pytest.mark.parametrize("query", ["", "q=access_token", "my_access_token=a", "Access_Token=a", "%"])
def test_leaves_other_queries_alone(query):
    assert read_bearer(["Bearer abc"], query) == "abc"


def test_reads_a_token_of_16_kib():
    token = "a" * 16 * 1024

    assert read_bearer([f"Bearer {token}"]) == token


@pytest.mark.parametrize("value", [f"Bearer {LARGE}", f"bearer {LARGE} {LARGE}", f"Bearer {'a' * (16 * 1024 + 1)}"])
def test_refuses_a_huge_token(value):
    """CVE-2025-61920, CVE-2025-30204."""
    with pytest.raises(InvalidToken) as refused:
        read_bearer([value])

    assert refused.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("value", [f"Basic {LARGE}", f"{LARGE}, Bearer abc", "," * 1024 * 1024, " " * 1024 * 1024])
def test_refuses_a_huge_header_of_another_scheme(value):
    with pytest.raises(InvalidRequest):
        read_bearer([value])
