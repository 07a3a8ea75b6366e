"""Why a token is accepted or refused: every rule, one by one, also those after the first that fails.

For people at a terminal. Nothing here decides about a request, and what is shown of a refused token is hearsay.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from coatcheck.claims import RULES, Claims, read_claims
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.payload import read_audience, read_client, read_text, read_time
from coatcheck.remedies import REMEDIES
from coatcheck.signature import (
    FORBIDDEN_MEMBERS,
    MAX_TOKEN,
    check_signature,
    read_algorithm,
    read_key_id,
    read_token,
    read_type,
)
from coatcheck.unverified import Hearsay, read_hearsay
from coatcheck.verifier import TokenVerifier

Attempt = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and how the token fares by it: `passed` is None where that cannot be told.

    `said` is what the token says, `remedy` what mends a failure.
    """

    rule: str
    passed: bool | None = True
    reason: Reason | None = None
    said: str = ""
    remedy: str = ""


def explain(token: str, verifier: TokenVerifier) -> Iterator[Finding]:
    """Give a finding for every rule of the verifier, in its order."""
    heard = read_hearsay(token)
    yield from explain_shape(token, heard)
    if heard.header:
        yield from explain_header(heard.header, verifier)
        yield explain_signature(token, verifier)
    if heard.payload:
        yield from explain_payload(heard.payload, verifier)


def explain_shape(token: str, heard: Hearsay) -> Iterator[Finding]:
    yield attempt(
        f"It has at most {MAX_TOKEN} characters.", lambda: refuse_if(len(token) > MAX_TOKEN, Reason.TOO_LARGE)
    )
    is_readable = len(token) <= MAX_TOKEN and token.count(".") == 2 and bool(heard.header and heard.payload)  # noqa: PLR2004
    rule = "It is a compact JWS of strict JSON: three parts, no member twice."
    yield attempt(rule, lambda: refuse_if(not is_readable, Reason.MALFORMED_TOKEN))


def explain_header(header: Mapping[str, object], verifier: TokenVerifier) -> Iterator[Finding]:
    members, policy = dict(header), verifier.policy
    extensions = [name for name in FORBIDDEN_MEMBERS if name in members]
    yield attempt("Its header has no extension.", lambda: refuse_if(bool(extensions), Reason.FORBIDDEN_HEADER), header)
    accepted = ", ".join(sorted(policy.algorithms))
    yield attempt(f"Its `alg` is one of {accepted}.", lambda: read_algorithm(members, policy.algorithms), header)
    types = ", ".join(sorted(str(each) for each in policy.header_types))
    yield attempt(f"Its header's `typ` is one of {types}.", lambda: read_type(members, policy.header_types), header)
    yield attempt("Its header names a key.", lambda: read_key_id(members, required=True), header)


def explain_signature(token: str, verifier: TokenVerifier) -> Finding:
    def check() -> None:
        header, signed = read_token(token, verifier.policy.algorithms, types=verifier.policy.header_types)
        check_signature(signed, verifier.keys.find(header.key_id, header.algorithm), header.algorithm)

    return attempt("The realm has the key, and it vouches for the token.", check)


def explain_payload(payload: Mapping[str, object], verifier: TokenVerifier) -> Iterator[Finding]:
    for name in ("iss", "sub", "jti"):
        yield attempt(f"`{name}` is a text of 1 to 255 characters.", partial(read_text, payload, name), payload)
    for name in ("exp", "iat", *(["nbf"] if "nbf" in payload else [])):
        yield attempt(f"`{name}` is a time.", partial(read_time, payload, name), payload)
    yield attempt("`aud` holds texts only.", lambda: read_audience(payload), payload)
    yield attempt("`azp` or `client_id` names the client.", lambda: read_client(payload), payload)
    try:
        claims = read_claims(payload)
    except InvalidToken:
        yield Finding("Issuer, audience, type, times and revocation are right.", None)
        return
    yield from explain_claims(claims, payload, verifier)


def explain_claims(claims: Claims, payload: Mapping[str, object], verifier: TokenVerifier) -> Iterator[Finding]:
    now = verifier.clock()
    for rule in RULES:
        text = (rule.__doc__ or rule.__name__).strip().splitlines()[0]
        yield attempt(text, partial(rule, claims, verifier.policy, now), payload)
    yield attempt("It has not been revoked.", lambda: verifier.revocations.refuse_revoked(claims))


def attempt(rule: str, check: Attempt, said: Mapping[str, object] | None = None) -> Finding:
    """Return how one check went, and what the token says of what it is about."""
    try:
        check()
    except InvalidToken as refusal:
        finding = Finding(rule, passed=False, reason=refusal.reason, remedy=REMEDIES[refusal.reason])
        if said and refusal.about in said:
            return replace(finding, said=f"{refusal.about} is {said[refusal.about]!r}")
        return replace(finding, said=f"{refusal.about} is missing") if said and refusal.about else finding
    except RealmUnavailable as away:
        return Finding(rule, None, said=away.cause, remedy="See that the realm answers at ISSUER or INTERNAL_URL.")
    return Finding(rule)


def refuse_if(condition: bool, reason: Reason) -> None:  # noqa: FBT001 - the thing it is named for
    if condition:
        raise InvalidToken(reason)
