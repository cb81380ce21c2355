"""Which message goes next? Per conversation one at a time, in order, until the server has answered."""

from collections import deque
from typing import Any

import msgspec

from tokenim_client.effects import Accepted, Effect, Later, Refused, Write
from tokenim_client.errors import Problem

WAIT_MS = 500
WAIT_MOST_MS = 30_000

# What the server would say of a message that is too large for it to read.
TOO_LARGE = Problem(
    code="request.too_large", status=413, detail="The message is larger than the server takes"
)


class Acceptance(msgspec.Struct):
    """What the server says about a message that it has stored."""

    conversation_id: str
    seq: int
    sent_at: str


class Waiting:
    """The messages of one conversation that the server has not answered yet."""

    def __init__(self) -> None:
        self.bodies: deque[dict[str, Any]] = deque()
        self.frame_id: int | None = None
        self.attempts = 0
        self.delayed = False


class Outbox:
    """All messages that wait. An unknown outcome is no failure: the message stays and keeps its client id."""

    def __init__(self) -> None:
        self._conversations: dict[str, Waiting] = {}
        self._sent: dict[int, str] = {}
        self._online = False
        self._frame_bytes: int | None = None
        self._suspect = ""
        self.next_id = 2

    def add(self, body: dict[str, Any]) -> list[Effect]:
        """Put a message at the end of its conversation's queue."""
        conversation_id = str(body["conversation_id"])
        self._conversations.setdefault(conversation_id, Waiting()).bodies.append(body)
        return self._push(conversation_id)

    def online(self, frame_bytes: int | None) -> list[Effect]:
        """The connection is there, for frames of so many bytes: send the first of every queue."""
        self._online = True
        self._frame_bytes = frame_bytes
        return [
            effect for conversation_id in list(self._conversations) for effect in self._push(conversation_id)
        ]

    def offline(self) -> None:
        """The connection is gone: what was on its way will be sent again."""
        self._online = False
        self._sent.clear()
        for waiting in self._conversations.values():
            waiting.frame_id = None

    def too_big(self) -> list[Effect]:
        """The connection ended because a frame was too large: perhaps the largest message on its way.

        It goes once more, for proxies close for reasons of their own; when it happens again, the message is refused.
        """
        largest = max(self._sent.values(), key=lambda id_: _bytes(self._first(id_)), default=None)
        if largest is None:
            return []
        suspect, self._suspect = self._suspect, str(self._first(largest)["client_id"])
        return [self._refuse(largest)] if suspect == self._suspect else []

    def _first(self, conversation_id: str) -> dict[str, Any]:
        return self._conversations[conversation_id].bodies[0]

    def _refuse(self, conversation_id: str) -> Effect:
        waiting = self._conversations[conversation_id]
        client_id = str(waiting.bodies.popleft()["client_id"])
        if not waiting.bodies:
            del self._conversations[conversation_id]
        return Refused(client_id, TOO_LARGE)

    def wake(self, conversation_id: str) -> list[Effect]:
        """The time is over for which the server asked to wait."""
        waiting = self._conversations.get(conversation_id)
        if waiting is not None:
            waiting.delayed = False
        return self._push(conversation_id)

    def owns(self, frame_id: int) -> bool:
        """Whether this frame was a message."""
        return frame_id in self._sent

    def answered(self, frame_id: int, ok: Any, problem: Problem | None) -> list[Effect]:
        """Take the server's answer, and go on with the next message."""
        conversation_id = self._sent.pop(frame_id)
        waiting = self._conversations[conversation_id]
        waiting.frame_id = None
        if problem is not None and problem.retryable:
            return [self._delay(conversation_id, waiting, problem)]
        waiting.attempts = 0
        client_id = str(waiting.bodies.popleft()["client_id"])
        if not waiting.bodies:
            del self._conversations[conversation_id]
        settled = _accepted(client_id, ok) if problem is None else Refused(client_id, problem)
        return [settled, *self._push(conversation_id)]

    def _delay(self, conversation_id: str, waiting: Waiting, problem: Problem) -> Effect:
        waiting.delayed = True
        waiting.attempts += 1
        wait = problem.retry_after_ms
        return Later(conversation_id, backoff(waiting.attempts) if wait is None else wait)

    def _push(self, conversation_id: str) -> list[Effect]:
        waiting = self._conversations.get(conversation_id)
        if waiting is None or not self._online or waiting.delayed or waiting.frame_id is not None:
            return []
        frame = {"id": self.next_id, "op": "messages.send", "body": waiting.bodies[0]}
        if self._frame_bytes is not None and _bytes(frame) > self._frame_bytes:
            return [self._refuse(conversation_id), *self._push(conversation_id)]
        waiting.frame_id, self.next_id = self.next_id, self.next_id + 1
        self._sent[waiting.frame_id] = conversation_id
        return [Write(frame)]


def _bytes(written: dict[str, Any]) -> int:
    """Return the length of something as it is written."""
    return len(msgspec.json.encode(written))


def backoff(attempts: int) -> int:
    """Return the longest wait in milliseconds after so many failures."""
    return min(WAIT_MOST_MS, WAIT_MS << min(attempts - 1, 10))


def _accepted(client_id: str, ok: Any) -> Effect:
    answer = msgspec.convert(ok, Acceptance)
    return Accepted(client_id, answer.conversation_id, answer.seq, answer.sent_at)
