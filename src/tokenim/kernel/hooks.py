"""How does a feature take part in what a feature below it does? In the same unit of work, before that is committed.

There are two ways, listed in `Feature.hooks` or set up when the feature starts, and called in the order of the stack:

- **recorded**: called when an event is appended. What the hook writes is stored with the event, or neither is. It must not wait,
  and a handler that is run again from its first line runs the hook again, too.
- **asked**: a `Point` is a moment before a feature does something. Whoever stands at it may refuse with a code of the catalogue,
  may give back another value that is done instead, and may read. Nothing is recorded yet that would have to be undone.

What must happen after the commit, and need not be stored with it, is for listeners and consumers.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from tokenim.catalogue.events import Event
from tokenim.kernel.unit_of_work import Context, Entry, Work

E = TypeVar("E", bound=Event)
T = TypeVar("T")


class Point(Generic[T]):
    """A moment at which features above may refuse, or change, what is about to be done."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Point({self.name!r})"

    def stand(self, context: Context, check: Callable[[Work, T], Awaitable[T]]) -> None:
        """Ask the check from now on: it returns what is to be done, or raises `TokenIMError`."""
        context.checks[self] = (*context.checks.get(self, ()), check)

    def check(self, check: Callable[[Work, T], Awaitable[T]]) -> Callable[[Context], None]:
        """Return what a `Feature` lists among its hooks so that the check is asked on its node."""
        return lambda context: self.stand(context, check)

    async def ask(self, work: Work, value: T) -> T:
        """Return what is to be done after every check has seen it; raise the first refusal.

        Where every message passes, look first whether `self in work.context.checks`.
        """
        for check in work.context.checks.get(self, ()):
            value = await check(work, value)
        return value


def recorded(context: Context, event: type[E], hook: Callable[[Work, Entry, E], None]) -> None:
    """Call the hook from now on whenever an event of this type is appended to a stream."""
    context.recorded[event.kind] = (*context.recorded.get(event.kind, ()), hook)


def on(event: type[E], hook: Callable[[Work, Entry, E], None]) -> Callable[[Context], None]:
    """Return what a `Feature` lists among its hooks so that the hook is called on its node, see `recorded`."""
    return lambda context: recorded(context, event, hook)
