"""How is the API described for the WebSocket? AsyncAPI 3, made of the operation table and the catalogue.

In AsyncAPI's words the described application is the server: it receives requests, sends answers and events.
"""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

from tokenim import __version__
from tokenim.catalogue import errors
from tokenim.catalogue.closes import CLOSES
from tokenim.catalogue.events import Event
from tokenim.catalogue.permissions import Permission
from tokenim.kernel import strict
from tokenim.kernel.examples import SAMPLES, filled
from tokenim.kernel.feature import BUILT_IN, Catalogue
from tokenim.kernel.operation import Example, Operation
from tokenim.kernel.unit_of_work import Work
from tokenim.transport.openapi import CONTACT, KEY, SECURITY, identifier, sorted_by_tag, tags
from tokenim.transport.schemas import REF, Schema, Schemas
from tokenim.transport.ws.hello import Hello, Welcome

CHANNEL = "socket"
_SERVERS = {
    "here": {
        "host": "{host}",
        "protocol": "ws",
        "description": "The server that gave this document; behind TLS the protocol is `wss`",
        "variables": {"host": {"default": "127.0.0.1:8000", "description": "Host and port"}},
        "security": [{"$ref": "#/components/securitySchemes/" + name} for name in SECURITY],
    }
}

_ID = {
    "type": "integer",
    "minimum": 0,
    "maximum": 2**53 - 1,
    "description": "Chosen by the client; comes back",
}
_REPLAYED = {
    "const": True,
    "description": "There when the request was made before: this is the answer that it got then",
}
_STREAM = {"type": "string", "description": "Id of the conversation or user whose stream it is"}
_SEQ = {"type": "integer", "minimum": 1, "description": "Place in the stream, without gaps"}
_RECEIVERS = {
    "conversation": "Every member of the conversation receives it.",
    "user": "All devices of the user receive it.",
    "watchers": "The devices that watch the user receive it.",
}

_INTRO = """One WebSocket carries requests, their answers, and events.

Connect to `/v{version}/ws` with the subprotocol `tokenim.v{version}.json` (text frames) or
`tokenim.v{version}.msgpack` (the same frames in MessagePack). Authenticate by an `Authorization` header,
or by a ticket in the first frame (`hello`); never by a token in the URL.

Requests are the operations of the HTTP API: `id`, `op` and `body`. The answer has the same `id` and either
`ok` or `error`, the same problem object as over HTTP. Events have `event`, `stream`, `seq` and `data`; those
without a `seq` are not kept. Within a socket the events of a stream come in the order of `seq`, at least
once; a gap is closed by reading the history."""


async def _hello(work: Work, body: Hello) -> Welcome:
    """Say who you are, and where you stand.

    The first request on a socket. A `ticket` is for those who cannot send an `Authorization` header. With `resume`, the
    events after the positions that the device holds are sent again before the live ones.
    """
    raise NotImplementedError


HELLO = Operation(
    name="hello",
    method="GET",
    path="",
    permission=Permission.PUBLIC,
    handler=_hello,
    body=Hello,
    answer=Welcome,
    decode=strict.decoder(Hello),
    errors=(errors.SOCKET_HELLO_REQUIRED, errors.AUTH_TOKEN_INVALID),
    examples=(
        Example("With a ticket", {"ticket": "tkt_01kaw3v2h4j5k6m7n8p9q0r1s2"}),
        Example(
            "Back again", {"resume": {"epoch": "e_01kaw3v0f8d5n6r7s8t9v0w1x2", "positions": {"$group": 42}}}
        ),
    ),
    status=200,
    replay=False,
    socket=True,
    deprecated="",
    path_fields=(),
)
"""Not in the operation table, since only a socket begins with it."""


def build(operations: Iterable[Operation], version: int = 1, catalogue: Catalogue = BUILT_IN) -> Schema:
    """Return the document of the newest shapes."""
    listed = [HELLO, *sorted_by_tag(operation for operation in operations if operation.socket)]
    schemas = Schemas(listed, catalogue)
    messages: Schema = {"refusal": _refusal()}
    for operation in listed:
        messages[identifier(operation)] = _request(operation, schemas)
        messages[identifier(operation) + "_answer"] = _answer(operation, schemas)
    for event in catalogue.events.values():
        messages[event.kind] = _event(event, schemas)
    used = schemas.used_in(messages)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "TokenIM",
            "version": __version__,
            "description": _INTRO.format(version=version),
            "license": {"name": "Apache-2.0"},
            "contact": CONTACT,
            "tags": tags(listed),
        },
        "defaultContentType": "application/json",
        "servers": _SERVERS,
        "channels": {CHANNEL: _channel(messages, version)},
        "operations": _operations(listed, catalogue),
        "components": {
            "messages": _told_apart(messages),
            "schemas": _told_apart(used),
            "securitySchemes": SECURITY,
        },
    }


