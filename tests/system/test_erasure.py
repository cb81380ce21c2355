"""Is nothing left of a deleted user in any file but what they said to others?"""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.system.stand import PASSWORD, running

pytestmark = pytest.mark.system

MARK = "zq7markzq7"


def hits(folder: Path) -> dict[str, int]:
    """Return in which files the mark stands, however it is written, and how often."""
    found = {path.name: path.read_bytes().lower().count(MARK.encode()) for path in folder.iterdir()}
    return {name: count for name, count in found.items() if count}


async def test_a_deleted_user_stands_in_no_file_any_more(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with capture_logs() as lines:
        async with running(data) as stand:
            http = stand.http
            login = await http.post("/v1/auth/login", json={"username": "admin", "password": PASSWORD})
            boss = login.json()["access_token"]
            profile = {
                "display_name": MARK + " d",
                "bio": MARK + " b",
                "avatar_url": "https://x.example/" + MARK,
            }
            body = {"username": MARK, "password": PASSWORD, **profile, "fields": {MARK: MARK}}
            key = {"Authorization": f"Bearer {stand.node.made.key}"}
            made = (await http.post("/v1/server/users", json=body, headers=key)).json()
            path = f"/v1/server/users/{made['id']}"
            again = key | {"Idempotency-Key": "k-1"}
            assert (await http.patch(path, json={"bio": MARK + " c"}, headers=again)).is_success
            tokens = await http.post(
                "/v1/auth/login", json={"username": MARK, "password": PASSWORD, "device_name": MARK}
            )
            mine = {"Authorization": f"Bearer {tokens.json()['access_token']}", "Idempotency-Key": "k-2"}
            assert (await http.patch("/v1/users/me", json={"bio": MARK + " e"}, headers=mine)).is_success
            wrong = {"username": MARK, "password": "a wrong password"}
            assert (await http.post("/v1/auth/login", json=wrong)).status_code == 401
            assert hits(data)
            await stand.ask(boss, "DELETE", f"/admin/users/{made['id']}")
            rows = await stand.ask(boss, "GET", "/admin/audit?limit=200")

        left = hits(data)

    assert MARK not in str(rows).lower()
    assert left == {}
    assert MARK not in str(lines).lower()
