"""How do logs look? For people on a terminal, as JSON for everything that reads them later."""

import logging
import sys
from typing import Any, TextIO, cast

import structlog

from tokenim.catalogue.settings import Settings


class Sink:
    """Standard error. What it does not take (its disk is full) is left out: whoever logs has a task to go on with."""

    def __init__(self) -> None:
        self.lost = False

    def write(self, text: str) -> None:
        """Write a line, after a word on what was lost."""
        try:
            if self.lost:
                sys.stderr.write("Something is missing here: the log could not be written.\n")
                self.lost = False
            sys.stderr.write(text)
        except OSError:
            self.lost = True

    def flush(self) -> None:
        """Let out what is written."""
        try:
            sys.stderr.flush()
        except OSError:
            self.lost = True


def configure(settings: Settings) -> None:
    """Send logs to standard error, in the form that the settings choose."""
    text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    rendering: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if text:
        # The plain formatter: the rich one is beautiful, and takes a third of the time of a start to import.
        plain = structlog.dev.plain_traceback
        rendering = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *rendering,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", Sink())),
        cache_logger_on_first_use=True,
    )
