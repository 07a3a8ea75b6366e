"""A million mutations of valid tokens against the verifier: none is accepted, none breaks it.

`./manage_all.sh bench mutations [COUNT [SEED]]`. Half of them change a signed token, whose every acceptance is a
find; half change the claims and sign them again, where a find is an error that is no refusal, or more authority than
the original had. The first find ends it with the token, so that it can be kept as a test.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from random import Random

from coatcheck.bearer import read_bearer
from coatcheck.config import Access, Policy
from coatcheck.errors import InvalidToken, Refusal
from coatcheck.keys import StaticKeys
from coatcheck.testing import make_key
from coatcheck.testing.issuing import Issuer
from coatcheck.testing.mutations import mutate, mutate_claims
from coatcheck.verifier import TokenVerifier

NOW = 1_800_000_000
BATCH = 10_000
CHANGE = "orders.change_order"


class Target:
    """A verifier, and an issuer that it believes."""

    def __init__(self) -> None:
        access = Access(roles={"editor": frozenset({CHANGE})}, scopes={"orders:write": ("change_*",)})
        self.issuer = Issuer("https://id.example/realms/test", lambda: NOW)
        self.issuer.keys = [make_key("fast", "ES256")]
        policy = Policy(self.issuer.issuer, "orders", algorithms=frozenset({"ES256"}), access=access)
        keys = StaticKeys({"keys": [key.jwk() for key in self.issuer.keys]})
        self.verifier = TokenVerifier(policy, keys, clock=lambda: NOW + 1)
        self.original = self.issuer.issue(scope="orders:write", roles=["editor"])
        self.claims = dict(self.issuer.issued[self.original])

    def accepts(self, header: str) -> bool:
        try:
            token = read_bearer([header])
            return token is not None and self.verifier.verify(token) is not None
        except Refusal:
            return False

    def check_mutation(self, random: Random) -> None:
        spoilt = mutate(self.original, random)
        if spoilt != self.original and self.accepts(f"Bearer {spoilt}"):
            raise AssertionError(f"accepted: {spoilt!r}")

    def check_claims(self, random: Random) -> None:
        token = self.issuer.sign(mutate_claims(self.claims, random), typ="at+jwt")
        self.issuer.issued.clear()
        try:
            caller = self.verifier.verify(token)
        except InvalidToken:
            return
        if not caller.permissions <= {CHANGE}:
            raise AssertionError(f"more authority than before: {token!r}")


def run_batch(seed: int) -> int:
    """Run one batch and return how many mutations it held. Raises on the first find."""
    target, random = Target(), Random(seed)
    if not target.accepts(f"Bearer {target.original}"):
        raise AssertionError("the original itself is refused")
    for _ in range(BATCH // 2):
        target.check_mutation(random)
        target.check_claims(random)
    return BATCH


def main(count: int = 1_000_000, seed: int = 0) -> None:
    started, batches = time.perf_counter(), -(-count // BATCH)
    with ProcessPoolExecutor() as pool:
        done = sum(pool.map(run_batch, range(seed, seed + batches)))
    print(f"{done:,} mutations, seeds {seed} to {seed + batches - 1}: no find")
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
