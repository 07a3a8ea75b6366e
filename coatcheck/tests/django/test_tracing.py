import pytest
from django.test import Client
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from coatcheck.django import once
from coatcheck.testing.faults import Fault


@pytest.fixture(scope="module")
def exporter():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    yield exporter
    provider.shutdown()


@pytest.fixture
def spans(project, exporter):
    """Give a function that sends a request and returns the attributes of its spans."""
    exporter.clear()

    def ask(headers, path="/plain/read/"):
        Client().get(path, headers=headers)
        return [(span.name, dict(span.attributes), span.events) for span in exporter.get_finished_spans()]

    return ask


def test_a_span_says_that_a_token_was_accepted(spans, bearer):
    assert spans(bearer(scope="orders:read")) == [("coatcheck.verify", {"coatcheck.outcome": "accepted"}, ())]


def test_a_span_says_why_a_token_was_refused(spans, bearer):
    ((_, attributes, _),) = spans(bearer(audience="billing"))

    assert attributes == {"coatcheck.outcome": "refused", "coatcheck.reason": "wrong_audience"}


def test_a_span_says_that_nothing_could_be_decided(spans, bearer, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    ((_, attributes, _),) = spans(bearer())

    assert attributes == {"coatcheck.outcome": "undecided"}


def test_a_span_holds_no_word_of_an_exception(spans, bearer):
    ((_, _, events),) = spans(bearer(audience="billing"))

    assert events == ()


def test_a_request_without_a_token_has_no_span(spans):
    assert spans({}) == []


def test_makes_no_span_where_nobody_collects_them(spans, bearer, monkeypatch):
    monkeypatch.setattr(trace, "get_tracer_provider", trace.ProxyTracerProvider)

    assert spans(bearer(scope="orders:read")) == []


def test_asking_the_realm_is_a_span_of_its_own(spans, bearer, settings):
    settings.COATCHECK = settings.COATCHECK | {"CLIENT_SECRET": "orders-secret"}

    names = [name for name, _, _ in spans(bearer(), "/plain/fresh/")]

    assert names == ["coatcheck.verify", "coatcheck.ask_realm"]
