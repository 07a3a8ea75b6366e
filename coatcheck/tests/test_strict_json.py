import json

import pytest

from coatcheck.strict_json import read_json


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, 2.5, true, null, "\u00fc \\u00fc \\ud83d\\ude00"]}', "[]", '"x"', "-1", "1e3", " {} \n", "1" * 18],
)
def test_reads_json(text):
    assert read_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"nonsense",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": 01}',
        b'{"a": "\x00"}',
        b'{"a": "\n"}',
        b'{"a": 1} // why',
        b"NaN",
        b'{"a": Infinity}',
        b"[-Infinity]",
        b"1e400",
        b"[-1e999]",
        b"1" * 19,
        b"9" * 5000,
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "\\u0062": 2}}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\udfff": 1}',
        b'["\\ude00\\ud83d"]',
        b"[" * 33 + b"]" * 33,
        b"[" * 5000,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"{}\x00",
    ],
)
def test_refuses_what_two_readers_could_understand_differently(data):
    with pytest.raises(ValueError):
        read_json(data)


def test_reads_32_levels_and_any_number_of_brackets_beside_them():
    deep = "[" * 31 + json.dumps(["[{" * 100]) + "]" * 31
    wide = json.dumps([[{}]] * 100)

    assert read_json(deep.encode()) == json.loads(deep)
    assert read_json(wide.encode()) == json.loads(wide)


def test_refuses_a_row_of_quotes_without_trying_from_each_of_them():
    data = b"[" * 40 + b'"' + b'\\"' * 200_000

    with pytest.raises(ValueError):
        read_json(data)


def test_counts_levels_whatever_was_closed_before():
    data = b"[" + b"[]," * 40 + b"[" * 32 + b"]" * 32 + b"]"

    with pytest.raises(ValueError, match="deep"):
        read_json(data)
