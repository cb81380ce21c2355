"""How do a path, a query and a body become the one JSON object that an operation reads?

The pieces are written as JSON text, so that the strict reading of bodies refuses here too what is unknown, of
another type, or given twice; nothing is converted by guessing.
"""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from msgspec import inspect
from msgspec.json import Encoder

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.operation import Operation

Kinds = dict[str, str]

_encode = Encoder().encode
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,19})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_PATTERNS = {"int": _INTEGER, "number": _NUMBER}
_WORDS = {"true": b"true", "false": b"false", "1": b"true", "0": b"false"}
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_BLANK = b" \t\r\n"


def kinds(shape: Any) -> Kinds:
    """Return of each field of a request how its text is written as JSON."""
    found: Kinds = {}
    for struct in _structs(inspect.type_info(shape)):
        for field in struct.fields:
            found[field.encode_name] = _kind(field.type)
    return found


def in_query(operation: Operation) -> bool:
    """Whether fields stand in the query: for GET, and for a DELETE that needs none but its path's."""
    if operation.method != "DELETE":
        return operation.method == "GET"
    structs = _structs(inspect.type_info(operation.body))
    needed = {field.encode_name for struct in structs for field in struct.fields if field.required}
    return needed <= set(operation.path_fields)


def text(piece: bytes) -> str:
    """Decode one percent-encoded piece of a path or query."""
    if b"%" in piece:
        if _BAD_ESCAPE.search(piece):
            raise TokenIMError(
                errors.REQUEST_MALFORMED, "A percent sign is not followed by two hexadecimal digits"
            )
        piece = unquote_to_bytes(piece)
    try:
        return piece.decode()
    except UnicodeDecodeError as error:
        raise TokenIMError(errors.REQUEST_MALFORMED, "The path or query is not UTF-8") from error


def members(names: tuple[str, ...], values: list[bytes], shape: Kinds) -> list[bytes]:
    """Return the fields that stand in the path."""
    return [_member(name, text(value), shape) for name, value in zip(names, values, strict=True)]


def query_members(query: bytes, shape: Kinds) -> list[bytes]:
    """Return the fields that stand in the query.

    The items of a list stand behind one name with commas between, or each behind a name of its own; none is an empty list.
    Nothing that a query lists has commas in it.
    """
    found: list[bytes] = []
    lists: dict[str, list[str]] = {}
    for pair in query.split(b"&"):
        if not pair:
            continue
        name, _, value = (text(piece) for piece in pair.replace(b"+", b" ").partition(b"="))
        if shape.get(name, "").startswith("list "):
            lists.setdefault(name, []).extend(value.split(","))
        else:
            found.append(_member(name, value, shape))
    for name, items in lists.items():
        kind = shape[name].removeprefix("list ")
        written = () if items == [""] else (_json(kind, item) for item in items)
        found.append(_encode(name) + b":[" + b",".join(written) + b"]")
    return found


def spliced(first: list[bytes], body: bytes) -> bytes:
    """Return the body with the fields of the path as its first members."""
    body = body.lstrip(_BLANK)
    if not body:
        return b"{" + b",".join(first) + b"}"
    if not first or body[:1] != b"{":
        return body
    rest = body[1:].lstrip(_BLANK)
    return b"{" + b",".join(first) + (b"" if rest[:1] == b"}" else b",") + rest


def _member(name: str, value: str, shape: Kinds) -> bytes:
    return _encode(name) + b":" + _json(shape.get(name, "text"), value)


def _json(kind: str, value: str) -> bytes:
    """Write the text as what it should be; where it is not that, the strict reading will name the field."""
    if kind == "bool":
        return _WORDS.get(value) or _encode(value)
    pattern = _PATTERNS.get(kind)
    if pattern is not None and pattern.fullmatch(value):
        return value.encode()
    return _encode(value)


def _structs(found: inspect.Type) -> list[inspect.StructType]:
    if isinstance(found, inspect.UnionType):
        return [struct for item in found.types for struct in _structs(item)]
    return [found] if isinstance(found, inspect.StructType) else []


def _kind(found: inspect.Type) -> str:
    if isinstance(found, inspect.Metadata):
        return _kind(found.type)
    if isinstance(found, inspect.UnionType):
        return next((_kind(item) for item in found.types if not isinstance(item, inspect.NoneType)), "text")
    if isinstance(found, inspect.ListType | inspect.SetType | inspect.VarTupleType):
        return "list " + _kind(found.item_type)
    if isinstance(found, inspect.BoolType):
        return "bool"
    if isinstance(found, inspect.IntType):
        return "int"
    return "number" if isinstance(found, inspect.FloatType) else "text"
