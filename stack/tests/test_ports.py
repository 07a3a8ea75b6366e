"""Ports: free or taken, and by whom."""

import os
import socket

import pytest

from stack.failure import Failure
from stack.ports import find_free_ports, is_free, owner_of, refuse_taken


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_names_the_process_that_holds_a_port(taken):
    assert f"pid {os.getpid()}" in owner_of(taken)


def test_refuses_a_taken_port_and_names_its_variable_and_owner(taken):
    with pytest.raises(Failure) as refused:
        refuse_taken({"CATALOG_PORT": taken})

    assert f"port {taken} (CATALOG_PORT)" in refused.value.cause
    assert f"pid {os.getpid()}" in refused.value.cause
    assert "CATALOG_PORT=" in refused.value.fix


def test_refuses_one_port_for_two_parts():
    port = next(iter(find_free_ports(["CATALOG_PORT"]).values()))

    with pytest.raises(Failure, match="twice"):
        refuse_taken({"CATALOG_PORT": port, "BILLING_PORT": port})


def test_finds_a_free_port_for_each_name():
    found = find_free_ports(["A", "B", "C"])

    assert len(set(found.values())) == 3
    assert all(is_free(port) for port in found.values())
