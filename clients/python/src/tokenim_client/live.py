"""How does an application talk in real time? Events in order, sends that survive broken connections."""

import asyncio
import random
from collections.abc import AsyncGenerator, Generator
from types import TracebackType
from typing import Any, Self, Unpack

import msgspec

from tokenim_client.api.messages import draft
from tokenim_client.connection import LOST, Connection
from tokenim_client.consumed import Consumed
from tokenim_client.effects import (
    Accepted,
    Answer,
    Deliver,
    Effect,
    Later,
    Ready,
    Reconnect,
    Refused,
    Repair,
    Write,
)
from tokenim_client.errors import UNREADABLE, Ended, NotConnected, TokenIMError, Unsettled
from tokenim_client.kinds import Event
from tokenim_client.machine import Machine
from tokenim_client.options import SendOptions
from tokenim_client.positions import Positions
from tokenim_client.repairs import repair
from tokenim_client.rest import Rest
from tokenim_client.shapes import Accepted as Stored
from tokenim_client.shapes import Content, Ticket

# So many events wait for the application; beyond that they stay on the server and are read later.
BEHIND = 10_000
REVOKED = 4501


class Sending:
    """A message on its way. Await it for the server's word that it is stored, over however many connections."""

    def __init__(self, conversation_id: str, client_id: str) -> None:
        self.conversation_id = conversation_id
        self.client_id = client_id
        self._outcome: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()

    def __await__(self) -> Generator[Any, None, Stored]:
        return asyncio.shield(self._outcome).__await__()

    @property
    def done(self) -> bool:
        """Whether the server has answered."""
        return self._outcome.done()

    def settle(self, outcome: Stored | Exception) -> None:
        """Say how it went; for the client itself."""
        if self._outcome.done():
            return
        if isinstance(outcome, Exception):
            self._outcome.set_exception(outcome)
        else:
            self._outcome.set_result(outcome)


