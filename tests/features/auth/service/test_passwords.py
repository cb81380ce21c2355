"""Is a password recognised, off the loop and in turns?"""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Literal

import argon2
import pytest

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.auth.service import passwords
from tokenim.features.auth.service.hash_queue import Asker
from tokenim.features.auth.service.passwords import Hasher

LOGIN = Asker("login")
WRITTEN = "gr\u00fcn-\ufb01sch-\u00e9"
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def cheap(passes: int = 1) -> Hasher:
    return Hasher(memory_kib=8, passes=passes)


async def test_only_the_password_that_was_hashed_is_right() -> None:
    hasher = cheap()
    kept = await hasher.hash("correct horse", LOGIN)

    assert kept.startswith("$argon2id$")
    assert await hasher.verify(kept, "correct horse", LOGIN) == (True, False)
    assert await hasher.verify(kept, "correct horse ", LOGIN) == (False, False)
    assert await hasher.verify("no hash at all", "correct horse", LOGIN) == (False, False)


async def test_nothing_kept_is_never_right() -> None:
    assert not (await cheap().verify(None, "anything", LOGIN)).right


async def test_a_hash_with_other_parameters_is_outdated() -> None:
    kept = await cheap().hash("correct horse", LOGIN)

    assert not (await cheap().verify(kept, "correct horse", LOGIN)).outdated
    assert (await cheap(passes=2).verify(kept, "correct horse", LOGIN)).outdated


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
async def test_a_password_is_the_same_however_its_letters_are_composed(form: Form) -> None:
    kept = await cheap().hash(WRITTEN, LOGIN)

    assert await cheap().verify(kept, unicodedata.normalize(form, WRITTEN), LOGIN) == (True, False)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_hash_of_a_password_as_it_was_typed_holds_and_is_outdated(form: Form) -> None:
    raw = unicodedata.normalize(form, WRITTEN)
    kept = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(raw)

    assert await cheap().verify(kept, WRITTEN, LOGIN) == (True, True)
    assert await cheap().verify(kept, unicodedata.normalize("NFD", WRITTEN), LOGIN) == (True, True)
    assert not (await cheap().verify(kept, WRITTEN + "e", LOGIN)).right


async def test_the_defaults_are_those_that_owasp_recommends() -> None:
    assert "$m=19456,t=2,p=1$" in await Hasher().hash("correct horse", LOGIN)


async def test_an_attempt_begins_when_its_turn_has_come_and_may_be_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasher = cheap()
    kept = await hasher.hash("correct horse", LOGIN)
    begun: list[int] = []

    def begin() -> None:
        if len(begun) == 3:
            raise TokenIMError(errors.RATE_LIMITED)
        begun.append(1)

    outcomes = await asyncio.gather(
        *(hasher.verify(kept, "a guess", LOGIN, begin) for _ in range(8)), return_exceptions=True
    )

    assert outcomes.count(passwords.WRONG) == 3
    assert sum(isinstance(outcome, TokenIMError) for outcome in outcomes) == 5
    assert (await hasher.verify(kept, "correct horse", LOGIN)).right
