import pytest

from coatcheck.testing.tokens import encode_part
from coatcheck.unverified import Hearsay, read_hearsay


def token(header: object, payload: object) -> str:
    return f"{encode_part(header)}.{encode_part(payload)}.c2ln"


def test_reads_what_a_token_says_of_itself():
    said = read_hearsay(token({"kid": "k1"}, {"iss": "https://id.example.com", "azp": "web"}))

    assert said.text("iss") == "https://id.example.com"
    assert said.text("client_id", "azp") == "web"
    assert len(said.key_digest) == 16


@pytest.mark.parametrize("text", [None, "", "a", "a.b", "ä.ö.ü", "x" * 20_000, "....."])
def test_reads_nothing_where_there_is_nothing(text):
    assert read_hearsay(text) == Hearsay()


def test_a_key_id_is_never_shown_itself():
    assert (
        "k1" not in repr(read_hearsay(token({"kid": "k1\n"}, {}))) + read_hearsay(token({"kid": "k1\n"}, {})).key_digest
    )


@pytest.mark.parametrize("value", [1, ["a"], "a\nb", "x" * 300, ""])
def test_only_a_sane_text_is_a_text(value):
    assert read_hearsay(token({}, {"iss": value})).text("iss") == ""


def test_a_key_id_that_is_no_text_has_no_digest():
    assert read_hearsay(token({"kid": 1}, {})).key_digest == ""
