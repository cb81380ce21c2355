"""Why does a connection read no more? uvicorn's reasons beside ours: it reads on once none is left."""

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl

from tokenim.transport.pace import Pace


class Flow(FlowControl):
    """uvicorn's pauses: while a request waits for the answer to the one before it, and while a body waits to be read."""

    def __init__(self, transport: asyncio.Transport, pace: Pace) -> None:
        super().__init__(transport)
        self._pace = pace

    def pause_reading(self) -> None:
        """Read no more."""
        self._pace.queue()

    def resume_reading(self) -> None:
        """Read on, unless there are other reasons not to."""
        if self._pace.why:
            self._pace.queued()
