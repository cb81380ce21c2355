"""How do lines reach a plain terminal, and come from it?"""

import asyncio
import contextlib
import readline
import sys
import threading
from datetime import datetime

from tokenim.cli import safe

_DIM, _BOLD, _PLAIN, _CLEAR = "\x1b[2m", "\x1b[1m", "\x1b[0m", "\r\x1b[K"
_INDENT = "    "


class Screen:
    """Prints lines, none of which is obeyed; the discreet ones dim where the terminal can do that.

    On a terminal `prompt` stands before what is typed. A line that comes meanwhile goes above both.
    """

    def __init__(self) -> None:
        self._styled = sys.stdout.isatty()
        self._prompted = self._styled and sys.stdin.isatty()
        self._typing = False
        self.prompt = ">"

    def said(self, who: str, text: str, at: str, *, where: str = "") -> None:
        """Somebody said something; `where` when it is not the open conversation."""
        place = f"[{safe.line(where)}] " if where else ""
        self._print(f"{_clock(at)} {place}{self._style(_BOLD, safe.line(who))}: {safe.lines(text, _INDENT)}")

    def quiet(self, text: str) -> None:
        """Something happened that need not disturb."""
        self._print(self._style(_DIM, f"      {safe.lines(text, _INDENT)}"))

    def plain(self, text: str) -> None:
        """An answer to a command."""
        self._print(safe.lines(text))

    def typed(self) -> str | None:
        """Wait for a line that is typed, and return it without its end; nothing where there are no more."""
        if not self._prompted:
            line = sys.stdin.readline()
            return line.rstrip("\n") if line else None
        self._typing = True
        try:
            return input(f"{self.prompt} ")
        except EOFError:
            return None
        finally:
            self._typing = False

    def _print(self, shown: str) -> None:
        if self._typing:
            # What is being typed is with readline; it is shown again below.
            print(f"{_CLEAR}{shown}\n{self.prompt} {readline.get_line_buffer()}", end="", flush=True)
        else:
            print(shown, flush=True)

    def _style(self, style: str, text: str) -> str:
        return f"{style}{text}{_PLAIN}" if self._styled else text


def _clock(at: str) -> str:
    # What a server tells is not a time for sure.
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
    return "--:--"


class Lines:
    """What is typed, line by line; None at the end.

    A thread of its own reads them: it needs no wakeful terminal, and does not keep the program from ending.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._wanted = threading.Semaphore(0)
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line without its end."""
        self._wanted.release()
        return await self._queue.get()

    def _read(self) -> None:
        line: str | None = ""
        while line is not None:
            self._wanted.acquire()
            line = self._screen.typed()
            self._put(line)

    def _put(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
        except RuntimeError:
            # The loop is closed: the chat is over, and nobody asks for lines any more.
            return
