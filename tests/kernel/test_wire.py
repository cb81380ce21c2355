"""Do entries look on the wire as the catalogue describes them?"""

from __future__ import annotations

import json

import msgspec

from tokenim.catalogue.events import (
    ConversationDissolved,
    Event,
    MemberLeft,
    Message,
    MessageSent,
    TypingStarted,
)
from tokenim.kernel import wire
from tokenim.kernel.unit_of_work import Entry


def entry(event: Event, client_id: str | None = None) -> Entry:
    body = msgspec.json.encode(event)
    return Entry("c_1", event.kind, "u_1", 1_764_000_000_123, body, client_id=client_id, seq=7)


def test_a_message_is_shown_as_the_catalogue_says() -> None:
    sent = entry(MessageSent(type="text", content={"text": "hi"}), 'i-"1"')

    message = msgspec.json.decode(wire.message(sent), type=Message)

    assert (message.seq, message.sender_id, message.client_id) == (7, "u_1", 'i-"1"')
    assert message.sent_at == "2025-11-24T16:00:00.123Z"
    assert message.content == {"text": "hi"}
    assert b'"data":%b}' % wire.message(sent) in wire.frame(sent)


def test_a_message_without_a_client_id_has_none() -> None:
    assert "client_id" not in json.loads(wire.message(entry(MessageSent(type="text", content={}))))


def test_every_other_event_says_by_whom_and_when() -> None:
    frame = json.loads(wire.frame(entry(MemberLeft(user_id="u_2"))))

    assert frame == {
        "event": "member.left",
        "stream": "c_1",
        "seq": 7,
        "data": {"by": "u_1", "at": "2025-11-24T16:00:00.123Z", "user_id": "u_2"},
    }


def test_an_event_without_fields_says_it_too() -> None:
    data = json.loads(wire.frame(entry(ConversationDissolved())))["data"]

    assert data == {"by": "u_1", "at": "2025-11-24T16:00:00.123Z"}


def test_what_is_only_told_has_no_seq() -> None:
    frame = json.loads(wire.ephemeral("c_1", TypingStarted(user_id="u_1")))

    assert frame == {"event": "typing.started", "stream": "c_1", "data": {"user_id": "u_1"}}


def test_encoded_parts_become_parts_of_an_answer() -> None:
    assert msgspec.json.encode({"items": wire.array([b"1", b"{}"])}) == b'{"items":[1,{}]}'
    assert msgspec.json.encode(wire.array([])) == b"[]"
    assert msgspec.json.encode([wire.raw(b'{"a":1}')]) == b'[{"a":1}]'