def _told_apart(value: Any) -> Any:
    """Return schemas with discriminators as AsyncAPI writes them: the name of the field alone."""
    if isinstance(value, list):
        return [_told_apart(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = value.get("discriminator")
    told = {"discriminator": named["propertyName"]} if isinstance(named, dict) else {}
    return {key: _told_apart(item) for key, item in value.items()} | told


def _channel(messages: Schema, version: int) -> Schema:
    return {
        "address": f"/v{version}/ws",
        "title": "The socket",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-close-codes": [close._asdict() for close in CLOSES.values()],
    }


def _operations(listed: list[Operation], catalogue: Catalogue) -> Schema:
    channel = {"$ref": f"#/channels/{CHANNEL}"}
    found: Schema = {}
    for operation in listed:
        name = identifier(operation)
        found[name] = {
            "action": "receive",
            "channel": channel,
            "title": operation.name,
            "summary": operation.summary,
            "description": operation.text,
            "tags": [{"name": operation.tag}],
            "x-cost": operation.cost,
            "messages": [_in_channel(name)],
            "reply": {
                "channel": channel,
                "messages": [_in_channel(name + "_answer"), _in_channel("refusal")],
            },
        }
    found["events"] = {
        "action": "send",
        "channel": channel,
        "summary": "What happened, told to those it concerns",
        "description": "Those with a `seq` are kept and come in its order; the others are told once.",
        "messages": [_in_channel(kind) for kind in catalogue.events],
    }
    return found


def _request(operation: Operation, schemas: Schemas) -> Schema:
    payload = _object({"id": _ID, "op": {"const": operation.name}, "body": schemas.body(operation)})
    if operation.replay:
        payload["properties"]["idempotency_key"] = KEY
    examples = [
        {
            "name": example.title,
            "payload": {"id": 7, "op": operation.name, "body": filled(example.body, SAMPLES)},
        }
        for example in operation.examples
        if example.error is None
    ]
    return _message(operation.name, operation.text, payload) | ({"examples": examples} if examples else {})


def _answer(operation: Operation, schemas: Schemas) -> Schema:
    payload = _object({"id": _ID, "ok": schemas.answer(operation)})
    if operation.replay or operation.keyed:
        payload["properties"]["replayed"] = _REPLAYED
    return _message(f"{operation.name} answer", f"The answer to `{operation.name}`.", payload)


def _refusal() -> Schema:
    identity = {
        "type": ["integer", "null"],
        "description": "Null when the request had no id that could be read",
    }
    payload = _object({"id": identity, "error": {"$ref": REF + "Problem"}})
    return _message("refusal", "A request was refused; the object is the one that HTTP answers.", payload)


def _event(event: type[Event], schemas: Schemas) -> Schema:
    kind = event.kind
    members: Schema = {"event": {"const": kind}, "stream": _STREAM}
    if event.durable:
        members["seq"] = _SEQ
    payload = _object(members | {"data": schemas.event(kind)})
    return _message(kind, event_text(event), payload) | {
        "x-durable": event.durable,
        "x-audience": event.audience,
    }


def event_text(event: type[Event]) -> str:
    """Return what the reference says of an event."""
    kept = "It is kept, and replayed to those who were away." if event.durable else "It is not kept."
    return f"{cleandoc(event.__doc__ or '')} {_RECEIVERS[event.audience]} {kept}"


def _message(name: str, text: str, payload: Schema) -> Schema:
    return {
        "name": name,
        "title": name,
        "summary": text.split("\n", maxsplit=1)[0],
        "description": text,
        "payload": payload,
    }


def _object(properties: dict[str, Any]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _in_channel(name: str) -> Schema:
    return {"$ref": f"#/channels/{CHANNEL}/messages/{name}"}
