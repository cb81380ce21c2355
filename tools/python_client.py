"""What does the Python client know of the server? Modules written from the documents that describe it to every client."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenim.stack import OPERATIONS
from tokenim.transport import asyncapi, openapi
from tools.python_types import Types, literal, name_of

FOLDER = "clients/python/src/tokenim_client"
_FORMAT = Path(__file__).parents[1] / "pyproject.toml"
NOTE = "Generated from the server by `make docs`; edit the server."
Schema = dict[str, Any]

POWERS = ("admin.", "server.")

# What a shape can say of itself stands in `structs.py`.
ABLE = {"Message": "Readable, Struct", "Tokens": "Credentials"}
# A shape with all the fields of another one, and more.
EXTENDED = {"Account": "User", "NewApplication": "Application", "ReadCursor": "Cursor"}
# Options of the methods that have many: the fields of a request, but those that the method names.
OPTIONS: dict[str, tuple[str, frozenset[str]]] = {
    "SendOptions": ("messages.send", frozenset({"conversation_id", "type", "content"})),
    "EditOptions": ("messages.edit", frozenset({"conversation_id", "seq", "content"})),
    "ListOptions": ("messages.list", frozenset({"conversation_id", "cursor", "limit"})),
    "GroupOptions": ("server.conversations.create", frozenset({"act_as", "kind", "name", "member_ids", "user_id"})),
    "GroupChanges": ("server.groups.update", frozenset({"act_as", "conversation_id"})),
    "NewUserOptions": ("server.users.create", frozenset({"username", "password"})),
    "UserChanges": ("server.users.update", frozenset({"user_id"})),
    "PutUserOptions": ("server.users.put", frozenset({"user_id", "username"})),
    "UserFilters": ("admin.users.list", frozenset({"cursor", "limit"})),
    "AuditFilters": ("admin.audit.list", frozenset({"cursor", "limit"})),
}  # fmt: skip


def modules() -> dict[str, str]:
    """Compose every generated module of the client: file name and text."""
    document = openapi.build(OPERATIONS.values(), whole=True)
    socket = asyncapi.build(OPERATIONS.values())
    texts = {
        "routes.py": routes(document),
        "shapes.py": shapes(document),
        "power_shapes.py": power_shapes(document),
        "options.py": options(document),
        "event_data.py": event_data(socket),
        "kinds.py": kinds(socket),
    }
    return {name: formatted("\n".join(lines) + "\n", name) for name, lines in texts.items()}


def formatted(text: str, name: str) -> str:
    """Return a module in the one format."""
    for line in (("check", "--fix", "--select=F401,I,RUF022"), ("format",)):
        command = [sys.executable, "-m", "ruff", *line, "--quiet", f"--config={_FORMAT}"]
        ran = subprocess.run(
            [*command, f"--stdin-filename={FOLDER}/{name}", "-"],
            input=text.encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        text = ran.stdout.decode()
    return text


def operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Yield (path, method, operation) of a document, in its order."""
    for path, item in document["paths"].items():
        for method, described in item.items():
            yield path.removeprefix("/v1"), method.upper(), described


def routes(document: Schema) -> list[str]:
    """Where each operation is found over HTTP."""
    found = {each["x-operation"]: (method, path) for path, method, each in operations(document)}
    return [
        *_head("Where is each operation found over HTTP? Its name, method and path."),
        "ROUTES: dict[str, tuple[str, str]] = {",
        *(f'"{name}": ("{method}", "{path}"),' for name, (method, path) in found.items()),
        "}",
    ]


def shapes(document: Schema) -> list[str]:
    """What the answers to users hold."""
    found = _structs(document, powers=False)
    return [
        *_head("What do the answers of the server hold? Fields that a newer server adds are passed over."),
        "from __future__ import annotations",
        "from typing import Any",
        "from tokenim_client.structs import Content, Credentials, Page, Readable, Struct",
        *_exported([*found, "Content", "Credentials", "Page", "Struct"]),
        *(line for name in _bases_first(found) for line in found[name]),
    ]


def power_shapes(document: Schema) -> list[str]:
    """What only the answers to applications and operators hold."""
    known = _structs(document, powers=False)
    found = {name: lines for name, lines in _structs(document, powers=True).items() if name not in known}
    return [
        *_head("What do the answers to applications and operators hold, beside what all answers do?"),
        "from __future__ import annotations",
        "from typing import Any",
        f"from tokenim_client.shapes import {', '.join(known)}, Struct",
        *(line for name in _bases_first(found) for line in found[name]),
    ]


def _structs(document: Schema, *, powers: bool) -> dict[str, list[str]]:
    """Return the classes of the answers by name: of all, or of those to users."""
    components: Schema = document["components"]["schemas"]
    types = Types(components)
    for _, _, each in operations(document):
        if powers or not each["x-operation"].startswith(POWERS):
            for answer in answers(each):
                types.need(types.item_of(answer) or answer)
    return {name_of(each): _struct(name_of(each), components[each], types) for each in types.needed}


