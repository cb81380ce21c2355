"""Are the documents valid, complete and served as they should be?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from openapi_spec_validator import validate

from tests.processes import FIGURES
from tests.transport.stand import SHELVES, Stand, refused, standing
from tokenim.catalogue.closes import CLOSES
from tokenim.catalogue.errors import CODES
from tokenim.catalogue.events import EVENTS
from tokenim.kernel.operation import Operation
from tokenim.transport import asyncapi, openapi
from tokenim.transport.docs import html, pages, samples
from tokenim.transport.http.probes import Probes
from tokenim.transport.versions.served import VERSIONS

EVERY_PAGE = [
    *html.PAGES,
    "/docs/assets/style.css",
    "/docs/assets/here.js",
    "/docs/assets/swagger-ui-bundle.js",
    "/v1/openapi.json",
]


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as running:
        pages.add_to(running.site, SHELVES.values(), VERSIONS)
        yield running


@pytest.fixture
async def http(stand: Stand) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as client:
        yield client


def targets(value: Any) -> set[str]:
    """Return everything that the document refers to."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(targets(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(targets(item) for item in value))
    return set()


def resolved(document: Any, target: str) -> Any:
    """Follow one reference."""
    for part in target.removeprefix("#/").split("/"):
        document = document[part]
    return document


async def test_openapi_is_valid_and_holds_every_operation(http: httpx2.AsyncClient) -> None:
    document = (await http.get("/v1/openapi.json")).json()

    validate(document)
    found = {item["x-operation"] for path in document["paths"].values() for item in path.values()}
    assert found == set(SHELVES)


def test_a_field_is_described_where_it_stands() -> None:
    document = openapi.build(SHELVES.values())
    paths = document["paths"]
    put = paths["/v1/shelves/{shelf_id}/things"]["post"]
    browse = paths["/v1/shelves/{shelf_id}/places/{place}"]["get"]
    clear = paths["/v1/shelves/{shelf_id}/things/{text}"]["delete"]

    places = {it["name"]: it["in"] for it in put["parameters"]}
    assert places == {"shelf_id": "path", "Idempotency-Key": "header"}
    assert put["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Put"}
    assert document["components"]["schemas"]["Put"]["required"] == ["text"]
    in_path = {it["name"] for it in browse["parameters"] if it["in"] == "path"}
    in_query = {it["name"] for it in browse["parameters"] if it["in"] == "query"}
    assert in_path == {"shelf_id", "place"}
    assert in_query == {"kinds", "numbers", "whole", "ratio"}
    assert "requestBody" not in clear
    assert {it["name"]: it["in"] for it in clear["parameters"]}["place"] == "query"


def test_security_deprecation_and_refusals_are_described() -> None:
    document = openapi.build(SHELVES.values())
    paths = document["paths"]
    secret, put = paths["/v1/secrets"]["get"], paths["/v1/shelves/{shelf_id}/things"]["post"]

    assert secret["security"] == [{"userToken": []}]
    assert secret["deprecated"] is True
    assert put["security"] == []
    assert "deprecated" not in put
    refusals = put["responses"]["422"]["content"]["application/problem+json"]
    assert refusals["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "request.invalid" in put["responses"]["422"]["x-codes"]
    assert refusals["examples"]["request.invalid"] == {"$ref": "#/components/examples/request.invalid"}
    for target in targets(document):
        assert resolved(document, target) is not None


async def test_asyncapi_holds_every_operation_event_and_close(http: httpx2.AsyncClient) -> None:
    document = (await http.get("/v1/asyncapi.json")).json()

    assert document["asyncapi"] == "3.0.0"
    asked = {item["title"] for item in document["operations"].values() if item["action"] == "receive"}
    assert asked == {"hello", *SHELVES}
    assert set(EVENTS) <= set(document["components"]["messages"])
    channel = document["channels"]["socket"]
    assert {close["code"] for close in channel["x-close-codes"]} == set(CLOSES)
    for target in targets(document):
        assert resolved(document, target) is not None


def test_a_durable_event_says_who_and_when() -> None:
    document = asyncapi.build(SHELVES.values())
    schemas = document["components"]["schemas"]
    sent, joined, typing = schemas["MessageSent"], schemas["MemberJoined"], schemas["TypingStarted"]

    assert {"seq", "sender_id", "sent_at"} <= set(sent["required"])
    assert {"by", "at"} <= set(joined["required"])
    assert "seq" not in document["components"]["messages"]["typing.started"]["payload"]["properties"]
    assert "by" not in typing["properties"]


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_a_page_is_served_and_not_sent_twice(http: httpx2.AsyncClient, path: str) -> None:
    first = await http.get(path)
    again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})
    plain = await http.get(path, headers={"Accept-Encoding": "identity"})

    assert first.status_code == 200
    assert first.headers["x-content-type-options"] == "nosniff"
    assert (again.status_code, again.content) == (304, b"")
    assert plain.content == first.content


@pytest.mark.parametrize("path", list(html.PAGES))
async def test_a_page_needs_nothing_from_elsewhere(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path)

    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]* src=)", answer.text)
    chat = "/"
    for target in set(re.findall(r'(?:src|href)="([^"#]+)', answer.text)) - {chat}:
        assert target.startswith("/")
        assert (await http.get(target)).status_code == 200, target


async def test_the_type_of_a_problem_leads_to_its_place_in_the_documentation(
    http: httpx2.AsyncClient,
) -> None:
    problem = refused(await http.get("/v1/nowhere"), 404, "operation.unknown")
    path, _, anchor = problem["type"].partition("#")

    assert f'id="{anchor}"' in (await http.get(path)).text


