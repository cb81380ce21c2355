"""Does `Location` lead to what was made, whatever its id is?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tokenim.transport.http import locations


class Made(msgspec.Struct):
    """What an operation answers."""

    id: str
    seq: int = 5


class Around(msgspec.Struct):
    """An answer that has what was made inside."""

    user: Made


@pytest.mark.parametrize(
    ("template", "answer", "path"),
    [
        ("/rooms/{id}/messages/{seq}", Made("c_01abc"), b"/v1/rooms/c_01abc/messages/5"),
        ("/users/{user.id}", Around(Made("u_1")), b"/v1/users/u_1"),
        ("/users/{user.id}", msgspec.Raw(b'{"user":{"id":"u_1"}}'), b"/v1/users/u_1"),
        ("/users/{id}", Made("ada@example.com/é"), b"/v1/users/ada%40example.com%2F%C3%A9"),
        ("/users/{id}", Made("é"), b"/v1/users/%C3%A9"),
        ("/users/{id}", Made("%s"), b"/v1/users/%25s"),
    ],
)
def test_the_fields_of_the_answer_stand_in_the_path(template: str, answer: Any, path: bytes) -> None:
    assert locations.header(template, 1, answer) == [(b"location", path)]
