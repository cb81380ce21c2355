"""Which settings hold for this command? Options, then the environment, then the file."""

import os
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import msgspec

from tokenim.catalogue import settings
from tokenim.catalogue.settings import Settings
from tokenim.cli import safe
from tokenim.kernel import strict


def chosen(*, host: str | None = None, port: int | None = None, data: Path | None = None) -> Settings:
    """Return the settings; end with a sentence for the operator where one is wrong."""
    environment = dict(os.environ)
    for name, value in (("HOST", host), ("PORT", port), ("DATA", data)):
        if value is not None:
            environment[settings.PREFIX + name] = str(value)
    try:
        return settings.load(environment)
    except ValueError as error:
        stop(_worded(error))


def _worded(error: ValueError) -> str:
    """Return what is wrong with the settings, by the name that the operator gave."""
    cause = error.__cause__
    if not isinstance(cause, msgspec.ValidationError):
        return str(error)
    (item,) = strict.refusal(cause).errors
    return f"A setting is wrong: {settings.PREFIX}{item['field'].upper()}. {item['message']}"


def server(url: str) -> str:
    """Return the address of a server as it was given; end with a sentence where it is none."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        stop(f"{url} is no address of a server. One looks like http://127.0.0.1:8000")
    return url


def stop(text: str, code: int = 2) -> NoReturn:
    """End with a sentence that says what to do; what it quotes of others is shown, not obeyed."""
    print(f"tokenim: {safe.lines(text)}", file=sys.stderr)
    sys.exit(code)
