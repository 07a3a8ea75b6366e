"""Entity tags are read as RFC 9110 writes them."""

import pytest
from rest_framework.exceptions import ValidationError

from coatcheck.service.etags import check_match, read_if_match, write_etag
from coatcheck.service.refusals import PreconditionFailed


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        (None, None),
        ("*", None),
        ('"1"', {'"1"'}),
        ('"1", W/"2" ,\t"3"', {'"1"', 'W/"2"', '"3"'}),
        ('"a,b"', {'"a,b"'}),
        ('""', {'""'}),
    ],
)
def test_a_header_names_its_tags(header, tags):
    assert read_if_match(header) == tags


@pytest.mark.parametrize(
    "header", ["", "1", '"1', '"1" "2"', ', "1"', '"1",', 'w/"1"', '"a b"', "**", '*, "1"', '"\x7f"']
)
def test_a_malformed_header_is_refused(header):
    with pytest.raises(ValidationError):
        read_if_match(header)


def test_only_a_strong_tag_of_now_matches():
    check_match(None, 2)
    check_match({'"1"', write_etag(2)}, 2)

    for seen in ({'"1"'}, {'W/"2"'}, set()):
        with pytest.raises(PreconditionFailed):
            check_match(seen, 2)
