"""Does a log line hide what it must?"""

from __future__ import annotations

import msgspec
import pytest

from tokenim.kernel.masking import masked


class Request(msgspec.Struct):
    """What somebody asked."""

    username: str
    password: str
    inner: dict[str, object]


def test_secrets_and_private_text_are_hidden_at_every_depth() -> None:
    inner: dict[str, object] = {
        "access_token": "t",
        "items": [{"text": "hello", "seq": 1}],
        "content": {"url": "/x"},
    }

    shown = masked(Request("alice", "hunter2", inner))

    assert shown == {
        "username": "***",
        "password": "***",
        "inner": {"access_token": "***", "items": [{"text": "***", "seq": 1}], "content": "***"},
    }


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "current_password",
        "refresh_token",
        "client_secret",
        "ticket",
        "content",
        "text",
        "fields",
        "key",
        "username",
        "display_name",
        "device_name",
        "name",
        "bio",
        "avatar_url",
        "description",
    ],
)
def test_a_field_of_this_name_is_hidden_whatever_it_holds(name: str) -> None:
    for value in ("x", 1, ["x"], {"a": "x"}, None):
        assert masked({name: value}) == {name: "***"}


def test_everything_else_is_shown() -> None:
    assert masked({"seq": 1, "ids": ["a", 2], "none": None}) == {"seq": 1, "ids": ["a", 2], "none": None}
