"""Is this the password? Argon2id, in threads, few at once: a flood of logins must not stop the chat."""

import asyncio
import os
import secrets
import unicodedata
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from tokenim.features.auth.service.hash_queue import Asker, HashQueue

T = TypeVar("T")


class Verdict(NamedTuple):
    """Whether a password is right, and whether its hash is not what would be kept of it today."""

    right: bool
    outdated: bool


WRONG = Verdict(right=False, outdated=False)


def normal(password: str) -> str:
    """Return the one form of a password that is hashed: systems compose the same letters differently (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def forms(password: str) -> list[str]:
    """Return the forms in which a password may have been hashed, today's first; one where there is no choice."""
    composed, decomposed = unicodedata.normalize("NFC", password), unicodedata.normalize("NFD", password)
    return list(dict.fromkeys([normal(password), password, composed, decomposed]))


def _at_once() -> None:
    """Begin an attempt that nobody counts."""


class Hasher:
    """Hashes and verifies. The defaults are the least that OWASP recommends: about 75 ms of one core each."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._argon = argon2.PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turns = HashQueue(max(1, (os.cpu_count() or 2) - 1))
        # Whoever asks about an unknown user waits as long as for a known one.
        self._nobody = self._argon.hash(secrets.token_bytes(16))

    async def hash(self, password: str, asker: Asker) -> str:
        """Return what is kept of a password."""
        return await self._in_turn(asker, _at_once, lambda: self._argon.hash(normal(password)))

    async def verify(
        self, kept: str | None, password: str, asker: Asker, begin: Callable[[], None] = _at_once
    ) -> Verdict:
        """Return whether the password is the one; nothing kept takes as long and is never right.

        `begin` is called when the turn has come, at once before the password is looked at; it may refuse.
        """
        form = await self._in_turn(asker, begin, lambda: self._matching(kept or self._nobody, password))
        if kept is None or form is None:
            return WRONG
        return Verdict(right=True, outdated=form > 0 or self._argon.check_needs_rehash(kept))

    def _matching(self, kept: str, password: str) -> int | None:
        """Return which form of the password was hashed."""
        matching = (number for number, form in enumerate(forms(password)) if self._matches(kept, form))
        return next(matching, None)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._argon.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, asker: Asker, begin: Callable[[], None], work: Callable[[], T]) -> T:
        async with self._turns.turn(asker):
            begin()
            return await asyncio.to_thread(work)
