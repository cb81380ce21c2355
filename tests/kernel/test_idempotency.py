"""Does a retry with the same key change nothing and get the first answer?"""

from __future__ import annotations

import asyncio

import msgspec
from structlog.testing import capture_logs

from tests.features.world import refused
from tests.kernel.ground import NOTES, Ground, alice
from tokenim.catalogue import errors
from tokenim.catalogue.settings import Settings
from tokenim.kernel import idempotency
from tokenim.kernel.actor import Actor
from tokenim.kernel.ratelimit import Bucket, policies

ALICE = alice()
COUNT = "SELECT count(*) FROM idempotency"


async def test_a_retry_with_the_same_key_gets_the_first_answer_and_changes_nothing(ground: Ground) -> None:
    first = await ground.ask("add", key="k-1", name="a")
    again = await ground.ask("add", key="k-1", name="a")

    assert msgspec.json.decode(msgspec.json.encode(again)) == msgspec.to_builtins(first)
    assert await ground.names("notes") == ["a"]


async def test_a_retry_says_that_it_is_one_and_whether_the_thing_existed(ground: Ground) -> None:
    for text, existed in (("", False), ("known", True)):
        body = msgspec.json.encode({"name": "a" + text, "text": text})
        first = await ground.calls.result(NOTES["note.add"], ALICE, body, key="k" + text)
        again = await ground.calls.result(NOTES["note.add"], ALICE, body, key="k" + text)

        assert (first.existed, first.replayed) == (existed, False)
        assert (again.existed, again.replayed) == (existed, True)


async def test_an_answer_of_nothing_is_nothing_again(ground: Ground) -> None:
    assert await ground.ask("clear", key="k-1", name="a") is None
    assert await ground.ask("clear", key="k-1", name="a") is None


async def test_the_same_key_with_another_body_or_operation_is_refused(ground: Ground) -> None:
    await ground.ask("add", key="k-1", name="a")

    with refused(errors.IDEMPOTENCY_REUSED):
        await ground.ask("add", key="k-1", name="b")
    with refused(errors.IDEMPOTENCY_REUSED):
        await ground.ask("clear", key="k-1", name="a")


async def test_a_key_belongs_to_its_caller(ground: Ground) -> None:
    await ground.ask("add", key="k-1", name="a")

    assert (await ground.ask("add", Actor("u_bob", "user"), key="k-1", name="b")).name == "b"


async def test_parallel_requests_with_one_key_change_once(ground: Ground) -> None:
    answers = await asyncio.gather(*(ground.ask("add", key="k-1", name="a") for _ in range(10)))

    assert len({msgspec.json.encode(answer) for answer in answers}) == 1
    assert await ground.names("notes") == ["a"]


async def test_a_key_of_a_request_that_failed_is_free(ground: Ground) -> None:
    with capture_logs(), refused(errors.SERVER_INTERNAL):
        await ground.ask("add", key="k-1", name="a", text="fail")

    assert (await ground.ask("add", key="k-1", name="a", text="ok")).name == "a"


async def test_a_key_means_nothing_where_nothing_changed_or_the_operation_has_its_own(ground: Ground) -> None:
    await ground.ask("hint", key="k-1", name="a")
    await ground.ask("read", key="k-1", name="a")
    own = NOTES["note.add"]._replace(replay=False)
    await ground.calls.ask(own, ALICE, b'{"name":"a"}', key="k-1")

    assert await ground.work().all("SELECT * FROM idempotency") == []


async def test_more_keys_than_a_day_allows_are_refused_and_those_that_are_kept_still_answer(
    ground: Ground,
) -> None:
    actor = alice()
    actor.bucket = Bucket(policies(Settings(idempotency_keys_per_day=2)).user)
    for key in ("k-1", "k-2"):
        await ground.ask("add", actor, key=key, name=key)

    with refused(errors.QUOTA_EXCEEDED) as caught:
        await ground.ask("add", actor, key="k-3", name="k-3")

    assert caught.value.limit == errors.Limited("idempotency_keys", 2, 86_400)
    await ground.ask("add", actor, key="k-1", name="k-1")
    await ground.ask("add", actor, name="without")
    assert await ground.names("notes") == ["k-1", "k-2", "without"]


async def test_a_kept_answer_is_forgotten_after_two_weeks_and_not_before(ground: Ground) -> None:
    await ground.ask("add", key="k-1", name="a")
    for days, kept in ((13, 1), (15, 0)):
        work = ground.work()
        work.now += days * 86_400_000
        await idempotency.purge(work)
        await ground.committer.store(work)

        assert await ground.work().one(COUNT) == (kept,)


async def test_an_answer_whose_content_was_erased_is_forgotten_by_its_beginning(ground: Ground) -> None:
    for number in (1, 2):
        await ground.ask("add", key=f"k-{number}", name=f"n{number}")
    for caller, left in (("u_other", 2), (ALICE.user_id, 1)):
        work = ground.work()
        idempotency.forget(work, caller, b'{"name":"n1"')
        await ground.committer.store(work)

        assert await ground.work().one(COUNT) == (left,)


async def test_answers_that_a_user_got_and_those_about_a_user_are_erased(ground: Ground) -> None:
    await ground.ask("add", key="k-1", name="a")
    work = ground.work()
    work.write("UPDATE idempotency SET subject = 'u_bob', caller = 'u_boss'")
    await ground.committer.store(work)
    await ground.ask("add", key="k-2", name="b")

    for erased, left in (("u_carol", 2), ("u_bob", 1), (ALICE.user_id, 0)):
        work = ground.work()
        idempotency.erase(work, erased)
        await ground.committer.store(work)

        assert await ground.work().one(COUNT) == (left,)
