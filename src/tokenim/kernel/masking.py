"""What may a log line and the audit log show of a request? Everything but secrets, names and what people wrote."""

from typing import Any

import msgspec

_HIDDEN = (
    "password", "token", "secret", "ticket", "content", "text", "fields", "key",
    "name", "bio", "avatar", "description",
)  # fmt: skip
"""A field is hidden if its name has one of these in it: secrets, and what tells who somebody is."""


def masked(value: Any, name: str = "") -> Any:
    """Return the value as plain data with secrets, names and private text replaced by `***`."""
    if any(hidden in name for hidden in _HIDDEN):
        return "***"
    if isinstance(value, msgspec.Struct):
        value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {key: masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    return value
