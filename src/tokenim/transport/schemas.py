"""Which JSON Schemas describe the requests, answers and events? Shared by both documents."""

from collections.abc import Iterable
from copy import deepcopy
from inspect import cleandoc
from typing import Any

import msgspec

from tokenim.catalogue.contents import CONTENTS
from tokenim.catalogue.events import Event
from tokenim.kernel.feature import BUILT_IN, Catalogue
from tokenim.kernel.operation import Operation

Schema = dict[str, Any]

REF = "#/components/schemas/"
_CODE = "Stable; decide by this. The answers of each operation name its codes; a newer server may have more"
_ERASED: Schema = {"type": "object", "maxProperties": 0, "description": "Nothing: the message was recalled"}


_ANY_CONTENT: Schema = {
    "title": "Content",
    "type": "object",
    "additionalProperties": True,
    "description": "Of the shape that `type` names: `TextContent` for `text` and so on; empty once recalled",
}


class Schemas:
    """The schemas of all operations and events, with a place for each in `components`."""

    def __init__(self, operations: Iterable[Operation], catalogue: Catalogue = BUILT_IN) -> None:
        self._operations = list(operations)
        self._kinds = catalogue.events
        shapes: list[Any] = [shape for op in self._operations for shape in (op.body, op.answer)]
        kinds = list(self._kinds)
        found, components = msgspec.json.schema_components(
            [*shapes, *self._kinds.values(), *CONTENTS.values()], ref_template=REF + "{name}"
        )
        count = 2 * len(self._operations)
        names = [op.name for op in self._operations]
        self._bodies = dict(zip(names, found[0:count:2], strict=True))
        self._answers = dict(zip(names, found[1:count:2], strict=True))
        self._events = dict(zip(kinds, found[count : count + len(kinds)], strict=True))
        contents = list(found[count + len(kinds) :])
        self.components: Schema = components | {
            "Problem": problem(),
            "Content": {"anyOf": [*contents, _ERASED]},
        }
        for name, component in self.components.items():
            if "." in name:
                shared = name.rpartition(".")[2]
                raise ValueError(
                    f"Two shapes are called {shared}. Name them by operation, as UserPage is by users.search: {name}"
                )
            if "description" in component:
                component["description"] = cleandoc(component["description"])
            _name_contents(component)
            _type_enumerations(component)
        if "Permission" in self.components:
            added = catalogue.permissions.keys() - BUILT_IN.permissions.keys()
            self.components["Permission"]["enum"] += sorted(added)
        self._kept = dict(self.components)
        self._placed: dict[str, set[str]] = {}

    def body(self, operation: Operation, without: Iterable[str] = ()) -> Schema:
        """Return the schema of a request; the fields that stand elsewhere are taken out of its component."""
        schema: Schema = self._bodies[operation.name]
        left_out = set(without)
        variants = self._whole(schema).get("anyOf")
        if variants is None:
            return self._place(schema, left_out) if left_out else schema
        placed = {"oneOf": [self._place(variant, left_out) for variant in variants]}
        return placed | {key: schema[key] for key in ("discriminator",) if key in schema}

    def open_contents(self) -> None:
        """Let the content of a message that is read be any object: most languages cannot choose among shapes by `type`."""
        self.components["Content"] = _ANY_CONTENT

    def used_in(self, document: Any) -> Schema:
        """Return the components that the document refers to, by itself or by way of others."""
        found: Schema = {}
        asked = _names(document)
        while missing := asked - found.keys():
            for name in missing:
                found[name] = self.components[name]
                asked |= _names(found[name])
        return dict(sorted(found.items()))

    def fields(self, operation: Operation) -> tuple[dict[str, Schema], set[str]]:
        """Return the schemas of the fields of a request, and the names of those it needs."""
        whole = self._whole(self._bodies[operation.name])
        variants = [self._whole(variant) for variant in whole.get("anyOf", [whole])]
        needed = [set(variant.get("required", ())) for variant in variants]
        properties: dict[str, Schema] = {}
        for variant in variants:
            properties |= variant.get("properties", {})
        return properties, set.intersection(*needed)

    def answer(self, operation: Operation) -> Schema:
        """Return the schema of an answer."""
        schema: Schema = self._answers[operation.name]
        return schema

    def event(self, kind: str) -> Schema:
        """Return the schema of the `data` of an event; its component is as on the wire, which adds who and when."""
        stored = self._whole(self._events[kind])
        added, needed = _wire_members(self._kinds[kind])
        members = {"properties": stored.get("properties", {}) | added}
        if required := [*stored.get("required", ()), *needed]:
            members["required"] = required
        self.components[stored["title"]] = stored | members
        return {"$ref": REF + stored["title"]}

    def _whole(self, schema: Schema) -> Schema:
        name = schema.get("$ref", "").removeprefix(REF)
        whole: Schema = self._kept[name] if name else schema
        return whole

    def _place(self, schema: Schema, left_out: set[str]) -> Schema:
        """Let the component be what stands in a body; raise `ValueError` where two operations want it differently."""
        name = schema["$ref"].removeprefix(REF)
        left_out = left_out & self._kept[name].get("properties", {}).keys()
        if self._placed.setdefault(name, left_out) != left_out:
            raise ValueError(f"Two operations take different fields of {name} from the path")
        self.components[name] = _without(self._kept[name], left_out)
        return schema


