"""How does a login ask over HTTP?"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2

from tokenim.proof.crowd.asking import Body, Denied, NoAnswer, over_http

PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.05


class HttpLine:
    """A login that asks by requests; without a token, anybody."""

    def __init__(self, http: httpx2.AsyncClient, token: str, *, user: str = "", name: str = "") -> None:
        self.user = user
        self.name = name
        self.login = f"{user}/{name}"
        self.token = token
        self.over = asyncio.Event()
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def ask(self, op: str, body: Body, key: str = "") -> Any:
        """Return the answer; raise `Denied` or `NoAnswer`."""
        request = over_http(op, body)
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        query = request.rest if request.method == "GET" else None
        sent = request.rest if request.rest and query is None else None
        try:
            answer = await self._http.request(
                request.method, request.path, params=query, json=sent, headers=headers
            )
        except httpx2.TransportError as error:
            raise NoAnswer(str(error)) from error
        if not answer.is_success:
            raise _denied(answer)
        return answer.json() if answer.content else None


class PatientLine(HttpLine):
    """A login that asks again while no answer comes."""

    async def ask(self, op: str, body: Body, key: str = "") -> Any:
        """Return the answer; raise `Denied`, or `NoAnswer` after long."""
        until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                return await super().ask(op, body, key)
            except (NoAnswer, Denied) as error:
                late = asyncio.get_running_loop().time() > until
                if late or (isinstance(error, Denied) and not error.retryable):
                    raise
            await asyncio.sleep(PAUSE_SECONDS)


def _denied(answer: httpx2.Response) -> Denied | NoAnswer:
    try:
        return Denied(answer.json())
    except ValueError:
        # Somebody between us and the server speaks for it.
        return NoAnswer(f"status {answer.status_code}")
