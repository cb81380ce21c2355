"""Are quotas the same over HTTP and the socket, and is nothing stored once one is used up?"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from tests.rfc6455.raw import TEXT, Raw, frame
from tests.rfc6455.site import hello
from tests.system.stand import Stand, running
from tokenim.catalogue import limits
from tokenim.stack import OPERATIONS

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Ask for an operation; return the refusal, or nothing."""

KEY = "idempotency_key"
"""Stands among the fields of a request here; each transport has its own place for it."""

pytestmark = pytest.mark.parametrize("transport", ["http", "socket"])


@asynccontextmanager
async def asking(stand: Stand, transport: str, token: str) -> AsyncIterator[Ask]:
    """Let somebody ask by a transport."""
    if transport == "http":
        yield _over_http(stand, token)
        return
    raw = await Raw.opened(stand.port, token)
    await hello(raw)
    yield _over_socket(raw)
    raw.leave()
    await asyncio.sleep(0.1)


def _over_http(stand: Stand, token: str) -> Ask:
    async def ask(name: str, body: dict[str, Any]) -> dict[str, Any]:
        operation = OPERATIONS[name]
        elsewhere = {*operation.path_fields, KEY}
        sent = {field: value for field, value in body.items() if field not in elsewhere}
        headers = {b"authorization": b"Bearer " + token.encode()}
        if KEY in body:
            headers[b"idempotency-key"] = body[KEY].encode()
        answer = await stand.http.request(
            operation.method, "/v1" + operation.path.format(**body), json=sent, headers=headers
        )
        return {} if answer.is_success else dict(answer.json())

    return ask


def _over_socket(raw: Raw) -> Ask:
    async def ask(name: str, body: dict[str, Any]) -> dict[str, Any]:
        key = {KEY: body[KEY]} if KEY in body else {}
        sent = {field: value for field, value in body.items() if field != KEY}
        await raw.send(frame(TEXT, json.dumps({"id": 7, "op": name, "body": sent, **key}).encode()))
        while True:
            got = await raw.frame()
            assert got is not None
            read = json.loads(got.payload)
            if read.get("id") == 7:
                return dict(read.get("error", {}))

    return ask


async def until_refused(
    ask: Ask, name: str, body: Callable[[int], dict[str, Any]], most: int = 20
) -> tuple[int, dict[str, Any]]:
    """Ask until it is refused; return (how often it was done, the refusal)."""
    for number in range(most):
        if refusal := await ask(name, body(number)):
            return number, refusal
    raise AssertionError(f"{name} was never refused")


def entries(folder: Path) -> int:
    """Return how many entries the log has."""
    with closing(sqlite3.connect(folder / "tokenim.db")) as db:
        return int(db.execute("SELECT count(*) FROM entries").fetchone()[0])


def text(room: str, number: int, size: int = 2_000) -> dict[str, Any]:
    """Return a message to send."""
    return {
        "conversation_id": room, "client_id": f"c{number}", "type": "text", "content": {"text": "x" * size},
    }  # fmt: skip


async def test_who_stored_the_bytes_of_a_day_stores_no_more_but_may_go_on_reading_and_leave(
    tmp_path: Path, transport: str
) -> None:
    async with running(tmp_path, limits=True, stored_bytes_per_day=20_000) as stand:
        tokens = await stand.register("alice")
        bob = (await stand.register("bob"))["user"]["id"]
        room = await stand.group(tokens["access_token"], bob)
        async with asking(stand, transport, tokens["access_token"]) as ask:
            sent, refusal = await until_refused(ask, "messages.send", lambda number: text(room, number))
            before = entries(tmp_path)

            assert sent >= 8
            assert (refusal["code"], refusal["limit"]) == ("quota.exceeded", "stored_bytes")
            assert refusal["retryable"]
            assert 0 < refusal["retry_after_ms"] < 86_400_000
            changes: dict[str, dict[str, Any]] = {
                "messages.edit": {"conversation_id": room, "seq": 1, "content": {"text": "y"}},
                "reactions.add": {"conversation_id": room, "seq": 1, "emoji": "👍"},
                "groups.update": {"conversation_id": room, "name": "Other"},
                "groups.transfer": {"conversation_id": room, "user_id": bob},
                "members.set_role": {"conversation_id": room, "user_id": bob, "role": "admin"},
                "conversations.prefer": {"conversation_id": room, "pinned": True, "muted": False},
                "messages.hide": {"conversation_id": room, "seq": 1},
                "conversations.create": {"kind": "group", "name": "More"},
                "users.update": {"bio": "Full"},
            }
            for name, body in changes.items():
                assert (await ask(name, body)).get("code") == "quota.exceeded", name
            assert entries(tmp_path) == before

            assert await ask("messages.send", text(room, 0)) == {}
            assert entries(tmp_path) == before
            assert await ask("conversations.read", {"conversation_id": room, "seq": 1}) == {}
            assert await ask("messages.recall", {"conversation_id": room, "seq": 1}) == {}
            assert await ask("auth.logout", {}) == {}


