"""In which order does what is ready happen? In any that the seed says; time passes only when nothing else is left to do."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Callable
from typing import Any

YIELD_ONE_IN = 10
SHORTEST, LONGEST = 0.0001, 0.01


class Stuck(Exception):
    """Nothing is ready, nothing will ever be, and somebody waits."""


class _Selector(selectors.SelectSelector):
    """Lets the time pass at once instead of waiting."""

    loop: SeededLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck(self.loop.trace[-5:])
        self.loop.now += max(0.0, timeout)
        return super().select(0)


class _Ready(deque[asyncio.Handle]):
    """What is ready. The loop takes any of it, and now and then puts it off for a moment."""

    loop: SeededLoop

    def popleft(self) -> asyncio.Handle:
        loop = self.loop
        if loop.calm:
            return super().popleft()
        self.rotate(-loop.chance.randrange(len(self)))
        handle = super().popleft()
        name = _name(handle)
        if loop.chance.randrange(YIELD_ONE_IN) == 0:
            loop.trace.append(f"{loop.now:.9f} yield {name}")
            return loop.put_off(handle)
        loop.trace.append(f"{loop.now:.9f} {name}")
        return handle


class SeededLoop(asyncio.SelectorEventLoop):
    """An event loop whose every choice comes from one seed; a calm one keeps the order of asking.

    What a thread would do happens as a step of its own, at a time that the seed chooses.
    """

    _ready: _Ready

    def __init__(self, seed: int, *, calm: bool = False) -> None:
        self.chance = random.Random(seed)
        self.calm = calm
        self.now = 0.0
        self.trace: list[str] = []
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        self._ready = _Ready(self._ready)
        self._ready.loop = self

    def time(self) -> float:
        return self.now

    def some_time(self) -> float:
        """Return how long a step of another thread takes: often none, sometimes a hundred times as long as another."""
        if self.calm or self.chance.random() < 0.5:
            return 0.0
        return float(SHORTEST * (LONGEST / SHORTEST) ** self.chance.random())

    def put_off(self, handle: asyncio.Handle) -> asyncio.Handle:
        """Return a handle that runs the given one a moment later."""

        def go_on() -> None:
            if not handle.cancelled():
                handle._run()

        go_on.__qualname__ = _name(handle)
        return asyncio.Handle(self.call_later, (self.some_time(), go_on), self)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run what a thread would run, later, in one step."""
        future = self.create_future()

        def step() -> None:
            try:
                value = func(*args)
            except BaseException as error:  # noqa: BLE001 (goes to whoever asked)
                self.call_later(self.some_time(), _settle, future, None, error)
            else:
                self.call_later(self.some_time(), _settle, future, value, None)

        self.call_later(self.some_time(), step)
        return future


def _settle(future: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(value)


def _name(handle: asyncio.Handle) -> str:
    """Return what the handle runs, in the same words in every run."""
    callback: Any = handle._callback  # type: ignore[attr-defined]
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        coroutine: Any = owner.get_coro()
        return f"task {coroutine.__qualname__}"
    callback = getattr(callback, "func", callback)
    return str(getattr(callback, "__qualname__", type(callback).__qualname__))
