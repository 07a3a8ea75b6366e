"""Coverage-guided fuzzing of what reads untrusted text: the header, the token, its JSON.

`./manage_all.sh bench fuzz [SECONDS]`, a minute for each target unless told. Inputs that led somewhere new are kept
in .state/fuzz for the next run; a find is left there too, and belongs into a test of the module it broke.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from stack import environment
from stack.settings import ROOT

FOLDER = ROOT / ".state" / "fuzz"
SEEDS = {
    "header": (b"Bearer abc.def-_~+/=", b"Bearer a,Bearer b\naccess_token=x", b"Basic YTpi"),
    "token": (b"eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ.e30.AAAA",),
    "strict_json": (b'{"a":[1,-2.5e3,"\\u00e9",null,true,{"b":[]}]}',),
}


def main(seconds: int = 60) -> int:
    """Fuzz each target in a process of its own; return how many had a find."""
    environment.install(ROOT, "deep")
    return sum(run(target, seconds) for target in SEEDS)


def run(target: str, seconds: int) -> bool:
    corpus = FOLDER / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", "-max_len=20000", f"-artifact_prefix={FOLDER}/{target}-"]
    argv = [sys.executable, str(Path(__file__)), "--target", target, *limits, "-verbosity=0", str(corpus)]
    found = subprocess.run(argv, check=False).returncode != 0
    print(f"{target}: {'a find, see .state/fuzz' if found else 'no find'} ({seconds} s)", flush=True)
    return found


def fuzz(target: str, arguments: list[str]) -> None:
    """Become the fuzzer of one target; never returns."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["coatcheck"]):
        targets = import_module("_fuzz_targets")
    atheris.Setup([sys.argv[0], *arguments], getattr(targets, target))
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--target"]:
        fuzz(sys.argv[2], sys.argv[3:])
    sys.exit(main(*map(int, sys.argv[1:2])))
