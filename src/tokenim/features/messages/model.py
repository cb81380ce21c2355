"""What makes a message acceptable, beyond its shape?"""

from typing import Any

import msgspec

from tokenim.catalogue import errors, limits
from tokenim.catalogue.contents import CustomContent

_DEPTH = 16


def check(content: CustomContent) -> None:
    """Refuse what a shape cannot say: the size, depth and numbers of custom data."""
    if len(msgspec.json.encode(content.data)) > limits.CUSTOM_BYTES:
        raise errors.invalid("content.data", f"This has more than {limits.CUSTOM_BYTES} bytes.")
    _check(content.data, "content.data", _DEPTH)


def _check(value: Any, field: str, depth: int) -> None:
    if depth == 0:
        raise errors.invalid(field, f"This is nested more than {_DEPTH} deep.")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(item, f"{field}.{key}", depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, field, depth - 1)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise errors.invalid(field, "This number does not fit into 64 bits.")
