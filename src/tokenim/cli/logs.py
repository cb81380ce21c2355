"""How do logs look? For people on a terminal, as JSON for everything that reads them later."""

import io
import logging
import sys
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, ExcInfo

from tokenim.catalogue.settings import Settings
from tokenim.cli import safe


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


def _escape(_: Any, __: str, event: EventDict) -> EventDict:
    """Let a value be nothing but a value: names in it may be chosen by strangers, and a terminal obeys escapes."""
    return {name: safe.escaped(value) if isinstance(value, str) else value for name, value in event.items()}


def _traceback(sink: TextIO, info: ExcInfo) -> None:
    """Write a traceback; the message of an exception may quote a stranger."""
    # The plain formatter: the rich one is beautiful, and takes a third of the time of a start to import.
    written = io.StringIO()
    structlog.dev.plain_traceback(written, info)
    sink.write(safe.lines(written.getvalue()))


def configure(settings: Settings) -> None:
    """Send logs to standard error, in the form that the settings choose."""
    text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    rendering: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if text:
        colours = sys.stderr.isatty()
        rendering = [_escape, structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=_traceback)]
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
