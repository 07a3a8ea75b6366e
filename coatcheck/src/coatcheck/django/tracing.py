"""Spans for OpenTelemetry where it is installed (the extra `telemetry`); nothing at all where it is not.

    coatcheck.verify       of a token: `coatcheck.outcome` accepted, refused or undecided, `coatcheck.reason`
    coatcheck.ask_realm    introspection, as above

No token, no claim: an attribute is one of our own constants. A provider is to be set before a process's first token.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from coatcheck.errors import CoatcheckError, Refusal

try:
    from opentelemetry import trace
except ImportError:  # pragma: no cover - an optional extra
    trace = None  # type: ignore[assignment] # told by `traced`

Given = ParamSpec("Given")
Result = TypeVar("Result")


def traced(name: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Let a function that decides about a request run in a span of this name."""

    def decorate(decide: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(decide)
        def decide_in_span(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            if not are_collected():
                return decide(*args, **kwargs)
            with span(name):
                return decide(*args, **kwargs)

        return decide_in_span

    return decorate


def are_collected() -> bool:
    """Tell whether anybody collects spans. To ask costs as much as to verify, and so would a span for nobody."""
    return trace is not None and not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def span(name: str) -> Iterator[None]:
    """Run in a span that tells how it was decided. What an exception says may hold a token: it is not recorded."""
    tracer = trace.get_tracer("coatcheck")
    with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as current:
        try:
            yield
        except CoatcheckError as error:
            current.set_attribute("coatcheck.outcome", "refused" if isinstance(error, Refusal) else "undecided")
            if isinstance(error, Refusal):
                current.set_attribute("coatcheck.reason", error.reason.value)
            raise
        current.set_attribute("coatcheck.outcome", "accepted")
