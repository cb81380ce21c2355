"""Does the server answer as its OpenAPI document says, whatever a generator of requests thinks of?"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx2
import pytest

from tokenim.app import Node
from tokenim.catalogue.settings import Settings

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "negative_data_rejection,unsupported_method"
)
# What ends the session of the one who asks would make the rest of the run a run of refusals.
LEFT_OUT = r"users/me$|auth/(logout|sessions|password)"


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_every_generated_request_is_answered_as_documented(tmp_path: Path) -> None:
    fatal: list[BaseException] = []
    node = Node(Settings(port=0, data=str(tmp_path), synchronous="NORMAL"), on_fatal=fatal.append)
    await node.start()
    address = f"http://127.0.0.1:{node.port}"
    async with httpx2.AsyncClient(base_url=address, timeout=20) as http:
        person = {"username": "alice", "password": "correct horse battery"}
        token = (await http.post("/v1/auth/register", json=person)).json()["access_token"]

    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()",
        "run", address + "/v1/openapi.json", "--header", f"Authorization: Bearer {token}", "--checks", CHECKS,
        "--phases", "examples,coverage", "--exclude-path-regex", LEFT_OUT, "--no-color", "--seed", "1",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path,
    )  # fmt: skip
    output, _ = await run.communicate()
    await node.stop()

    assert run.returncode == 0, output.decode()
    assert fatal == []
