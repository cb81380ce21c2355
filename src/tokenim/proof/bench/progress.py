"""How does somebody who waits see that it goes on? A line per workload; on a terminal the present one moves."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

_BAR = 20
_BEAT_SECONDS = 0.2
_WHEEL = "|/-\\"


class Progress:
    """Shows how far a run of so many steps is."""

    def __init__(self, steps: int, out: TextIO | None = None) -> None:
        self._steps, self._done = steps, 0
        self._out = out or sys.stderr
        self.moves = self._out.isatty()

    def step(self, text: str) -> _Step:
        """Begin a step; use it as a context."""
        return _Step(self, text)

    def say(self, text: str) -> None:
        """Print a line that stays."""
        print(f"\r\x1b[K{text}" if self.moves else text, file=self._out, flush=True)

    def show(self, text: str, beat: int) -> None:
        """Draw the line that moves."""
        full = _BAR * self._done // self._steps
        bar = "#" * full + "." * (_BAR - full)
        print(f"\r\x1b[K[{bar}] {_WHEEL[beat % 4]} {text}"[:110], end="", file=self._out, flush=True)

    def finished(self) -> None:
        """Count a step as done."""
        self._done += 1


class _Step:
    def __init__(self, progress: Progress, text: str) -> None:
        self._progress, self._text = progress, text
        self._over = threading.Event()
        self._began = time.monotonic()
        self._drawing = threading.Thread(target=self._draw, daemon=True)

    def __enter__(self) -> _Step:
        if self._progress.moves:
            self._drawing.start()
        return self

    def _draw(self) -> None:
        beat = 0
        while not self._over.wait(_BEAT_SECONDS):
            beat += 1
            self._progress.show(f"{self._text}, {time.monotonic() - self._began:.0f} s", beat)

    def ends(self, figures: str) -> None:
        """Say what came of it."""
        self._stop()
        self._progress.say(f"{self._text}: {figures}  ({time.monotonic() - self._began:.0f} s)")

    def _stop(self) -> None:
        self._over.set()
        if self._drawing.is_alive():
            self._drawing.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._progress.finished()
