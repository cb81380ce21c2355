"""Has every text that a client may write a rule, and is it kept over HTTP and socket, by users and applications?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import inspect

from tokenim.catalogue.contents import CONTENTS
from tokenim.stack import OPERATIONS

# Texts that people never see: ids, positions and secrets. They hold no NUL, as nothing does.
UNSEEN = ("_id", "ids", "id", "mentions", "cursor", "token", "password", "ticket", "act_as", "scopes")
# A login asks for a name that exists, and a filter for what stands in the record: nothing is made by them.
FILTERS = ("actor", "granted_by", "operation", "target", "outcome", "since", "until")
ASKED = {("auth.login", "username"), *(("admin.audit.list", name) for name in FILTERS)}


def texts(node: inspect.Type, name: str) -> Iterator[tuple[str, str]]:
    """Yield (field, rule) of each text within a type; an empty rule where there is none."""
    if isinstance(node, inspect.StrType):
        yield name, ""
    rule = ((node.extra or {}) if isinstance(node, inspect.Metadata) else {}).get("rule", "")
    for inner, called in inside(node, name):
        yield from ((field, rule or found) for field, found in texts(inner, called))


def inside(node: inspect.Type, name: str) -> list[tuple[inspect.Type, str]]:
    """Return the types within a type, with the names of their fields."""
    if isinstance(node, inspect.StructType):
        return [(field.type, field.name) for field in node.fields]
    if isinstance(node, inspect.UnionType):
        return [(item, name) for item in node.types]
    parts = (getattr(node, part, None) for part in ("type", "item_type", "key_type", "value_type"))
    return [(part, name) for part in parts if isinstance(part, inspect.Type)]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_text_of_a_request_has_a_rule(operation: str) -> None:
    found = texts(inspect.type_info(OPERATIONS[operation].body), "")
    loose = {
        name
        for name, rule in found
        if not rule and not name.endswith(UNSEEN) and (operation, name) not in ASKED
    }
    # `content` is read by the shape of its type, which has its own test.
    assert loose - {"data", "content"} == set()


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_text_of_a_content_has_a_rule(kind: str) -> None:
    found = set(texts(inspect.type_info(CONTENTS[kind]), ""))

    assert {name for name, rule in found if not rule and not name.endswith(UNSEEN)} - {"data"} == set()
    assert {rule for name, rule in found if name.endswith("url")} <= {"url"}
