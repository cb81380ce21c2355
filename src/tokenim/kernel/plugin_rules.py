"""Which rules keep a feature from outside apart from the others? Everything of it begins with its name."""

import re
from collections.abc import Iterable, Iterator

from tokenim.kernel.feature import BUILT_IN, Feature

_NAME = re.compile(r"^[a-z][a-z0-9]{1,30}$")
_COMMENT = re.compile(r"--[^\n]*")
_MADE = re.compile(
    r"\b(?:CREATE|ALTER|DROP)\s+(?:(?:UNIQUE|TEMP|TEMPORARY|VIRTUAL)\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_PATHS = {"ws"}
"""What else is served beside the routes of operations."""


def check(feature: Feature, built_in: Iterable[Feature]) -> None:
    """Raise `ValueError` with a sentence for the operator where a feature from outside breaks a rule."""
    name = feature.name
    if not _NAME.match(name):
        raise ValueError(f"A feature cannot be called {name!r}: take 2 to 31 small letters and digits.")
    if name in _taken(built_in):
        raise ValueError(f"A feature cannot be called {name}: the server uses this name itself.")
    for what, each, begins in _named(feature):
        if not each.startswith(begins):
            raise ValueError(f"The {what} {each} of {name} must begin with {begins}")
    for operation in feature.operations:
        if operation.path.split("/")[1:2] != [name]:
            raise ValueError(f"The route {operation.path} of {name} must begin with /{name}")


def made(text: str) -> list[str]:
    """Return the names of tables, indexes, views and triggers that SQL makes, changes or drops."""
    return _MADE.findall(_COMMENT.sub("", text))


def check_schema(name: str, text: str) -> None:
    """Raise `ValueError` where SQL of a feature makes, changes or drops what does not begin with the feature's name.

    This finds mistakes. It is no wall: a feature runs in the process of the server.
    """
    for table in made(text):
        if table != name and not table.startswith(f"{name}_"):
            raise ValueError(f"The table or index {table} of {name} must begin with {name}_")


def _named(feature: Feature) -> Iterator[tuple[str, str, str]]:
    """Yield what it is, its name, and how that must begin, for everything that the feature names."""
    dotted = feature.name + "."
    for operation in feature.operations:
        yield "operation", operation.name, dotted
    for code in feature.errors:
        yield "code", code.name, dotted
    for event in feature.events:
        yield "event", event.kind, dotted
    for limit in feature.limits:
        yield "limit", limit, dotted
    for permission in feature.permissions:
        yield "permission", permission.value, feature.name + ":"


def _taken(built_in: Iterable[Feature]) -> set[str]:
    features = list(built_in)
    paths = {op.path.split("/")[1] for feature in features for op in feature.operations}
    dotted = [op.name for feature in features for op in feature.operations]
    dotted += [*BUILT_IN.errors, *BUILT_IN.events, *BUILT_IN.limits]
    resources = {name.partition(":")[0] for name in BUILT_IN.permissions}
    return (
        {feature.name for feature in features}
        | paths
        | _PATHS
        | resources
        | {name.partition(".")[0] for name in dotted}
    )
