"""Is this input exactly what was asked for? JSON to a typed shape; whatever is odd is refused with the field's name.

msgspec refuses NaN, Infinity, lone surrogates, invalid UTF-8, wrong types and (by our shapes) unknown fields. What it lets
through are NUL, which is looked for, and repeated keys. A text with the fewest quotes that its shape can have holds none;
otherwise our own writing of what was read is shorter by them, and has fewer quotes. Where it is not surely the same, a slower
reader looks again and names the key.
"""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import inspect
from msgspec.json import Encoder

from tokenim.catalogue import errors
from tokenim.kernel import checked, complaints

_encode = Encoder().encode
_BACKSLASH, _DELETE = ord("\\"), 0x7F
_UNKNOWN: tuple[int, checked.Check | None] = (-1, None)


def decoder(shape: Any) -> Callable[[bytes | msgspec.Raw], Any]:
    """Return a function that reads JSON bytes as `shape` or raises a `TokenIMError`."""
    decode = msgspec.json.Decoder(shape).decode
    node = inspect.type_info(shape)
    comparable = not _invents_keys(node, set())
    known = {cls: (fewest, checked.checker(cls)) for cls, fewest in _fewest(node).items()}

    def read(raw: bytes | msgspec.Raw) -> Any:
        raw = bytes(raw)
        escapes = _BACKSLASH in raw
        try:
            value = decode(raw)
            if escapes and b"\\u0000" in raw:
                _refuse_nul(msgspec.json.decode(raw), "")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise refusal(error) from error
        fewest, check = known.get(value.__class__, _UNKNOWN)
        if raw.count(b'"') != fewest and not (comparable and _whole(raw, _encode(value))):
            refuse_repeated_keys(raw)
        if check is not None:
            # Without escapes a text of JSON holds no control character but DEL, unless it is beyond ASCII.
            check(value, not escapes and _DELETE not in raw)
        return value

    return read


def _fewest(node: inspect.Type) -> dict[type, int]:
    """Return for each class that may be read the quotes that a text of it has at least: those of what must be there."""
    if isinstance(node, inspect.UnionType):
        structs = [choice for choice in node.types if isinstance(choice, inspect.StructType)]
        # Among several, the tag must be there.
        return {struct.cls: _quotes(struct) + (4 if isinstance(struct.tag, str) else 2) for struct in structs}
    return {node.cls: _quotes(node)} if isinstance(node, inspect.StructType) else {}


def _quotes(node: inspect.Type) -> int:
    if isinstance(node, inspect.Metadata):
        return _quotes(node.type)
    if isinstance(node, inspect.StrType):
        return 2
    if not isinstance(node, inspect.StructType):
        return 0
    # The tag of a struct that stands alone may be left out: not counted, it only makes the rule stricter.
    return sum(2 + _quotes(field.type) for field in node.fields if field.required)


def _whole(raw: bytes, written: bytes) -> bool:
    """Whether nothing that was read is missing in what we write of it; false where only another reading can tell.

    Only a number with a point can be written longer than it was read, and only an escape can hide a quote.
    """
    if len(raw) == len(written) and b"." not in written:
        return True
    return b"\\u" not in raw and raw.count(b'"') == written.count(b'"')


def _invents_keys(node: Any, seen: set[type]) -> bool:
    """Whether writing such a value may give more keys than were read: then its quotes say nothing."""
    if isinstance(node, tuple):
        return any(_invents_keys(item, seen) for item in node)
    if not isinstance(node, inspect.Type | inspect.Field):
        return False
    if isinstance(node, inspect.StructType):
        if node.cls in seen:
            return False
        seen.add(node.cls)
        if _writes_defaults(node):
            return True
    return any(_invents_keys(getattr(node, name), seen) for name in node.__struct_fields__)


def _writes_defaults(struct: inspect.StructType) -> bool:
    optional = any(not field.required for field in struct.fields)
    return optional and not struct.cls.__struct_config__.omit_defaults


def refusal(error: Exception, within: str = "") -> errors.TokenIMError:
    """Return what a reader's exception means to the client; `within` names the field that was read."""
    if isinstance(error, RecursionError):
        return errors.TokenIMError(errors.REQUEST_TOO_DEEP)
    if not isinstance(error, msgspec.ValidationError):
        return errors.TokenIMError(errors.REQUEST_MALFORMED, str(error))
    complaint, _, place = str(error).partition(" - at `")
    field = place.removesuffix("`").removeprefix("key` in `").removeprefix("$").lstrip(".")
    named = complaint.partition("field `")[2].partition("`")[0]
    field = ".".join(part for part in (within, field, named) if part)
    return complaints.refusal(field, complaint)


def _refuse_nul(value: Any, field: str) -> None:
    """Raise where a text or a key holds NUL, which some databases cannot keep and no reader can show."""
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_nul(key, field)
            _refuse_nul(item, f"{field}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            _refuse_nul(item, field)
    elif isinstance(value, str) and "\0" in value:
        raise errors.wrong(field, "field.nul")


def refuse_repeated_keys(raw: bytes) -> None:
    """Read the whole text again and raise if an object has a key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(pairs)
        if len(seen) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise errors.invalid(twice, "This field is given twice.")
        return seen

    try:
        json.loads(raw, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        # A part that nobody has read yet, such as the body in an envelope, may be no JSON.
        raise refusal(error) from error
