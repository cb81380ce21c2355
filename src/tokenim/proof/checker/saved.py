"""How is a history kept in a file, to be judged again? One fact a line, as JSON: its kind and its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from tokenim.proof.checker.history import History

KINDS: dict[str, Any] = {
    name: get_args(kind)[0] for name, kind in get_type_hints(History).items() if get_args(kind)
}
"""Kind of fact -> its class."""


class Unreadable(Exception):
    """The file holds no history."""


def save(history: History, path: Path) -> None:
    """Write all facts of a history."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as sink:
        for kind in KINDS:
            for fact in getattr(history, kind):
                sink.write(encode((kind, fact)) + b"\n")


def _decoder(fact: Any) -> msgspec.json.Decoder[tuple[str, Any]]:
    line: Any = tuple.__class_getitem__((str, fact))
    return msgspec.json.Decoder(line)


def load(path: Path) -> History:
    """Return the history that a file holds."""
    history = History()
    decoders = {kind: _decoder(fact) for kind, fact in KINDS.items()}
    with path.open("rb") as source:
        for number, line in enumerate(source, 1):
            kind = line[2 : line.find(b'"', 2)].decode("ascii", "replace")
            try:
                fact = decoders[kind].decode(line)[1]
            except (KeyError, msgspec.DecodeError) as error:
                raise Unreadable(f"line {number} of {path.name} is not a fact of a history") from error
            getattr(history, kind).append(fact)
    return history
