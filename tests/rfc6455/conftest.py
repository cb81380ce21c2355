"""Which server do the cases run against? One node for all of them, and a healthy socket that must never notice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.rfc6455.raw import Raw
from tests.rfc6455.site import Site, hello, request
from tests.system.stand import running


@pytest.fixture(scope="package")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    folder: Path = tmp_path_factory.mktemp("rfc6455")
    async with running(folder) as stand:
        token = (await stand.register("tester"))["access_token"]
        healthy = await Raw.opened(stand.port, token)
        await hello(healthy)
        yield Site(stand.port, token, healthy)
        healthy.leave()


@pytest.fixture
async def raw(site: Site) -> AsyncIterator[Raw]:
    """A socket that was let in; afterwards the healthy one still gets answers."""
    opened = await Raw.opened(site.port, site.token)
    await hello(opened)
    yield opened
    opened.leave()
    site.asked += 1
    await site.healthy.send(request(site.asked))
    assert "ok" in await site.healthy.answer(site.asked)
