"""Does every answer over HTTP say what is left of the rate that it counted in, a refusal too?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.system.stand import Stand, running
from tokenim.kernel.operation import Operation
from tokenim.stack import OPERATIONS


@pytest.fixture(scope="module")
async def stand(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stand]:
    folder: Path = tmp_path_factory.mktemp("rates")
    async with running(folder, limits=True) as stand:
        yield stand


async def _asked(stand: Stand, operation: Operation, token: str = "") -> httpx2.Response:
    path = "/v1" + operation.path.replace("{", "").replace("}", "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = None if operation.method == "GET" else {"nothing": "known"}
    return await stand.http.request(operation.method, path, json=body, headers=headers)


async def test_every_operation_says_it_to_nobody_and_to_somebody(stand: Stand) -> None:
    token = (await stand.register("asker"))["access_token"]
    operations = [operation for operation in OPERATIONS.values() if operation.path]
    assert len(operations) > 50
    for operation in operations:
        nobody, somebody = await _asked(stand, operation), await _asked(stand, operation, token)

        assert nobody.headers["ratelimit"].startswith('"anonymous_calls";r='), operation.name
        assert somebody.headers["ratelimit-policy"].startswith(('"calls";q=', '"anonymous_calls";q=')), nobody
        assert somebody.headers["ratelimit"], (operation.name, somebody.status_code)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/versions"), ("GET", "/metrics"), ("GET", "/docs"), ("GET", "/nowhere"), ("GET", "/v1/nowhere"),
     ("PUT", "/v1/users/me"), ("POST", "/versions"), ("GET", "/v9/users/me"), ("OPTIONS", "/v1/users/me")],
)  # fmt: skip
async def test_pages_and_what_is_not_there_say_it_too(stand: Stand, method: str, path: str) -> None:
    answer = await stand.http.request(method, path)

    assert answer.headers["ratelimit"].startswith('"anonymous_calls";r=')


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_probes_count_in_no_rate_and_say_none(stand: Stand, path: str) -> None:
    answer = await stand.http.get(path)

    assert answer.status_code == 200
    assert "ratelimit" not in answer.headers
