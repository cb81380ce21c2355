"""Is whatever is odd in a path, a query or a body refused by name?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.transport.stand import Stand, refused, standing

THINGS = "/v1/shelves/s1/things"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as running:
        yield running


@pytest.fixture
async def http(stand: Stand) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as client:
        yield client


async def test_query_fields_are_read_as_what_they_are(http: httpx2.AsyncClient) -> None:
    answer = await http.get(
        "/v1/shelves/s%2F%C3%BC/places/7?kinds=a&kinds=b%2Cc,d+e&kinds=&numbers=1,2&whole=true&ratio=-1.5e2"
    )

    assert answer.json() == {
        "shelf_id": "s/ü", "place": 7, "kinds": ["a", "b", "c", "d e", ""], "numbers": [1, 2], "whole": True,
        "ratio": -150.0,
    }  # fmt: skip


WRONG = {
    "unknown": ("?colour=red", "colour"),
    "twice": ("?whole=true&whole=false", "whole"),
    "not a number": ("?ratio=NaN", "ratio"),
    "not a word": ("?whole=maybe", "whole"),
    "one of a list": ("?numbers=1&numbers=x", "numbers"),
    "an empty one of a list": ("?numbers=1&numbers=", "numbers"),
    "two in one": ("?ratio=1,2", "ratio"),
    "the path again": ("?place=8", "place"),
    "a quote": ("?%22%5D%7D=1", '"]}'),
    "empty": ("?ratio=", "ratio"),
}


@pytest.mark.parametrize(("query", "field"), WRONG.values(), ids=list(WRONG))
async def test_a_wrong_query_field_is_refused_by_name(
    http: httpx2.AsyncClient, query: str, field: str
) -> None:
    problem = refused(await http.get("/v1/shelves/s1/places/7" + query), 422, "request.invalid")

    assert field in problem["errors"][0]["field"]


@pytest.mark.parametrize(
    "place", ["x", "-", "0", "007", "1.0", "1e3", "9223372036854775808", "9" * 30, "%20"]
)
async def test_a_place_in_the_path_that_is_no_number_is_refused_by_name(
    http: httpx2.AsyncClient, place: str
) -> None:
    problem = refused(await http.get(f"/v1/shelves/s1/places/{place}"), 422, "request.invalid")

    assert problem["errors"][0]["field"] == "place"


@pytest.mark.parametrize("path", [b"%", b"%zz", b"%ff", b"%ed%a0%80"])
async def test_a_badly_encoded_path_is_refused(stand: Stand, path: bytes) -> None:
    for target in (b"/v1/shelves/" + path + b"/places/1", b"/v1/shelves/s1/places/1?kinds=" + path):
        got = await stand.send(b"GET " + target + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")

        assert got.startswith(b"HTTP/1.1 400")
        assert b'"code":"request.malformed"' in got


BODIES = {
    "the path field again": (b'{"text":"a","shelf_id":"s2"}', 422),
    "a key twice": (b'{"text":"a","text":"b"}', 422),
    "unknown": (b'{"text":"a","colour":1}', 422),
    "a list": (b"[]", 422),
    "a number": (b"7", 422),
    "cut": (b'{"text":"a"', 400),
    "two objects": (b'{"text":"a"}{}', 400),
    "not a number": (b'{"text":"a","place":NaN}', 400),
    "a lone surrogate": (b'{"text":"\\ud800"}', 400),
    "no utf-8": (b'{"text":"\xff"}', 400),
    "too large a number": (b'{"text":"a","place":9223372036854775808000}', 422),
    "deep": (b'{"text":' + b"[" * 100_000, 422),
    "a mark": (b'\xef\xbb\xbf{"text":"a"}', 400),
    "nothing": (b"", 422),
    "a comma": (b"{,}", 400),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=list(BODIES))
async def test_a_wrong_body_is_refused(http: httpx2.AsyncClient, body: bytes, status: int) -> None:
    answer = await http.post(THINGS, content=body, headers={"Content-Type": "application/json"})

    refused(answer, status, answer.json()["code"])
    assert (await http.post(THINGS, json={"text": "a"})).status_code == 201


async def test_a_body_of_another_type_is_refused(http: httpx2.AsyncClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        refused(
            await http.post(THINGS, content=b"{}", headers={"Content-Type": kind}),
            415,
            "request.unsupported_type",
        )

    kind = "Application/JSON; charset=utf-8"
    answer = await http.post(THINGS, content=b' {"text":"a"}', headers={"Content-Type": kind})
    assert answer.status_code == 201


async def test_fields_of_a_body_are_refused_in_the_query(http: httpx2.AsyncClient) -> None:
    problem = refused(await http.post(THINGS + "?text=a", json={}), 422, "request.invalid")

    assert problem["errors"][0]["field"] == "text"
