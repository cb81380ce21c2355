"""Is the chat served whole, small, guarded, and from the cache where it may be?"""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.transport.stand import refused, standing
from tokenim.transport.http import static

PAGE = b"<!doctype html><script type=module src=/assets/app-1a2b.js></script>"
SCRIPT = b"console.log('here')\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a chat of two files and an icon, one of them in three forms."""
    made = tmp_path / "web"
    (made / "assets").mkdir(parents=True)
    (made / "index.html").write_bytes(PAGE)
    (made / "icon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (made / ".made").write_text("1234")
    (made / "assets/app-1a2b.js").write_bytes(SCRIPT)
    (made / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    (made / "assets/app-1a2b.js.br").write_bytes(b"not read by this client")
    return made


@pytest.fixture
async def http(tmp_path: Path, folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with standing(tmp_path) as stand:
        await static.add_to(stand.site, folder)
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as client:
            yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/c/c_01kaw3w7q2m3n4p5q6r7s8t9v0", "/c/"])
async def test_every_address_of_the_chat_is_its_page(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path)

    assert answer.status_code == 200
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_page_runs_no_script_and_no_style_but_the_servers_own(http: httpx2.AsyncClient) -> None:
    policy = (await http.get("/")).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("asked", "given"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_a_file_goes_out_in_the_smallest_form_that_is_taken(
    http: httpx2.AsyncClient, asked: str, given: str | None
) -> None:
    async with http.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": asked}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == given
    assert answer.headers["vary"] == "Accept-Encoding"
    assert (
        raw == {"br": b"not read by this client", "gzip": gzip.compress(SCRIPT, mtime=0), None: SCRIPT}[given]
    )


async def test_a_file_with_a_hash_in_its_name_is_kept_for_a_year(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_that_the_browser_has_is_not_sent_again(http: httpx2.AsyncClient) -> None:
    tag = (await http.get("/")).headers["etag"]

    answer = await http.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_picture_has_its_type(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/icon.svg")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/.made", "/assets/app-1a2b.js.gz", "/assets/none.js", "/assets/", "/c"])
async def test_nothing_else_of_the_folder_is_served(http: httpx2.AsyncClient, path: str) -> None:
    refused(await http.get(path), 404, "operation.unknown")


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/c", "/groups/7/", "/vacation"])
async def test_who_mistypes_an_address_of_the_chat_sees_the_chat(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path, headers=BROWSER)

    assert (answer.status_code, answer.content) == (404, PAGE)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    refused(await http.get(path), 404, "operation.unknown")
    refused(await http.post(path, headers=BROWSER), 404, "operation.unknown")


async def test_a_browser_that_asks_the_api_for_nothing_gets_a_refusal(http: httpx2.AsyncClient) -> None:
    refused(await http.get("/v1/nowhere", headers=BROWSER), 404, "operation.unknown")


async def test_the_chat_is_only_read(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/")

    refused(answer, 405, "operation.method_not_allowed")
    assert (await http.head("/")).status_code == 200


async def test_without_the_chat_its_place_says_how_it_is_made(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        await static.add_to(stand.site, tmp_path / "nowhere")
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stand.port}") as http:
            answers = [await http.get(path) for path in ("/", "/c/c_1")]

    for answer in answers:
        assert answer.status_code == 404
        assert "make web" in answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
