"""How does an answer get onto the wire? Head and body in one piece, with one look at the head instead of two at each header."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from tokenim.transport.http.answers import Headers

WHOLE = "tokenim.answer"


class Cycle(RequestResponseCycle):
    """A request and its answer. `send` takes messages of the type `WHOLE` too: `status`, `headers` and `body`."""

    async def send(self, message: Any) -> None:
        """Send a whole answer, or what ASGI knows."""
        if message["type"] != WHOLE:
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        headers: Headers = self.default_headers + message["headers"]
        if (b"connection", b"close") in headers:
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        head = _head(message["status"], headers)
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.transport.write(head if self.scope["method"] == "HEAD" else head + message["body"])
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


def _head(status: int, headers: Headers) -> bytes:
    lines = [STATUS_LINE[status]]
    for name, value in headers:
        lines += (name, b": ", value, b"\r\n")
    lines.append(b"\r\n")
    head = b"".join(lines)
    if head.count(b"\n") != len(headers) + 2:
        raise ValueError("A header holds a line break.")
    return head
