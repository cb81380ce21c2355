"""How do lines reach a plain terminal, and come from it?"""

import asyncio
import sys
import threading
from datetime import datetime

_DIM, _BOLD, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def clean(text: str) -> str:
    """Return text of others without what a terminal would obey; further lines are indented."""
    lines = (
        "".join(letter if letter.isprintable() else "�" for letter in line) for line in text.splitlines()
    )
    return "\n    ".join(lines)


class Screen:
    """Prints lines; the discreet ones dim where the terminal can do that."""

    def __init__(self) -> None:
        self._styled = sys.stdout.isatty()

    def said(self, who: str, text: str, at: str, *, where: str = "") -> None:
        """Somebody said something; `where` when it is not the open conversation."""
        place = f"[{clean(where)}] " if where else ""
        print(f"{_clock(at)} {place}{self._style(_BOLD, clean(who))}: {clean(text)}", flush=True)

    def quiet(self, text: str) -> None:
        """Something happened that need not disturb."""
        print(self._style(_DIM, f"      {clean(text)}"), flush=True)

    def plain(self, text: str) -> None:
        """An answer to a command."""
        print(text, flush=True)

    def _style(self, style: str, text: str) -> str:
        return f"{style}{text}{_PLAIN}" if self._styled else text


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M")


class Lines:
    """What is typed, line by line; None at the end.

    A thread of its own reads them: it needs no wakeful terminal, and does not keep the program from ending.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line without its end."""
        return await self._queue.get()

    def _read(self) -> None:
        while line := sys.stdin.readline():
            self._put(line.rstrip("\n"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
        except RuntimeError:
            # The loop is closed: the chat is over, and nobody asks for lines any more.
            return
