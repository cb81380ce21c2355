"""Which settings hold for this command? Options, then the environment, then the file."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from tokenim.catalogue import settings
from tokenim.catalogue.settings import Settings
from tokenim.cli import safe


def chosen(*, host: str | None = None, port: int | None = None, data: Path | None = None) -> Settings:
    """Return the settings; end with a sentence for the operator where one is wrong."""
    environment = dict(os.environ)
    for name, value in (("HOST", host), ("PORT", port), ("DATA", data)):
        if value is not None:
            environment[settings.PREFIX + name] = str(value)
    try:
        return settings.load(environment)
    except ValueError as error:
        stop(str(error))


def stop(text: str, code: int = 2) -> NoReturn:
    """End with a sentence that says what to do; what it quotes of others is shown, not obeyed."""
    print(f"tokenim: {safe.lines(text)}", file=sys.stderr)
    sys.exit(code)
