"""What does this program say about itself?"""

import json
import platform
import signal
import sqlite3

import tokenim


def openapi() -> None:
    """Print the OpenAPI 3.1 document of the HTTP API with the features that are on, as JSON."""
    from tokenim.cli import chosen_settings
    from tokenim.kernel.feature import catalogue, operations
    from tokenim.stack import chosen
    from tokenim.transport import openapi

    try:
        features = chosen(chosen_settings.chosen().features)
    except ValueError as error:
        chosen_settings.stop(str(error))
    # Who reads only the beginning (`| head`) ends this quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    document = openapi.build(operations(features).values(), catalogue=catalogue(features))
    print(json.dumps(document, indent=2, ensure_ascii=False))


def version() -> None:
    """Print the version, and those of what it stands on."""
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    print(f"TokenIM {tokenim.__version__} (Python {python}, SQLite {sqlite3.sqlite_version}, {system})")
