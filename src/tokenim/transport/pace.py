"""How fast may one connection ask? Reading pauses while too much is on its way or comes too fast; who goes on is cut off.

A flood is read in small pieces and paused, not answered piece by piece; others wait for none of it. A connection that keeps
to its rate is never paused.
"""

import time
from collections.abc import Callable
from typing import Protocol

from tokenim.catalogue import limits
from tokenim.kernel.ratelimit import Bucket, Policy

CALL_BYTES = 1_024
"""What a request on its way counts besides its own bytes."""
ANSWERS_AT_ONCE = 64
"""After so many answers in one tick of the loop, the next requests wait for the next tick."""
COME_BACK_MS = 5_000
"""When to come back for somebody who was cut off."""
REST_SECONDS = 0.02
"""Between two reads of what is thrown away: who sends it learns why, and others wait for none of it."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.25, 4.0
"""A pause of somebody who asks too fast; each is twice as long as the one just before it."""

PROBES = Policy("probes", float(limits.PROBES_A_SECOND), float(limits.PROBES_AT_ONCE))
CONTROL = Policy("control", float(limits.CONTROL_FRAMES_A_SECOND), float(limits.CONTROL_FRAMES))
REFUSED = Policy("refused", float(limits.REFUSED_FRAMES_A_SECOND), float(limits.REFUSED_FRAMES))

_FULL, _TURN, _FAST, _HELLO, _OVER, _QUEUE, _BACKLOG = 1, 2, 4, 8, 16, 32, 64


class Reading(Protocol):
    """A transport that can stop reading for a while."""

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def is_closing(self) -> bool: ...


class Pace:
    """The pauses of one connection."""

    __slots__ = ("_control", "_later", "_pause", "_raw", "_refused", "_rested_at", "held", "why")

    def __init__(self, raw: Reading, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._raw = raw
        self._later = later
        self.why = 0
        """The reasons why nothing is read at the moment; 0 where reading goes on."""
        self._pause = self._rested_at = 0.0
        self._control: Bucket | None = None
        self._refused: Bucket | None = None
        self.held = 0
        """The bytes of requests that are not answered yet."""

    def full(self) -> None:
        """Read no more until half of what is on its way is answered."""
        self._stop(_FULL)

    def emptier(self) -> None:
        """Something was answered: read on if there is room again."""
        if self.why & _FULL and self.held <= limits.HELD_BYTES // 2:
            self._go(_FULL)

    def next_turn(self, after: float = 0) -> None:
        """Read no more in this tick of the loop, or for so many seconds."""
        if not self.why & _TURN:
            self._stop(_TURN)
            self._later(after, lambda: self._go(_TURN))

    @property
    def resting(self) -> bool:
        """Whether somebody who asked too fast waits for the end of the pause."""
        return bool(self.why & _FAST)

    def queue(self) -> None:
        """Read no more while an answer is being made."""
        self._stop(_QUEUE)

    def queued(self) -> None:
        """The answer is made: read on."""
        self._go(_QUEUE)

    def backlog(self) -> None:
        """Read no more while something was read that is not parsed."""
        self._stop(_BACKLOG)

    def parsed(self) -> None:
        """All that was read is parsed: read on."""
        self._go(_BACKLOG)

    def until_ready(self) -> None:
        """Read no more while requests wait for the answer to hello."""
        self._stop(_HELLO)

    def ready(self) -> None:
        """Read on after hello."""
        self._go(_HELLO)

    def over(self) -> None:
        """Read no more for whoever has the connection now: only somebody else reads on."""
        self._stop(_OVER)

    def too_fast(self, then: Callable[[], None] | None = None) -> None:
        """Read no more for a while, for longer each time in a row; call `then` after it."""
        if self.why & _FAST:
            return
        self._stop(_FAST)
        again = time.monotonic() - self._rested_at < 2 * self._pause
        self._pause = min(LONGEST_SECONDS, 2 * self._pause) if again else SHORTEST_SECONDS
        self._later(self._pause, lambda: self._rested(then))

    def may_control(self) -> bool:
        """Count a frame that asks for nothing, such as a ping; a client with too many of them is paused."""
        return self._may(CONTROL)

    def may_probe(self, then: Callable[[], None]) -> bool:
        """Count a request that costs its caller nothing, such as a probe; a client with too many of them is paused."""
        return self._may(PROBES, then)

    def _may(self, policy: Policy, then: Callable[[], None] | None = None) -> bool:
        if self._control is None:
            self._control = Bucket(policy)
        if self._control.spend():
            self.too_fast(then)
            return False
        return True

    def may_refuse(self, cost: int = 1) -> bool:
        """Count a frame that is refused without being a call, as `cost` of them; after too many the socket should end."""
        if self._refused is None:
            self._refused = Bucket(REFUSED)
        return not self._refused.spend(cost)

    def _rested(self, then: Callable[[], None] | None) -> None:
        self._rested_at = time.monotonic()
        self._go(_FAST)
        if then is not None:
            then()

    def _stop(self, why: int) -> None:
        if not self.why and not self._raw.is_closing():
            self._raw.pause_reading()
        self.why |= why

    def _go(self, why: int) -> None:
        if not self.why & why:
            return
        self.why &= ~why
        if not self.why and not self._raw.is_closing():
            self._raw.resume_reading()