def problem() -> Schema:
    """Return the schema of a refusal."""
    text = {"type": "string"}
    field = {
        "type": "object",
        "properties": {"field": text, "message": text},
        "required": ["field", "message"],
    }
    properties = {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the code is documented"},
        "title": text,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For the developer"},
        "code": {"type": "string", "description": _CODE, "examples": ["request.invalid"]},
        "user_message": {"type": "string", "description": "For the user, in the user's language"},
        "request_id": {"type": "string", "description": "Name it when asking for help"},
        "retryable": {"type": "boolean", "description": "The same request may succeed later"},
        "retry_after_ms": {"type": "integer", "minimum": 0},
        "limit": {"type": "string", "description": "The rate, quota or limit that was hit"},
        "permission": {"type": "string", "description": "What the caller lacks, where that is why"},
        "errors": {"type": "array", "items": field, "description": "The fields at fault"},
    }
    needed = [name for name in properties if name not in ("retry_after_ms", "limit", "permission", "errors")]
    return {
        "title": "Problem",
        "description": "Why a request was refused (RFC 9457)",
        "type": "object",
        "properties": properties,
        "required": needed,
    }


def _wire_members(event: type[Event]) -> tuple[dict[str, Schema], list[str]]:
    """Return what the wire adds to a stored event: who and when."""
    user: Schema = {"type": "string"}
    time: Schema = {"type": "string", "format": "date-time"}
    if not event.durable:
        return {}, []
    if event.kind == "message.sent":
        seq: Schema = {"type": "integer", "minimum": 1}
        members = {"seq": seq, "sender_id": user, "client_id": user, "sent_at": time}
        return members, ["seq", "sender_id", "sent_at"]
    via = {"type": "string", "description": "The application that did it for the user, where one did"}
    return {"by": user, "at": time, "via": via}, ["by", "at"]


def _without(schema: Schema, left_out: set[str]) -> Schema:
    if "properties" not in schema:
        return schema
    schema = deepcopy(schema)
    schema["properties"] = {name: item for name, item in schema["properties"].items() if name not in left_out}
    schema["required"] = [name for name in schema.get("required", ()) if name not in left_out]
    return schema


def references(value: Any) -> set[str]:
    """Return everything that a document, or a part of one, refers to."""
    if isinstance(value, dict):
        target = value.get("$ref")
        own = {target} if isinstance(target, str) else set()
        mapped = value["mapping"].values() if "propertyName" in value else ()
        return own.union(mapped, *(references(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(references(item) for item in value))
    return set()


def _names(value: Any) -> set[str]:
    return {target.removeprefix(REF) for target in references(value) if target.startswith(REF)}


def _type_enumerations(component: Schema) -> None:
    """Say of names to choose from that they are strings: generators ask for it."""
    for schema in component.get("properties", {}).values():
        if "enum" in schema and all(isinstance(value, str) for value in schema["enum"]):
            schema.setdefault("type", "string")


def _name_contents(component: Schema) -> None:
    """Say of a message's `content`, which is kept as raw bytes, that it has one of the documented shapes."""
    properties = component.get("properties", {})
    whose = "type" in properties or "target_seq" in properties
    if whose and "$ref" not in properties.get("content", {"$ref": ""}):
        properties["content"] = {"$ref": REF + "Content"}