class Live:
    """One device that is connected, or about to be again. Made by `Client.connect`."""

    def __init__(self, rest: Rest, positions: Positions) -> None:
        self._rest = rest
        self._consumed = Consumed(positions)
        self._machine = Machine()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._sending: dict[str, Sending] = {}
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._repairs: set[asyncio.Task[None]] = set()
        self._connection: Connection | None = None
        self._ready = asyncio.Event()
        self._paused = False
        self._ended: Ended | None = None

    async def __aenter__(self) -> Self:
        saved = await self._consumed.load()
        self._machine = Machine(saved.epoch, saved.positions)
        self._task = asyncio.create_task(self._run(), name="tokenim live")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._finish()
        await self._consumed.save(now=True)

    # --- for the application ---------------------------------------------------------------------
    async def events(self) -> AsyncGenerator[Event]:
        """Yield what happens: of each stream everything, in order. Raise `Ended` when the server wants us no more.

        An event counts as taken when the next one is asked for: after a crash the last one comes again.
        """
        while (event := await self._events.get()) is not None:
            yield event
            self._consumed.take(event, self._machine.epoch, self._machine.user_id)
            await self._consumed.save(now=self._events.empty())
            if self._paused and self._events.qsize() < BEHIND // 2:
                self._paused = False
                self._do(self._machine.resume())
        self._events.put_nowait(None)
        if self._ended is not None:
            raise self._ended

    def send(
        self,
        conversation_id: str,
        text: str | None = None,
        *,
        type: str = "text",  # noqa: A002 - the name of the field
        content: Content | None = None,
        **more: Unpack[SendOptions],
    ) -> Sending:
        """Put a message into the outbox and return at once; await what is returned for the server's word.

        Messages of one conversation are stored in the order of these calls. `more` may hold `reply_to`,
        `mentions`, `mentions_all` and `client_id`.
        """
        body = draft(conversation_id, text, type, content, more)
        sending = Sending(conversation_id, body["client_id"])
        if self._ended is not None or self._task.done():
            sending.settle(Unsettled(sending.client_id))
            return sending
        self._sending[sending.client_id] = sending
        self._do(self._machine.send(body))
        return sending

    async def settled(self) -> None:
        """Wait until the server has answered everything that was sent."""
        while self._sending:
            await asyncio.wait([sending._outcome for sending in self._sending.values()])

    async def ask(self, op: str, **body: Any) -> Any:
        """Carry out any operation on the socket, such as `typing.start`; raise `NotConnected` without one."""
        if not self._machine.ready:
            raise NotConnected(op)
        write = self._machine.ask(op, body)
        answer = self._asked[write.frame["id"]] = asyncio.get_running_loop().create_future()
        self._do([write])
        return await answer

    async def connected(self) -> None:
        """Wait until what happens comes as events; raise `Ended` when there will be no connection any more."""
        waiting = asyncio.create_task(self._ready.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._ended is not None:
            raise self._ended

    # --- connections -----------------------------------------------------------------------------
    async def _run(self) -> None:
        try:
            while self._ended is None:
                code, reason = await self._connect()
                await self._forget_connection()
                for effect in self._machine.disconnected(code, reason):
                    await self._next(effect)
        finally:
            await self._forget_connection()
            self._finish()

    async def _connect(self) -> tuple[int, str]:
        try:
            ticket = (await self._rest.ask("tickets.create", Ticket)).ticket
        except NotConnected as error:
            return LOST, str(error)
        except TokenIMError as refusal:
            # Of a proxy in front of the server that says so, there is no code.
            if refusal.status in {401, 403} and refusal.code != UNREADABLE:
                self._ended = Ended(REVOKED, refusal.code)
            return LOST, msgspec.json.encode(
                {"code": refusal.code, "retry_after_ms": refusal.retry_after_ms}
            ).decode()
        self._connection = Connection(self._rest.url)
        return await self._connection.run(
            lambda: self._do(self._machine.connected(ticket)),
            lambda payload: self._do(self._machine.received(payload)),
        )

    async def _next(self, effect: Effect) -> None:
        if not isinstance(effect, Reconnect):
            self._do([effect])
        elif self._ended is None:
            if effect.credentials:
                await self._renew()
            await asyncio.sleep(random.uniform(effect.at_least_ms, effect.at_most_ms) / 1000)  # noqa: S311

    async def _renew(self) -> None:
        try:
            if not await self._rest.renew(self._rest.tokens.access_token):
                self._ended = Ended(REVOKED, "credentials_revoked")
        except (NotConnected, TokenIMError):
            # The next attempt to get a ticket decides.
            return

    async def _forget_connection(self) -> None:
        self._ready.clear()
        self._connection = None
        for task in self._repairs:
            task.cancel()
        await asyncio.gather(*self._repairs, return_exceptions=True)
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(NotConnected("The connection broke before the answer"))
        self._asked.clear()

    def _finish(self) -> None:
        for sending in self._sending.values():
            sending.settle(Unsettled(sending.client_id))
        self._sending.clear()
        self._events.put_nowait(None)

    # --- effects ---------------------------------------------------------------------------------
    def _do(self, effects: list[Effect]) -> None:
        for effect in effects:
            self._carry_out(effect)
        if self._machine.following:
            self._ready.set()

    def _carry_out(self, effect: Effect) -> None:
        if isinstance(effect, Deliver):
            self._deliver(effect.event)
        elif isinstance(effect, Write | Ready):
            self._on_connection(effect)
        elif isinstance(effect, Accepted | Refused):
            self._settle(effect)
        elif isinstance(effect, Answer):
            self._answer(effect)
        elif isinstance(effect, Later):
            self._wake_later(effect)
        elif isinstance(effect, Repair):
            self._begin_repair(effect)

    def _deliver(self, event: Event) -> None:
        self._events.put_nowait(event)
        if not self._paused and self._events.qsize() >= BEHIND:
            self._paused = True
            self._machine.pause()

    def _on_connection(self, effect: Write | Ready) -> None:
        if self._connection is None:
            return
        if isinstance(effect, Write):
            self._connection.write(effect.frame)
        else:
            self._connection.keep_alive(effect.heartbeat_seconds)

    def _settle(self, effect: Accepted | Refused) -> None:
        sending = self._sending.pop(effect.client_id, None)
        if sending is None:
            return
        if isinstance(effect, Refused):
            sending.settle(TokenIMError(effect.problem))
        else:
            sending.settle(
                Stored(conversation_id=effect.conversation_id, seq=effect.seq, sent_at=effect.sent_at)
            )

    def _answer(self, effect: Answer) -> None:
        answer = self._asked.pop(effect.id, None)
        if answer is None or answer.done():
            return
        if effect.problem is None:
            answer.set_result(effect.ok)
        else:
            answer.set_exception(TokenIMError(effect.problem))

    def _wake_later(self, effect: Later) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(effect.after_ms / 1000, lambda: self._do(self._machine.wake(effect.conversation_id)))

    def _begin_repair(self, effect: Repair) -> None:
        task = asyncio.create_task(self._repair(effect))
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)

    async def _repair(self, effect: Repair) -> None:
        try:
            self._do(await repair(self._rest, self._machine, effect))
        except (NotConnected, TokenIMError):
            # What is missing stays missing in the positions: the next connection begins with it.
            if self._connection is not None:
                self._connection.abort()
