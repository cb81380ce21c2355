"""Is what a request needed gone with it, without waiting for the collector of cycles, which hardly ever comes?"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from pathlib import Path

import pytest

from tests.transport.stand import HOST, post, standing

CLOSE = b"Connection: close\r\n"
ALICE = b"Authorization: Bearer alice\r\n"
NOBODY = b"Authorization: Bearer nobody\r\n"
REQUESTS = {
    "answered": post(extra=CLOSE),
    "refused by its handler": post(b'{"text":"too often"}', CLOSE),
    "refused after a while": post(b'{"text":"slow, too often"}', CLOSE),
    "broken": post(b'{"text":"fail"}', CLOSE),
    "not valid": post(b'{"text":1}', CLOSE),
    "not JSON": post(b"{", CLOSE),
    "of nobody": b"GET /v1/shelves/mine HTTP/1.1\r\n" + HOST + CLOSE + NOBODY + b"\r\n",
    "of somebody who may not": b"GET /v1/secrets HTTP/1.1\r\n" + HOST + CLOSE + ALICE + b"\r\n",
    "for nothing": b"GET /v1/nothing HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
    "by a wrong method": b"PUT /v1/shelves/mine HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
    "cut short": post(extra=CLOSE)[:-1],
}


@pytest.mark.slow
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
async def test_a_request_leaves_no_cycle(tmp_path: Path, request_: bytes) -> None:
    async with standing(tmp_path) as stand:
        await stand.send(request_)
        gc.collect()
        gc.disable()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            for _ in range(3):
                await stand.send(request_)
            await asyncio.sleep(0.01)
            gc.collect()
            left = Counter(f"{type(it).__module__}.{type(it).__qualname__}" for it in gc.garbage)
        finally:
            gc.set_debug(0)
            gc.enable()
            gc.garbage.clear()

    ours = [name for name in left if name.startswith(("tokenim", "uvicorn"))]
    assert ours == [], left
