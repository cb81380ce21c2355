"""Where is what an operation made? `Location` names its path."""

import re
from typing import Any
from urllib.parse import quote

import msgspec

from tokenim.transport.http.answers import Headers

_FIELD = re.compile(r"{([\w.]+)}")


def header(template: str, version: int, answer: Any) -> Headers:
    """Return the header for an answer, with the fields of the answer in the template's places."""
    if isinstance(answer, msgspec.Raw):
        answer = msgspec.json.decode(answer)
    path = _FIELD.sub(lambda field: quote(str(_value(answer, field[1])), safe=""), template)
    return [(b"location", b"/v%d%b" % (version, path.encode()))]


def _value(answer: Any, path: str) -> Any:
    for name in path.split("."):
        answer = answer[name] if isinstance(answer, dict) else getattr(answer, name)
    return answer
