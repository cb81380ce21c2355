"""How does a request reach its handler? By this road only, whatever the transport:

rate limit → permission → validation → handler → commit → answer or refusal.

A handler that finds all it reads in memory runs to its end without a task; one that waits goes on in a task.
"""

import asyncio
import types
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec
import structlog

from tokenim.catalogue import errors
from tokenim.catalogue.costs import REQUEST_BYTES
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import clock, faults, idempotency
from tokenim.kernel.actor import Actor
from tokenim.kernel.auditor import NOBODY, Auditor
from tokenim.kernel.committer import Committer
from tokenim.kernel.lane import Lane
from tokenim.kernel.masking import masked
from tokenim.kernel.operation import Operation
from tokenim.kernel.unit_of_work import Conflict, Context, Stale, Work

log = structlog.get_logger("call")
ATTEMPTS = 10


class Call:
    """One request on its way. `answered` is called once, with the answer or with the refusal."""

    __slots__ = (
        "actor", "answered", "attempts", "body", "coroutine", "key", "lane", "operation", "request_id", "value", "work",
    )  # fmt: skip

    def __init__(
        self, operation: Operation, actor: Actor, answered: "Answered", key: str = "", request_id: str = ""
    ) -> None:
        self.operation = operation
        self.actor = actor
        self.answered = answered
        self.key = key if operation.replay else ""
        self.request_id = request_id
        self.lane: Lane[Call] | None = None
        self.attempts = 0
        self.body: Any = None
        self.work: Work
        self.coroutine: Any = None
        self.value: Any = None

    @property
    def name(self) -> str:
        """What the request is called in the log."""
        return self.request_id


class Result(NamedTuple):
    """The answer of a call, and how it came about: see `Work.existed` and `Work.replayed`."""

    answer: Any
    existed: bool
    replayed: bool


Answered = Callable[[Call, Any, TokenIMError | None], None]


