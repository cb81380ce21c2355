"""Is a password recognised, off the loop and in turns?"""

from __future__ import annotations

import asyncio

import pytest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth.service import passwords
from tokenim.features.auth.service.passwords import Hasher


def cheap(passes: int = 1) -> Hasher:
    return Hasher(memory_kib=8, passes=passes)


async def test_only_the_password_that_was_hashed_is_right() -> None:
    hasher = cheap()
    kept = await hasher.hash("correct horse")

    assert kept.startswith("$argon2id$")
    assert await hasher.verify(kept, "correct horse")
    assert not await hasher.verify(kept, "correct horse ")
    assert not await hasher.verify("no hash at all", "correct horse")


async def test_nothing_kept_is_never_right() -> None:
    assert not await cheap().verify(None, "anything")


async def test_a_hash_with_other_parameters_is_outdated() -> None:
    kept = await cheap().hash("correct horse")

    assert not cheap().outdated(kept)
    assert cheap(passes=2).outdated(kept)


def test_the_defaults_are_those_that_owasp_recommends() -> None:
    assert not Hasher().outdated("$argon2id$v=19$m=19456,t=2,p=1$" + "A" * 22 + "$" + "A" * 43)


async def test_more_logins_than_can_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING", 3)
    hasher = cheap()

    outcomes = await asyncio.gather(*(hasher.hash("x") for _ in range(8)), return_exceptions=True)

    refused = [outcome for outcome in outcomes if isinstance(outcome, TokenIMError)]
    assert [error.code for error in refused] == [errors.SERVER_BUSY] * 5
    assert (await hasher.hash("x")).startswith("$argon2id$")
