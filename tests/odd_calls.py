"""Calls made up from a service's own OpenAPI document, right and wrong ones, and what of the answers it does not promise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
SEED = 20261124


@dataclass(slots=True)
class OddCalls:
    """Makes `examples` right and as many wrong calls of each operation, with what `token` returns by then.

    `known` are ids of things that are there, which every second call with an id in its path is about. `document`
    stands in for the one that the service gives.
    """

    url: str
    token: Callable[[], str]
    known: Sequence[str] = ()
    document: Mapping[str, Any] | None = None
    examples: int = 15
    verify: str | bool = True
    made: int = 0

    def find_faults(self) -> list[str]:
        """Return each kind of answer that the document does not promise, once, with the call that got it."""
        faults: dict[tuple[str, str], str] = {}
        for operation in self._read_document().get_all_operations():
            headers = {"Authorization": f"Bearer {self.token()}"}
            for label, kind, text in self._try_out(operation.ok(), headers):
                faults.setdefault((label, kind), f"{label}: {text}")
        return list(faults.values())

    def _read_document(self) -> Any:
        if self.document is None:
            return schemathesis.openapi.from_url(f"{self.url}/api/schema/", verify=self.verify)
        return schemathesis.openapi.from_dict(dict(self.document))

    def _try_out(self, operation: Any, headers: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        ids = cycle([None, *self.known])
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(SEED)
            @settings(
                max_examples=self.examples,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def call(case: Any) -> None:
                known = next(ids)
                if known and "id" in (case.path_parameters or {}):
                    case.path_parameters["id"] = known
                found.extend(self._faults_of(case, headers))

            # An operation without parameters cannot be called wrongly.
            with suppress(Unsatisfiable):
                call()
        yield from found

    def _faults_of(self, case: Any, headers: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        self.made += 1
        answer = case.call(base_url=self.url, headers=headers, verify=self.verify)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for each in group.exceptions:
                yield case.operation.label, each.title if isinstance(each, Failure) else "failure", str(each)
