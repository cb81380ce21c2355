"""Do requests about messages refuse what is not theirs?"""

from __future__ import annotations

import pytest

from tests.town import refused
from tokenim.catalogue import errors
from tokenim.features.messages.api.shapes import (
    EditMessage,
    ListMessages,
    ListReactions,
    OfMessage,
    Reaction,
    SendMessage,
)
from tokenim.kernel import strict


@pytest.mark.parametrize("seq", [b"0", b"-1", b"9223372036854775808", b'"1"', b"null"])
def test_a_message_is_named_by_a_whole_number_from_one(seq: bytes) -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(OfMessage)(b'{"conversation_id":"c","seq":%b}' % seq)


def test_the_type_decides_the_shape_of_the_content() -> None:
    read = strict.decoder(SendMessage)
    body = b'{"conversation_id":"c","client_id":"m","type":"%b","content":{"text":"x"}}'

    assert read(body % b"text").content.text == "x"
    with refused(errors.REQUEST_INVALID):
        read(body % b"image")


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        (EditMessage, b'{"conversation_id":"c","seq":1,"content":"x"}'),
        (EditMessage, b'{"conversation_id":"c","seq":1,"content":{},"type":"text"}'),
        (Reaction, b'{"conversation_id":"c","seq":1}'),
        (ListReactions, b'{"conversation_id":"c"}'),
        (ListReactions, b'{"conversation_id":"c","seq":1,"emoji":""}'),
        (ListReactions, b'{"conversation_id":"c","seq":1,"limit":201}'),
        (ListMessages, b'{"conversation_id":"c","after_seq":-1}'),
        (ListMessages, b'{"conversation_id":"c","before_seq":0}'),
        (ListMessages, b'{"conversation_id":"c","cursor":""}'),
    ],
)
def test_what_does_not_fit_is_refused(shape: type, raw: bytes) -> None:
    with refused(errors.REQUEST_INVALID):
        strict.decoder(shape)(raw)