async def test_an_application_has_a_quota_of_its_own_whoever_it_acts_for(
    tmp_path: Path, transport: str
) -> None:
    quota = {"stored_bytes_per_day": 5_000, "application_quota_factor": 4}
    async with running(tmp_path, limits=True, **quota) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        acting = {"act_as": tokens["user"]["id"]}
        async with asking(stand, transport, stand.node.made.key) as ask:
            sent, refusal = await until_refused(
                ask, "server.messages.send", lambda number: text(room, number) | acting
            )

        assert sent >= 8
        assert (refusal["code"], refusal["limit"]) == ("quota.exceeded", "stored_bytes")
        async with asking(stand, transport, tokens["access_token"]) as alice:
            assert await alice("messages.send", text(room, 100, 10)) == {}


async def test_what_was_stored_still_counts_after_a_restart(tmp_path: Path, transport: str) -> None:
    async with running(tmp_path, limits=True, stored_bytes_per_day=5_000) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        async with asking(stand, transport, tokens["access_token"]) as ask:
            assert await ask("messages.send", text(room, 1, 6_000)) == {}

    async with (
        running(tmp_path, limits=True, stored_bytes_per_day=5_000) as stand,
        asking(stand, transport, tokens["access_token"]) as ask,
    ):
        assert (await ask("messages.send", text(room, 2, 10))).get("code") == "quota.exceeded"


async def test_one_user_has_so_many_reactions_on_a_message(tmp_path: Path, transport: str) -> None:
    async with running(tmp_path) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        async with asking(stand, transport, tokens["access_token"]) as ask:
            await ask("messages.send", text(room, 1))
            place = {"conversation_id": room, "seq": 1}
            done, refusal = await until_refused(
                ask, "reactions.add", lambda number: place | {"emoji": f"e{number}"}, limits.REACTIONS
            )

    assert (done, refusal["code"]) == (limits.REACTIONS_OF_ONE, "message.own_reactions_full")


async def test_a_message_is_edited_so_often_and_no_more(
    tmp_path: Path, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EDITS", 5)
    async with running(tmp_path) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        async with asking(stand, transport, tokens["access_token"]) as ask:
            await ask("messages.send", text(room, 1))
            place = {"conversation_id": room, "seq": 1}
            done, refusal = await until_refused(
                ask, "messages.edit", lambda number: place | {"content": {"text": f"{number}"}}
            )

    assert (done, refusal["code"]) == (5, "message.edits_full")


async def test_a_day_has_so_many_idempotency_keys(tmp_path: Path, transport: str) -> None:
    async with running(tmp_path, limits=True, idempotency_keys_per_day=3) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        async with asking(stand, transport, tokens["access_token"]) as ask:
            done, refusal = await until_refused(
                ask, "groups.update",
                lambda number: {"conversation_id": room, "name": f"n{number}", "idempotency_key": f"k{number}"},
            )  # fmt: skip

    assert (done, refusal["code"], refusal["limit"]) == (3, "quota.exceeded", "idempotency_keys")


@pytest.mark.parametrize("key", ["", "two words", "a\ttab", "ключ", "x" * (limits.IDEMPOTENCY_KEY_CHARS + 1)])
async def test_a_key_has_the_same_letters_on_both_transports(
    tmp_path: Path, transport: str, key: str
) -> None:
    async with running(tmp_path) as stand:
        tokens = await stand.register("alice")
        room = await stand.group(tokens["access_token"])
        before = entries(tmp_path)
        async with asking(stand, transport, tokens["access_token"]) as ask:
            body = {"conversation_id": room, "name": "Other", "idempotency_key": key}
            assert (await ask("groups.update", body))["code"] == "request.invalid"

    assert entries(tmp_path) == before
