"""Makes the Python environment in `.state/venv` from the hashed requirements files, with uv where it is present.

Runs on any Python 3.11 before a single dependency is there, so it imports the standard library only.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Where imports are found, seen from the root. site-packages stands before them.
IMPORT_PATH = (".", "coatcheck/src", "catalog", "billing")


def install(root: Path, name: str) -> Path:
    """Bring the requirements of `requirements/NAME.txt` into the environment and return its Python.

    Does nothing when the stamp says they are there. Safe to run twice at once and to interrupt.
    """
    environment = root / ".state" / "venv"
    python = environment / "bin" / "python"
    if is_installed(root, name):
        return python
    environment.parent.mkdir(mode=0o700, exist_ok=True)
    with (environment.parent / "venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name == "runtime" and not is_installed(root, name):
            _create(environment, root)
        if not is_installed(root, name):
            _say(f"Installing Python packages ({name}) …")
            install_into(python, [root / "requirements" / f"{name}.txt"], root)
            _stamp_path(root, name).write_text(_stamp(root, name))
    return python


def is_installed(root: Path, name: str) -> bool:
    """Return whether the environment holds exactly what `requirements/NAME.txt` says, for this very folder."""
    path = _stamp_path(root, name)
    return path.is_file() and path.read_text() == _stamp(root, name)


def install_into(python: Path, files: list[Path], root: Path) -> None:
    """Install hashed requirements files into the environment of `python`."""
    arguments = [each for file in files for each in ("-r", str(file))]
    uv = _find_uv()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", *arguments]
        if subprocess.run(command, check=False, env=_uv_environment(root)).returncode == 0:
            return
        _say("uv could not install the packages; trying pip.")
        subprocess.run([str(python), "-m", "ensurepip", "--upgrade"], check=True, stdout=subprocess.DEVNULL)
    command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", *arguments]
    subprocess.run([*command, "--disable-pip-version-check"], check=True)


def create(environment: Path, interpreter: str, root: Path) -> None:
    """Make an empty environment for `interpreter`, replacing what an interrupted run left."""
    shutil.rmtree(environment, ignore_errors=True)
    uv = _find_uv()
    if uv:
        command = [uv, "venv", "--quiet", "--no-python-downloads", "--python", interpreter, str(environment)]
        if subprocess.run(command, check=False, env=_uv_environment(root)).returncode == 0:
            return
        shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([interpreter, "-m", "venv", str(environment)], check=True)


def _create(environment: Path, root: Path) -> None:
    _say(f"Making the Python environment ({sys.version.split()[0]}) …")
    create(environment, sys.executable, root)
    site_packages = next(environment.glob("lib/python3*/site-packages"))
    lines = [str(root / each) for each in IMPORT_PATH]
    (site_packages / "repository.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _find_uv() -> str | None:
    """A uv on PATH may be a shim that does not run."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], check=False, capture_output=True).returncode == 0:
        return uv
    return None


def _uv_environment(root: Path) -> dict[str, str]:
    """uv stops where its cache cannot be written, as when HOME is read-only."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    writable = os.access(next(each for each in (home, *home.parents) if each.exists()), os.W_OK)
    return os.environ | ({} if writable else {"UV_CACHE_DIR": str(root / ".state" / "cache" / "uv")})


def _stamp_path(root: Path, name: str) -> Path:
    return root / ".state" / "venv" / f"stamp-{name}"


def _stamp(root: Path, name: str) -> str:
    return f"{root}\n" + (root / "requirements" / f"{name}.txt").read_text().rstrip("\n")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """`environment.py ROOT NAME`: install, or say in one line what is in the way."""
    try:
        install(Path(sys.argv[1]), sys.argv[2])
    except subprocess.CalledProcessError as failed:
        _say(f"Making the Python environment failed: {' '.join(map(str, failed.cmd))}")
        _say("Likely cause: no network, or Python's venv module is missing.")
        _say("Fix: install python3-venv (Debian), check the network, run the same command again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
