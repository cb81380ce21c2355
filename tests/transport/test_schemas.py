"""Have the shapes in the documents names that stay when modules move, and texts without the code's indentation?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tokenim.stack import OPERATIONS
from tokenim.transport import asyncapi, openapi
from tokenim.transport.schemas import Schemas


def test_two_shapes_of_one_name_are_to_be_named_by_operation() -> None:
    found = msgspec.defstruct("Users", [("items", list[str])], module="tokenim.features.users.api")
    there = msgspec.defstruct("Users", [("online", list[str])], module="tokenim.features.presence.api")
    operations = [asyncapi.HELLO._replace(name=f"hello.{at}", answer=at) for at in (found, there)]

    with pytest.raises(
        ValueError, match=r"Two shapes are called Users\. Name them by operation.*\.api\.Users"
    ):
        Schemas(operations)


@pytest.mark.parametrize("build", [openapi.build, asyncapi.build])
def test_descriptions_have_no_indentation_of_the_code(build: Any) -> None:
    schemas = build(OPERATIONS.values())["components"]["schemas"]
    texts = {name: schema.get("description", "") for name, schema in schemas.items()}

    assert [name for name, text in texts.items() if "\n    " in text] == []
    assert any("\n" in text for text in texts.values())


def test_texts_of_events_have_no_indentation_of_the_code() -> None:
    messages = asyncapi.build(OPERATIONS.values())["components"]["messages"]

    assert "\n\n`unread` and `mentions`" in messages["read.moved"]["description"]
