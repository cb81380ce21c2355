"""Is every token, ticket and `Authorization` header read as what it was made of, or refused as documented?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.features.world import Cuts
from tests.fuzz import harness

with harness.instrumented():
    from tokenim.catalogue import errors
    from tokenim.features.auth import model
    from tokenim.features.auth.service.authenticator import TokenAuthenticator
    from tokenim.kernel.addresses import Proxies
    from tokenim.kernel.unit_of_work import Context, Row
    from tokenim.transport.http.request import Request

KINDS = ((model.ACCESS, "s"), (model.REFRESH, "s"), (model.KEY, "app"))
SEEDS = [
    model.token(model.ACCESS, "s_1", b"a" * 32).encode(),
    model.token(model.REFRESH, "s_1", b"r" * 48).encode(),
    model.token(model.KEY, "app_1", b"k" * 32).encode(),
    b"Bearer " + model.token(model.ACCESS, "s_1", b"a" * 32).encode(),
    b"tkt_ticket",
    b"Bearer   a=b",
]


async def _nothing(*queries: object) -> list[list[Row]]:
    """Be a database in which nobody has a session."""
    return [[] for _ in queries]


_authenticator = TokenAuthenticator(Context(_nothing), Cuts())


def one(data: bytes) -> None:
    """Show bytes as a token of every kind, as a ticket, and as a header."""
    text = data.decode("latin-1")
    for kind, prefix in KINDS:
        shown = model.presented(text, kind, prefix)
        if shown is not None:
            again = model.presented(model.token(kind, shown.id, shown.secret), kind, prefix)
            assert again == shown, text
    _refused(errors.TICKET_INVALID, lambda: _authenticator.ticket(text))
    header = _header(data)
    if header is not None:
        assert header.encode() in data
        _refused(
            errors.AUTH_TOKEN_INVALID, lambda: asyncio.run(_authenticator.authenticate(header, "127.0.0.1"))
        )


def _header(data: bytes) -> str | None:
    scope: dict[str, Any] = {
        "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "client": None,
        "headers": [(b"authorization", data)], "state": {},
    }  # fmt: skip
    return harness.allowed(lambda: Request(scope, Proxies()).token, errors.AUTH_TOKEN_INVALID)


def _refused(code: errors.Code, show: Callable[[], object]) -> None:
    assert harness.allowed(show, code) is None, "nobody has such a token"


if __name__ == "__main__":
    harness.main(one, SEEDS)
