"""How does a request travel over HTTP? With the token, renewed when it has expired, and again where it is safe."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2
import msgspec

from tokenim_client import ids
from tokenim_client.errors import UNREADABLE, NotConnected, Problem, TokenIMError
from tokenim_client.outbox import backoff
from tokenim_client.routes import ROUTES
from tokenim_client.shapes import Account, Credentials, Tokens

T = TypeVar("T")
OnTokens = Callable[[Tokens], Awaitable[None]]
ATTEMPTS = 4
PUBLIC = {"auth.register", "auth.login", "auth.refresh"}


class Rest:
    """The HTTP side of one client. A token that is an application's key has nothing to renew it with."""

    def __init__(
        self, url: str, tokens: Credentials, on_tokens: OnTokens | None, headers: dict[str, str]
    ) -> None:
        self.url = url.rstrip("/")
        self.tokens = tokens
        self.user: Account | None = None
        self._on_tokens = on_tokens
        self._renewing = asyncio.Lock()
        limits = httpx2.Limits(max_connections=20, keepalive_expiry=20)
        self._http = httpx2.AsyncClient(base_url=self.url + "/v1", headers=headers, limits=limits, timeout=15)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, name: str, answer: type[T], /, **fields: Any) -> T:
        """Carry out an operation and return its answer; fields that are None are left out.

        A request that failed on the way is made again: the server carries it out once, by its idempotency key.
        """
        key = ids.new()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._ask(name, answer, fields, key)
            except (TokenIMError, httpx2.TransportError) as error:
                wait = _wait(name, error, attempt)
                if wait is not None:
                    await asyncio.sleep(wait)
                elif isinstance(error, TokenIMError):
                    raise
                else:
                    raise NotConnected(f"{name}: {str(error) or type(error).__name__}") from error
        raise AssertionError("the last attempt returns or raises")

    async def _ask(self, name: str, answer: type[T], fields: dict[str, Any], key: str) -> T:
        token = "" if name in PUBLIC else self.tokens.access_token
        response = await self._request(name, fields, key, token)
        if response.status_code == 401 and name not in PUBLIC and await self.renew(token):
            response = await self._request(name, fields, key, self.tokens.access_token)
        if response.is_error:
            raise TokenIMError(_problem(response))
        return msgspec.json.decode(response.content or b"null", type=answer)

    async def _request(self, name: str, fields: dict[str, Any], key: str, token: str) -> httpx2.Response:
        method, template = ROUTES[name]
        given = {field: value for field, value in fields.items() if value is not None}
        path = template.format_map({field: _segment(value) for field, value in given.items()})
        rest = {field: value for field, value in given.items() if f"{{{field}}}" not in template}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if method == "GET":
            return await self._http.request(method, path, params=rest, headers=headers)
        headers |= {"Idempotency-Key": key, "Content-Type": "application/json"}
        content = msgspec.json.encode(rest) if rest else None
        return await self._http.request(method, path, content=content, headers=headers)

    async def renew(self, expired: str) -> bool:
        """Renew the access token unless somebody did meanwhile; say whether there is another one now."""
        async with self._renewing:
            if self.tokens.access_token != expired:
                return True
            if not self.tokens.refresh_token:
                return False
            try:
                renewed = await self.ask("auth.refresh", Tokens, refresh_token=self.tokens.refresh_token)
            except TokenIMError as error:
                if error.status == 401 and error.code != UNREADABLE:
                    return False
                raise
            await self.use(renewed)
            return True

    async def use(self, tokens: Tokens) -> None:
        """Use these tokens from now on, and tell the application, which may keep them."""
        self.tokens, self.user = tokens, tokens.user
        if self._on_tokens is not None:
            await self._on_tokens(tokens)


def _wait(name: str, error: Exception, attempt: int) -> float | None:
    """Return how long to wait before the next attempt, or nothing when there shall be none."""
    if attempt == ATTEMPTS:
        return None
    if isinstance(error, TokenIMError):
        if not error.retryable:
            return None
        if error.retry_after_ms is not None:
            return error.retry_after_ms / 1000
    # These two do things that happen again when asked for again.
    elif name in {"auth.register", "auth.login"}:
        return None
    return random.uniform(0, backoff(attempt) / 1000)  # noqa: S311


def _segment(value: Any) -> str:
    """Write a value as one segment of a path; dots alone would be taken for a way up."""
    text = quote(str(value), safe="")
    return text.replace(".", "%2E") if text in {".", ".."} else text


def _problem(response: httpx2.Response) -> Problem:
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        # Not from the server: a proxy in front of it.
        retryable = response.status_code in {502, 503, 504}
        detail = f"HTTP {response.status_code} without a problem the client can read"
        return Problem(status=response.status_code, detail=detail, retryable=retryable)
