"""Everything that a database holds, and what is hidden in it."""

import base64
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

import psycopg

TABLES = """
    select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
"""
TOKEN = re.compile(rb"eyJ[\w-]{10,}\.[\w-]{10,}")  # every JWS and JWE begins with `{"`
HEX = re.compile(rb"\\x((?:[0-9a-f]{2})+)")
BASE64 = re.compile(rb"[A-Za-z0-9_+/-]{20,}")


def dump(url: str) -> dict[str, bytes]:
    """Return all rows of every table, as PostgreSQL writes them out, by the name of schema and table."""
    with psycopg.connect(url) as connection:
        return {table: copy(connection, table) for (table,) in connection.execute(TABLES).fetchall()}


def copy(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} to stdout".encode()) as rows:
        return b"".join(rows)


def find_tokens(data: bytes) -> list[bytes]:
    """Return whatever looks like a token, in the clear or one layer deep in hex or base64, compressed or not."""
    return [token for layer in layers(data) for token in TOKEN.findall(layer)]


def layers(data: bytes) -> Iterator[bytes]:
    yield data
    hidden = [bytes.fromhex(each.decode()) for each in HEX.findall(data)]
    yield from hidden
    for each in BASE64.findall(b" ".join([data, *hidden])):
        whole = each[:-1] if len(each) % 4 == 1 else each  # no text of such a length can be decoded
        raw = base64.b64decode(whole.translate(bytes.maketrans(b"-_", b"+/")) + b"===")
        yield raw
        with suppress(zlib.error):
            yield zlib.decompress(raw)
