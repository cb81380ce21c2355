"""Where is what an operation made? `Location` names its path."""

import re
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any
from urllib.parse import quote

import msgspec

from tokenim.transport.http.answers import Headers

_FIELD = re.compile(r"{([\w.]+)}")


def header(template: str, version: int, answer: Any) -> Headers:
    """Return the header for an answer, with the fields of the answer in the template's places."""
    form, fields = _compiled(template, version)
    if isinstance(answer, msgspec.Raw):
        known = msgspec.json.decode(answer)
        values = [_member(known, name) for name, _ in fields]
    else:
        values = [get(answer) for _, get in fields]
    segments = [value if _is_plain(value) else quote(str(value), safe="") for value in values]
    return [(b"location", (form % tuple(segments)).encode())]


@cache
def _compiled(template: str, version: int) -> tuple[str, list[tuple[str, Callable[[Any], Any]]]]:
    """Return the path with `%s` for each field, and the fields: their names, and how they are read of an object."""
    names = _FIELD.findall(template)
    return f"/v{version}{_FIELD.sub('%s', template)}", [(name, attrgetter(name)) for name in names]


def _is_plain(value: Any) -> bool:
    """Whether it stands in a path as it is: a seq, or an id of this server."""
    return value.__class__ is int or (value.__class__ is str and value.isascii() and value.isidentifier())


def _member(answer: Any, path: str) -> Any:
    for name in path.split("."):
        answer = answer[name]
    return answer
