"""Does a unit of work record without executing, and read what is there?"""

from __future__ import annotations

import msgspec
import pytest

from tests.kernel.ground import GET, INSERT, Ground, alice
from tokenim.catalogue.events import MemberLeft, MessageSent, ProfileChanged, TypingStarted
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import ROW_BYTES, Context, CountOf, Query, Row, Work


async def test_what_is_recorded_happens_at_the_commit_and_not_before(ground: Ground) -> None:
    work = ground.work(alice())
    work.write(INSERT, key="a", value="1")

    assert await ground.work().one(GET, key="a") is None

    await ground.committer.store(work)

    assert await ground.work().one(GET, key="a") == ("1",)


async def test_an_entry_is_of_the_actor_unless_somebody_else_is_named(ground: Ground) -> None:
    work = ground.work(alice())

    mine = work.append("c_1", MessageSent(type="text", content={}), client_id="i", trailing_update="SELECT 1")
    other = work.append("c_1", MemberLeft(user_id="u_2"), sender_id="u_2")

    assert (mine.sender_id, mine.client_id, mine.countable, mine.trailing_update) == (
        "u_alice",
        "i",
        True,
        "SELECT 1",
    )
    assert (other.sender_id, other.client_id, other.countable, other.trailing_update) == (
        "u_2",
        None,
        False,
        "",
    )
    assert (mine.kind, mine.at, mine.seq) == ("message.sent", work.now, 0)
    assert msgspec.json.decode(other.body) == {"user_id": "u_2"}


async def test_a_unit_is_empty_until_something_must_be_stored(ground: Ground) -> None:
    work = ground.work()
    work.notify("c_1", TypingStarted(user_id="u_1"))
    work.expect("c_1", 3)

    assert work.empty
    assert work.ephemeral == (("c_1", TypingStarted(user_id="u_1")),)
    assert work.expected == (("c_1", 3),)

    for record in (_write, _append, _bump):
        full = ground.work()
        record(full)
        assert not full.empty


def _write(work: Work) -> None:
    work.write("SELECT 1")


def _append(work: Work) -> None:
    work.append("c_1", MemberLeft(user_id="u_1"))


def _bump(work: Work) -> None:
    work.bump("c_1")


async def test_a_handler_that_waits_for_the_commit_gives_its_unit_to_the_road(ground: Ground) -> None:
    work = ground.work()

    async def handler() -> str:
        await work.commit()
        return "stored"

    steps = handler()
    assert steps.send(None) is work
    with pytest.raises(StopIteration) as ended:
        steps.send(None)
    assert ended.value.value == "stored"


async def test_steps_are_taken_once_the_unit_is_stored(ground: Ground) -> None:
    taken: list[str] = []
    work = ground.work()
    work.write(INSERT, key="a", value="1")
    work.on_commit(lambda: taken.append("step"))

    assert taken == []

    await ground.committer.store(work)

    assert taken == ["step"]


async def test_reads_give_all_rows_or_one_or_several_results(ground: Ground) -> None:
    for key in ("a", "b"):
        work = ground.work()
        work.write(INSERT, key=key, value=key.upper())
        await ground.committer.store(work)
    work = ground.work()
    sql = "SELECT value FROM meta WHERE key IN ('a', 'b') ORDER BY key"

    assert await work.all(sql) == [("A",), ("B",)]
    assert await work.one(sql) == ("A",)
    assert await work.one(GET, key="nothing") is None
    assert await work.many((sql, {}), (GET, {"key": "b"})) == [[("A",), ("B",)], [("B",)]]


async def test_a_write_can_name_the_seq_and_the_count_of_an_entry(ground: Ground) -> None:
    await ground.append("c_1", "before")
    work = ground.work(alice())
    entry = work.append("c_1", MessageSent(type="text", content={}))
    work.write(INSERT, key="seq", value=entry)
    work.write(INSERT, key="count", value=CountOf(entry))

    await ground.committer.store(work)

    assert await ground.work().one(GET, key="seq") == ("2",)
    assert await ground.work().one(GET, key="count") == ("1",)


async def test_what_an_application_records_for_a_user_names_the_application() -> None:
    async def nothing(*_: Query) -> list[list[Row]]:
        return []

    application = Work(Actor("u_1", "user", application_id="app_1"), Context(nothing), 1)
    user = Work(Actor("u_1", "user", session_id="s_1", application_id="app_1"), Context(nothing), 1)

    bodies = [
        work.append("c_1", event).body
        for work in (application, user)
        for event in (ProfileChanged(), MemberLeft(user_id="u_2"))
    ]

    assert bodies == [b'{"via":"app_1"}', b'{"via":"app_1","user_id":"u_2"}', b"{}", b'{"user_id":"u_2"}']


async def test_rows_are_read_until_they_are_large_enough(ground: Ground) -> None:
    work = ground.work(alice())
    for key in "abc":
        work.write(INSERT, key=key, value="x" * 10)
    await ground.committer.store(work)

    rows = await ground.work().sized("SELECT key, value FROM meta WHERE length(key) = 1 ORDER BY key", 1, 15)

    assert [row[0] for row in rows] == ["a", "b"]


async def test_the_size_of_a_unit_is_what_its_rows_hold_and_nothing_for_a_repeated_entry(
    ground: Ground,
) -> None:
    work = ground.work(alice())
    assert work.size == 0
    entry = work.append("notes", MemberLeft(user_id="u_2"))
    work.write(INSERT, key="name", value="text")

    assert work.size == 2 * ROW_BYTES + len(entry.body) + len("name") + len("text")
    entry.duplicate = True
    assert work.size == ROW_BYTES + len("name") + len("text")


async def test_who_wants_to_know_of_an_event_takes_part_in_its_unit(ground: Ground) -> None:
    ground.context.recorded["member.left"] = (
        lambda work, entry, event: work.write(INSERT, key="a", value=entry),
    )
    work = ground.work(alice())
    work.append("c_1", MemberLeft(user_id="u_2"))

    await ground.committer.store(work)

    assert await ground.work().one(GET, key="a") == ("1",)
