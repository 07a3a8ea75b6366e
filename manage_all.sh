#!/usr/bin/env bash
# The only entry point: finds Python, makes the environment once, hands over to stack/. See ./manage_all.sh help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
environment=$root/.state/venv
python=$environment/bin/python

if [[ $root == *'$'* ]]; then
    echo "This folder's path has a \$ in it, which pip and initdb cannot handle: $root" >&2
    echo "Fix: move the checkout to a path without \$." >&2
    exit 2
fi

# Prints the first interpreter that really runs and is new enough: a name on PATH may be a shim that does not.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "No Python 3.11 or newer was found. Fix: install python3 and python3-venv, or set PYTHON=/path/to/python3." >&2
    return 1
}

# The stamp is written last, so an interrupted installation is seen and finished here.
stamp=$root$'\n'$(<"$root/requirements/runtime.txt")
if [[ ! -x $python || ! -f $environment/stamp-runtime || $(<"$environment/stamp-runtime") != "$stamp" ]]; then
    "$(find_python)" -I "$root/stack/environment.py" "$root" runtime
fi

# -P keeps the caller's folder out of the import path; the environment's .pth file brings the repository in.
exec "$python" -P -m stack "$@"
