"""Do two who edit the same thing over HTTP find out about each other?"""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.processes import Server

pytestmark = pytest.mark.system
PASSWORD = "correct horse battery"


async def person(http: httpx2.AsyncClient, name: str) -> dict[str, str]:
    """Register somebody; return the headers with which they ask."""
    made = await http.post("/v1/auth/register", json={"username": name, "password": PASSWORD})
    return {"authorization": "Bearer " + made.json()["access_token"]}


async def test_a_change_over_a_state_that_is_over_is_refused(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        ann = await person(http, "conditions-ann")
        group = await http.post("/v1/conversations", headers=ann, json={"kind": "group", "name": "Lunch"})
        for path in ("/v1/users/me", f"/v1/conversations/{group.json()['id']}"):
            seen = (await http.get(path, headers=ann)).headers["etag"]
            field = "bio" if "users" in path else "description"

            async def changed(tag: str, value: str, path: str = path, field: str = field) -> Any:
                return await http.patch(path, headers=ann | {"if-match": tag}, json={field: value})

            assert (await changed(seen, "first")).is_success
            for tag in (seen, '"not-ours"', f"W/{seen}", f"{seen}, {seen}"):
                late = await changed(tag, "second")
                assert (late.status_code, late.json()["code"]) == (412, "precondition.failed")
            assert (await http.get(path, headers=ann)).json()[field] == "first"
            assert (await changed("*", "third")).is_success
            now = (await http.get(path, headers=ann)).headers["etag"]
            assert now != seen
            assert (await changed(now, "fourth")).is_success


async def test_an_answer_that_is_given_again_names_its_version_too(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        bob = await person(http, "conditions-bob")
        headers = bob | {"idempotency-key": "once"}

        first = await http.patch("/v1/users/me", headers=headers, json={"bio": "Hi"})
        again = await http.patch("/v1/users/me", headers=headers, json={"bio": "Hi"})

        assert first.headers["etag"] == again.headers["etag"]


async def test_a_condition_that_could_not_be_kept_is_refused(server: Server) -> None:
    async with httpx2.AsyncClient(base_url=server.url) as http:
        cleo = await person(http, "conditions-cleo")

        refused = await http.delete("/v1/conversations/c_none", headers=cleo | {"if-match": '"1"'})

        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "If-Match"
