"""Does the hub forget what no socket waits for?"""

from __future__ import annotations

import pytest

from tests.transport.ws.ear import Ear, event, tick
from tokenim.transport.ws import hub as hub_module
from tokenim.transport.ws.hub import Hub


@pytest.fixture
async def hub() -> Hub:
    return Hub(heartbeat_seconds=5, hello_seconds=2)


async def test_nothing_is_kept_of_a_time_that_no_socket_waits_for(hub: Hub) -> None:
    waiting, gone = Ear(hub), Ear(hub)
    for ear in (waiting, gone):
        hub.start_buffering(ear)
    hub.publish("c_1", 1, event("c_1", 1))

    hub.exit(gone)
    assert len(hub._buffer) == 1
    hub.catch_up(waiting, {})

    assert hub._buffer == []


async def test_what_the_oldest_waiting_socket_does_not_need_is_forgotten_while_others_wait(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "FORGET_AT_ONCE", 10)
    first, second = Ear(hub), Ear(hub, "u_2")
    hub.start_buffering(first)
    for seq in range(1, 16):
        hub.publish("c_1", seq, event("c_1", seq))
    hub.start_buffering(second)
    hub.publish("c_1", 16, event("c_1", 16))

    hub.subscribe(first, "c_1", 0)
    hub.catch_up(first, {})
    assert len(hub._buffer) == 1

    hub.subscribe(second, "c_1", 15)
    hub.catch_up(second, {"c_1": 15})
    await tick()
    assert [seq for _, seq in first.heard] == list(range(1, 17))
    assert [seq for _, seq in second.heard] == [16]
