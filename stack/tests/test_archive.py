"""Keycloak's archive is whole and the one we know, or it is not taken."""

import hashlib
import http.server
import threading

import pytest

from stack import archive
from stack.failure import Failure

WHOLE = b"the whole archive" * 1000
VERSION = "0.0.1"


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setenv("KEYCLOAK_SHA256", hashlib.sha256(WHOLE).hexdigest())


@pytest.fixture
def source():
    """Give `source(*answers)`: a source that gives these in turn, bytes as a file, an exception by raising it."""

    def make(*answers):
        left = list(answers)

        def a_source(folder, version):
            answer = left.pop(0)
            if isinstance(answer, Exception):
                raise answer
            folder.mkdir()
            (folder / f"{version}.tar.gz").write_bytes(answer)
            return folder / f"{version}.tar.gz"

        a_source.left = left
        return a_source

    return make


@pytest.fixture
def cutting_server():
    """A server that announces the whole file and sends half of it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(WHOLE)))
            self.end_headers()
            self.wfile.write(WHOLE[: len(WHOLE) // 2])

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/keycloak.tar.gz"
        server.shutdown()
        thread.join()


def test_takes_a_whole_archive(tmp_path, source):
    fetched = archive.fetch(tmp_path, VERSION, [source(WHOLE)])

    assert fetched.read_bytes() == WHOLE


def test_does_not_fetch_what_is_there(tmp_path, source):
    archive.fetch(tmp_path, VERSION, [source(WHOLE)])

    again = archive.fetch(tmp_path, VERSION, [source()])

    assert again.read_bytes() == WHOLE


@pytest.mark.parametrize("broken", [WHOLE[:-1], b"", b"<html>Sign in to this network</html>"])
def test_fetches_again_what_is_cut_or_spoilt_in_the_cache(tmp_path, source, broken):
    (tmp_path / f"keycloak-{VERSION}.tar.gz").write_bytes(broken)

    fetched = archive.fetch(tmp_path, VERSION, [source(WHOLE)])

    assert fetched.read_bytes() == WHOLE


@pytest.mark.parametrize("first", [WHOLE[:-1], OSError("cut"), RuntimeError("not found")])
def test_tries_again_after_a_bad_download(tmp_path, source, first):
    fetched = archive.fetch(tmp_path, VERSION, [source(first, WHOLE)])

    assert fetched.read_bytes() == WHOLE


def test_asks_the_next_source_when_the_first_fails(tmp_path, source):
    first, second = source(OSError("no network")), source(WHOLE)

    archive.fetch(tmp_path, VERSION, [first, second])

    assert not first.left
    assert not second.left


def test_gives_up_on_a_wrong_archive_and_leaves_nothing_behind(tmp_path, source):
    with pytest.raises(Failure, match="SHA-256") as refused:
        archive.fetch(tmp_path, VERSION, [source(*[b"another"] * archive.TRIES)])

    assert "KEYCLOAK_HOME" in refused.value.fix
    assert list(tmp_path.iterdir()) == []


def test_does_not_take_a_download_that_was_cut_on_the_way(tmp_path, cutting_server, source):
    def by_http(folder, _):
        folder.mkdir()
        return archive.download(cutting_server, folder / "half.tar.gz")

    with pytest.raises(Failure, match=r"by http"):
        archive.fetch(tmp_path, VERSION, [by_http])

    assert list(tmp_path.iterdir()) == []


def test_refuses_a_version_whose_checksum_nobody_knows(tmp_path, monkeypatch, source):
    monkeypatch.delenv("KEYCLOAK_SHA256")

    with pytest.raises(Failure, match=r"no SHA-256 is known for version 0\.0\.1"):
        archive.fetch(tmp_path, VERSION, [source(WHOLE)])
