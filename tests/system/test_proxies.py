"""Does a client behind a proxy count as itself, over HTTP and on a socket, and nobody else?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.system.stand import PASSWORD, Stand, running
from tokenim.catalogue.settings import Settings

pytestmark = pytest.mark.system

LOCAL = "127.0.0.0/8"


async def log_in(stand: Stand, username: str, password: str, client: str) -> Any:
    return await stand.http.post(
        "/v1/auth/login",
        json={"username": username, "password": password},
        headers={"X-Forwarded-For": client},
    )


def socket(stand: Stand, token: str, client: str) -> connect:
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": client}
    return connect(f"ws://127.0.0.1:{stand.port}/v1/ws", additional_headers=headers)


async def end_of(stand: Stand, token: str, client: str) -> int:
    """Open a socket and return the code that it was closed with; 0 where it stays."""
    async with socket(stand, token, client) as opened:
        try:
            await opened.send('{"id": 1, "op": "hello", "body": {}}')
            await opened.recv()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0
        return 0


async def test_the_record_names_the_address_that_each_act_came_from(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies=LOCAL) as stand:
        bob = (await stand.register("bob"))["user"]["id"]
        token = (await log_in(stand, "admin", PASSWORD, "203.0.113.1")).json()["access_token"]

        async def over_http(client: str, act: str) -> None:
            headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": client}
            path = f"/v1/admin/users/{bob}/{act}"
            assert (await stand.http.post(path, headers=headers)).is_success

        await over_http("203.0.113.1", "suspend")
        async with socket(stand, token, "203.0.113.3") as opened:
            await opened.send('{"id": 1, "op": "hello", "body": {}}')
            await opened.recv()
            await over_http("203.0.113.2", "restore")
            await opened.send(f'{{"id": 2, "op": "admin.users.delete", "body": {{"user_id": "{bob}"}}}}')
            while '"id":2' not in str(await opened.recv()):
                pass
        rows = (await stand.ask(token, "GET", f"/admin/audit?target={bob}"))["items"]

    found = {row["operation"]: row["address"] for row in rows if row["operation"].startswith("admin.")}
    assert found == {
        "admin.users.suspend": "203.0.113.1",
        "admin.users.restore": "203.0.113.2",
        "admin.users.delete": "203.0.113.3",
    }


async def test_the_address_of_a_session_is_the_one_that_a_trusted_proxy_saw(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies=LOCAL) as stand:
        await stand.register("alice")
        tokens = (await log_in(stand, "alice", PASSWORD, "1.2.3.4, 203.0.113.9, 127.0.0.5")).json()

        shown = await stand.ask(tokens["access_token"], "GET", "/auth/sessions")

    assert [item["address"] for item in shown["items"]] == ["203.0.113.9", "127.0.0.1"]


async def test_failures_of_one_client_do_not_keep_the_others_behind_the_proxy_out(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies=LOCAL, login_attempts_per_minute=1) as stand:
        await stand.register("alice")
        for number in range(10):
            await log_in(stand, f"nobody{number}", "wrong password", "203.0.113.9")

        assert (await log_in(stand, "another", "wrong password", "203.0.113.9")).status_code == 429
        assert (await log_in(stand, "alice", PASSWORD, "198.51.100.7")).status_code == 200


async def test_sockets_are_counted_by_the_address_behind_the_proxy(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies=LOCAL, ws_sockets_per_address=1) as stand:
        token = (await stand.register("alice"))["access_token"]
        async with socket(stand, token, "2001:db8::1"):
            assert await end_of(stand, token, "2001:db8::2") == 4429
            assert await end_of(stand, token, "2001:db8:1::1") == 0


async def test_whoever_is_no_trusted_proxy_is_not_believed(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies="10.0.0.0/8", ws_sockets_per_address=1) as stand:
        tokens = await stand.register("alice")
        await log_in(stand, "alice", PASSWORD, "203.0.113.9")
        shown = await stand.ask(tokens["access_token"], "GET", "/auth/sessions")
        async with socket(stand, tokens["access_token"], "203.0.113.1"):
            assert await end_of(stand, tokens["access_token"], "203.0.113.2") == 4429

    assert {item["address"] for item in shown["items"]} == {"127.0.0.1"}


async def test_a_proxy_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TOKENIM_TRUSTED_PROXIES cannot be used: proxy is neither"):
        async with running(tmp_path, trusted_proxies="proxy"):
            pass
    assert Settings().trusted_proxies == ""
