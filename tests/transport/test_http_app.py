"""Does HTTP ask the operations what was meant, and say what they answered?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.transport.stand import Stand, refused, standing
from tokenim.transport.http.answers import JSON, Answer
from tokenim.transport.http.request import Request

ALICE = {"Authorization": "Bearer alice"}
THINGS = "/v1/shelves/s1/things"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path, origins="https://app.example") as running:
        yield running


@pytest.fixture
async def http(stand: Stand) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as client:
        yield client


async def test_a_body_and_the_path_become_one_request(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"text": "a", "place": 3})

    assert answer.status_code == 201
    assert answer.json() == {"shelf_id": "s1", "text": "a", "place": 3, "by": "", "language": "en"}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_what_was_made_has_a_location_and_what_was_there_has_none(http: httpx2.AsyncClient) -> None:
    made = await http.post(THINGS, json={"text": "a/b ä"})
    known = await http.post(THINGS, json={"text": "known"})

    assert (made.status_code, made.headers["location"]) == (201, THINGS + "/a%2Fb%20%C3%A4")
    assert known.status_code == 200
    assert "location" not in known.headers


async def test_an_answer_that_is_given_again_says_so(http: httpx2.AsyncClient) -> None:
    first, again = [
        await http.post(THINGS, json={"text": "kept"}, headers={"idempotency-key": "k"}) for _ in range(2)
    ]

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), first.headers["location"]) == (again.json(), again.headers["location"])
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


async def test_every_request_has_an_id_of_its_own(http: httpx2.AsyncClient) -> None:
    ids = {(await http.post(THINGS, json={"text": "a"})).headers["x-request-id"] for _ in range(5)}

    assert len(ids) == 5


async def test_a_delete_takes_its_fields_from_path_query_or_body(http: httpx2.AsyncClient) -> None:
    plain = await http.delete(THINGS + "/a", headers=ALICE)
    query = await http.delete(THINGS + "/a?place=1", headers=ALICE)
    body = await http.request("DELETE", THINGS + "/a", json={"place": 1}, headers=ALICE)
    both = await http.request("DELETE", THINGS + "/a?place=1", json={"place": 1}, headers=ALICE)

    assert [plain.status_code, query.status_code, body.status_code, both.status_code] == [204, 204, 204, 422]
    assert plain.content == b""


async def test_a_token_tells_who_asks(http: httpx2.AsyncClient) -> None:
    cached = await http.get("/v1/shelves/mine", headers=ALICE)
    looked_up = await http.get("/v1/shelves/mine", headers={"Authorization": "bearer bob"})

    assert cached.json() == {"user_id": "u_alice"}
    assert looked_up.json() == {"user_id": "u_bob"}


async def test_without_credentials_a_challenge_is_answered(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/shelves/mine")

    refused(answer, 401, "auth.required")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("credentials", ["Bearer wrong", "Basic YTpi", "Bearer", "Bearer a b", "alice"])
async def test_wrong_credentials_are_refused(http: httpx2.AsyncClient, credentials: str) -> None:
    answer = await http.get("/v1/shelves/mine", headers={"Authorization": credentials})

    refused(answer, 401, "auth.token_invalid")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_stale_token_does_not_matter_where_none_is_needed(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"text": "a"}, headers={"Authorization": "Bearer wrong"})

    assert answer.status_code == 201
    assert answer.json()["by"] == ""


async def test_a_token_in_the_url_is_no_credential(http: httpx2.AsyncClient) -> None:
    refused(await http.get("/v1/shelves/mine?access_token=alice"), 401, "auth.required")


async def test_a_missing_permission_is_refused(http: httpx2.AsyncClient) -> None:
    refused(await http.get("/v1/secrets", headers=ALICE), 403, "permission.missing")


async def test_a_deprecated_operation_says_until_when(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/secrets", headers=ALICE)

    assert answer.headers["deprecation"] == "@1793491200"
    assert answer.headers["sunset"] == "Mon, 01 Nov 2027 00:00:00 GMT"


async def test_a_rate_limit_says_when_to_come_back(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"text": "too often"})

    problem = refused(answer, 429, "rate.limited")
    assert problem["retry_after_ms"] == 1200
    assert problem["retryable"] is True
    assert answer.headers["retry-after"] == "2"
    assert problem["limit"] == "shelving"
    assert answer.headers["ratelimit"] == '"shelving";r=0;t=2'
    assert answer.headers["ratelimit-policy"] == '"shelving";q=5;w=60'


async def test_a_mistake_of_the_server_is_logged_and_survived(http: httpx2.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await http.post(THINGS, json={"text": "fail"})

    problem = refused(answer, 500, "server.internal")
    assert "shelf" not in json.dumps(problem["detail"])
    assert logs[0]["request_id"] == problem["request_id"]
    assert (await http.post(THINGS, json={"text": "a"})).status_code == 201


async def test_a_mistake_in_a_page_is_logged_and_survived(http: httpx2.AsyncClient, stand: Stand) -> None:
    async def broken(request: Request) -> Answer:
        raise RuntimeError("the page broke")

    stand.site.page("/broken", broken)
    with capture_logs() as logs:
        answer = await http.get("/broken")

    problem = refused(answer, 500, "server.internal")
    assert logs[0]["request_id"] == problem["request_id"]


@pytest.mark.parametrize(
    ("accepted", "chinese"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("en,zh;q=0.5", False),
        ("fr, zh;q=0.1", True),
        ("de", False),
        ("zh;q=x", False),
    ],
)
async def test_a_refusal_speaks_the_language_of_the_client(
    http: httpx2.AsyncClient, accepted: str, chinese: bool
) -> None:
    problem = refused(
        await http.get("/v1/nowhere", headers={"Accept-Language": accepted}), 404, "operation.unknown"
    )

    assert str(problem["user_message"]).isascii() is not chinese


async def test_a_refusal_speaks_the_language_of_the_profile_first(http: httpx2.AsyncClient) -> None:
    headers = {"Authorization": "Bearer bob", "Accept-Language": "en"}

    problem = refused(await http.get("/v1/secrets", headers=headers), 403, "permission.missing")

    assert not str(problem["user_message"]).isascii()


async def test_another_method_is_refused_with_those_allowed(http: httpx2.AsyncClient) -> None:
    answer = await http.put("/v1/shelves/mine")

    refused(answer, 405, "operation.method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_head_answers_as_get_without_a_body(http: httpx2.AsyncClient) -> None:
    got, head = (
        await http.get("/v1/shelves/mine", headers=ALICE),
        await http.head("/v1/shelves/mine", headers=ALICE),
    )

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]


async def test_a_static_segment_is_preferred_to_a_field(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/shelves/mine/places/1")).json()["shelf_id"] == "mine"
    refused(await http.get("/v1/shelves"), 404, "operation.unknown")
    refused(await http.get("/v1/shelves/"), 404, "operation.unknown")
    refused(await http.get("/v1/shelves//places/1"), 404, "operation.unknown")


async def test_the_page_of_an_allowed_origin_may_ask(http: httpx2.AsyncClient) -> None:
    asks = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}

    preflight = await http.options(THINGS, headers=asks)
    answer = await http.post(THINGS, json={"text": "a"}, headers={"Origin": "https://app.example"})

    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "OPTIONS, POST"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers


async def test_the_page_of_another_origin_may_not_read(http: httpx2.AsyncClient) -> None:
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    preflight = await http.options(THINGS, headers=asks)

    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-methods" not in preflight.headers


async def test_an_idempotency_key_must_be_printable(http: httpx2.AsyncClient) -> None:
    for key in ("x" * 201, "a b", ""):
        problem = refused(
            await http.post(THINGS, json={"text": "a"}, headers={"Idempotency-Key": key}),
            422,
            "request.invalid",
        )
        assert problem["errors"][0]["field"] == "Idempotency-Key"


async def test_pages_are_served_beside_the_operations(http: httpx2.AsyncClient, stand: Stand) -> None:
    async def page(request: Request) -> Answer:
        return Answer(200, JSON, b'"here"')

    stand.site.page("/somewhere", page)

    assert (await http.get("/somewhere")).json() == "here"
    refused(await http.post("/somewhere"), 405, "operation.method_not_allowed")


async def test_calls_are_counted_by_outcome(http: httpx2.AsyncClient, stand: Stand) -> None:
    await http.post(THINGS, json={"text": "a"})
    await http.post(THINGS, json={})

    text = stand.app.metrics.page().decode()
    assert 'tokenim_calls_total{operation="shelf.put",outcome="ok",transport="http"} 1.0' in text
    assert 'tokenim_calls_total{operation="shelf.put",outcome="request.invalid",transport="http"} 1.0' in text
    assert 'tokenim_http_request_seconds_count{operation="shelf.put"} 2.0' in text
