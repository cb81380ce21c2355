"""Does every request take the one road, in its order, and does the server live whatever the handler does?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from tests.features.world import refused
from tests.kernel.ground import NOTES, VERSIONS, Ground
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import faults
from tokenim.kernel.actor import Actor, anonymous
from tokenim.kernel.auditor import Auditor
from tokenim.kernel.call import Call, Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.ratelimit import Bucket, Policy
from tokenim.kernel.storage import Storage
from tokenim.kernel.unit_of_work import Query, Row, Sized, Work

ALICE = Actor("u_alice", "user", bucket=Bucket(key="u_alice", storage=Storage(1e12, 1)))


async def test_the_rate_is_asked_before_the_permission_and_the_permission_before_the_body(
    ground: Ground,
) -> None:
    tired = anonymous("")
    tired.bucket = Bucket(Policy("calls", 0.001, 1))
    tired.bucket.take()

    with refused(errors.RATE_LIMITED) as limited:
        await ground.ask("add", tired, wrong=1)
    with refused(errors.AUTH_REQUIRED):
        await ground.ask("add", anonymous(""), wrong=1)
    with refused(errors.PERMISSION_MISSING):
        await ground.ask("add", Actor("app", "application"), wrong=1)
    with refused(errors.REQUEST_INVALID):
        await ground.ask("add", wrong=1)

    assert limited.value.retry_after_ms is not None


async def test_an_answer_from_memory_needs_no_task_and_no_commit(ground: Ground) -> None:
    answers: list[Any] = []
    asked = Call(NOTES["note.nothing"], anonymous(""), lambda _, answer, refusal: answers.append(answer))

    ground.calls.start(asked, b"{}")

    assert answers == ["nothing"]
    assert ground.database.commits == 0


async def test_an_answer_comes_after_the_commit(ground: Ground) -> None:
    noted = await ground.ask("add", name="a", text="first")
    assert noted.name == "a"
    assert await ground.ask("read", name="a") == "first"
    assert await ground.ask("numbered", name="b") == 2


async def test_a_hint_is_told_to_the_listeners_without_a_commit(ground: Ground) -> None:
    told: list[Any] = []
    ground.committer.listen(lambda works: told.extend(works[0].ephemeral))

    await ground.ask("hint", name="a")

    assert [(stream, event.user_id) for stream, event in told] == [("notes", "u_alice")]
    assert ground.database.commits == 0


async def test_a_stale_unit_is_run_again_from_its_first_line(ground: Ground) -> None:
    asking = asyncio.ensure_future(ground.ask("careful", name="c_1", text="late", password="slow"))
    await asyncio.sleep(0.005)
    await ground.bump("c_1")

    await asking

    assert await ground.names("c_1") == ["late"]


async def test_two_who_write_the_same_row_both_get_the_answer_of_the_first(ground: Ground) -> None:
    answers = await asyncio.gather(*(ground.ask("once", name="k", text=f"{n}") for n in range(20)))

    first = await ground.ask("read", name="k")
    assert {answer.name for answer in answers} == {first}


async def test_a_unit_that_always_conflicts_is_refused_in_the_end(ground: Ground) -> None:
    await ground.ask("add", name="k")

    with refused(errors.SERVER_BUSY) as caught:
        await ground.ask("add", name="k")

    assert caught.value.retry_after_ms == 100
    assert await ground.names("notes") == ["k"]


@pytest.mark.parametrize("text", ["fail", "fail later"])
async def test_a_handler_that_fails_is_logged_with_masked_parameters_and_the_server_lives(
    ground: Ground, text: str
) -> None:
    with capture_logs() as logs, refused(errors.SERVER_INTERNAL):
        await ground.ask("add", name="a", text=text, password="hunter2")

    (logged,) = logs
    assert logged["event"] == "call.failed"
    assert (logged["operation"], logged["user"], logged["request_id"]) == ("note.add", "u_alice", "r-1")
    assert logged["parameters"] == {"name": "***", "text": "***", "password": "***"}
    assert isinstance(logged["exc_info"], RuntimeError)
    assert (await ground.ask("add", name="a")).name == "a"


@pytest.mark.parametrize("text", ["fail", "wait"])
async def test_a_handler_that_fails_or_waits_after_its_commit_is_refused_though_it_is_stored(
    ground: Ground, text: str
) -> None:
    with capture_logs() as logs, refused(errors.SERVER_INTERNAL):
        await ground.ask("numbered", name="a", text=text)

    assert [logged["event"] for logged in logs] == ["call.failed"]
    assert await ground.names("notes") == ["a"]


async def test_a_refusal_of_the_handler_reaches_the_caller_as_it_is(
    ground: Ground,
) -> None:
    async def refuse(work: Work, body: Any) -> None:
        raise TokenIMError(errors.USER_NOT_FOUND, "Nobody here")

    refusing = NOTES["note.add"]._replace(handler=refuse)

    with refused(errors.USER_NOT_FOUND) as caught:
        await ground.calls.ask(refusing, ALICE, b'{"name":"a"}')

    assert caught.value.detail == "Nobody here"


async def test_who_stops_waiting_for_an_answer_disturbs_nobody(ground: Ground) -> None:
    impatient = asyncio.ensure_future(ground.ask("add", name="a"))
    other = asyncio.ensure_future(ground.ask("add", name="b"))
    await asyncio.sleep(0)
    impatient.cancel()

    assert (await other).name == "b"
    assert await ground.names("notes") == ["a", "b"]


async def test_drained_waits_for_handlers_and_commits_and_those_that_run_again(ground: Ground) -> None:
    await ground.ask("add", name="k")
    asking = [asyncio.ensure_future(ground.ask("careful", name="c", text="x", password="slow"))]
    asking += [asyncio.ensure_future(ground.ask("once", name="n", text="y")) for _ in range(5)]
    await asyncio.sleep(0)

    await ground.calls.drained()

    await asyncio.sleep(0)
    assert all(future.done() for future in asking)
    assert await ground.names("c") == ["x"]


async def test_a_read_that_fails_is_the_handlers_to_catch(ground: Ground) -> None:
    assert await ground.ask("broken", name="a", text="go on") == "None"

    with capture_logs(), refused(errors.SERVER_INTERNAL):
        await ground.ask("broken", name="a")


async def test_a_handler_that_waited_for_its_commit_is_run_again_when_it_was_stale(ground: Ground) -> None:
    await ground.bump("c_1")
    VERSIONS["c_1"] = 0
    ground.committer.project(lambda _: VERSIONS.update(c_1=1))

    assert await ground.ask("remembered", name="c_1", text="a", password="slow") == 1
    assert VERSIONS["c_1"] == 1


async def test_a_unit_that_the_database_refuses_is_refused_with_its_code(ground: Ground) -> None:
    calls = Calls(Committer(Full()), ground.context, NOTES)

    with refused(errors.STORAGE_FULL):
        await calls.ask(NOTES["note.numbered"], ALICE, b'{"name":"a"}')


class Full:
    """A database that can store nothing."""

    epoch = "e_1"

    def submit(self, batch: list[Work], committed: Callable[[list[Work]], None]) -> None:
        for work in batch:
            work.outcome = TokenIMError(errors.STORAGE_FULL)
        asyncio.get_running_loop().call_soon(committed, batch)

    async def read(self, *queries: Query | Sized) -> list[list[Row]]:
        return []


# --- lanes -----------------------------------------------------------------------------------------
async def ordered(ground: Ground, *bodies: dict[str, str], name: str = "careful") -> list[str]:
    """Ask on one lane, one after the other without waiting, and return what was refused."""
    lane, done = ground.calls.lane(), asyncio.Event()
    refusals: list[str] = []
    left = [len(bodies)]

    def answered(_: Call, answer: Any, refusal: TokenIMError | None) -> None:
        refusals.extend([refusal.code.name] if refusal else [])
        left[0] -= 1
        if not left[0]:
            done.set()

    for body in bodies:
        asked = Call(NOTES["note." + name], ALICE, answered)
        asked.lane = lane
        ground.calls.start(asked, msgspec.json.encode(body))
    await done.wait()
    return refusals


async def test_the_calls_of_a_lane_are_stored_in_the_order_of_asking_though_the_first_one_waits(
    ground: Ground,
) -> None:
    slow = {"name": "c_1", "text": "0", "password": "slow"}

    await ordered(ground, slow, *({"name": "c_1", "text": f"{n}"} for n in range(1, 10)))

    assert await ground.names("c_1") == [f"{n}" for n in range(10)]


async def test_the_order_of_a_lane_holds_while_versions_move(ground: Ground) -> None:
    moving = asyncio.ensure_future(_keep_bumping(ground, "c_1", 20))

    bodies: list[dict[str, str]] = [{"name": "c_1", "text": f"{n}"} for n in range(50)]
    refusals = await ordered(ground, *bodies)
    await moving

    stored = [int(name) for name in await ground.names("c_1")]
    assert stored == sorted(stored)
    assert len(stored) + len(refusals) == 50


async def _keep_bumping(ground: Ground, stream: str, times: int) -> None:
    for _ in range(times):
        await ground.bump(stream)


async def test_a_call_does_not_overtake_a_stale_one_that_was_asked_before(ground: Ground) -> None:
    await ground.bump("c_1")
    VERSIONS["c_1"] = 0
    first = {"name": "c_1", "text": "0"}
    await ordered(ground, first, {"name": "c_1", "text": "1"}, name="turning")

    assert await ground.names("c_1") == ["0", "1"]


async def test_a_call_that_is_refused_or_changes_nothing_lets_the_next_one_go(ground: Ground) -> None:
    bodies = ({"name": "a", "text": "fail"}, {"name": "b", "text": "fail later"}, {"name": "c"})
    with capture_logs():
        refusals = await ordered(ground, *bodies, name="add")
    await ordered(ground, {"name": "a"}, {"name": "b"}, name="hint")
    await ordered(ground, {"name": "c"}, {"name": "c"}, name="read")

    assert refusals == ["server.internal", "server.internal"]
    assert await ground.names("notes") == ["c"]


async def test_a_granted_call_may_be_broken(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[str] = []
    monkeypatch.setattr(faults, "armed", True)
    monkeypatch.setattr(faults, "hit", points.append)

    await ground.ask("read", name="a")
    with refused(errors.AUTH_REQUIRED):
        await ground.ask("add", anonymous(""), name="a")

    assert points == ["authorised"]


async def test_what_is_guarded_is_told_to_the_auditor_also_where_it_cannot_be_read(ground: Ground) -> None:
    noted: list[tuple[Any, str]] = []
    auditor = Auditor(observe=lambda context, operation, actor, body, outcome: noted.append((body, outcome)))
    calls = Calls(ground.committer, ground.context, NOTES, auditor)
    for raw in (b'{"name":"a"}', b"{}"):
        with pytest.raises(TokenIMError):
            await calls.ask(NOTES["note.powerful"]._replace(guarded=True), anonymous(""), raw)
    await calls.ask(NOTES["note.powerful"], ALICE, b'{"name":"a"}')

    assert [(body and body.name, outcome) for body, outcome in noted] == [
        ("a", "auth.required"),
        (None, "auth.required"),
    ]
