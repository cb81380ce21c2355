"""Whose turn is it on one connection? Requests are answered one after the other, each in a turn of the event loop of its own.

What comes before the answer to the request before it waits unparsed. A client that was refused for asking too often is not
heard for a while; but a proxy that is believed is, as its connections are not one client's.
"""

from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from tokenim.transport.http.backlog import Backlog
from tokenim.transport.http.cycle import Cycle
from tokenim.transport.http.flow import Flow
from tokenim.transport.http.request import COST, REFUSED
from tokenim.transport.pace import Pace


class Turns(HttpToolsProtocol):
    """The order of one connection. `key` is what it counts by, and empty for a proxy that is believed."""

    def __init__(self, config: Config, state: ServerState, key: str) -> None:
        super().__init__(config, state, {})
        self._key = key
        self._backlog = Backlog()
        self._active: RequestResponseCycle

    def connection_made(self, transport: Any) -> None:
        """Prepare to read, and to pause."""
        super().connection_made(transport)
        self.pace = Pace(transport, self.loop.call_later)
        self.flow = Flow(transport, self.pace)

    def _parse(self, data: bytes) -> None:
        """Parse a piece of what was read."""
        raise NotImplementedError

    def _watch(self) -> None:
        """Everything is parsed: wait for more, but not for ever."""
        raise NotImplementedError

    def _answering(self) -> RequestResponseCycle | None:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle

    def _at_rest(self) -> bool:
        cycle = self._answering()
        return not cycle or cycle.response_complete

    def _is_busy(self) -> bool:
        """Whether a request that is whole must be answered first, or the client has to wait."""
        cycle = self._answering()
        unanswered = cycle and not (cycle.response_complete or cycle.more_body)
        return bool(unanswered) or self.pace.resting

    def _read_on(self) -> None:
        """Parse what was read, as far as it is its turn."""
        while self._backlog.size and not self._is_busy():
            self._parse(self._backlog.piece())
        if self._backlog.size:
            self.pace.backlog()
        else:
            self.pace.parsed()
            self._watch()

    def _rested(self) -> None:
        if not self.transport.is_closing():
            self._next()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._active = cycle
        # uvicorn makes the cycle by the name of its class.
        cycle.__class__ = Cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        cost = self._active.scope["state"].get(COST)
        if cost is not None and self._key:
            self._hold_back(cost)
        if self.pace.why or self.pipeline or self._backlog.size:
            self.flow.resume_reading()
            self._next()
        else:
            self._watch()

    def _hold_back(self, cost: str) -> None:
        """Make the client wait if it was refused for asking too often, or asks very often for what costs no token."""
        if cost == REFUSED:
            self.pace.too_fast(self._rested)
        else:
            self.pace.may_probe(self._rested)

    def _next(self) -> None:
        if self.pace.resting:
            return
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        else:
            self._read_on()
