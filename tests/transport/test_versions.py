"""Do old clients keep their shapes while features know only the newest?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.transport.stand import Stand, standing
from tokenim.transport.versions.change import Change, Data
from tokenim.transport.versions.served import VERSIONS, Version, Versions


class TextInsteadOfWords(Change):
    """`words` of a thing are called `text`."""

    operations = frozenset({"shelf.put"})
    events = frozenset({"thing.put"})

    def upgrade(self, operation: str, request: Data) -> Data:
        """Call it text."""
        if "words" in request:
            request["text"] = request.pop("words")
        return request

    def downgrade(self, operation: str, answer: Any) -> Any:
        """Call it words."""
        answer["words"] = answer.pop("text")
        return answer

    def downgrade_event(self, kind: str, data: Data) -> Data:
        """Call it words."""
        return {"words": data["text"]}

    def document(self, openapi: Data) -> Data:
        """Describe words."""
        return openapi | {"described": "words"}


TWO = Versions(
    Version(1, "2026-11-24", (TextInsteadOfWords(),), sunset="2028-01-01"), Version(2, "2027-01-01")
)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path, versions=TWO) as running:
        yield running


@pytest.fixture
async def http(stand: Stand) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as client:
        yield client


async def test_a_request_climbs_and_its_answer_descends(http: httpx2.AsyncClient) -> None:
    old = await http.post("/v1/shelves/s1/things", json={"words": "a"})
    new = await http.post("/v2/shelves/s1/things", json={"text": "a"})

    assert old.json()["words"] == "a"
    assert "text" not in old.json()
    assert new.json()["text"] == "a"


async def test_the_new_version_does_not_know_the_old_shape(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/v2/shelves/s1/things", json={"words": "a"})).status_code == 422


async def test_an_operation_without_changes_is_the_same_in_all_versions(http: httpx2.AsyncClient) -> None:
    answers = [await http.get(f"/v{number}/shelves/s1/places/1") for number in (1, 2)]

    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("body", [b'{"words":"a","words":"b"}', b"[", b"[1]", b"[" * 100_000])
async def test_strictness_holds_in_the_old_version(http: httpx2.AsyncClient, body: bytes) -> None:
    answer = await http.post(
        "/v1/shelves/s1/things", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in (400, 422)


async def test_the_header_chooses_where_the_path_does_not(http: httpx2.AsyncClient) -> None:
    old = await http.post("/shelves/s1/things", json={"words": "a"}, headers={"X-Version": "1"})
    new = await http.post("/shelves/s1/things", json={"text": "a"}, headers={"X-Version": "2"})

    assert (old.json()["words"], new.json()["text"]) == ("a", "a")
    assert (old.headers["x-version"], new.headers["x-version"]) == ("1", "2")


async def test_a_version_may_be_named_as_the_path_names_it(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/shelves/s1/things", json={"words": "a"}, headers={"X-Version": "v1"})

    assert (answer.status_code, answer.headers["x-version"]) == (201, "1")


async def test_a_refusal_says_which_version_spoke(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/v1/shelves/s1/things", json={})).headers["x-version"] == "1"


async def test_without_any_version_nothing_is_found(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/shelves/s1/places/1")).json()["code"] == "operation.unknown"


@pytest.mark.parametrize(
    ("path", "header"),
    [("/v3/shelves/s1/places/1", None), ("/v1/shelves/s1/places/1", "2"), ("/shelves", "x")],
)
async def test_an_unknown_or_contradicting_version_is_refused(
    http: httpx2.AsyncClient, path: str, header: str | None
) -> None:
    answer = await http.get(path, headers={"X-Version": header} if header else {})

    assert (answer.status_code, answer.json()["code"]) == (404, "version.unknown")


def test_events_descend_once_for_a_version_that_needs_it() -> None:
    old, new = TWO.served

    assert old.changes_event("thing.put")
    assert not new.changes_event("thing.put")
    assert not old.changes_event("thing.taken")
    assert old.descend_event("thing.put", {"text": "a"}) == {"words": "a"}
    assert old.document({}) == {"described": "words"}


def test_the_list_of_versions_tells_status_and_changes() -> None:
    old, new = TWO.described()["items"]

    assert (old["status"], old["sunset"], old["changes"]) == (
        "deprecated", "2028-01-01", ["`words` of a thing are called `text`."],
    )  # fmt: skip
    assert (new["version"], new["status"], new["path"]) == ("2", "current", "/v2")


def test_the_version_served_now_costs_nothing() -> None:
    version, raw = VERSIONS.newest, b'{"a":1}'
    answer = object()

    assert version.upgrade("messages.send", raw) is raw
    assert version.downgrade("messages.send", answer) is answer
