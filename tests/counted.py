"""How many statements does somebody read?"""

from __future__ import annotations

from tokenim.kernel.unit_of_work import Query, Read, Row, Sized


class Counted:
    """A `read` that counts the statements which it passes on."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.statements = 0

    async def __call__(self, *queries: Query | Sized) -> list[list[Row]]:
        self.statements += len(queries)
        return await self._read(*queries)
