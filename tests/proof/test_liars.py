"""Is a server found out that lies?"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.processes import Server
from tests.proof.liar import EVERY, Liar, Lie
from tokenim.proof.crowd.scenario import Size
from tokenim.proof.verify.plan import Plan
from tokenim.proof.verify.run import verify
from tokenim.proof.verify.verdict import Verdict

pytestmark = pytest.mark.system

_ACK = re.compile(rb'("ok":\{"conversation_id":"c_\w+","seq":)(\d+)')

_ENTRY = re.compile(rb'"stream":"(c_\w+)","seq":')


def honest() -> Lie:
    return lambda said: [said]


def _now_and_then(lie: Callable[[bytes], list[bytes]]) -> Lie:
    """Lie about every twelfth message that a socket is told."""
    number = count(1)
    return lambda said: lie(said) if b"message.sent" in said and not next(number) % EVERY else [said]


def dropping() -> Lie:
    return _now_and_then(lambda said: [])


def doubling() -> Lie:
    return _now_and_then(lambda said: [said, said])


def disordering() -> Lie:
    held: dict[bytes, bytes] = {}

    def lie(said: bytes) -> list[bytes]:
        entry = _ENTRY.search(said)
        if entry is None:
            return [said]
        if entry[1] in held:
            return [said, held.pop(entry[1])]
        held[entry[1]] = said
        return []

    return lie


def altering() -> Lie:
    return _now_and_then(lambda said: [said.replace(b'"text":"text', b'"text":"test')])


def blabbing() -> Lie:
    return lambda said: [said.replace(b'"data":{', b'"data":{"address":"127.0.0.1",')]


def misplacing() -> Lie:
    return lambda said: [_ACK.sub(lambda ack: b"%b%d" % (ack[1], int(ack[2]) + 1000), said)]


def skipping() -> Lie:
    """The first entry of each conversation is left out, also after coming back."""
    told: set[bytes] = set()

    def lie(said: bytes) -> list[bytes]:
        entry = _ENTRY.search(said)
        if entry is None or entry[1] in told:
            return [said]
        told.add(entry[1])
        return []

    return lie


LIES: dict[str, tuple[Callable[[], Lie], str]] = {
    "a message is never told": (dropping, "I6"),
    "a message is told twice": (doubling, "I6"),
    "messages change places": (disordering, "I6"),
    "a message is altered": (altering, "I4"),
    "an event tells too much": (blabbing, "I13"),
    "an acknowledgement names another place": (misplacing, "I1"),
    "an entry is left out on coming back": (skipping, "R10"),
}
ELABORATE = {"a message is told twice", "a message is altered", "an acknowledgement names another place"}
"""Those that the tests of the checker alone plant just as well."""


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run the liar on the plain loop: it forgives connections that are closing when something is written."""
    return "asyncio", {"use_uvloop": False}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return Server(tmp_path_factory.mktemp("liar") / "data").start()


@pytest.fixture(scope="module", autouse=True)
def _stops(server: Server) -> object:
    yield
    assert server.stop() == 0


async def _tried(server: Server, lie: Callable[[], Lie], *, swallow: bool = False) -> Verdict:
    async with Liar(server.port, lie, swallow=swallow) as liar:
        plan = Plan(
            2, Size(users=4, rooms=1, rate=120), cuts=4, url=liar.url, key=server.key, settle_seconds=1
        )
        return await verify(plan, lambda company, passed: None)


def _broken(verdict: Verdict) -> set[str]:
    return {promise.name for promise in verdict.promises if promise.state == "broken"}


@pytest.mark.parametrize(
    "name", [pytest.param(lie, marks=pytest.mark.deep) if lie in ELABORATE else lie for lie in LIES]
)
async def test_a_lying_server_is_found_out(server: Server, name: str) -> None:
    lie, promise = LIES[name]

    assert promise in _broken(await _tried(server, lie))


async def test_a_server_that_loses_what_it_acknowledged_is_found_out(server: Server) -> None:
    assert "I1" in _broken(await _tried(server, honest, swallow=True))


async def test_a_proxy_that_tells_the_truth_is_not_accused(server: Server) -> None:
    assert _broken(await _tried(server, honest)) == set()
