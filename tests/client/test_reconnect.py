"""Does nothing get lost, doubled or mixed up when connections break?"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.client.people import People, collect, started, text_is, texts
from tests.processes import Server
from tokenim.proof.network import Proxy
from tokenim_client import Ended, FilePositions, Live, TokenIMError
from tokenim_client.connection import LOST, Connection


async def test_cuts_in_the_middle_of_sends_lose_and_double_nothing(server: Server, people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with Proxy(server.port) as proxy, bob.connect() as there:
        events = await started(there)
        shaky = await people.again(alice, proxy.url)
        async with shaky.connect() as here:
            sent = [here.send(talk.id, f"{number}") for number in range(120)]
            for upto in (20, 50, 80):
                await sent[upto]
                await proxy.cut()
            accepted = await asyncio.gather(*sent)
            received = await collect(events, text_is("119"))

    assert [item.seq for item in accepted] == list(range(1, 121))
    assert texts(received) == [f"{number}" for number in range(120)]
    assert proxy.connections > 3


async def test_a_message_whose_answer_was_lost_is_stored_once(server: Server, people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with Proxy(server.port) as proxy, bob.connect() as there:
        events = await started(there)
        shaky = await people.again(alice, proxy.url)
        async with shaky.connect() as here:
            await here.connected()
            proxy.stall("down")
            sending = here.send(talk.id, "did you get this?")
            await collect(events, text_is("did you get this?"))
            assert not sending.done
            await proxy.cut()
            proxy.flow()
            accepted = await sending

    assert accepted.seq == 1
    stored = await bob.messages.list(talk.id)
    assert [message.client_id for message in stored.items] == [sending.client_id]


async def test_a_device_that_was_away_gets_what_it_missed_and_nothing_twice(
    server: Server, people: People
) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with Proxy(server.port) as proxy:
        shaky = await people.again(bob, proxy.url)
        async with shaky.connect() as there:
            events = await started(there)
            await alice.messages.send(talk.id, "0")
            received = await collect(events, text_is("0"))
            proxy.refusing = True
            await proxy.cut()
            for number in range(1, 20):
                await alice.messages.send(talk.id, f"{number}")
            proxy.refusing = False
            received += await collect(events, text_is("19"), 30)

    assert texts(received) == [f"{number}" for number in range(20)]
    assert [event.seq for event in received] == list(range(1, 21))


async def test_a_conversation_joined_while_away_is_told_from_its_beginning(
    server: Server, people: People
) -> None:
    alice, bob = await people.new(), await people.new()
    async with Proxy(server.port) as proxy:
        shaky = await people.again(bob, proxy.url)
        async with shaky.connect() as there:
            events = await started(there)
            proxy.refusing = True
            await proxy.cut()
            group = await alice.groups.create("Lunch", [bob.user.id])
            await alice.messages.send(group.id, "hungry?")
            proxy.refusing = False
            received = await collect(events, text_is("hungry?"), 30)

    assert received[0].kind == "conversation.joined"
    assert [event.seq for event in received[1:]] == list(range(1, len(received)))


async def test_the_next_start_goes_on_where_the_application_stopped(people: People, tmp_path: Path) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    positions = FilePositions(tmp_path / "positions.json")
    async with bob.connect(positions) as live:
        events = await started(live)
        for number in range(4):
            await alice.messages.send(talk.id, f"{number}")
        # The application stops here: "1" was handed out, but it never came back for the next one.
        await collect(events, text_is("1"))

    await alice.messages.send(talk.id, "4")
    async with bob.connect(FilePositions(tmp_path / "positions.json")) as live:
        received = await collect(live.events(), text_is("4"))

    assert texts(received) == ["1", "2", "3", "4"]


async def test_an_application_that_is_slow_reads_later_what_it_could_not_take(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tokenim_client.live.BEHIND", 10)
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as here, bob.connect() as there:
        events = await started(there)
        await asyncio.gather(*(here.send(talk.id, f"{number}") for number in range(100)))
        await there.ask("users.me")
        waiting = there._events.qsize()
        received = await collect(events, text_is("99"))

    assert waiting == 10
    assert texts(received) == [f"{number}" for number in range(100)]


async def test_a_session_that_was_ended_does_not_come_back(people: People) -> None:
    alice = await people.new()
    phone = await people.again(alice)
    async with phone.connect() as live:
        events = await started(live)
        await alice.sessions.end_others()
        with pytest.raises(Ended) as caught:
            await collect(events, lambda event: False)

    assert caught.value.close_code == 4501


async def test_a_socket_that_died_silently_is_found_by_its_heartbeat(server: Server) -> None:
    loop = asyncio.get_running_loop()
    async with Proxy(server.port) as proxy:
        connection = Connection(proxy.url)

        def opened() -> None:
            connection.keep_alive(1)
            proxy.stall("up", "down")

        began = loop.time()
        code, _ = await connection.run(opened, lambda payload: None)

    assert code == LOST
    assert loop.time() - began < 2.5


async def _talk(live: Live, talk_id: str, numbers: range) -> list[int]:
    return [(await live.send(talk_id, f"{number}")).seq for number in numbers]


@pytest.mark.system
@pytest.mark.parametrize("gently", [True, False], ids=["stopped", "killed"])
async def test_a_server_that_restarts_is_found_again(tmp_path: Path, gently: bool) -> None:
    server = Server(tmp_path / "data").start()
    try:
        async with AsyncExitStack() as stack:
            people = People(server.url, stack)
            alice, bob = await people.new(), await people.new()
            talk = await alice.conversations.direct(bob.user.id)
            async with alice.connect() as here, bob.connect() as there:
                events = await started(there)
                talking = asyncio.create_task(_talk(here, talk.id, range(300)))
                await collect(events, text_is("50"))
                if gently:
                    assert await asyncio.to_thread(server.stop) == 0
                else:
                    await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
                received = await collect(events, text_is("299"), 40)
                seqs = await talking
    finally:
        await asyncio.to_thread(server.kill)

    assert seqs == list(range(1, 301))
    assert texts(received) == [f"{number}" for number in range(51, 300)]


async def test_a_close_that_a_proxy_makes_ends_nothing(server: Server, people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with Proxy(server.port) as proxy, bob.connect() as there:
        events = await started(there)
        shaky = await people.again(alice, proxy.url)
        async with shaky.connect() as here:
            for code in (1000, 1001, 1009):
                await here.connected()
                connections = proxy.connections
                await _close(here, code)
                await here.send(talk.id, f"after {code}")
                assert proxy.connections > connections
            received = await collect(events, text_is("after 1009"))

    assert texts(received) == ["after 1000", "after 1001", "after 1009"]


async def _close(live: Live, code: int) -> None:
    """Let a close frame arrive that the server has not sent."""
    connection = live._connection
    assert connection is not None
    assert connection._socket is not None
    connection._socket.protocol.receive_data(b"\x88\x02" + code.to_bytes(2))
    connection._socket.transport.abort()
    await asyncio.sleep(0)


async def test_a_message_that_is_too_large_stops_no_other(people: People) -> None:
    alice, bob = await people.new(), await people.new()
    talk = await alice.conversations.direct(bob.user.id)
    async with alice.connect() as live:
        early = live.send(talk.id, "\U0001f600" * 500_000)
        behind = live.send(talk.id, "behind it")
        await live.connected()
        late = live.send(talk.id, "x" * 2_000_000)
        last = live.send(talk.id, "the last")
        with pytest.raises(TokenIMError, match=r"request\.too_large"):
            await early
        with pytest.raises(TokenIMError, match=r"request\.too_large"):
            await late

        assert [(await sending).seq for sending in (behind, last)] == [1, 2]
