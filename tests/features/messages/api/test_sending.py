"""Do clients send every kind of message, and nothing else?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, refused
from tokenim.catalogue import errors, limits
from tokenim.catalogue.contents import CONTENTS

CONTENT: dict[str, dict[str, Any]] = {
    "text": {"text": "Hi \N{WAVING HAND SIGN}"},
    "image": {"url": "/i.webp", "width": 1, "height": 100_000, "size_bytes": 0, "caption": "Look"},
    "voice": {"url": "/v.ogg", "duration_ms": 0},
    "video": {"url": "/v.mp4", "duration_ms": 1, "thumbnail_url": "/t.png"},
    "file": {"url": "/f.pdf", "name": "plan.pdf", "media_type": "application/pdf"},
    "location": {"latitude": -90.0, "longitude": 180.0, "title": "There"},
    "card": {"title": "Bob", "user_id": "u_1"},
    "custom": {"kind": "poll", "data": {"options": ["a", "b"], "open": True, "n": 2**63 - 1}},
}


async def send(town: Town, actor: Any, group: str, kind: str, content: Any, **more: Any) -> Any:
    body = {"conversation_id": group, "client_id": f"{kind} {content}"[:64], "type": kind, "content": content}
    return await town.ask(actor, "messages.send", **(body | more))


def test_every_content_has_a_case() -> None:
    assert CONTENT.keys() == CONTENTS.keys()


@pytest.mark.parametrize("kind", CONTENTS)
async def test_a_message_of_each_type_comes_back_as_it_was_sent(town: Town, kind: str) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    device = await town.device(alice)

    accepted = await send(town, alice, group, kind, CONTENT[kind])
    await town.quiet()

    (message,) = await town.messages(alice, group)
    (event,) = device.events("message.sent")
    assert (message["type"], message["content"]) == (kind, CONTENT[kind])
    assert accepted == {"conversation_id": group, "seq": 1, "sent_at": message["sent_at"]}
    assert event["data"] == message


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "x" * (limits.TEXT_CHARS + 1)}),
        ("text", {"text": "x", "url": "/"}),
        ("image", {"url": "/i", "width": 0}),
        ("voice", {"url": "/v"}),
        ("file", {"url": "/f"}),
        ("location", {"latitude": 91, "longitude": 0}),
        ("card", {}),
        ("custom", {"kind": "poll", "data": []}),
        ("custom", {"kind": "", "data": {}}),
        ("poll", {"kind": "poll"}),
    ],
)
async def test_content_of_another_shape_is_refused_and_not_stored(
    town: Town, kind: str, content: Any
) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    with refused(errors.REQUEST_INVALID):
        await send(town, alice, group, kind, content)

    assert await town.messages(alice, group) == []


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**400])
async def test_a_number_over_64_bits_is_refused_wherever_it_is(town: Town, number: int) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)
    digits = str(number).encode()
    raw = b'{"conversation_id":"%b","client_id":"x","type":"custom","content":{"kind":"p","data":{"n":[%b]}}}'

    with pytest.raises(errors.TokenIMError) as refusal:
        await town.raw(alice, "messages.send", raw % (group.encode(), digits))

    assert refusal.value.code.status in (400, 413, 422)


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": ""},
        {"client_id": "x" * (limits.CLIENT_ID_CHARS + 1)},
        {"reply_to": 0},
        {"reply_to": 2**63},
        {"mentions": ["u"] * (limits.MENTIONS + 1)},
        {"sender_id": "u_1"},
    ],
    ids=str,
)
async def test_what_surrounds_the_content_has_bounds_too(town: Town, wrong: dict[str, Any]) -> None:
    alice = await town.user("alice")
    group = await town.group(alice)

    with refused(errors.REQUEST_INVALID):
        await send(town, alice, group, "text", {"text": "x"}, **wrong)