def answers(operation: Schema) -> Iterator[Schema]:
    for status, response in operation["responses"].items():
        if status.startswith("2") and "content" in response:
            yield response["content"]["application/json"]["schema"]


def _bases_first(found: dict[str, list[str]]) -> list[str]:
    return sorted(found, key=lambda name: (name in EXTENDED, name))


def _struct(name: str, schema: Schema, types: Types) -> list[str]:
    base = EXTENDED.get(name)
    inherited = types.fields_of(base) if base else set()
    bases = base or ABLE.get(name, "Struct")
    required = schema.get("required", ())
    fields = [
        f"    {field}: {types.annotation(each)}{types.default(each, required=field in required)}"
        for field, each in schema["properties"].items()
        if field not in inherited
    ]
    return ["", "", f"class {name}({bases}, kw_only=True):", *_doc(schema), "", *fields]


def options(document: Schema) -> list[str]:
    """What the methods with many options take."""
    types = Types(document["components"]["schemas"])
    by_name = {each["x-operation"]: each for _, _, each in operations(document)}
    found = [
        *_head("Which options do the methods take that have many? The fields of requests; what is left out stays as it is."),
        "from typing import Any, Literal, TypedDict",
    ]  # fmt: skip
    for name, (operation, named) in OPTIONS.items():
        fields = {
            field: each for field, each in types.request(by_name[operation]).items() if field not in named
        }
        found += ["", "", f"class {name}(TypedDict, total=False):", f'    """Of `{operation}`."""', ""]
        found += [f"    {field}: {types.choices(each)}" for field, each in fields.items()]
    return found


def event_data(document: Schema) -> list[str]:
    """What the data of each event holds."""
    types = Types(document["components"]["schemas"])
    found = [
        *_head("What does the `data` of each kind of event hold?"),
        "from typing import Any, Literal, NotRequired, TypedDict",
        "Content = dict[str, Any]",
    ]
    for _, message in _events(document):
        component, schema = _data_of(message, document)
        found += ["", "", f"class {component}Data(TypedDict):", *_doc(schema), ""]
        required = schema.get("required", ())
        for field, each in schema.get("properties", {}).items():
            annotation = types.choices(each)
            found.append(f"    {field}: {annotation if field in required else f'NotRequired[{annotation}]'}")
    return found


def kinds(document: Schema) -> list[str]:
    """Which events there are, told apart by their kind."""
    events = list(_events(document))
    names = {kind: _data_of(message, document)[0] for kind, message in events}
    members = [*names.values(), "Resync", "OtherEvent"]
    found = [
        *_head("Which kinds of events are there? Each has a class; `event.kind` tells them apart, for a type checker too."),
        "from typing import ClassVar, Literal, TypeAlias, get_args",
        "from tokenim_client import event_data",
        "from tokenim_client.events import Happening, Kept, OtherEvent, Resync, WithMessage",
        *_exported([*members, "KINDS", "Event", "Kind"]),
    ]  # fmt: skip
    for kind, message in events:
        name = names[kind]
        durable = "WithMessage" if kind == "message.sent" else "Kept"
        base = durable if message["x-durable"] else "Happening"
        summary = _data_of(message, document)[1]["description"].splitlines()[0]
        found += [
            "", "", f'class {name}({base}, tag="{kind}", kw_only=True):', f'    """{summary}"""', "",
            f'    kind: ClassVar[Literal["{kind}"]] = "{kind}"',
            *([] if message["x-durable"] else ["    seq: None = None"]),
            f"    data: event_data.{name}Data",
        ]  # fmt: skip
    found += ["", "", f"Kind = {literal(list(names))}", f"Event: TypeAlias = {' | '.join(members)}"]
    return [*found, "KINDS: dict[str, type[Event]] = {each.kind: each for each in get_args(Event)[:-1]}"]


def _events(document: Schema) -> Iterator[tuple[str, Schema]]:
    for kind, message in document["components"]["messages"].items():
        if "x-durable" in message:
            yield kind, message


def _data_of(message: Schema, document: Schema) -> tuple[str, Schema]:
    component = message["payload"]["properties"]["data"]["$ref"].rpartition("/")[2]
    return component, document["components"]["schemas"][component]


def _head(question: str) -> list[str]:
    return [f'"""{question}', "", f"{NOTE}", '"""', ""]


def _exported(names: list[str]) -> list[str]:
    return ["", f"__all__ = [{', '.join(repr(name) for name in sorted(names))}]"]


def _doc(schema: Schema) -> list[str]:
    text = inspect.cleandoc(schema.get("description", ""))
    lines = [f"    {line}".rstrip() for line in text.splitlines()]
    closing = ['    """'] if len(lines) > 1 else []
    lines[0] = f'    """{lines[0].strip()}' + ("" if closing else '"""')
    return [*lines, *closing]