class Calls:
    """The road. `operations` are those that can be asked for on it, by name."""

    def __init__(
        self,
        committer: Committer,
        context: Context,
        operations: Mapping[str, Operation],
        auditor: Auditor = NOBODY,
    ) -> None:
        self._committer = committer
        self.context = context
        self.operations = operations
        self._tasks: set[asyncio.Task[None]] = set()
        self._soon = 0
        self._auditor = auditor

    def start(self, call: Call, raw: bytes | msgspec.Raw) -> None:
        """Send the call down the road; `raw` is its body as JSON."""
        try:
            cost = call.operation.cost
            call.actor.bucket.take(cost if len(raw) < REQUEST_BYTES else cost + len(raw) // REQUEST_BYTES)
            if call.operation.permission not in call.actor.permissions:
                raise call.actor.lacks(call.operation.permission)
            call.body = call.operation.decode(raw)
        except TokenIMError as refusal:
            if call.operation.guarded:
                call.body = _read(call.operation, raw)
                self._note(call, refusal.code.name)
            call.answered(call, None, refusal)
            return
        if faults.armed:
            faults.hit("authorised")
        if call.lane is not None and call.operation.changes:
            call.lane.enter(call)
        else:
            call.lane = None
            self._begin(call)

    def lane(self) -> Lane[Call]:
        """Return a lane for a socket: the changes that it asks for are made in this order."""
        return Lane(self._begin)

    async def ask(
        self, operation: Operation, actor: Actor, raw: bytes, *, key: str = "", request_id: str = ""
    ) -> Any:
        """Make the call and wait for its answer; raise its refusal."""
        return (await self.result(operation, actor, raw, key=key, request_id=request_id)).answer

    async def result(
        self, operation: Operation, actor: Actor, raw: bytes, *, key: str = "", request_id: str = ""
    ) -> Result:
        """Make the call and wait for its answer and how that came about; raise its refusal."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self.start(Call(operation, actor, partial(_tell, future), key, request_id), raw)
        try:
            return await future
        finally:
            # A refusal holds the frames it comes through; none of them may hold it, as cycles are collected seldom.
            del future

    async def drained(self) -> None:
        """Wait until no call is on its way."""
        while self._tasks or self._soon or not self._committer.idle:
            if self._tasks:
                await asyncio.wait(self._tasks)
            # Whatever is about to run again begins meanwhile.
            await asyncio.sleep(0)
            await self._committer.drained()

    def _begin(self, call: Call) -> None:
        work = call.work = Work(call.actor, self.context, clock.now())
        if call.lane is not None:
            work.follows = call.lane.last
        call.coroutine = (
            idempotency.once(work, call.operation, call.key, call.body)
            if call.key
            else call.operation.handler(work, call.body)
        )
        self._step(call)

    def _step(self, call: Call) -> None:
        try:
            waiting = call.coroutine.send(None)
        except StopIteration as finished:
            self._finished(call, finished.value)
        except Exception as error:  # noqa: BLE001 (logged and answered)
            self._failed(call, error)
        else:
            if waiting is call.work:
                self._commit(call)
            else:
                task = asyncio.ensure_future(self._follow(call, waiting))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    @types.coroutine
    def _follow(self, call: Call, waiting: Any) -> Generator[Any, Any, None]:
        """Step a handler that waits, inside a task, until it commits or ends."""
        coroutine = call.coroutine
        while True:
            try:
                try:
                    answer = yield waiting
                except BaseException as error:  # noqa: BLE001 (the handler's)
                    waiting = coroutine.throw(error)
                else:
                    waiting = coroutine.send(answer)
            except StopIteration as finished:
                self._finished(call, finished.value)
                return
            except Exception as error:  # noqa: BLE001 (logged and answered)
                self._failed(call, error)
                return
            if waiting is call.work:
                self._commit(call)
                return

    def _commit(self, call: Call) -> None:
        if call.operation.witnessed:
            self._auditor.witness(call.work, call.operation, call.body, call.value)
        self._committer.submit(call.work, partial(self._settled, call))
        if call.lane is not None:
            call.lane.submitted(call.work)

    def _finished(self, call: Call, value: Any) -> None:
        call.coroutine, call.value = None, value
        if not call.work.empty:
            self._commit(call)
            return
        self._note(call, "")
        call.answered(call, value, None)
        if call.work.ephemeral:
            self._committer.notify(call.work)
        if call.lane is not None:
            call.lane.ended()

    def _failed(self, call: Call, error: BaseException) -> None:
        self._refuse(call, error)
        if call.lane is not None:
            call.lane.ended()

    def _settled(self, call: Call, work: Work) -> None:
        work.follows = None
        outcome = work.outcome
        if outcome is None:
            bucket = call.actor.bucket
            if bucket.storage is not None:
                bucket.storage.add(bucket.key, work.size)
            self._answer(call)
        elif isinstance(outcome, Stale | Conflict):
            if call.attempts < ATTEMPTS:
                self._again(call)
                return
            self._refuse(call, TokenIMError(errors.SERVER_BUSY, retry_after_ms=100))
        else:
            self._refuse(call, outcome)
        if call.lane is not None:
            call.lane.settled()

    def _again(self, call: Call) -> None:
        """Run the operation again from its first line: what it had read has changed."""
        call.attempts += 1
        if call.coroutine is not None:
            call.coroutine.close()
        if call.lane is None:
            self._soon += 1
            asyncio.get_running_loop().call_soon(self._begin_again, call)
        else:
            call.lane.retry(call)

    def _begin_again(self, call: Call) -> None:
        self._soon -= 1
        self._begin(call)

    def _answer(self, call: Call) -> None:
        """Answer; a handler that waited for the seqs makes its answer now, and waits no more."""
        if call.coroutine is None:
            call.answered(call, call.value, None)
            return
        try:
            call.coroutine.send(None)
        except StopIteration as finished:
            call.answered(call, finished.value, None)
        except Exception as error:  # noqa: BLE001 (logged and answered)
            self._refuse(call, error)
        else:
            call.coroutine.close()
            self._refuse(call, RuntimeError("a handler waited after its commit"))

    def _refuse(self, call: Call, error: BaseException) -> None:
        if not isinstance(error, TokenIMError):
            log.error(
                "call.failed", exc_info=error, operation=call.operation.name, user=call.actor.principal,
                request_id=call.name, parameters=masked(call.body),
            )  # fmt: skip
            error = TokenIMError(errors.SERVER_INTERNAL)
        self._note(call, error.code.name)
        call.answered(call, None, error)

    def _note(self, call: Call, outcome: str) -> None:
        if call.operation.guarded:
            self._auditor.observe(self.context, call.operation, call.actor, call.body, outcome)


def _read(operation: Operation, raw: bytes | msgspec.Raw) -> Any:
    """Return the body of a refused call for who observes it; nothing where it cannot be read."""
    try:
        return operation.decode(raw)
    except TokenIMError:
        return None


def _tell(future: asyncio.Future[Result], call: Call, answer: Any, refusal: TokenIMError | None) -> None:
    """Bring the end of a call to who waits for it, if anybody still does."""
    if future.done():
        return
    if refusal is None:
        future.set_result(Result(answer, call.work.existed, call.work.replayed))
    else:
        # The frames behind it hold the call, and that the future.
        refusal.__traceback__ = refusal.__cause__ = refusal.__context__ = None
        future.set_exception(refusal)
