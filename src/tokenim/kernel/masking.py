"""What may a log line show of a request? Everything but secrets and what people wrote."""

from typing import Any

import msgspec

_HIDDEN = ("password", "token", "secret", "ticket", "content", "text", "fields", "key")


def masked(value: Any, name: str = "") -> Any:
    """Return the value as plain data with secrets and private text replaced by `***`."""
    if any(hidden in name for hidden in _HIDDEN):
        return "***"
    if isinstance(value, msgspec.Struct):
        value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {key: masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    return value