@pytest.mark.parametrize("path", html.PAGES)
async def test_a_slash_too_many_leads_to_the_page(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path + "/")

    assert (answer.status_code, answer.headers["location"]) == (308, path)


async def test_an_unknown_page_names_the_pages(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/docs/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f'<a href="{path}">' in answer.text for path in html.PAGES)


async def test_every_page_leads_to_the_others_and_to_the_chat(http: httpx2.AsyncClient) -> None:
    for path in html.PAGES:
        text = (await http.get(path)).text
        assert f'<a href="{path}" aria-current="page">' in text
        assert all(f'href="{other}"' in text for other in [*html.PAGES, "/"])


async def test_every_error_and_event_has_an_entry(http: httpx2.AsyncClient) -> None:
    errors, events = (await http.get("/docs/errors")).text, (await http.get("/docs/events")).text

    assert all(f'<tr id="{name}">' in errors for name in CODES)
    assert all(f'<details id="{kind}">' in events for kind in EVENTS)
    shapes = set(re.findall(r'href="#(shape-[^"]+)"', events))
    assert shapes
    assert all(f"<details id={shape}>" in events for shape in shapes)


async def test_an_operation_is_shown_with_its_fields_answer_and_refusals(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/docs/operations")).text

    put = page.split('<details id="shelf.put">')[1].split("</details>")[0]
    assert "POST /v1/shelves/{shelf_id}/things" in put
    for shown in (">Put<", ">Placed<", "request.too_large"):
        assert shown in put
    assert "<details id=shape-Put>" in page


def test_an_operation_is_shown_in_a_shell_and_for_users_in_both_clients() -> None:
    described = {
        "x-operation": "reactions.add", "x-socket": True, "security": [{"userToken": []}],
        "parameters": [
            {"name": "emoji", "in": "path", "example": "👍/"},
            {"name": "ids", "in": "query", "example": ["a", "b"]},
            {"name": "key", "in": "header"},
        ],
        "requestBody": {"content": {"json": {"examples": {"one": {"value": {"text": "it's <b>"}}}}}},
    }  # fmt: skip
    found = unescape(samples.samples("put", "/v1/{emoji}", described))
    assert 'curl -X PUT "$URL/v1/%F0%9F%91%8D%2F?ids=a&ids=b"' in found
    assert '-H "Authorization: Bearer $TOKEN"' in found
    assert """-d '{"text": "it'\\''s <b>"}'""" in found
    assert 'await answer(client.rest.PUT(\'/v1/{emoji}\', {\n  "params": {\n    "path": {\n' in found
    assert "await live.ask(\n    \"reactions.add\",\n    emoji='👍/',\n    ids=['a', 'b']" in found
    server = described | {"security": [{"applicationKey": []}], "parameters": [], "requestBody": {}}
    assert samples.samples("get", "/v1/x", server).count("<pre>") == 1
    plain = samples.samples("get", "/v1/x", server | {"security": [{"userToken": []}], "x-socket": False})
    assert "client.rest.GET('/v1/x'))" in plain
    assert "live.ask" not in plain
    assert "Bearer" not in samples.samples("get", "/v1/x", server | {"security": []})


def test_two_shapes_of_one_name_are_refused() -> None:
    def named(module: str) -> Operation:
        shape = type("Thing", (msgspec.Struct,), {"__annotations__": {"name": str}, "__module__": module})
        return SHELVES["shelf.mine"]._replace(name=module, body=shape)

    with pytest.raises(ValueError, match="called Thing"):
        openapi.build([named("one"), named("two")])


async def test_the_probes_tell_whether_the_node_can_serve(http: httpx2.AsyncClient, stand: Stand) -> None:
    async def check() -> None:
        if broken:
            raise OSError("the disk is gone")

    broken: list[bool] = []
    probes = Probes(check, stand.app.metrics, VERSIONS)
    probes.add_to(stand.site)

    assert (await http.get("/healthz")).json() == {"status": "alive"}
    assert (await http.get("/readyz")).json() == {"status": "ready"}
    assert (await http.get("/versions")).json()["items"][0]["status"] == "current"
    refused(await http.get("/v1/ws"), 426, "socket.upgrade_required")
    broken.append(True)
    refused(await http.get("/readyz"), 503, "server.busy")
    broken.clear()
    probes.stop()
    refused(await http.get("/readyz"), 503, "server.busy")


async def test_the_figures_are_shown_to_prometheus(http: httpx2.AsyncClient, stand: Stand) -> None:
    async def check() -> None:
        return None

    metrics = stand.app.metrics
    metrics.gauge("sockets", "Open sockets", lambda: 3)
    metrics.committed(12, 0.003)
    metrics.called_on_socket("messages.send", "ok")
    Probes(check, metrics, VERSIONS).add_to(stand.site)
    refused(await http.get("/metrics", headers=FIGURES), 404, "operation.unknown")
    token = FIGURES["Authorization"].removeprefix("Bearer ")
    Probes(check, metrics, VERSIONS, token).add_to(stand.site)
    refused(await http.get("/metrics"), 401, "auth.required")
    refused(await http.get("/metrics", headers={"Authorization": "Bearer guess"}), 401, "auth.token_invalid")

    answer = await http.get("/metrics", headers=FIGURES)

    assert answer.headers["content-type"].startswith("text/plain")
    assert "tokenim_sockets 3.0" in answer.text
    assert 'tokenim_commit_units_bucket{le="20"} 1.0' in answer.text
    assert "tokenim_commit_seconds_sum 0.003" in answer.text
    assert 'tokenim_calls_total{operation="messages.send",outcome="ok",transport="ws"} 1.0' in answer.text
