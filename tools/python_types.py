"""How is a JSON Schema of the documents written as a type of Python?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]

# What the client calls the shapes whose names in the documents are those of the server's own parts.
RENAMED = {
    "AddedAs": "Added",
    "App": "Application",
    "ConversationView": "Conversation",
    "EntryShown": "AuditEntry",
    "Frame": "Entry",
    "MemberView": "Member",
    "MessageAccepted": "Accepted",
    "NewApp": "NewApplication",
    "PreferencesView": "Preferences",
    "PinShown": "Pin",
    "PresenceView": "Presence",
    "Profile": "User",
    "ReactionShown": "Reaction",
    "SessionShown": "Session",
    "Verification": "AuditVerification",
}
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_ZERO = {"str": '""', "int": "0", "float": "0.0", "bool": "False"}


def name_of(component: str) -> str:
    """Return what the client calls a component of the documents."""
    return RENAMED.get(component, component)


def literal(values: Iterable[str]) -> str:
    """Write names to choose from as a type."""
    return f"Literal[{', '.join(repr(value) for value in values)}]"


class Types:
    """The types that the components of a document stand for; `needed` are those that were asked for."""

    def __init__(self, components: Schema) -> None:
        self._components = components
        self.needed: list[str] = []

    def need(self, schema: Schema) -> None:
        """Write the class of a component, too."""
        component = schema["$ref"].rpartition("/")[2]
        same = next((each for each in self.needed if name_of(each) == name_of(component)), None)
        if same is None:
            self.needed.append(component)
            for field in self._components[component].get("properties", {}).values():
                self.annotation(field)
        elif self._components[same]["properties"] != self._components[component]["properties"]:
            raise ValueError(f"{same} and {component} are different, and both are called {name_of(same)}")

    def item_of(self, schema: Schema) -> Schema | None:
        """Return what a page is a page of; none for what is no page."""
        properties = self._whole(schema).get("properties", {})
        if "items" not in properties or properties.keys() - {"items", "next_cursor"}:
            return None
        item: Schema = properties["items"]["items"]
        return item

    def fields_of(self, name: str) -> set[str]:
        """Return the names of the fields of a class of the client."""
        component = next(each for each in self._components if name_of(each) == name)
        return set(self._components[component]["properties"])

    def annotation(self, schema: Schema) -> str:
        """Return the type of an answer's field. Of names to choose from a newer server may have more: those are texts."""
        return self._written(schema, choices=False)

    def choices(self, schema: Schema) -> str:
        """Return the type of a field that nobody checks at run time: names to choose from are told."""
        return self._written(schema, choices=True)

    def default(self, schema: Schema, *, required: bool) -> str:
        """Return what stands behind a field's type: what it is when the server leaves it out."""
        if required:
            return ""
        if "default" in schema:
            return f" = {schema['default']!r}"
        kind = self.annotation(schema)
        return f" = {_ZERO.get(kind) or ('[]' if kind.startswith('list') else '{}')}"

    def request(self, operation: Schema) -> dict[str, Schema]:
        """Return the fields of an operation, wherever they stand; of all variants of its body."""
        found = {each["name"]: each["schema"] for each in operation["parameters"] if each["in"] != "header"}
        if "requestBody" in operation:
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            for variant in body.get("oneOf") or body.get("anyOf") or [body]:
                found |= self._whole(variant)["properties"]
        return found

    def _whole(self, schema: Schema) -> Schema:
        whole: Schema = self._components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return whole

    def _written(self, schema: Schema, *, choices: bool) -> str:
        if "$ref" in schema:
            return self._named(schema)
        if variants := schema.get("anyOf") or schema.get("oneOf"):
            return " | ".join(dict.fromkeys(self._written(each, choices=choices) for each in variants))
        if "enum" in schema:
            return literal(schema["enum"]) if choices else "str"
        if schema.get("type") == "array":
            return f"list[{self._written(schema['items'], choices=choices)}]"
        if schema.get("type") == "object":
            values = schema.get("additionalProperties")
            inner = self._written(values, choices=choices) if isinstance(values, dict) else "Any"
            return f"dict[str, {inner}]"
        return _PLAIN[schema["type"]]

    def _named(self, schema: Schema) -> str:
        component = schema["$ref"].rpartition("/")[2]
        if component == "Content":
            return "Content"
        if "enum" in self._components[component]:
            return "str"
        self.need(schema)
        return name_of(component)
