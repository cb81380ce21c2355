"""Do others feel it when ten thousand people are in one group and five hundred of them read along?"""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.load.arena import Arena, office, settled
from tests.load.fleet import Fleet, Talk, felt, in_waves, p99
from tests.load.listening import audience
from tests.load.people import PER_PERSON, talkers

MEMBERS = 10_000
ONLINE = 500
ROUNDS = 4
SECONDS = 8.0
AT_ONCE = 1_000
RATIO = 1.5

pytestmark = [pytest.mark.deep, pytest.mark.system, pytest.mark.timeout(600)]


async def test_a_huge_group_is_not_felt_in_other_conversations(arena: Arena) -> None:
    async with office(arena) as clerk, Fleet(arena.port) as fleet:
        owner = await clerk.person()
        readers = await in_waves([clerk.person] * (ONLINE // PER_PERSON), 8)
        ids = await in_waves([clerk.user] * (MEMBERS - len(readers) - 1), 16)
        ids += [reader["user"]["id"] for reader in readers]
        room = await clerk.group(owner["access_token"])
        for start in range(0, len(ids), AT_ONCE):
            body = {"user_ids": ids[start : start + AT_ONCE]}
            await clerk.ask(owner["access_token"], "POST", f"/conversations/{room}/members", body)
        tokens = [reader["access_token"] for reader in readers] * PER_PERSON
        speaker = await fleet.client(owner["access_token"]).connect()
        talk = await talkers(fleet, clerk, 10, per_second=100)
        loud = Talk([speaker], [room], per_second=20)

        calm: list[float] = []
        hard: list[float] = []
        async with audience(arena.port, tokens) as online:
            began, heard = time.monotonic(), await online.heard()
            for _ in range(ROUNDS):
                calm += await talk.during(SECONDS)
                hard += (await asyncio.gather(talk.during(SECONDS), loud.during(SECONDS)))[0]
            stalls = arena.stalls(began, await settled())
            heard = await online.heard() - heard
        calm.sort()
        hard.sort()

        print(
            f"{MEMBERS} members, {ONLINE} online: p99 {p99(calm) * 1000:.1f} ms calm,"
            f" {p99(hard) * 1000:.1f} ms meanwhile; loop late {stalls}"
        )
        assert heard >= 20 * ROUNDS * SECONDS * ONLINE * 0.9
        assert felt(hard, calm, ratio=RATIO) == ""
        assert stalls.within(0.1)
