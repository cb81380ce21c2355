"""Is this the password? Argon2id, in threads, few at once: a flood of logins must not stop the chat."""

import asyncio
import os
import secrets
from collections.abc import Callable
from typing import TypeVar

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from tokenim.catalogue import errors

T = TypeVar("T")
WAITING = 1_000


class Hasher:
    """Hashes and verifies. The defaults are the least that OWASP recommends: about 75 ms of one core each."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._argon = argon2.PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turns = asyncio.Semaphore(max(1, (os.cpu_count() or 2) - 1))
        self._waiting = 0
        # Whoever asks about an unknown user waits as long as for a known one.
        self._nobody = self._argon.hash(secrets.token_bytes(16))

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return await self._in_turn(lambda: self._argon.hash(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Return whether the password is the one; nothing kept takes as long and is never right."""
        right = await self._in_turn(lambda: self._matches(kept or self._nobody, password))
        return right and kept is not None

    def outdated(self, kept: str) -> bool:
        """Return whether it was hashed with other parameters than today's."""
        return self._argon.check_needs_rehash(kept)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._argon.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise errors.TokenIMError(errors.SERVER_BUSY, retry_after_ms=1000)
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
