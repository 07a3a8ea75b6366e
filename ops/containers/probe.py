"""Asks a service whether it is ready, from inside its container: `python probe.py URL VARIABLE`.

`VARIABLE` names the environment variable with the service's public address: a service answers to no other host name.
Exit status: 0 where it answers 200, 1 else.
"""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT = 3.0


def main(url: str, variable: str) -> int:
    """Return the exit status."""
    asked = urlsplit(url)
    connection = HTTPConnection(asked.netloc, timeout=TIMEOUT)
    try:
        connection.request("GET", asked.path, headers={"Host": urlsplit(os.environ[variable]).netloc})
        status = connection.getresponse().status
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()
    return 0 if status == HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
