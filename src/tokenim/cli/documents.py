"""What does this program say about itself?"""

import json
import platform
import signal
import sqlite3

import tokenim


def openapi() -> None:
    """Print the OpenAPI 3.1 document of the HTTP API, as JSON."""
    from tokenim.stack import OPERATIONS
    from tokenim.transport import openapi

    # Who reads only the beginning (`| head`) ends this quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    print(json.dumps(openapi.build(OPERATIONS.values()), indent=2, ensure_ascii=False))


def version() -> None:
    """Print the version, and those of what it stands on."""
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    print(f"TokenIM {tokenim.__version__} (Python {python}, SQLite {sqlite3.sqlite_version}, {system})")
