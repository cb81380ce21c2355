"""Are the sockets of a caller found at once, and applications kept apart from users and from each other?"""

from __future__ import annotations

import pytest

from tests.transport.ws.ear import Ear, entered, tick
from tokenim.catalogue import closes
from tokenim.transport.ws.hub import Hub


@pytest.fixture
async def hub() -> Hub:
    return Hub(heartbeat_seconds=5, hello_seconds=5)


def application(hub: Hub, name: str) -> Ear:
    return entered(hub, "", "", name)


def cut(ears: list[Ear]) -> list[bool]:
    return [ear.ended is closes.REVOKED for ear in ears]


async def test_a_user_is_online_while_one_socket_is_left(hub: Hub) -> None:
    told: list[tuple[str, bool]] = []
    hub.on_presence(lambda user_id, *, online: told.append((user_id, online)))
    first, second = entered(hub, "u_1"), entered(hub, "u_1")

    hub.exit(first)
    assert hub.online("u_1")
    hub.exit(second)
    hub.exit(second)

    assert not hub.online("u_1")
    assert told == [("u_1", True), ("u_1", False)]


async def test_an_application_is_no_user_and_shares_its_sockets_with_no_other(hub: Hub) -> None:
    told: list[str] = []
    hub.on_presence(lambda user_id, *, online: told.append(user_id))
    shops = [application(hub, "app_1") for _ in range(3)]
    other = application(hub, "app_2")

    assert not hub.online("")
    assert list(hub.callers.sockets_of("app_1")) == shops
    assert list(hub.callers.sockets_of("app_2")) == [other]
    assert hub.callers.sockets_of("app_3") == {}
    for ear in (*shops, other):
        hub.exit(ear)
    assert (hub.callers.users, hub.callers.applications, told) == ({}, {}, [])


async def test_cutting_reaches_a_session_or_all_of_a_principal_at_the_end_of_the_tick(hub: Hub) -> None:
    ears = [
        entered(hub, "u_1", "s_1"),
        entered(hub, "u_1", "s_2"),
        entered(hub, "u_2", "s_3"),
        application(hub, "app_1"),
    ]

    hub.callers.cut_session("u_1", "s_1")
    assert cut(ears) == [False] * 4
    await tick()
    assert cut(ears) == [True, False, False, False]

    hub.callers.cut_principal("u_1", but="s_2")
    await tick()
    assert cut(ears) == [True, False, False, False]

    hub.callers.cut_principal("u_1")
    hub.callers.cut_principal("app_1")
    await tick()
    assert cut(ears) == [True, True, False, True]


async def test_cutting_what_an_application_granted_leaves_its_own_sockets_and_other_logins(hub: Hub) -> None:
    granted = [entered(hub, "u_1", "s_1", "app_1"), entered(hub, "u_2", "s_2", "app_1")]
    others = [entered(hub, "u_1", "s_3"), entered(hub, "u_1", "s_4", "app_2"), application(hub, "app_1")]

    hub.callers.cut_granted("app_1")
    await tick()

    assert (cut(granted), cut(others)) == ([True, True], [False] * 3)
    hub.callers.cut_granted("app_1")


async def test_the_connected_are_named_once_however_many_sockets_they_have(hub: Hub) -> None:
    first, other, program = entered(hub, "u_1", "s_1"), entered(hub, "u_1", "s_2"), application(hub, "app_1")
    second = Ear(hub, "u_1", "s_1")
    second.actor = first.caller
    hub.callers.enter(second, first.caller)
    Ear(hub).actor = None

    assert set(hub.callers.connected()) == {first.caller, other.caller, program.caller}
    assert len(hub.callers.connected()) == 3
    assert hub.callers.sessions_of("u_1") == {"s_1", "s_2"}
